"""A backup back into a home: checked against its manifest while it is unpacked, then put in place as a whole."""

import hashlib
import json
import os
import re
import secrets
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from runback import store
from runback.domain.errors import UnusableHome, UnusableInput
from runback.languages.catalogue import gettext
from runback.services.home.backup import FORMAT, MANIFEST, VERSION
from runback.services.home.erase import erase_home, list_foreign, require_idle
from runback.services.home.new_database import triggers_of_schema
from runback.services.home.snapshot import FILES, FOLDERS, link_contents
from runback.services.home.soundness import DATABASE, is_untouched, read_database
from runback.services.home.zips import BROKEN, open_part, open_zip
from runback.store.faults import explain

_NAME = re.compile(rf"(?:{'|'.join(map(re.escape, (DATABASE, *FILES)))}|(?:{'|'.join(FOLDERS)})(?:/[^/\\\0]+)+)")
_MOST_MANIFEST = 200_000_000
_PIECE = 1 << 20
_MIGRATIONS = Path(store.__file__).with_name("migrations")


class NotABackup(UnusableInput):
    """The file is not a backup of Runback, or it is damaged."""

    code = "not_a_backup"


@dataclass(frozen=True, slots=True)
class Restored:
    """Where the backup is now, how many files it had, and where the home went that was there before."""

    home: Path
    files: int
    made_at: str
    moved_to: Path | None


def restore(backup: Path, home: Path, *, replace: bool = False) -> Restored:
    """Put a backup (a zip, or a folder of a home's ``backups``) into ``home``.

    If that is not empty, the backup is restored next to it under a new name; with ``replace`` the old home is
    moved there instead. Nothing is changed before the whole backup has been read and checked. Raises ``NotABackup``,
    naming what is wrong, ``InUse`` for a home to be replaced that is in use, and ``UnusableHome``.
    """
    home = home.expanduser().absolute()
    with unpacked(backup, home) as found:
        if is_untouched(home) and not list_foreign(home):
            erase_home(home)
        if not home.exists() or (home.is_dir() and not any(home.iterdir())):
            return place(found, home)
        if not replace:
            return place(found, free_name(home, "restored"))
        return _replace(home, found)


def _replace(home: Path, found: "Unpacked") -> Restored:
    require_idle(home)
    moved_to = free_name(home, f"until-{datetime.now(UTC):%Y-%m-%d}")
    home.rename(moved_to)
    try:
        return place(found, home, moved_to)
    except OSError:
        moved_to.rename(home)
        raise


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A backup that was read and verified, in a folder next to the home."""

    folder: Path
    files: int
    made_at: str


@contextmanager
def unpacked(backup: Path, home: Path) -> Iterator[Unpacked]:
    """The backup in a folder that is gone afterwards, unless it was moved; errors of the disk are explained."""
    os.umask(0o077)
    part = home.with_name(f".{home.name}.{secrets.token_hex(4)}.part")
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        part.mkdir(mode=0o700)
        manifest = _unpack(backup, part)
        _require_sound(part, backup)
        if hasattr(os, "sync"):
            os.sync()  # once for all: one by one takes 20 s for 10,000 files
        yield Unpacked(part, len(manifest["files"]), str(manifest["made_at"]))
    except OSError as problem:
        what = gettext("The backup cannot be put into {home} ({reason}). Nothing was changed.")
        what = what.format(home=home, reason=problem.strerror or problem)
        raise explain(problem, home) or UnusableHome(what, path=str(home)) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)


def place(found: Unpacked, target: Path, moved_to: Path | None = None) -> Restored:
    """Move it to ``target``, where nothing or an empty folder is; raises ``OSError``."""
    if target.exists():
        target.rmdir()
    found.folder.rename(target)
    return Restored(target, found.files, found.made_at, moved_to)


def free_name(home: Path, word: str) -> Path:
    """An unused name next to the home."""
    wanted = home.with_name(f"{home.name}-{word}")
    number = 1
    while wanted.exists():
        number += 1
        wanted = home.with_name(f"{home.name}-{word}-{number}")
    return wanted


def _unpack(backup: Path, to: Path) -> dict[str, Any]:
    if backup.is_dir():
        return _copy_folder(backup, to)
    try:
        with open_zip(backup) as archive:
            return _unpack_zip(archive, backup, to)
    except FileNotFoundError:
        raise NotABackup(
            gettext("There is no file {path}. Check the name.").format(path=backup), path=str(backup)
        ) from None
    except BROKEN as problem:
        raise NotABackup(
            gettext("{path} is not a backup of Runback, or is damaged ({problem}).").format(
                path=backup, problem=problem
            ),
            path=str(backup),
        ) from None


def _unpack_zip(archive: zipfile.ZipFile, backup: Path, to: Path) -> dict[str, Any]:
    names = archive.namelist()
    if MANIFEST not in names or archive.getinfo(MANIFEST).file_size > _MOST_MANIFEST:
        raise NotABackup(
            gettext("{path} has no {manifest}: it is not a backup of Runback.").format(path=backup, manifest=MANIFEST),
            path=str(backup),
        )
    with open_part(archive, MANIFEST) as file:
        manifest = read_manifest(file.read(_MOST_MANIFEST), backup)
    listed = manifest["files"]
    if sorted(names) != sorted([*listed, MANIFEST]):
        if odd := sorted(set(names) ^ {*listed, MANIFEST})[:3]:
            what = gettext("{path} has files that its manifest does not, or lacks some ({names}).")
        else:
            what = gettext("{path} has a file twice.")
        raise NotABackup(what.format(path=backup, names=", ".join(odd)), path=str(backup))
    _require_room(sum(entry["size"] for entry in listed.values()), to, backup)
    for name, entry in listed.items():
        with open_part(archive, name) as file:
            _write_checked(file, to / name, entry, f"{backup}!/{name}")
    return manifest


def _copy_folder(backup: Path, to: Path) -> dict[str, Any]:
    """From a backup in a home; its samples and originals are checked by their rows when they are read."""
    try:
        manifest = read_manifest((backup / MANIFEST).read_bytes(), backup)
        for name, entry in manifest["files"].items():
            with (backup / name).open("rb") as file:
                _write_checked(file, to / name, entry, str(backup / name))
    except FileNotFoundError as problem:
        raise NotABackup(
            gettext("{path} is not a backup of Runback: {filename} is missing.").format(
                path=backup, filename=problem.filename
            ),
            path=str(backup),
        ) from None
    link_contents(backup, to, may_link=False)
    return manifest


def read_manifest(raw: bytes, backup: Path) -> dict[str, Any]:
    """The manifest of a backup, of which every name is one that a home has; raises ``NotABackup``."""
    try:
        manifest = json.loads(raw)
        is_ours = manifest["format"] == FORMAT
        is_known = is_ours and int(manifest["version"]) <= VERSION
        files = {str(name): _read_entry(entry) for name, entry in manifest["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NotABackup(
            gettext("The manifest of {path} cannot be read.").format(path=backup), path=str(backup)
        ) from None
    if not is_ours:
        raise NotABackup(gettext("{path} is not a backup of Runback.").format(path=backup), path=str(backup))
    if not is_known:
        raise NotABackup(
            gettext("{path} was made by a newer Runback. Update Runback, then try again.").format(path=backup),
            path=str(backup),
        )
    odd = next((name for name in files if not _NAME.fullmatch(name) or ".." in name.split("/")), None)
    if odd is not None or DATABASE not in files:
        if odd is not None:
            what = gettext("{path} contains a file that no home has: {name!r}.")
        else:
            what = gettext("{path} contains no {database}.")
        raise NotABackup(what.format(path=backup, name=odd, database=DATABASE), path=str(backup))
    return {"files": files, "made_at": str(manifest.get("made_at", ""))}


def _read_entry(entry: Any) -> dict[str, Any]:
    size, sha256 = entry["size"], entry["sha256"]
    if not (isinstance(size, int) and size >= 0 and isinstance(sha256, str)):
        raise TypeError
    return {"size": size, "sha256": sha256}


def _require_room(wanted: int, to: Path, backup: Path) -> None:
    free = shutil.disk_usage(to).free
    if wanted > free:
        message = gettext("{path} needs {wanted:.0f} MB and the disk of {folder} has {free:.0f} MB. Make room.").format(
            path=backup, wanted=wanted / 1e6, folder=to.parent, free=free / 1e6
        )
        raise NotABackup(message, path=str(backup))


def _write_checked(file: IO[bytes], to: Path, entry: dict[str, Any], label: str) -> None:
    found, left = hashlib.sha256(), entry["size"]
    to.parent.mkdir(parents=True, exist_ok=True)
    with to.open("xb") as out:
        while piece := file.read(min(_PIECE, left + 1)):
            left -= len(piece)
            if left < 0:
                break
            found.update(piece)
            out.write(piece)
    if left or found.hexdigest() != entry["sha256"]:
        raise NotABackup(
            gettext("{label} is damaged: its size or checksum is not that of the manifest.").format(label=label),
            path=label,
        )


def _require_sound(part: Path, backup: Path) -> None:
    """The database reads from end to end, is of no newer Runback, and has tables and Runback's own triggers only.

    Any other trigger would run what somebody else wrote.
    """
    try:
        read_database(part)
        with closing(sqlite3.connect(part / DATABASE)) as database:
            others = database.execute("SELECT sql FROM sqlite_master WHERE type NOT IN ('table', 'index')")
            odd = {sql for (sql,) in others} - triggers_of_schema()
            newer = _applied(database) - {file.stem for file in _MIGRATIONS.glob("[0-9]*.py")}
    except (UnusableHome, sqlite3.Error):
        raise NotABackup(gettext("The database in {path} is damaged.").format(path=backup), path=str(backup)) from None
    if odd:
        raise NotABackup(
            gettext("The database in {path} contains more than tables. It was not made by Runback.").format(
                path=backup
            ),
            path=str(backup),
        )
    if newer:
        raise NotABackup(
            gettext("{path} was made by a newer Runback. Update Runback, then try again.").format(path=backup),
            path=str(backup),
        )


def _applied(database: sqlite3.Connection) -> set[str]:
    """The migrations of the store that the database has been through."""
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'django_migrations'").fetchone():
        return set()
    return {str(name) for (name,) in database.execute("SELECT name FROM django_migrations WHERE app = 'store'")}
