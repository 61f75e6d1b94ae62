"""Files that come through the browser: hostile until read, so names, numbers and sizes are bounded here.

An upload gathers in ``HOME/uploads/<runner>/<name>`` under paths that we choose, is
imported from there, and is removed when its import is over (the originals are kept by then).
"""

import re
import secrets
import shutil
import time
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from runback.domain.errors import BadAnswer, NotFound
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.services.imports.look import forget_look
from runback.services.quota import Room, require_turn

MAX_FILES = 20_000
MAX_DEPTH = 8
_MAX_NAME = 120
_OLD_S = 7 * 86_400
_ZIP_END_BYTES = (1 << 16) + 22
_PART_OLD_S = 86_400
_SPARE_BYTES = 100_000_000
_NAME = re.compile(r"[0-9a-f]{16}")
_ODD = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]")


def _folder(runner: Runner) -> Path:
    folder = Path(settings.HOME) / "uploads" / str(runner.id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def new_upload(runner: Runner) -> str:
    """The name of a new, empty upload; raises ``BadAnswer`` where the runner sent too much today."""
    require_turn(runner, "files")
    name = secrets.token_hex(8)
    (_folder(runner) / name).mkdir(mode=0o700)
    return name


def upload_folder(runner: Runner, name: str) -> Path:
    """Where an upload of the runner gathers; raises ``NotFound`` for any other name."""
    path = _folder(runner) / name
    if not _NAME.fullmatch(name) or not path.is_dir():
        raise NotFound(gettext("This upload does not exist."))
    return path


def count_files(folder: Path) -> int:
    """How many files an upload contains, those of its zips counted one by one."""
    return sum(_count_members(path) for path in folder.rglob("*") if path.is_file())


def _count_members(path: Path) -> int:
    """How many files a zip claims to contain, from its end alone (APPNOTE 4.3.16); 1 for any other file."""
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            return 1
        file.seek(max(path.stat().st_size - _ZIP_END_BYTES, 0))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    return int.from_bytes(tail[at + 10 : at + 12], "little") if at >= 0 else 1


def save_files(runner: Runner, folder: Path, files: Iterable["UploadedFile[bytes]"], paths: list[str]) -> int:
    """Keeps files under their own folders' names; returns how many there are now.

    ``paths`` are what the browser says of each file's place in the dropped folder; a missing
    or odd one falls back to the file's name. Raises ``BadAnswer`` when it is too much.
    """
    kept = [path for path in folder.rglob("*") if path.is_file()]
    count, size = len(kept), sum(path.stat().st_size for path in kept)
    room = Room(runner, uploads=True)
    for index, file in enumerate(files):
        count += 1
        size += file.size or 0
        room.take(file.size or 0)
        _require_room(folder, count, size, file.size or 0)
        sent_path = paths[index] if index < len(paths) else ""
        _write(file, _free_path(folder, clean_path(sent_path or file.name or "")))
    return count


def save_piece(runner: Runner, folder: Path, file: "UploadedFile[bytes]", sent_path: str, offset: int) -> str:
    """Keeps the next piece of a file sent in pieces; returns the path that its other pieces have to name.

    Raises ``BadAnswer`` for a piece that does not continue what is there, and when it is too much.
    """
    wanted = clean_path(sent_path)
    path = folder / wanted if offset else _free_path(folder, wanted)
    there = path.stat().st_size if path.is_file() else 0
    if there != offset:
        raise BadAnswer("files", gettext("Part of the file was lost. Send it again."))
    Room(runner, uploads=True).take(file.size or 0)
    _require_room(folder, 1, offset + (file.size or 0), file.size or 0)
    if not offset:
        _write(file, path)
        return path.relative_to(folder).as_posix()
    with path.open("ab") as out:
        for chunk in file.chunks():
            out.write(chunk)
    return path.relative_to(folder).as_posix()


def _require_room(folder: Path, count: int, size: int, more: int) -> None:
    if count > MAX_FILES or size > settings.UPLOAD_MAX_BYTES:
        raise BadAnswer(
            "files", gettext("This is too much for one upload. Send fewer files, or use the command: runback import.")
        )
    if more > shutil.disk_usage(folder).free - _SPARE_BYTES:
        raise BadAnswer(
            "files",
            gettext("There is not enough space on the disk for these files. Free some space, then send them again."),
        )


def clean_path(sent_path: str) -> PurePosixPath:
    """A relative path without tricks: no climbing out, no hidden or odd names, not too deep."""
    parts = [_ODD.sub("_", part).strip(". ")[:_MAX_NAME] for part in sent_path.replace("\\", "/").split("/")]
    kept = [part for part in parts if part][-MAX_DEPTH:]
    return PurePosixPath(*kept) if kept else PurePosixPath("file")


def _free_path(folder: Path, wanted: PurePosixPath) -> Path:
    path = folder / wanted
    number = 1
    while path.exists():
        number += 1
        path = folder / wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")
    return path


def _write(file: "UploadedFile[bytes]", path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        path = path.parents[len(path.parents) - 1] / path.name
        raise BadAnswer(
            "files",
            gettext("A file and a folder have the same name: {name}. Rename one of them.").format(name=path.name),
        ) from None
    spooled = getattr(file, "temporary_file_path", None)
    if spooled is not None:
        shutil.move(spooled(), path)
        return
    with path.open("xb") as out:
        for chunk in file.chunks():
            out.write(chunk)


def forget_upload(runner: Runner, name: str) -> None:
    """Removes an upload; nothing happens when it is gone."""
    if _NAME.fullmatch(name):
        forget_look(_folder(runner) / name)
        shutil.rmtree(_folder(runner) / name, ignore_errors=True)


def sweep_uploads() -> None:
    """Removes uploads that were left behind a week ago or longer, and parts of files that never arrived completely.

    Makes the folder that uploads go to.
    """
    folder = Path(settings.HOME) / "uploads"
    folder.mkdir(exist_ok=True, mode=0o700)
    for path in folder.glob("*/*"):
        if path.is_dir() and _age_s(path) > _OLD_S:
            forget_look(path)
            shutil.rmtree(path, ignore_errors=True)
    for path in folder.iterdir():
        if path.is_file() and _age_s(path) > _PART_OLD_S:
            path.unlink(missing_ok=True)


def _age_s(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:  # another one swept it
        return 0.0
