"""Zips from outside: any error of Python over a damaged one is ``BadZipFile`` here."""

import struct
import zipfile
import zlib
from pathlib import Path
from typing import IO

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What is raised while a part is read."""

_ODD = (ValueError, OverflowError, struct.error, OSError, *BROKEN)


def open_zip(path: Path) -> zipfile.ZipFile:
    """The zip; raises ``BadZipFile`` where it cannot be read, and ``FileNotFoundError``."""
    try:
        return zipfile.ZipFile(path)
    except FileNotFoundError:
        raise
    except _ODD as problem:
        raise zipfile.BadZipFile(_words(problem)) from None


def open_part(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    """A file in the zip; raises ``BadZipFile`` for one that is not where the zip says, and ``KeyError``."""
    try:
        return archive.open(name)
    except _ODD as problem:
        raise zipfile.BadZipFile(_words(problem)) from None


def _words(problem: Exception) -> str:
    if isinstance(problem, OSError) and problem.strerror:
        return problem.strerror
    return "its names cannot be read" if isinstance(problem, UnicodeDecodeError) else str(problem)
