"""Files, folders and archives a runner hands over, one file at a time, and why some are refused."""

import gzip
import os
import shutil
import stat
import weakref
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path, PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from runback.domain.errors import UnusableInput
from runback.history.errors import UnreadableFile
from runback.languages.kept import say_later

FAILED = "failed"
NOT_ACTIVITY = "not_activity"
_PIECE = 1 << 20
_LEFT_OUT = (".DS_Store", "__MACOSX")
_FIRST = ("activities.csv",)  # its names and gear belong to files that follow it
DOCUMENTS = (".xlsx", ".xlsm", ".ods", ".numbers", ".docx", ".odt", ".pages", ".pptx", ".odp", ".epub", ".apk", ".jar")
"""Endings of files that are zips inside."""
_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_GZIP_MAGIC = b"\x1f\x8b"
_ENCRYPTED = 0x1
LARGE_BYTES = 64 << 20
"""Larger files are not held in memory but read as a stream (``read.read_stream``)."""

_BYTES_A_MEMBER = 100
"""Of an archive's list; one that tells fewer members than its list is long is not believed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of what is read: bytes unpacked of one file and of one archive, ratio, depth, members.

    Up to ``free_bytes`` of a file and ``archive_free_bytes`` of an archive no ratio is looked at.
    ``file_bytes`` bounds what is held in memory; archives inside archives lie on disk from
    ``spooled_bytes`` on, health exports are read as a stream.
    """

    file_bytes: int = 128 << 20
    spooled_bytes: int = 16 << 20
    archive_free_bytes: int = 1 << 30
    archive_bytes: int = 64 << 30
    ratio: float = 200.0
    free_bytes: int = 16 << 20
    depth: int = 4
    members: int = 200_000


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A file that was met and not read: its one verdict is ``failed`` or ``not_activity``."""

    label: str
    verdict: str
    reason: str
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read. ``label`` is its absolute path, ``a.zip!/inner`` inside an archive.

    ``size`` counts bytes as stored (unpacked where the archive tells it). ``path`` is where
    it lies on disk, None inside an archive: other processes open it there (``open_plain``).
    """

    label: str
    size: int
    _open: Callable[[], IO[bytes]]
    _limits: Limits
    path: Path | None = None

    @property
    def is_large(self) -> bool:
        """Whether it is too large to be held in memory."""
        return self.size > LARGE_BYTES

    def open(self) -> IO[bytes]:
        """The bytes as a stream, unpacked for .gz; unbounded, so the reader has to count."""
        raw = self._open()
        if self.label.lower().endswith(".gz"):
            return cast("IO[bytes]", gzip.open(raw))
        return raw

    def read(self) -> bytes:
        """All bytes, unpacked for .gz.

        Raises ``UnreadableFile`` for a file above the limits (a bomb) or a broken packing.
        """
        try:
            opened = self._open()
        except PermissionError:
            raise UnreadableFile(say_later("The file cannot be read: allow this program to read it.")) from None
        except _PACKING_ERRORS as error:
            raise UnreadableFile(say_later("The file cannot be opened: {words}.").format(words=_words(error))) from None
        try:
            with opened as raw:
                data = _read_bounded(raw, self._limits.file_bytes)
                if data[:2] == _GZIP_MAGIC:
                    most = min(
                        self._limits.file_bytes, max(self._limits.free_bytes, int(len(data) * self._limits.ratio))
                    )
                    with gzip.open(BytesIO(data)) as packed:
                        return _read_gzip(packed, most)
                return data
        except _PACKING_ERRORS as error:
            raise UnreadableFile(
                say_later("The file cannot be unpacked: {words}.").format(words=_words(error))
            ) from None


_PACKING_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


def _words(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return str(error).rstrip(".") or type(error).__name__


def _read_bounded(stream: IO[bytes], most: int) -> bytes:
    pieces, total = [], 0
    while piece := stream.read(_PIECE):
        total += len(piece)
        if total > most:
            raise UnreadableFile(
                say_later("The file unpacks to more than {value} MB, which no activity file does.").format(
                    value=most >> 20
                )
            )
        pieces.append(piece)
    return b"".join(pieces)


def _read_gzip(packed: gzip.GzipFile, most: int) -> bytes:
    """What a .gz holds; one that breaks off gives what it has, if that is anything."""
    pieces, total = [], 0
    try:
        while piece := packed.read1(_PIECE):
            total += len(piece)
            if total > most:
                raise UnreadableFile(
                    say_later("The file unpacks to more than {value} MB: it looks like a decompression bomb.").format(
                        value=most >> 20
                    )
                )
            pieces.append(piece)
    except (EOFError, zlib.error):
        if not pieces:
            raise
    return b"".join(pieces)


def walk(paths: Iterable[Path], limits: Limits = Limits()) -> Iterator[SourceFile | FileProblem]:
    """Every file under the paths, archives opened, in a stable order, one verdict each.

    Raises ``UnusableInput`` for a path that does not exist, before anything is read.
    """
    given = [Path(path) for path in paths]
    for path in given:
        if not path.exists():
            raise UnusableInput(say_later("There is no file or folder {path}.").format(path=path), path=str(path))
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
            _label(folder), FAILED, say_later("The folder cannot be opened: {words}.").format(words=_words(error))
        )
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.name in _LEFT_OUT:
            continue
        if entry.is_symlink():
            yield FileProblem(
                _label(path), FAILED, say_later("This is a link to another place; links are not followed.")
            )
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk_folder(path, limits)
        else:
            yield from _walk_file(path, limits)


def _label(path: Path) -> str:
    """The path as text that can be stored, whatever bytes its name is made of."""
    return os.fsencode(path).decode("utf-8", "replace")


def _order(name: str) -> tuple[bool, str]:
    """By name, but lists that tell of other files first."""
    return (PurePosixPath(name).name.lower() not in _FIRST, name)


def _walk_file(path: Path, limits: Limits) -> Iterator[SourceFile | FileProblem]:
    label = _label(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            yield FileProblem(label, FAILED, say_later("This is not a regular file."))
            return
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        yield FileProblem(label, FAILED, say_later("The file cannot be opened: {words}.").format(words=_words(error)))
        return
    if magic in _ZIP_MAGIC and not _is_document(label):
        yield from _walk_zip(path, label, limits, 1)
    elif path.suffix.lower() == ".zip":
        yield FileProblem(label, FAILED, say_later("The archive cannot be opened: it is not a zip file."), 0)
    else:
        yield _plain(path, label, status.st_size, limits)


def _is_document(label: str) -> bool:
    """Whether a zip is a spreadsheet or the like, which is one file to its owner."""
    return label.lower().endswith(DOCUMENTS)


def open_plain(path: Path, limits: Limits = Limits()) -> SourceFile:
    """The file at a path that ``walk`` has met; reading it raises what ``SourceFile.read`` does."""
    return _plain(path, _label(path), 0, limits)


def _plain(path: Path, label: str, size: int, limits: Limits) -> SourceFile:
    return SourceFile(label, size, lambda: path.open("rb"), limits, path)


def _walk_zip(file: Path | IO[bytes], label: str, limits: Limits, depth: int) -> Iterator[SourceFile | FileProblem]:
    try:
        archive = _open_archive(file, limits, depth)
    except UnreadableFile as error:
        if not isinstance(file, Path):
            file.close()
        yield FileProblem(label, FAILED, error.message, error.offset)
        return
    yield from _walk_members(archive, label, limits, depth)  # closed when its last SourceFile is forgotten


def _open_archive(file: Path | IO[bytes], limits: Limits, depth: int) -> zipfile.ZipFile:
    """The archive with its list read; raises ``UnreadableFile`` for one that is hostile or broken."""
    if depth > limits.depth:
        raise UnreadableFile(say_later("Archives are nested more than {depth} deep.").format(depth=limits.depth))
    try:
        with file.open("rb") if isinstance(file, Path) else nullcontext(file) as opened:
            opened.seek(0)
            count = _count_stated_members(opened)
        if count > limits.members:
            raise UnreadableFile(
                say_later("The archive lists {count} files; at most {members} are opened.").format(
                    count=count, members=limits.members
                )
            )
        archive = zipfile.ZipFile(file)
        if _is_overlapping(archive):
            archive.close()
            raise UnreadableFile(say_later("The archive's members overlap: it looks like a decompression bomb."))
    except _PACKING_ERRORS as error:
        raise UnreadableFile(
            say_later("The archive cannot be opened: {words}.").format(words=_words(error)), offset=0
        ) from None
    if not isinstance(file, Path):
        weakref.finalize(archive, file.close)
    return archive


def _is_overlapping(archive: zipfile.ZipFile) -> bool:
    """Whether two members share bytes, so that little unpacks to much (the flat bombs)."""
    spans = sorted((info.header_offset, info.compress_size) for info in archive.infolist())
    return any(start + size > after for (start, size), (after, _) in pairwise(spans))


def _count_stated_members(file: IO[bytes]) -> int:
    """How many members the end record tells, read before the list itself is (it may be huge)."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - (1 << 16) - 22))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise zipfile.BadZipFile(say_later("it breaks off before its table of contents"))
    count = int.from_bytes(tail[at + 10 : at + 12], "little")
    listed_bytes = int.from_bytes(tail[at + 12 : at + 16], "little")
    if count == 0xFFFF and (big := tail.rfind(b"PK\x06\x06", 0, at)) >= 0:
        count = int.from_bytes(tail[big + 32 : big + 40], "little")
        listed_bytes = int.from_bytes(tail[big + 40 : big + 48], "little")
    file.seek(0)
    return max(count, listed_bytes // _BYTES_A_MEMBER)


def _walk_members(
    archive: zipfile.ZipFile, label: str, limits: Limits, depth: int
) -> Iterator[SourceFile | FileProblem]:
    members = [
        info for info in archive.infolist() if not info.filename.endswith("/") and not _is_left_out(info.filename)
    ]
    total = packed = 0
    for info in sorted(members, key=lambda info: _order(info.filename)):
        inner = f"{label}!/{info.filename}"
        total, packed = total + info.file_size, packed + info.compress_size
        if reason := _refusal(info, limits) or _refusal_of_all(total, packed, limits):
            yield FileProblem(inner, FAILED, reason)
        else:
            yield from _open_member(archive, info, inner, limits, depth)


def _is_left_out(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or (bool(parts) and parts[-1] == ".DS_Store")


def _refusal(info: zipfile.ZipInfo, limits: Limits) -> str | None:
    """Why a member is not opened, None where it may be."""
    name = info.filename
    if name.startswith(("/", "\\")) or (len(name) > 1 and name[1] == ":") or ".." in name.replace("\\", "/").split("/"):
        return say_later("Its path leads out of the archive; such members are never opened.")
    if stat.S_ISLNK(info.external_attr >> 16):
        return say_later("This is a link to another place; links are not followed.")
    if info.flag_bits & _ENCRYPTED:
        return say_later("It is encrypted. Unpack the archive with its password first.")
    if info.file_size > limits.free_bytes and info.file_size > limits.ratio * max(info.compress_size, 1):
        return say_later("It unpacks to {value} MB from very little data: it looks like a decompression bomb.").format(
            value=info.file_size >> 20
        )
    return None


def _refusal_of_all(total: int, packed: int, limits: Limits) -> str | None:
    """Why nothing more of an archive is opened, after what it tells up to here."""
    if total > limits.archive_bytes:
        return say_later("The archive unpacks to more than {value} GB in all.").format(value=limits.archive_bytes >> 30)
    if total > limits.archive_free_bytes and total > limits.ratio * packed:
        return say_later("The archive unpacks to very much from very little: it looks like a decompression bomb.")
    return None


def _open_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, label: str, limits: Limits, depth: int
) -> Iterator[SourceFile | FileProblem]:
    try:
        with archive.open(info) as member:
            magic = member.read(4)
    except _PACKING_ERRORS as error:
        yield FileProblem(
            label, FAILED, say_later("It cannot be unpacked: {words}.").format(words=_words(error)), info.header_offset
        )
        return
    if magic in _ZIP_MAGIC and not _is_document(label):
        inner = cast("IO[bytes]", SpooledTemporaryFile(limits.spooled_bytes))  # noqa: SIM115 -- closed with its archive
        try:
            with archive.open(info) as member:
                shutil.copyfileobj(member, inner, _PIECE)
        except _PACKING_ERRORS as error:
            inner.close()
            yield FileProblem(
                label, FAILED, say_later("The archive cannot be unpacked: {words}.").format(words=_words(error))
            )
            return
        yield from _walk_zip(inner, label, limits, depth + 1)
    elif label.lower().endswith(".zip"):
        yield FileProblem(label, FAILED, say_later("The archive cannot be opened: it is not a zip file."), 0)
    else:
        yield SourceFile(label, info.file_size, lambda: archive.open(info), limits)
