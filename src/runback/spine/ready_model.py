"""Caches the corrected muscle model: built once per machine, then read from the user's cache folder.

Building it takes seconds, reading it a few hundredths. The file is a checksum and MuJoCo's binary format; its
name changes with MuJoCo, the shipped model and the corrections, so that a file of another version is never read.
"""

import hashlib
import tempfile
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import mujoco
from platformdirs import user_cache_path

_NAME = "model.mjb"


def load_ready_model(build: Callable[[], mujoco.MjModel], folder: Path | None = None) -> mujoco.MjModel:
    """The model in ``folder`` (by default the user's cache folder), or the result of ``build``, which is then cached.

    A truncated or altered file is replaced, and a read-only folder is ignored.
    """
    path = (folder or user_cache_path("runback", appauthor=False)) / f"spine-{_stamp()}.mjb"
    with suppress(OSError, ValueError):
        return _read(path)
    model = build()
    with suppress(OSError):
        _write(path, model)
    return model


def _stamp() -> str:
    made_of = [version("mujoco").encode(), version("myo_sim").encode(), Path(__file__).read_bytes()]
    made_of.append((Path(__file__).parent / "corrections.py").read_bytes())
    return hashlib.sha256(b"\n".join(made_of)).hexdigest()[:16]


def _read(path: Path) -> mujoco.MjModel:
    """Raises ``ValueError`` if the bytes differ from those written, because MuJoCo may crash on them."""
    data = path.read_bytes()
    checksum, model = data[:32], data[32:]
    if hashlib.sha256(model).digest() != checksum:
        raise ValueError(f"{path.name} is damaged")
    return mujoco.MjModel.from_binary_path(_NAME, {_NAME: model})


def _write(path: Path, model: mujoco.MjModel) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        plain, whole = Path(folder) / _NAME, Path(folder) / path.name
        mujoco.mj_saveModel(model, str(plain), None)
        data = plain.read_bytes()
        whole.write_bytes(hashlib.sha256(data).digest() + data)
        whole.replace(path)
