"""Files that appear in a watched folder: which ones to import, and which of them have arrived completely."""

import gzip
import re
import zipfile
import zlib
from pathlib import Path

from runback.history.fit.crc import crc16

_ENDINGS = frozenset({".fit", ".tcx", ".gpx", ".xml", ".zip", ".tgz", ".tar", ".csv", ".json"})
_DATABASES = frozenset({"gadgetbridge"})
"""Names of Gadgetbridge's database, without the extension."""

_ON_THE_WAY = re.compile(
    r"^\.syncthing\..*\.tmp$|^~syncthing~.*\.tmp$|\.(?:crdownload|part|partial|download|tmp|filepart|opdownload|!ut)$",
    re.IGNORECASE,
)
_LITTER = re.compile(
    r"^(?:\._|~\$|\.nextcloud|\.dropbox|\.stignore|\.owncloud)|^(?:\.ds_store|thumbs\.db|desktop\.ini)$", re.IGNORECASE
)
_NOT_HERE = re.compile(r"^\.(?P<name>.+)\.icloud$", re.IGNORECASE)
_LEFT_OUT_FOLDERS = frozenset(
    {".stfolder", ".stversions", "__macosx", "$recycle.bin", "lost+found", "system volume information"}
)
_TAIL = 512
_ENDS = {
    ".gpx": re.compile(rb"</(?:[\w.-]+:)?gpx\s*>\s*\Z", re.IGNORECASE),
    ".tcx": re.compile(rb"</(?:[\w.-]+:)?trainingcenterdatabase\s*>\s*\Z", re.IGNORECASE),
    ".xml": re.compile(rb"</[\w.:-]+\s*>\s*\Z"),
    ".json": re.compile(rb"[\]}]\s*\Z"),
}
_PIECE = 1 << 20
_MOST_UNPACKED = 256 << 20


def is_importable(name: str) -> bool:
    """Whether a file of that name may hold activities, by its extension; never litter or a partial copy."""
    if _LITTER.search(name) or _ON_THE_WAY.search(name) or name.startswith("."):
        return False
    lowered = name.lower().removesuffix(".gz")
    return any(lowered.endswith(ending) for ending in _ENDINGS) or lowered in _DATABASES


def is_left_in_the_cloud(name: str) -> bool:
    """Whether the file is a placeholder for one that is only in iCloud."""
    match = _NOT_HERE.match(name)
    return match is not None and is_importable(match["name"])


def is_importable_folder(name: str) -> bool:
    """Whether to look inside a folder; not into private ones of sync programs and operating systems."""
    return not name.startswith(".") and name.lower() not in _LEFT_OUT_FOLDERS


def is_complete(path: Path) -> bool:
    """Whether a file is complete, as far as its format shows it; raises ``OSError`` if it cannot be read."""
    name = path.name.lower()
    if path.stat().st_size == 0:
        return False
    if name.endswith((".gz", ".tgz")):
        return _is_complete_gzip(path)
    if name.endswith(".zip"):
        return zipfile.is_zipfile(path)
    if name.endswith(".fit"):
        return is_complete_fit(path.read_bytes())
    if name in _DATABASES:
        return _is_complete_database(path)
    end = _ENDS.get(Path(name).suffix)
    return end is None or end.search(_tail(path)) is not None


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - _TAIL, 0))
        return file.read(_TAIL)


def is_complete_fit(data: bytes) -> bool:
    """Whether every part has the length in its header and the right checksum (FIT protocol, file structure)."""
    at = 0
    while at < len(data):
        header = data[at] if data[at] in (12, 14) else 0
        if not header or data[at + 8 : at + 12] != b".FIT" or len(data) < at + header:
            return at > 0  # what follows a complete part may be padding
        end = at + header + int.from_bytes(data[at + 4 : at + 8], "little")
        if len(data) < end + 2 or crc16(data[at:end]) != int.from_bytes(data[end : end + 2], "little"):
            return False
        at = end + 2
    return at > 0


def _is_complete_gzip(path: Path) -> bool:
    unpacked = 0
    try:
        with gzip.open(path) as packed:
            while piece := packed.read(_PIECE):
                unpacked += len(piece)
                if unpacked > _MOST_UNPACKED:
                    return True  # the import has its own limits and reports why a file is refused
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return False
    return True


def _is_complete_database(path: Path) -> bool:
    """Whether the file is as long as the page size and page count in SQLite's header say (bytes 16 and 28)."""
    with path.open("rb") as file:
        head = file.read(100)
    if len(head) < 100 or not head.startswith(b"SQLite format 3\0"):
        return False
    page = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    return path.stat().st_size >= (65_536 if page == 1 else page) * pages
