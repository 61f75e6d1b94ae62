"""The original bytes of every file, kept compressed under their SHA-256."""

import gzip
import hashlib
import zlib
from pathlib import Path

from runback.domain.errors import NotFound, RunbackError
from runback.store.files import write_atomically


class DamagedFile(RunbackError):
    """A kept file no longer holds what was written; names the file."""

    code = "damaged_file"


def original_path(home: Path, sha256: str) -> Path:
    """Where the original with that checksum lies."""
    return home / "originals" / sha256[:2] / f"{sha256}.gz"


def keep_original(home: Path, data: bytes, sha256: str) -> None:
    """Keep these bytes under their SHA-256; keeping them twice writes once. Raises ``OSError``."""
    path = original_path(home, sha256)
    if not path.exists():
        write_atomically(path, gzip.compress(data, compresslevel=1, mtime=0))


def read_original(home: Path, sha256: str) -> bytes:
    """The bytes kept under that checksum.

    Raises ``NotFound`` where there are none and ``DamagedFile`` where they changed.
    """
    path = original_path(home, sha256)
    try:
        data = gzip.decompress(path.read_bytes())
    except FileNotFoundError:
        raise NotFound(f"The original {sha256[:12]} is not kept here.", path=str(path)) from None
    except (OSError, EOFError, zlib.error) as problem:
        raise DamagedFile(
            f"The kept original cannot be read ({problem}). Import the file again.", path=str(path)
        ) from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise DamagedFile("The kept original has changed on disk. Import the file again.", path=str(path))
    return data
