"""Finding damage in a data home: what is there against what was saved, and what to do about each finding."""

import gzip
import hashlib
import os
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.models import Count, F, JSONField, Model

from runback.domain.errors import NotFound, UnusableHome
from runback.languages.catalogue import gettext, gettext_noop
from runback.languages.saved import translate_saved
from runback.services.home.soundness import DATABASE
from runback.store import originals, streams
from runback.store.faults import way_out
from runback.store.files import home_folder
from runback.store.models import ActivityRow, ImportRow, OriginalRow, SourceRow
from runback.store.models.history import ImportState
from runback.store.originals import DamagedFile

_PIECE = 1 << 20
_HARMLESS = gettext_noop(
    "Nothing is lost. The next import moves it to the folder aside; delete it there if you miss nothing."
)
_UNREADABLE = (DatabaseError, ValueError, TypeError)
"""What Django raises for a row whose bytes have changed: what should be JSON, a date or a number no longer is."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One finding: ``kind`` is a stable word, ``what`` and ``todo`` are sentences.

    ``is_loss`` says whether something the runner had is no longer complete.
    """

    kind: str
    what: str
    todo: str
    path: str | None = None
    activity_id: str | None = None
    is_loss: bool = True


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was looked at, and what was found; a count is 0 where the database cannot be read."""

    activities: int
    samples: int
    originals: int
    damage: tuple[Damage, ...]

    @property
    def losses(self) -> tuple[Damage, ...]:
        """What the runner had and is no longer complete."""
        return tuple(each for each in self.damage if each.is_loss)

    @property
    def is_ok(self) -> bool:
        """Whether nothing is lost; files that are merely left over do not count."""
        return not self.losses


def inspect_home(problem: UnusableHome | None = None, progress: Callable[[str], None] | None = None) -> Inspection:
    """Read every row, every samples file and every original of the open home, and compare them.

    Changes nothing. ``problem`` is what was wrong when the home was opened, ``progress`` gets each part as it
    begins. Takes about a millisecond an activity and as long as unpacking the originals.
    """
    home = home_folder()
    say = progress or (lambda _: None)
    damage = [] if problem is None else [_as_damage(problem, home)]
    parts = {
        gettext("database"): _find_in_database(home),
        gettext("rows"): _find_in_rows(home),
        gettext("samples"): _find_in_samples(home),
        gettext("originals"): _find_in_originals(home),
        gettext("counts"): _find_in_counts(),
        gettext("left over files"): _find_left_over(home),
    }
    for words, found in parts.items():
        say(words)
        damage.extend(_until_unreadable(words, found))
    try:
        counts = (
            ActivityRow.objects.count(),
            ActivityRow.objects.exclude(samples_version=0).count(),
            OriginalRow.objects.count(),
        )
    except DatabaseError:
        counts = (0, 0, 0)
    return Inspection(*counts, damage=tuple(damage))


def _as_damage(problem: UnusableHome, home: Path) -> Damage:
    what, cure, _ = problem.message.partition(way_out(home))
    return Damage("database", translate_saved(what.strip()), translate_saved(cure), problem.path)


def _until_unreadable(words: str, found: Iterator[Damage]) -> Iterator[Damage]:
    try:
        yield from found
    except _UNREADABLE as problem:
        cause = str(problem) if isinstance(problem, DatabaseError) else type(problem).__name__
        what = gettext("The database cannot be read while looking at the {part}: {cause}.")
        home = home_folder()
        yield Damage(
            "database", what.format(part=words, cause=cause), translate_saved(way_out(home)), str(home / DATABASE)
        )


def _find_in_database(home: Path) -> Iterator[Damage]:
    if connection.vendor != "sqlite":
        return
    path, cure = str(home / DATABASE), translate_saved(way_out(home))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(20)")
        for (line,) in cursor.fetchall():
            if line != "ok":
                yield Damage("database", gettext("The database is damaged: {line}.").format(line=line), cure, path)
        cursor.execute("PRAGMA foreign_key_check")
        for table, row_id, other, _ in cursor.fetchall():
            what = gettext("Row {row_id} of {table} belongs to a row of {other} that is gone.")
            yield Damage("database", what.format(row_id=row_id, table=table, other=other), cure, path)


def _find_in_rows(home: Path) -> Iterator[Damage]:
    """Tables with rows that cannot be read: bytes inside a row may change without the database noticing."""
    tables = [str(model._meta.db_table) for model in apps.get_app_config("store").get_models() if _is_unreadable(model)]
    if tables:
        what = gettext("Rows cannot be read in the tables {tables}.").format(tables=", ".join(tables))
        yield Damage("database", what, translate_saved(way_out(home)), str(home / DATABASE))


def _is_unreadable(model: type[Model]) -> bool:
    try:
        return any(_is_odd(row) for row in model._default_manager.order_by("pk").iterator(500))
    except _UNREADABLE:
        return True


def _is_odd(row: Model) -> bool:
    """Whether Django could make nothing of a value: it gives None for a date and the bare text for JSON then."""
    values = ((field, getattr(row, field.attname)) for field in row._meta.concrete_fields)
    return any(
        (value is None and not field.null) or (isinstance(field, JSONField) and isinstance(value, str))
        for field, value in values
    )


def _find_in_samples(home: Path) -> Iterator[Damage]:
    for row in ActivityRow.objects.exclude(samples_version=0).order_by("pk").iterator(500):
        path = streams.samples_path(home, row.pk, row.samples_version)
        try:
            samples = streams.read_samples(path, row.samples_sha256)
        except (DamagedFile, NotFound) as problem:
            yield Damage(
                "samples", f"{_name(row)}: {translate_saved(problem.message)}", _cure(row, home), str(path), str(row.pk)
            )
            continue
        if set(samples.columns) != set(row.channels):
            differing = ", ".join(sorted(set(row.channels) ^ set(samples.columns)))
            what = gettext("{activity}: its database row and its samples list different channels ({differing}).")
            what = what.format(activity=_name(row), differing=differing)
            yield Damage("count", what, _cure(row, home), str(path), str(row.pk))


def _name(row: ActivityRow) -> str:
    return gettext("Activity {id} ({day})").format(id=row.pk, day=row.day)


def _cure(row: ActivityRow, home: Path) -> str:
    """How to restore an activity's samples: from its original, stored or elsewhere."""
    sources = list(row.source_rows.order_by("pk"))
    for source in sources:
        if originals.original_path(home, source.sha256).exists() and source.batch_id is not None:
            cure = gettext(
                "Its original is kept. Undo import {id} (runback import --undo {id}), then import {path} again."
            )
            return cure.format(id=source.batch_id, path=source.path)
    return _advise_to_import_again(sources[0].path) if sources else gettext("It is not known where it came from.")


def _advise_to_import_again(path: str) -> str:
    return gettext("Import the file again: {path}").format(path=path)


def _find_in_originals(home: Path) -> Iterator[Damage]:
    known: dict[str, tuple[int, str]] = {}
    for sha256, size, came_from in OriginalRow.objects.values_list("sha256", "size", "path"):
        known[sha256] = (size, came_from)
    for sha256, (size, came_from) in sorted(known.items()):
        path = originals.original_path(home, sha256)
        if (what := _fault_of(path, sha256, size)) is not None:
            yield Damage("original", what.format(path=came_from), _advise_to_import_again(came_from), str(path))
    for source in _sources_without(known):
        what = gettext("No original is kept of {path}.").format(path=source.path)
        yield Damage("original", what, _advise_to_import_again(source.path), None, str(source.activity_id))


def _sources_without(known: dict[str, tuple[int, str]]) -> Iterator[SourceRow]:
    """Sources whose file is not kept; a run that was logged by hand has no checksum, and never had a file."""
    files = SourceRow.objects.exclude(sha256="")
    return (source for source in files.iterator(1000) if source.sha256 not in known)


def _fault_of(path: Path, sha256: str, size: int) -> str | None:
    """What is wrong with a stored original, with a placeholder for its ``path``; None if nothing is."""
    found, total = hashlib.sha256(), 0
    try:
        with gzip.open(path) as packed:
            while piece := packed.read(_PIECE):
                found.update(piece)
                total += len(piece)
    except FileNotFoundError:
        return gettext("The original of {path} is missing.")
    except (OSError, EOFError, zlib.error):
        return gettext("The original of {path} cannot be unpacked: it is broken.")
    if found.hexdigest() != sha256:
        return gettext("The original of {path} has changed on disk: its checksum differs.")
    return None if total == size else gettext("The original of {path} has another size than it had.")


def _find_in_counts() -> Iterator[Damage]:
    bare = ActivityRow.objects.filter(source_rows=None).exclude(samples_version=0)  # those of a bundle have no samples
    for row in bare:
        what = gettext("{activity} has no file behind it.").format(activity=_name(row))
        yield Damage("count", what, gettext("Import its file again."), None, str(row.pk))
    ended = ImportRow.objects.filter(state=ImportState.DONE, is_counted=True).annotate(met=Count("files"))
    for batch in ended.exclude(met=F("total")):
        what = gettext("Import {id} found {total} files and has verdicts on {met}.")
        what = what.format(id=batch.pk, total=batch.total, met=batch.met)
        todo = gettext("Files were added or removed while it ran. Import the same files again to be sure.")
        yield Damage("count", what, todo, is_loss=False)


def _find_left_over(home: Path) -> Iterator[Damage]:
    wanted = {
        streams.samples_path(home, pk, version).name
        for pk, version in ActivityRow.objects.exclude(samples_version=0).values_list("pk", "samples_version")
    }
    for path in _files_in(home / "samples"):
        if path.name not in wanted:
            what = gettext("No activity names the samples {name}.").format(name=path.name)
            yield Damage("left_over", what, gettext(_HARMLESS), str(path), is_loss=False)
    known = {f"{sha256}.gz" for sha256 in OriginalRow.objects.values_list("sha256", flat=True)}
    for path in _files_in(home / "originals"):
        if path.name not in known:
            what = gettext("No import names the original {name}.").format(name=path.name[:12])
            todo = gettext(
                "An import stopped early here. Importing the same files again uses it; it may also be deleted."
            )
            yield Damage("left_over", what, todo, str(path), is_loss=False)


def _files_in(folder: Path) -> Iterator[Path]:
    for place, _, names in sorted(os.walk(folder)):
        yield from (Path(place, name) for name in sorted(names))
