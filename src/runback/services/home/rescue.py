"""A new home out of a damaged one: rows that can be read, originals, and what can be rebuilt from those."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import DatabaseError

from runback.domain.errors import NotFound, RunbackError, UnusableHome, UnusableInput
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.services.home.backup import list_backups
from runback.services.home.erase import require_idle
from runback.services.home.open import only_runner, open_home
from runback.services.home.salvage import Salvaged, mend_references, salvage, write_rows
from runback.services.home.server_database import require_file
from runback.services.home.soundness import DATABASE, read_database
from runback.store.files import put_aside

_USERS = "auth_user"


@dataclass(frozen=True, slots=True)
class Rescued:
    """What is in the new home.

    ``rows`` by table, ``lost`` rows by table that could not be read or kept (an upper bound), ``from_backup`` rows by
    table, ``backup`` the one they came from. ``rebuilt`` samples were made again from originals, ``without_samples``
    are the ids of activities left with their totals only, ``imported`` counts originals that were imported again,
    and ``unreadable`` are files of the damaged home that could not be copied.
    """

    home: Path
    rows: dict[str, int]
    lost: dict[str, int]
    from_backup: dict[str, int]
    backup: Path | None
    rebuilt: int
    without_samples: tuple[str, ...]
    imported: int
    unreadable: tuple[str, ...]


def rescue(home: Path, out: Path) -> Rescued:
    """Save what can be read of ``home`` into a new home at ``out``; ``home`` is only read.

    Raises ``UnusableInput`` where ``out`` is not empty, ``InUse`` while some process works in ``home``, and
    ``UnusableHome`` if there is no home or the disk cannot be written.
    """
    home, out = home.expanduser().absolute(), out.expanduser().absolute()
    require_file(home, "rescue")
    if not any((home / name).exists() for name in (DATABASE, "originals", "samples")):
        raise UnusableHome(
            gettext("{home} is not a data home of Runback. Name it with --home.").format(home=home), path=str(home)
        )
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UnusableInput(gettext("{out} is not empty. Name a new folder with --out.").format(out=out), path=str(out))
    require_idle(home)
    try:
        return _rescue(home, out)
    except (OSError, sqlite3.Error, DatabaseError) as problem:
        _take_back(out)
        why = getattr(problem, "strerror", None) or problem
        what = gettext(
            "The rescue stopped ({reason}). Nothing in {home} was changed. Check the disk of {out}, then try again."
        )
        raise UnusableHome(what.format(reason=why, home=home, out=out), path=str(out)) from None
    except BaseException:
        _take_back(out)
        raise


def _take_back(out: Path) -> None:
    """Remove the unfinished home: it could be mistaken for everything that can be rescued."""
    for path in out.iterdir() if out.is_dir() else ():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _rescue(home: Path, out: Path) -> Rescued:
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    unreadable = tuple(_copy_small(home, out))
    open_home(out)
    backup = _sound_backup(home)
    with TemporaryDirectory(prefix=".rescue-", dir=out) as work:
        tables = salvage(home, Path(work), backup, _table_names())
    lost = {table: one.lost for table, one in tables.items() if one.lost and not _is_mended(one)}
    refused = _write(out / DATABASE, tables)
    unreadable += tuple(_copy_named(home, out))
    runner = only_runner()
    rebuilt, without = _rebuild_samples(out)
    _note_originals(out)
    imported = _import_originals(runner, out)
    return Rescued(
        home=out,
        rows=_count_rows(),
        lost=_added(lost, refused),
        from_backup={table: one.from_backup for table, one in tables.items() if one.from_backup},
        backup=backup,
        rebuilt=rebuilt,
        without_samples=tuple(without),
        imported=imported,
        unreadable=unreadable,
    )


def _sound_backup(home: Path) -> Path | None:
    """The newest backup in the home whose database can be read."""
    for backup in list_backups(home):
        with suppress(UnusableHome):
            if read_database(backup).counters:
                return backup
    return None


def _copy_small(home: Path, out: Path) -> Iterator[str]:
    """The key and the mark of a demo, which have to be there before the new home is opened."""
    for name, least in (("secret.key", 32), ("secret.key.old", 32), ("push.key", 32), ("made-up", 0)):
        try:
            if (home / name).exists():
                data = (home / name).read_bytes()
                if len(data) >= least and data.isascii():
                    (out / name).write_bytes(data)
        except OSError:
            yield str(home / name)


def _copy_named(home: Path, out: Path) -> Iterator[str]:
    """Samples that a row names, originals, clips and what was put aside; yields what cannot be read."""
    from runback.store.models import ActivityRow
    from runback.store.streams import samples_path

    rows = ActivityRow.objects.exclude(samples_version=0).values_list("pk", "samples_version")
    named = [samples_path(home, pk, version) for pk, version in rows]
    others = (path for folder in ("originals", "form", "aside") for path in sorted((home / folder).rglob("*")))
    for path in (*named, *others):
        if not path.is_file() or path.name.endswith(".part"):
            continue
        target = out / path.relative_to(home)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            data = path.read_bytes()
        except OSError:
            yield str(path)
        else:
            target.write_bytes(data)


def _table_names() -> list[str]:
    from runback.services.home.rows import owned_models

    return [_USERS, "runner", *owned_models()]


def _write(database: Path, tables: dict[str, Salvaged]) -> dict[str, int]:
    """Write the rows and give every row whose runner is gone a runner; returns the rows lost by table."""
    refused = write_rows(database, tables, _defaults())
    _make_owners(tables)
    return _added(refused, mend_references(database))


def _defaults() -> dict[str, dict[str, Any]]:
    """The value of a column for rows that do not have it: homes of an older version."""
    from django.apps import apps
    from django.db import connection

    found: dict[str, dict[str, Any]] = {}
    for model in apps.get_app_config("store").get_models():
        found[str(model._meta.db_table)] = {
            str(field.column): field.get_db_prep_save(field.get_default(), connection)
            for field in model._meta.concrete_fields
            if field.has_default() or field.empty_strings_allowed
        }
    return found


def _make_owners(tables: dict[str, Salvaged]) -> None:
    from django.contrib.auth import get_user_model

    from runback.services.home.machine import local_zone
    from runback.store.models import RunnerRow

    users = get_user_model().objects
    for runner in RunnerRow.objects.all():
        users.get_or_create(pk=runner.user_id, defaults={"username": f"runner {runner.user_id}"})
    owned = {int(row["runner_id"]) for one in tables.values() for row in one.rows.values() if row.get("runner_id")}
    for pk in sorted(owned - set(RunnerRow.objects.values_list("pk", flat=True))):
        user, _ = users.get_or_create(username="runner" if pk == 1 else f"runner {pk}")
        RunnerRow.objects.create(pk=pk, user=user, name="Runner", zone=local_zone())


def _is_mended(salvaged: Salvaged) -> bool:
    return salvaged.from_backup >= salvaged.lost


def _added(first: dict[str, int], second: dict[str, int]) -> dict[str, int]:
    return {table: first.get(table, 0) + second.get(table, 0) for table in sorted({*first, *second})}


def _count_rows() -> dict[str, int]:
    from runback.services.home.rows import owned_models

    return {name: count for name, model in owned_models().items() if (count := model._default_manager.count())}


def _rebuild_samples(out: Path) -> tuple[int, list[str]]:
    """Make missing and damaged samples from their originals; returns how many, and the activities left without."""
    from runback.services.imports.undo import rebuild
    from runback.store import streams
    from runback.store.mapping_history import runner_record
    from runback.store.models import ActivityRow
    from runback.store.originals import DamagedFile

    rebuilt, without = 0, []
    for row in ActivityRow.objects.exclude(samples_version=0).select_related("runner").order_by("pk"):
        path = streams.samples_path(out, row.pk, row.samples_version)
        try:
            streams.read_samples(path, row.samples_sha256)
            continue
        except (DamagedFile, NotFound):
            pass
        sources = list(row.source_rows.order_by("pk"))
        outdated: list[Path] = []
        if sources and rebuild(runner_record(row.runner), row, sources, out, outdated) is None:
            rebuilt += 1
            _remove(outdated)
        else:
            without.append(str(row.pk))
            ActivityRow.objects.filter(pk=row.pk).update(samples_version=0, samples_sha256="", channels=[])
            if path.exists():
                put_aside(out, path)
    return rebuilt, without


def _remove(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _note_originals(out: Path) -> None:
    """Rows for originals that are there and whose row is lost."""
    from runback.store.models import OriginalRow, SourceRow
    from runback.store.originals import DamagedFile, read_original

    noted = set(OriginalRow.objects.values_list("runner_id", "sha256"))
    for runner_id, sha256, came_from in SourceRow.objects.order_by("pk").values_list("runner_id", "sha256", "path"):
        if (runner_id, sha256) in noted:
            continue
        with suppress(NotFound, DamagedFile):
            size = len(read_original(out, sha256))
            OriginalRow.objects.create(runner_id=runner_id, sha256=sha256, size=size, path=came_from)
            noted.add((runner_id, sha256))


def _import_originals(runner: Runner, out: Path) -> int:
    """Import again the originals that no row mentions; returns how many files gave an activity."""
    from runback.services.imports.batches import import_paths
    from runback.store.models import ImportFileRow, SourceRow

    failed = ImportFileRow.objects.filter(verdict__in=("failed", "not_activity"))
    known = {*SourceRow.objects.values_list("sha256", flat=True), *failed.values_list("sha256", flat=True)}
    forgotten = [path for path in sorted((out / "originals").rglob("*.gz")) if path.stem not in known]
    if not forgotten:
        return 0
    with suppress(RunbackError):
        report = import_paths(runner, forgotten)
        return report.imported + report.merged
    return 0
