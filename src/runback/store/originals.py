"""The original bytes of every file, stored compressed under their SHA-256."""

import gzip
import hashlib
import os
import secrets
import zlib
from contextlib import suppress
from pathlib import Path
from queue import Full, Queue
from threading import Thread
from types import TracebackType
from typing import IO

from runback.domain.errors import NotFound, RunbackError, UnusableHome
from runback.languages.saved import translate_later
from runback.store.files import write_staged

DISK_LIMIT_S = 120.0
"""How long a disk may take to accept a few megabytes."""


class DamagedFile(RunbackError):
    """A stored file no longer contains what was written; names the file."""

    code = "damaged_file"


def original_path(home: Path, sha256: str) -> Path:
    """Where the original with that checksum is."""
    return home / "originals" / sha256[:2] / f"{sha256}.gz"


def stage_original(home: Path, data: bytes, sha256: str) -> Path | None:
    """Pack these bytes into a file that nothing refers to yet; None if they are stored already. Raises ``OSError``.

    Whoever writes the row renames it to ``original_path``, after ``sync_files``.
    """
    if original_path(home, sha256).exists():
        return None
    staged = home / "originals" / f".{secrets.token_hex(8)}.part"
    write_staged(staged, gzip.compress(data, compresslevel=1, mtime=0))
    return staged


class KeptStream:
    """Reads a stream that is too large for memory, and stores it as an original.

    Use as a context manager, and call ``store`` after the reader is done; otherwise nothing is stored. Compression
    runs in parallel; an ``OSError`` of the disk is raised by ``store``. ``read`` and ``store`` raise
    ``UnusableHome`` where the disk does not answer for ``DISK_LIMIT_S``. Without a home it only counts and sums.
    """

    def __init__(self, home: Path | None, stream: IO[bytes]) -> None:
        self._home, self._stream = home, stream
        self._sha256 = hashlib.sha256()
        self.size = 0
        self._partial = Path(os.devnull)
        if home is not None:
            (home / "originals").mkdir(parents=True, exist_ok=True)
            self._partial = home / "originals" / f".{secrets.token_hex(8)}.part"
        self._pieces: Queue[bytes | None] = Queue(maxsize=4)
        self._problem: OSError | None = None
        self._is_ended = False
        self._packer = Thread(target=self._pack, daemon=True)
        self._packer.start()

    def read(self, size: int = -1) -> bytes:
        """The next bytes of the stream."""
        piece = self._stream.read(size)
        if piece:
            self._sha256.update(piece)
            self.size += len(piece)
            self._write_piece(piece)
        return piece

    def _write_piece(self, piece: bytes | None) -> None:
        try:
            self._pieces.put(piece, timeout=DISK_LIMIT_S)
        except Full:
            raise UnusableHome(translate_later("the disk does not answer"), path=str(self._partial)) from None

    def _pack(self) -> None:
        try:
            if self._home is None:
                while self._pieces.get():
                    pass
                return
            with self._partial.open("wb") as file:
                with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=1, mtime=0, filename="") as packed:
                    while piece := self._pieces.get():
                        packed.write(piece)
                file.flush()
                os.fsync(file.fileno())
        except OSError as problem:
            self._problem = problem
            while self._pieces.get():
                pass

    def sha256(self) -> str:
        """The checksum of the whole stream; reads the rest of it."""
        while self.read(1 << 20):
            pass
        return self._sha256.hexdigest()

    def store(self) -> str:
        """Store the stream's bytes under their SHA-256, and return that. Raises ``OSError``."""
        sha256 = self.sha256()
        self._end()
        if self._problem is not None:
            raise self._problem
        if self._home is not None:
            path = original_path(self._home, sha256)
            path.parent.mkdir(parents=True, exist_ok=True)
            self._partial.replace(path)
        return sha256

    def _end(self) -> None:
        if self._packer.is_alive() and not self._is_ended:
            self._is_ended = True
            self._write_piece(None)
            self._packer.join(DISK_LIMIT_S)
            if self._packer.is_alive():
                raise UnusableHome(translate_later("the disk does not answer"), path=str(self._partial))

    def __enter__(self) -> "KeptStream":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        with suppress(UnusableHome):  # ``store`` has raised it, or another error is being raised
            self._end()
        if self._home is not None:
            self._partial.unlink(missing_ok=True)


def read_original(home: Path, sha256: str) -> bytes:
    """The bytes stored under that checksum.

    Raises ``NotFound`` where there are none and ``DamagedFile`` where they changed.
    """
    path = original_path(home, sha256)
    try:
        data = gzip.decompress(path.read_bytes())
    except FileNotFoundError:
        raise NotFound(
            translate_later("The original {name} is not kept here.").format(name=sha256[:12]), path=str(path)
        ) from None
    except (OSError, EOFError, zlib.error) as problem:
        raise DamagedFile(
            translate_later("The kept original cannot be read ({problem}). Import the file again.").format(
                problem=problem
            ),
            path=str(path),
        ) from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise DamagedFile(
            translate_later("The kept original has changed on disk. Import the file again."), path=str(path)
        )
    return data
