"""Tar archives, compressed with gzip or not: their members one by one; malicious ones are refused by name."""

import gzip
import tarfile
import weakref
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from runback.history.errors import UnreadableFile
from runback.history.source_file import (
    FAILED,
    GZIP_MAGIC,
    PACKING_ERRORS,
    PIECE,
    FileProblem,
    Limits,
    Member,
    refuse_name,
    refuse_total,
    words_of,
)
from runback.languages.saved import translate_later

_HEADER_BYTES = 512
_LONGEST_READ = 4 << 20  # tarfile reads a member's whole name, whatever length it claims
TAR_ENDINGS = (".tar", ".tgz", ".tar.gz")
_NO_TAR = (".fit.gz", ".gpx.gz", ".tcx.gz")
_BREAKS_OFF = translate_later(
    "The archive breaks off. What came before that was read; download it again to have the rest."
)


def is_tar(header: bytes, label: str) -> bool:
    """Whether a file with that header is a tar archive; old ones have no magic number and are recognised by name."""
    if header[257:262] != b"ustar" and not label.lower().endswith(TAR_ENDINGS):
        return False
    if len(header) == _HEADER_BYTES and not any(header):
        return True  # an empty archive
    try:
        tarfile.TarInfo.frombuf(header[:_HEADER_BYTES], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True


def holds_tar(open_it: Callable[[], IO[bytes]], label: str) -> bool:
    """Whether a gzip file contains a tar archive; file types that services compress with gzip are not opened."""
    if label.lower().endswith(_NO_TAR):
        return False
    try:
        with open_it() as raw, gzip.open(raw) as packed:
            return is_tar(packed.read(_HEADER_BYTES), label)
    except PACKING_ERRORS:
        return False


def list_tar(
    open_it: Callable[[], IO[bytes]], label: str, limits: Limits, *, is_on_disk: bool
) -> Iterator[Member | FileProblem]:
    """The files in a tar archive, in archive order, and why some are refused.

    A compressed archive, or one inside another, is first unpacked to an anonymous file, within the limits. The
    archive is closed when its last member is garbage-collected. Raises ``UnreadableFile``.
    """
    is_broken = False
    try:
        file = open_it()
        is_packed = file.read(2) == GZIP_MAGIC
        file.seek(0)
        if is_packed or not is_on_disk:
            file, is_broken = _unpack(file, limits, is_packed=is_packed)
        archive = _open_archive(file)
    except PACKING_ERRORS as error:
        raise UnreadableFile(
            translate_later("The archive cannot be opened: {words}.").format(words=words_of(error)), offset=0
        ) from None
    yield from _list_members(archive, label, limits)
    if is_broken:
        yield FileProblem(label, FAILED, _BREAKS_OFF)


def _open_archive(file: IO[bytes]) -> tarfile.TarFile:
    """The archive, which closes the file when it is garbage-collected; raises ``tarfile.TarError``."""
    try:
        archive = tarfile.open(fileobj=cast("IO[bytes]", _Bounded(file)), mode="r:")  # noqa: SIM115 -- see above
    except BaseException:
        file.close()
        raise
    weakref.finalize(archive, file.close)
    return archive


def _unpack(raw: IO[bytes], limits: Limits, *, is_packed: bool) -> tuple[IO[bytes], bool]:
    """The unpacked archive, on disk if it is large, and whether it is truncated.

    Raises ``UnreadableFile`` for a bomb.
    """
    unpacked = cast("IO[bytes]", SpooledTemporaryFile(limits.spooled_bytes))  # noqa: SIM115 -- closed with its archive
    is_broken, reason = False, None
    try:
        with raw, cast("gzip.GzipFile", gzip.open(raw) if is_packed else raw) as stream:
            while reason is None and (piece := stream.read1(PIECE)):
                unpacked.write(piece)
                reason = refuse_total(unpacked.tell(), raw.tell(), limits)
    except (EOFError, zlib.error):
        is_broken = True
    except BaseException:
        unpacked.close()
        raise
    if reason is not None:
        unpacked.close()
        raise UnreadableFile(reason)
    unpacked.seek(0)
    return unpacked, is_broken


class _Bounded:
    """A file that limits the size of each read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def seekable(self) -> bool:
        """Always true."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes; raises ``tarfile.ReadError`` for more than any name or piece can have."""
        if not 0 <= size <= _LONGEST_READ:
            raise tarfile.ReadError(translate_later("a name in it is longer than any"))
        return self._file.read(size)


def _list_members(archive: tarfile.TarFile, label: str, limits: Limits) -> Iterator[Member | FileProblem]:
    total = count = 0
    while True:
        try:
            info = archive.next()
        except PACKING_ERRORS as error:
            words = words_of(error)
            yield FileProblem(
                label, FAILED, translate_later("The archive cannot be read on: {words}.").format(words=words)
            )
            return
        if info is None:
            return
        if info.isdir():
            continue
        count, total = count + 1, total + info.size
        if count > limits.members:
            most = translate_later("The archive holds more than {members} files; no more are opened.")
            yield FileProblem(label, FAILED, most.format(members=limits.members))
            return
        inner = f"{label}!/{info.name.encode('utf-8', 'surrogateescape').decode('utf-8', 'replace')}"
        if reason := _refuse(info) or refuse_total(total, total, limits):
            yield FileProblem(inner, FAILED, reason)
        else:
            yield Member(inner, info.size, partial(_open_member, archive, info), info.offset)
        archive.members = []  # type: ignore[attr-defined]  # tarfile would otherwise remember a million of them


def _open_member(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    opened = archive.extractfile(info)
    if opened is None:
        raise tarfile.ReadError(translate_later("it is no file"))
    return opened


def _refuse(info: tarfile.TarInfo) -> str | None:
    if reason := refuse_name(info.name):
        return reason
    if info.issym() or info.islnk():
        return translate_later("This is a link to another place; links are not followed.")
    if not info.isreg():
        return translate_later("This is not a regular file.")
    if info.issparse():
        return translate_later(
            "It unpacks to {value} MB from very little data: it looks like a decompression bomb."
        ).format(value=info.size >> 20)
    return None
