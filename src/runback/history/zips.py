"""Zip archives: their members one by one; malicious ones are refused by name before any of their bytes are read."""

import os
import stat
import weakref
import zipfile
from collections.abc import Iterator
from contextlib import nullcontext
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import IO

from runback.history.errors import UnreadableFile
from runback.history.source_file import (
    FAILED,
    PACKING_ERRORS,
    FileProblem,
    Limits,
    Member,
    refuse_name,
    refuse_size,
    refuse_total,
    words_of,
)
from runback.languages.saved import translate_later

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ENCRYPTED = 0x1
_BYTES_A_MEMBER = 100
"""Most bytes per member in a directory; an archive that states too few members for its directory is refused."""


def list_zip(file: Path | IO[bytes], label: str, limits: Limits) -> Iterator[Member | FileProblem]:
    """The files in a zip, in directory order, and why some are refused; raises ``UnreadableFile``.

    The archive is closed when the last of them is garbage-collected.
    """
    archive = _open_archive(file, limits)
    total = packed = 0
    for info in archive.infolist():
        if info.filename.endswith("/"):
            continue
        inner = f"{label}!/{info.filename}"
        total, packed = total + info.file_size, packed + info.compress_size
        if reason := _refuse(info, limits) or refuse_total(total, packed, limits):
            yield FileProblem(inner, FAILED, reason)
        else:
            yield Member(inner, info.file_size, partial(archive.open, info), info.header_offset)


def _refuse(info: zipfile.ZipInfo, limits: Limits) -> str | None:
    if reason := refuse_name(info.filename):
        return reason
    if stat.S_ISLNK(info.external_attr >> 16):
        return translate_later("This is a link to another place; links are not followed.")
    if info.flag_bits & _ENCRYPTED:
        return translate_later("It is encrypted. Unpack the archive with its password first.")
    return refuse_size(info.file_size, info.compress_size, limits)


def _open_archive(file: Path | IO[bytes], limits: Limits) -> zipfile.ZipFile:
    """The opened archive; raises ``UnreadableFile`` if it is malicious or broken."""
    try:
        with file.open("rb") if isinstance(file, Path) else nullcontext(file) as opened:
            opened.seek(0)
            count = _count_stated_members(opened)
        if count > limits.members:
            raise UnreadableFile(
                translate_later("The archive lists {count} files; at most {members} are opened.").format(
                    count=count, members=limits.members
                )
            )
        archive = zipfile.ZipFile(file)
        if _is_overlapping(archive):
            archive.close()
            raise UnreadableFile(translate_later("The archive's members overlap: it looks like a decompression bomb."))
    except PACKING_ERRORS as error:
        raise UnreadableFile(
            translate_later("The archive cannot be opened: {words}.").format(words=words_of(error)), offset=0
        ) from None
    if not isinstance(file, Path):
        weakref.finalize(archive, file.close)
    return archive


def _is_overlapping(archive: zipfile.ZipFile) -> bool:
    """Whether two members share bytes, so that few bytes unpack to very many (flat bombs)."""
    spans = sorted((info.header_offset, info.compress_size) for info in archive.infolist())
    return any(start + size > after for (start, size), (after, _) in pairwise(spans))


def _count_stated_members(file: IO[bytes]) -> int:
    """The member count in the end record, read before the directory itself, which may be huge."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - (1 << 16) - 22))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise zipfile.BadZipFile(translate_later("it breaks off before its table of contents"))
    count = int.from_bytes(tail[at + 10 : at + 12], "little")
    listed_bytes = int.from_bytes(tail[at + 12 : at + 16], "little")
    if count == 0xFFFF and (big := tail.rfind(b"PK\x06\x06", 0, at)) >= 0:
        count = int.from_bytes(tail[big + 32 : big + 40], "little")
        listed_bytes = int.from_bytes(tail[big + 40 : big + 48], "little")
    file.seek(0)
    return max(count, listed_bytes // _BYTES_A_MEMBER)
