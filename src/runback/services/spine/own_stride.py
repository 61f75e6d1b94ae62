"""A runner's own stride: the uploaded files, stored at HOME/spine/<runner>."""

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.conf import settings

from runback.domain.errors import BadAnswer
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.services.spine import process
from runback.services.spine.job import OwnStride, SpineJob, SpineQuestion
from runback.spine.names import stride_file

MAX_OWN_BYTES = 20_000_000
PARTS: Mapping[str, tuple[str, ...]] = {
    "movement": (".mot", ".sto", ".csv"),
    "ground": (".mot", ".sto"),
    "body": (".osim",),
}
"""What a runner can send: the movement, the push of the ground, the own scaled body; and the kinds of file."""


def _folder(runner: Runner) -> Path:
    return Path(settings.HOME) / "spine" / str(runner.id)


def find_own_stride(runner: Runner) -> OwnStride | None:
    """The runner's own files, if a movement is among them."""
    return _look_into(_folder(runner))


def _look_into(folder: Path) -> OwnStride | None:
    found = {part: next(iter(sorted((folder / part).glob("*"))), None) for part in PARTS}
    movement = found.pop("movement") or _loose_movement(folder)
    return None if movement is None else OwnStride(movement, **found)


def _loose_movement(folder: Path) -> Path | None:
    """A movement as homes before the ground and the body could be sent have it."""
    return next((one for one in sorted(folder.glob("*")) if one.is_file()), None)


def save_own_stride(runner: Runner, mass_kg: float, files: Mapping[str, tuple[str, Iterable[bytes]]]) -> None:
    """Keep files as the runner's own stride, in place of those before, if a simulation can be made of them.

    ``files`` is a part of ``PARTS`` to a clean file name and its bytes; the movement must be among them. Raises
    ``BadAnswer``, with the part as its key, for another kind of file or one over 20 MB, and as ``ask_spine`` for what
    cannot be used; the files before then stay.
    """
    waiting = _folder(runner).parent / f"{runner.id}.new"
    shutil.rmtree(waiting, ignore_errors=True)
    try:
        for part, (name, chunks) in files.items():
            _take_in(waiting / part, part, name, chunks)
        own = _look_into(waiting)
        if own is None:
            raise BadAnswer("movement", gettext("Send a movement file."))
        process.SPINE.ask(SpineJob(SpineQuestion(mass_kg=mass_kg, is_own=True), own))
        remove_own_stride(runner)
        waiting.replace(_folder(runner))
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _take_in(folder: Path, part: str, name: str, chunks: Iterable[bytes]) -> None:
    if Path(name).suffix.lower() not in PARTS[part]:
        kinds = PARTS[part]
        listed = kinds[0] if len(kinds) == 1 else f"{', '.join(kinds[:-1])} or {kinds[-1]}"
        raise BadAnswer(part, gettext("Send a {listed} file. {name} is another kind.").format(listed=listed, name=name))
    folder.mkdir(parents=True, mode=0o700)
    size = 0
    with (folder / name).open("wb") as out:
        for chunk in chunks:
            size += len(chunk)
            if size > MAX_OWN_BYTES:
                raise BadAnswer(part, gettext("This file is larger than 20 MB. Cut a few strides out of it."))
            out.write(chunk)


def remove_own_stride(runner: Runner) -> None:
    """Remove the runner's own files."""
    shutil.rmtree(_folder(runner), ignore_errors=True)


def made_stride_csv(speed_m_s: int) -> str:
    """The made-up stride as a file for ``runback spine --kinematics``."""
    return stride_file(float(speed_m_s)).read_text(encoding="utf-8")
