"""One file of an import: where its bytes are, how many of them are read at most, and its possible verdicts."""

import gzip
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, cast

from runback.history.errors import UnreadableFile
from runback.languages.saved import translate_later

FAILED = "failed"
NOT_ACTIVITY = "not_activity"
PIECE = 1 << 20
GZIP_MAGIC = b"\x1f\x8b"
_MOST_PACKINGS = 4
LARGE_BYTES = 64 << 20
"""Larger files are read as a stream instead of into memory (``read.read_stream``)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on reading: unpacked bytes of a file and of an archive, compression ratio, depth, members.

    Up to ``free_bytes`` of a file and ``archive_free_bytes`` of an archive, the ratio is not checked.
    ``file_bytes`` limits what is held in memory; archives inside archives go to disk above
    ``spooled_bytes``, and health exports are read as a stream.
    """

    file_bytes: int = 128 << 20
    spooled_bytes: int = 16 << 20
    archive_free_bytes: int = 1 << 30
    archive_bytes: int = 64 << 30
    ratio: float = 200.0
    free_bytes: int = 16 << 20
    depth: int = 4
    members: int = 200_000


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A file that was found and not read, with its verdict, ``failed`` or ``not_activity``."""

    label: str
    verdict: str
    reason: str
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read. ``label`` is its absolute path, ``a.zip!/inner`` inside an archive.

    ``size`` is in bytes as stored (unpacked if the archive states it). ``path`` is its path on
    disk, where other processes open it (``open_plain``); None inside an archive.
    """

    label: str
    size: int
    _open: Callable[[], IO[bytes]]
    _limits: Limits
    path: Path | None = None

    @property
    def is_large(self) -> bool:
        """Whether it is too large to be read into memory."""
        return self.size > LARGE_BYTES

    def open(self) -> IO[bytes]:
        """The bytes as a stream, unpacked for .gz; without a limit, so the caller has to count."""
        raw = self._open()
        if self.label.lower().endswith(".gz"):
            return cast("IO[bytes]", gzip.open(raw))
        return raw

    def read(self) -> bytes:
        """All bytes, unpacked for .gz.

        Raises ``UnreadableFile`` for a file above the limits (a bomb) or with broken compression.
        """
        try:
            opened = self._open()
        except PermissionError:
            raise UnreadableFile(translate_later("The file cannot be read: allow this program to read it.")) from None
        except PACKING_ERRORS as error:
            raise UnreadableFile(
                translate_later("The file cannot be opened: {words}.").format(words=words_of(error))
            ) from None
        try:
            with opened as raw:
                data = _read_bounded(raw, self._limits.file_bytes)
            for _ in range(_MOST_PACKINGS):  # some programs compress twice
                if data[:2] != GZIP_MAGIC:
                    break
                most = min(self._limits.file_bytes, max(self._limits.free_bytes, int(len(data) * self._limits.ratio)))
                with gzip.open(BytesIO(data)) as packed:
                    data = _read_gzip(packed, most)
            return data
        except PACKING_ERRORS as error:
            raise UnreadableFile(
                translate_later("The file cannot be unpacked: {words}.").format(words=words_of(error))
            ) from None


PACKING_ERRORS = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
)


def words_of(error: BaseException) -> str:
    """The error in words, to be inserted into a sentence."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return str(error).rstrip(".") or type(error).__name__


def _pieces_of(read: Callable[[int], bytes], most: int, too_large: str) -> Iterator[bytes]:
    """What ``read`` returns, in pieces; raises ``UnreadableFile`` with the text ``too_large`` beyond ``most`` bytes."""
    total = 0
    while piece := read(PIECE):
        total += len(piece)
        if total > most:
            raise UnreadableFile(too_large)
        yield piece


def _read_bounded(stream: IO[bytes], most: int) -> bytes:
    too_large = translate_later("The file unpacks to more than {value} MB, which no activity file does.")
    return b"".join(_pieces_of(stream.read, most, too_large.format(value=most >> 20)))


def _read_gzip(packed: gzip.GzipFile, most: int) -> bytes:
    """The content of a .gz file; of a truncated one, what there is, if anything."""
    too_large = translate_later("The file unpacks to more than {value} MB: it looks like a decompression bomb.")
    pieces: list[bytes] = []
    try:
        for piece in _pieces_of(packed.read1, most, too_large.format(value=most >> 20)):
            pieces.append(piece)
    except (EOFError, zlib.error):
        if not pieces:
            raise
    return b"".join(pieces)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive, by its label; ``offset`` is its position in the archive."""

    label: str
    size: int
    open: Callable[[], IO[bytes]]
    offset: int


def refuse_name(name: str) -> str | None:
    """Why a member of that name is never opened, None if it may be."""
    if name.startswith(("/", "\\")) or (len(name) > 1 and name[1] == ":") or ".." in name.replace("\\", "/").split("/"):
        return translate_later("Its path leads out of the archive; such members are never opened.")
    return None


def refuse_size(size: int, packed: int, limits: Limits) -> str | None:
    """Why a member that unpacks to that size is not opened, None if it may be."""
    if size > limits.free_bytes and size > limits.ratio * max(packed, 1):
        return translate_later(
            "It unpacks to {value} MB from very little data: it looks like a decompression bomb."
        ).format(value=size >> 20)
    return None


def refuse_total(total: int, packed: int, limits: Limits) -> str | None:
    """Why nothing more of an archive is opened, given its sizes so far; None if more may be."""
    if total > limits.archive_bytes:
        return translate_later("The archive unpacks to more than {value} GB in all.").format(
            value=limits.archive_bytes >> 30
        )
    if total > limits.archive_free_bytes and total > limits.ratio * packed:
        return translate_later("The archive unpacks to very much from very little: it looks like a decompression bomb.")
    return None
