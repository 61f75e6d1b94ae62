"""The files in the files, folders and archives to import, one at a time, and why some are refused."""

import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from runback.domain.errors import UnusableInput
from runback.history.errors import UnreadableFile
from runback.history.source_file import (
    FAILED,
    GZIP_MAGIC,
    NOT_ACTIVITY,
    PACKING_ERRORS,
    PIECE,
    USUAL,
    FileProblem,
    Limits,
    Member,
    SourceFile,
    words_of,
)
from runback.history.tars import TAR_ENDINGS, holds_tar, is_tar, list_tar
from runback.history.zips import ZIP_MAGIC, list_zip
from runback.languages.saved import translate_later

_HEAD = 512
_LEFT_OUT = (".DS_Store", "__MACOSX")
_SHADOW = "._"
"""The prefix of the files that macOS writes next to each file on foreign disks."""

_FIRST = ("activities.csv",)  # its names and gear belong to files that come later
DOCUMENTS = (".xlsx", ".xlsm", ".ods", ".numbers", ".docx", ".odt", ".pages", ".pptx", ".odp", ".epub", ".apk", ".jar")
"""Extensions of files that are zip archives internally."""


def walk(paths: Iterable[Path], limits: Limits = USUAL) -> Iterator[SourceFile | FileProblem]:
    """Every file under the paths, archives included, in a stable order; each gets one verdict.

    Raises ``UnusableInput`` for a path that does not exist, before anything is read.
    """
    given = [Path(path) for path in paths]
    for path in given:
        if not path.exists():
            raise UnusableInput(translate_later("There is no file or folder {path}.").format(path=path), path=str(path))
    for path in given:
        yield from _walk_path(path.absolute(), limits)


def _walk_path(path: Path, limits: Limits) -> Iterator[SourceFile | FileProblem]:
    if path.is_dir():
        yield from _walk_folder(path, limits)
    else:
        yield from _walk_file(path, limits)


def _walk_folder(folder: Path, limits: Limits) -> Iterator[SourceFile | FileProblem]:
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: _order(entry.name))
    except OSError as error:
        yield FileProblem(
            _label(folder),
            FAILED,
            translate_later("The folder cannot be opened: {words}.").format(words=words_of(error)),
        )
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.name in _LEFT_OUT or entry.name.startswith(_SHADOW):
            continue
        if entry.is_symlink():
            yield FileProblem(
                _label(path), FAILED, translate_later("This is a link to another place; links are not followed.")
            )
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk_folder(path, limits)
        else:
            yield from _walk_file(path, limits)


def _label(path: Path) -> str:
    """The path as text that can be stored, whatever bytes are in it."""
    return os.fsencode(path).decode("utf-8", "replace")


def _order(name: str) -> tuple[bool, str]:
    """The sort key: by name, but lists that describe other files first."""
    return (PurePosixPath(name).name.lower() not in _FIRST, name)


def _walk_file(path: Path, limits: Limits) -> Iterator[SourceFile | FileProblem]:
    label = _label(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            yield FileProblem(label, FAILED, translate_later("This is not a regular file."))
            return
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        yield FileProblem(
            label, FAILED, translate_later("The file cannot be opened: {words}.").format(words=words_of(error))
        )
        return
    source = _plain(path, label, status.st_size, limits)
    yield from _open_archives(source, head, lambda: path.open("rb"), limits, 1)


def _open_archives(
    source: SourceFile, head: bytes, open_it: Callable[[], IO[bytes]], limits: Limits, depth: int
) -> Iterator[SourceFile | FileProblem]:
    """The file or, if it is an archive, its members."""
    label = source.label
    if head[:4] in ZIP_MAGIC and not _is_document(label):
        yield from _walk_archive(partial(_list_zip, source.path, open_it), label, limits, depth)
    elif is_tar(head, label) or (head[:2] == GZIP_MAGIC and holds_tar(open_it, label)):
        yield from _walk_archive(partial(list_tar, open_it, is_on_disk=source.path is not None), label, limits, depth)
    elif label.lower().endswith(".zip"):
        yield FileProblem(label, FAILED, translate_later("The archive cannot be opened: it is not a zip file."), 0)
    elif label.lower().endswith(TAR_ENDINGS) and head[:2] != GZIP_MAGIC:
        yield FileProblem(label, FAILED, translate_later("The archive cannot be opened: it is not a tar archive."), 0)
    else:
        yield source


def _is_document(label: str) -> bool:
    """Whether a zip is a spreadsheet or the like, which is a single file for its owner."""
    return label.lower().endswith(DOCUMENTS)


def open_plain(path: Path, limits: Limits = USUAL) -> SourceFile:
    """The file at a path that ``walk`` has found; reading it raises the same errors as ``SourceFile.read``."""
    return _plain(path, _label(path), 0, limits)


def _plain(path: Path, label: str, size: int, limits: Limits) -> SourceFile:
    return SourceFile(label, size, lambda: path.open("rb"), limits, path)


def _list_zip(
    path: Path | None, open_it: Callable[[], IO[bytes]], label: str, limits: Limits
) -> Iterator[Member | FileProblem]:
    """The members of a zip; one inside another archive is unpacked to an anonymous file first, to be seekable."""
    if path is not None:
        yield from list_zip(path, label, limits)
        return
    inner = cast("IO[bytes]", SpooledTemporaryFile(limits.spooled_bytes))  # noqa: SIM115 -- closed with its archive
    try:
        with open_it() as member:
            shutil.copyfileobj(member, inner, PIECE)
        yield from list_zip(inner, label, limits)
    except PACKING_ERRORS as error:
        inner.close()
        raise UnreadableFile(
            translate_later("The archive cannot be unpacked: {words}.").format(words=words_of(error))
        ) from None
    except UnreadableFile:
        inner.close()
        raise


def _walk_archive(
    list_them: Callable[[str, Limits], Iterator[Member | FileProblem]], label: str, limits: Limits, depth: int
) -> Iterator[SourceFile | FileProblem]:
    if depth > limits.depth:
        reason = translate_later("Archives are nested more than {depth} deep.").format(depth=limits.depth)
        yield FileProblem(label, FAILED, reason)
        return
    try:
        members = [each for each in list_them(label, limits) if not _is_left_out(each.label.removeprefix(label))]
    except UnreadableFile as error:
        yield FileProblem(label, FAILED, error.message, error.offset)
        return
    if not members:
        yield FileProblem(label, NOT_ACTIVITY, translate_later("The archive has no files in it."))
    for member in sorted(members, key=lambda each: _order(each.label)):
        if isinstance(member, FileProblem):
            yield member
        else:
            yield from _open_member(member, limits, depth)


def _is_left_out(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or (bool(parts) and (parts[-1] == ".DS_Store" or parts[-1].startswith(_SHADOW)))


def _open_member(member: Member, limits: Limits, depth: int) -> Iterator[SourceFile | FileProblem]:
    try:
        with member.open() as opened:
            head = opened.read(_HEAD)
    except PACKING_ERRORS as error:
        words = words_of(error)
        yield FileProblem(
            member.label, FAILED, translate_later("It cannot be unpacked: {words}.").format(words=words), member.offset
        )
        return
    source = SourceFile(member.label, member.size, member.open, limits)
    yield from _open_archives(source, head, member.open, limits, depth + 1)
