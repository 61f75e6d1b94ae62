"""Backups: one file on demand, and automatically in the home before each migration and every week.

A backup is a zip, or for those in the home a folder whose samples and originals are links, with the same contents:
``manifest.json`` (format, version, when, and for each file its size and SHA-256), ``runback.sqlite3``, ``secret.key``,
``samples/``, ``originals/``, ``form/`` and ``aside/``.
"""

import hashlib
import json
import logging
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import runback
from runback.domain.errors import RunbackError, UnusableInput
from runback.languages.catalogue import gettext
from runback.services.home.snapshot import list_contents, snapshot, sweep_snapshots
from runback.services.home.soundness import DATABASE, is_untouched
from runback.store.locks import HomeIsBusy, hold_lock
from runback.store.reading import read_only

FORMAT, VERSION, MANIFEST = "runback-backup", 1, "manifest.json"
FOLDER = "backups"
KEPT = {"weekly": 4, "update": 3}
"""How many backups of each kind stay in the home: those of four weeks, and those before the last three updates."""

_LOCK = "backup.lock"
_EVERY = timedelta(days=7)
_PIECE = 1 << 20
_PATIENCE_S = 600.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup as written: where, how many files, their bytes, and when (UTC)."""

    path: Path
    files: int
    bytes: int
    made_at: datetime


def make_backup(home: Path, out: Path) -> Backup:
    """Write a backup of the home into one zip, completely or not at all, while others use the home.

    Raises ``UnusableInput`` where ``out`` cannot be written and ``UnusableHome`` where the home cannot be read.
    """
    if (state := read_only()) is not None:
        return _save_zip([(DATABASE, state.folder / DATABASE), *list_contents(home)], out)
    with _alone(home, _PATIENCE_S), snapshot(home) as stage:
        return _save_zip([(DATABASE, stage / DATABASE), *list_contents(stage)], out)


def _save_zip(files: list[tuple[str, Path]], out: Path) -> Backup:
    part = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        backup = _write_zip(files, part)
        part.replace(out)
    except OSError as problem:
        raise UnusableInput(
            gettext("{out} cannot be written: {reason}.").format(out=out, reason=problem.strerror or problem),
            path=str(out),
        ) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return Backup(out.resolve(), *backup)


@contextmanager
def _alone(home: Path, patience_s: float) -> Iterator[None]:
    """One backup at a time; the one that runs cleans up after a killed one."""
    with hold_lock(home / _LOCK, patience_s):
        sweep_snapshots(home)
        yield


def _write_zip(files: list[tuple[str, Path]], to: Path) -> tuple[int, int, datetime]:
    listed: dict[str, dict[str, object]] = {}
    total = 0
    now = datetime.now(UTC)
    with to.open("wb") as file:
        with zipfile.ZipFile(file, "w") as archive:
            for name, path in files:
                size, sha256 = _add(archive, path, name, now)
                listed[name] = {"size": size, "sha256": sha256}
                total += size
            archive.writestr(MANIFEST, json.dumps(_manifest(now, listed), indent=1), zipfile.ZIP_DEFLATED)
        file.flush()
        os.fsync(file.fileno())
    return len(listed), total, now


def _manifest(made_at: datetime, files: dict[str, dict[str, object]]) -> dict[str, object]:
    head = {"format": FORMAT, "version": VERSION, "runback": runback.__version__}
    return head | {"made_at": f"{made_at:%Y-%m-%dT%H:%M:%SZ}", "files": files}


def _add(archive: zipfile.ZipFile, path: Path, name: str, now: datetime) -> tuple[int, str]:
    """Add a file; the database and loose text are packed, samples and originals are packed already."""
    found, size = hashlib.sha256(), 0
    entry = zipfile.ZipInfo(name, now.timetuple()[:6])
    is_packed = path.suffix in (".gz", ".parquet", ".webm", ".jpg")
    entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    with path.open("rb") as file, archive.open(entry, "w", force_zip64=True) as out:
        while piece := file.read(_PIECE):
            out.write(piece)
            found.update(piece)
            size += len(piece)
    return size, found.hexdigest()


def save_backup(home: Path, kind: str, patience_s: float = _PATIENCE_S) -> Path:
    """Save a backup in the home itself, with hard links, and delete the oldest of its ``kind``; returns its folder.

    Raises ``UnusableHome`` if there is no space and ``HomeIsBusy`` if another backup takes too long.
    """
    with _alone(home, patience_s), snapshot(home) as stage:
        now = datetime.now(UTC)
        database = (stage / DATABASE).read_bytes()
        listed: dict[str, dict[str, object]] = {
            DATABASE: {"size": len(database), "sha256": hashlib.sha256(database).hexdigest()}
        }
        (stage / MANIFEST).write_text(json.dumps(_manifest(now, listed), indent=1))
        place = home / FOLDER / f"{now:%Y-%m-%d-%H%M%S}-{kind}"
        place.parent.mkdir(exist_ok=True)
        shutil.rmtree(place, ignore_errors=True)  # left by a backup of the same second
        stage.rename(place)
    others = [path for path in list_backups(home, kind) if path != place]  # the clock may have been wrong before
    for old in others[KEPT[kind] - 1 :]:
        shutil.rmtree(old, ignore_errors=True)
    return place


def list_backups(home: Path, kind: str = "") -> list[Path]:
    """The backups in the home, of that kind or of any, newest first."""
    return sorted((home / FOLDER).glob(f"????-??-??-??????-*{kind}"), reverse=True)


@dataclass(frozen=True, slots=True)
class SavedBackup:
    """A backup in the home: path, time (UTC), and reason in words."""

    path: Path
    made_at: datetime
    words: str


def describe_backups(home: Path) -> list[SavedBackup]:
    """The backups in the home, newest first."""
    found = []
    for path in list_backups(home):
        stamp, _, kind = path.name.rpartition("-")
        with suppress(ValueError):
            made_at = datetime.strptime(stamp, "%Y-%m-%d-%H%M%S").replace(tzinfo=UTC)
            found.append(
                SavedBackup(path, made_at, gettext("weekly") if kind == "weekly" else gettext("before an update"))
            )
    return found


def save_weekly_backup(home: Path) -> Path | None:
    """Save a backup if the last one is a week old and there are any entries.

    A failure is logged and otherwise ignored.
    """
    now = datetime.now(UTC)
    since, until = (f"{at:%Y-%m-%d-%H%M%S}" for at in (now - _EVERY, now))
    if any(since < path.name[: len(since)] <= until for path in list_backups(home)) or not (home / DATABASE).is_file():
        return None
    if is_untouched(home):
        return None
    try:
        return save_backup(home, "weekly", patience_s=0.0)
    except HomeIsBusy:
        return None
    except (RunbackError, OSError) as problem:
        _log.warning("The weekly backup of %s was not made: %s", home, problem)
        return None
