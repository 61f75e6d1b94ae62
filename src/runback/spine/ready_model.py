"""The mended muscle model in ready form: put together once a machine, then read from this user's cache folder.

Putting it together takes seconds, reading it some hundredths. The file is a checksum and MuJoCo's own binary form; its
name changes with MuJoCo, the shipped model and the mends, so that a file of another version is never read.
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
    """The model in ``folder`` (without one, in the user's cache folder), or what ``build`` makes, which is then kept.

    A file that is cut short or altered is replaced, and a folder that cannot be written to does not matter.
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
    made_of.append((Path(__file__).parent / "mends.py").read_bytes())
    return hashlib.sha256(b"\n".join(made_of)).hexdigest()[:16]


def _read(path: Path) -> mujoco.MjModel:
    """``ValueError`` where the bytes are not those that were written: MuJoCo would not survive some of them."""
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
