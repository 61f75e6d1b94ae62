"""What is in the history: activities, their samples, and the runs among them."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from runback.domain.activity import Activity, Samples, Source, Sport, Surface
from runback.domain.checks import require_between
from runback.domain.errors import BadAnswer, NotFound
from runback.domain.load import Run
from runback.domain.plan import RUNNING_KINDS, Session, SessionKind
from runback.domain.runner import Runner
from runback.history.recording import ASK_SPORT, RUN_BY_SPEED, VEHICLE
from runback.languages.catalogue import gettext
from runback.services.imports.index import PART_OF
from runback.services.imports.wholes import counting_id, release_parts, settle
from runback.services.training.logged_runs import LOGGED
from runback.store import queries, streams
from runback.store.files import home_folder
from runback.store.mapping_history import EDITABLE, activity_record
from runback.store.models import ActivityRow, PlannedWeekRow, ShoeRow, SourceRow
from runback.store.owned import one_at_a_time, owner_id, row_of, rows_of
from runback.store.standing import read_once


def list_activities(
    runner: Runner, since: date | None = None, until: date | None = None, sport: Sport | None = None
) -> tuple[Activity, ...]:
    """The runner's activities without samples, oldest first; days are local and both included."""
    rows = rows_of(ActivityRow, runner).filter(is_deleted=False).select_related("shoe")
    if since is not None:
        rows = rows.filter(day__gte=since)
    if until is not None:
        rows = rows.filter(day__lte=until)
    if sport is not None:
        rows = rows.filter(sport=str(sport))
    found = list(rows.order_by("start_utc", "pk"))
    sources = _sources_of(runner, found)
    return tuple(activity_record(row, sources[row.pk]) for row in found)


@read_once(ActivityRow)
def count_activities(runner: Runner) -> int:
    """How many activities the runner has."""
    return int(rows_of(ActivityRow, runner).filter(is_deleted=False).count())


def page_activities(runner: Runner, first: int = 0, count: int = queries.PAGE) -> tuple[Activity, ...]:
    """``count`` activities without samples, newest first, from place ``first`` (0: the newest) on.

    Reads only what it returns, however long the history is.
    """
    if (first, count) == (0, queries.PAGE):
        found = queries.newest_activities(owner_id(runner))
    else:
        rows = rows_of(ActivityRow, runner).filter(is_deleted=False).select_related("shoe")
        found = list(rows.order_by("-start_utc", "-pk")[first : first + count])
    sources = _sources_of(runner, found)
    return tuple(activity_record(row, sources[row.pk]) for row in found)


def _sources_of(runner: Runner, found: list[ActivityRow]) -> dict[int, list[Source]]:
    rows = rows_of(SourceRow, runner)
    if len(found) < 500:
        rows = rows.filter(activity_id__in=[row.pk for row in found])
    grouped: dict[int, list[Source]] = defaultdict(list)
    for pk, path, sha256, kind in rows.order_by("pk").values_list("activity_id", "path", "sha256", "format"):
        grouped[pk].append(Source(path, sha256, kind))
    return grouped


def read_activity(runner: Runner, activity_id: int | str) -> Activity:
    """One activity without samples; raises ``NotFound``, also for a deleted one."""
    row = alive(runner, activity_id)
    return activity_record(row, _sources_of(runner, [row])[row.pk])


def find_counting(runner: Runner, activity_id: int | str) -> int | None:
    """The id of the activity that counts for this one: its own, that of the whole it is part of, None if deleted.

    Raises ``NotFound``.
    """
    row = row_of(ActivityRow, runner, activity_id)
    while PART_OF in row.edits:
        row = row_of(ActivityRow, runner, row.edits[PART_OF]["id"])
    return None if row.is_deleted else int(row.pk)


def alive(runner: Runner, activity_id: int | str) -> ActivityRow:
    """The row of an activity of the runner's; raises ``NotFound``, also for a deleted one."""
    row = row_of(ActivityRow, runner, activity_id)
    if row.is_deleted:
        raise NotFound(gettext("There is no activity {activity_id} of yours.").format(activity_id=activity_id))
    return row


def read_samples(runner: Runner, activity_id: int | str) -> Samples | None:
    """The activity's samples, None where it has none; raises ``NotFound`` and ``DamagedFile``."""
    row = alive(runner, activity_id)
    if not row.samples_version:
        return None
    path = streams.samples_path(home_folder(), row.pk, row.samples_version)
    return streams.read_samples(path, row.samples_sha256)


def list_planned(runner: Runner, day: date) -> tuple[Session, ...]:
    """The runs and walks that were planned for that day, as the plan was when its week began or was last changed."""
    from runback.store.mapping_plan import (
        OutdatedRecord,
        week_record,
    )  # loads what reads plans, which most commands do not need

    week = rows_of(PlannedWeekRow, runner).filter(start=day - timedelta(days=day.weekday())).first()
    try:
        sessions = () if week is None else week_record(week.week).sessions
    except OutdatedRecord:  # an import may bring an invalid week
        sessions = ()
    kinds = (*RUNNING_KINDS, SessionKind.WALK, SessionKind.REST)
    return tuple(each for each in sessions if each.date == day and each.kind in kinds)


@read_once(ActivityRow, ShoeRow)
def list_runs(runner: Runner, until: date | None = None, since: date | None = None) -> tuple[Run, ...]:
    """The runs of these days (both included) as load needs them, oldest first; time is moving time, else elapsed.

    One of which only the time is known (a treadmill, a heart rate strap) counts by that: no distance is not no run.
    """
    rows = rows_of(ActivityRow, runner).filter(is_deleted=False, sport=Sport.RUN.value)
    if since is not None:
        rows = rows.filter(day__gte=since)
    if until is not None:
        rows = rows.filter(day__lte=until)
    return tuple(_run_record(values) for values in rows.order_by("start_utc", "pk").values(*queries.RUN_COLUMNS))


def list_walks(runner: Runner, since: date, until: date) -> tuple[Run, ...]:
    """The walks that a watch recorded on these days (both included), oldest first, in the form that runs have."""
    walks = queries.recorded_walks(owner_id(runner), LOGGED, since, until)
    return tuple(_run_record(values, is_run=False) for values in walks)


def _run_record(values: dict[str, Any], *, is_run: bool = True) -> Run:
    from runback.load.unmeasured import estimate_km  # the rule book, which not every page has open

    start_local = values["start_utc"] + timedelta(seconds=values["utc_offset_s"])
    seconds = values["moving_s"] or values["elapsed_s"] or 0.0
    is_estimated = is_run and not values["distance_m"] and seconds > 0
    km = estimate_km(seconds) if is_estimated else (values["distance_m"] or 0.0) / 1000
    return Run(
        day=values["day"],
        distance_km=min(km, 1_000.0),
        duration_min=min(seconds / 60, 20_000.0),
        activity_id=str(values["pk"]),
        surface=values["surface"],
        start_hour=start_local.hour + start_local.minute / 60,
        ascent_m=values["ascent_m"],
        shoe=values["shoe__name"] or values["gear"],
        is_estimated=is_estimated,
    )


@one_at_a_time
def edit_activity(runner: Runner, activity_id: int | str, **changes: Any) -> Activity:
    """Change fields (sport, surface, title, distance_m, moving_s); a later merge does not change them.

    Raises ``NotFound`` and ``BadAnswer``.
    """
    row = alive(runner, activity_id)
    for name, value in changes.items():
        _check_edit(name, value)
        setattr(row, name, value)
        row.edits[name] = value
    row.save()
    if "sport" in changes:
        settle(runner, [*release_parts(runner, row), row.pk])
    return read_activity(runner, counting_id(row))


def _check_edit(name: str, value: Any) -> None:
    if name not in EDITABLE:
        raise BadAnswer(name, gettext("This cannot be changed by hand."), EDITABLE)
    choices: dict[str, type[Sport] | type[Surface]] = {"sport": Sport, "surface": Surface}
    if name in choices and value is not None and value not in list(choices[name]):
        raise BadAnswer(
            name, gettext("{value!r} is not one of them.").format(value=value), [str(each) for each in choices[name]]
        )
    if name in ("distance_m", "moving_s"):
        require_between(name, value, 0, 1e6)


@one_at_a_time
def choose_shoe(runner: Runner, activity_id: int | str, shoe_id: int | str | None) -> None:
    """Say which shoes were worn; None for none of the runner's. Raises ``NotFound``, also for another's shoes."""
    row = alive(runner, activity_id)
    row.shoe = None if shoe_id is None else row_of(ShoeRow, runner, shoe_id)
    if shoe_id is None:
        row.gear = None
    row.save(update_fields=["shoe", "gear"])


@one_at_a_time
def count_all(runner: Runner, activity_id: int | str) -> Activity:
    """Count a whole recording as on foot where part of it was mistaken for a drive; raises ``NotFound``."""
    from runback.history.totals import measure_whole

    row = alive(runner, activity_id)
    samples = read_samples(runner, activity_id)
    if samples is None or not any(note.startswith(VEHICLE) for note in row.notes):
        raise NotFound(gettext("There is nothing left out of this activity."))
    metres, moving_s = measure_whole(samples)
    row.notes = [note for note in row.notes if not note.startswith(VEHICLE)]
    row.elapsed_s = float(samples.columns["time_s"][-1])
    row.save(update_fields=["notes", "elapsed_s"])
    return edit_activity(runner, activity_id, distance_m=metres, moving_s=moving_s)


@one_at_a_time
def name_sport(runner: Runner, activity_id: int | str, sport: Sport) -> Activity:
    """Answer what an activity without a named sport was; raises ``NotFound``."""
    row = alive(runner, activity_id)
    row.notes = [note for note in row.notes if note not in (ASK_SPORT, RUN_BY_SPEED)]
    row.save(update_fields=["notes"])
    return edit_activity(runner, activity_id, sport=str(sport))


def list_doubtful(runner: Runner, since: date, until: date) -> tuple[Activity, ...]:
    """The activities of these days of which no file says what they were, oldest first."""
    doubtful = _find_doubtful(runner, since, until)
    if not doubtful:  # as on most days; Today calls this each time
        return ()
    found = list(rows_of(ActivityRow, runner).filter(pk__in=doubtful).order_by("start_utc", "pk"))
    sources = _sources_of(runner, found)
    return tuple(activity_record(row, sources[row.pk]) for row in found)


@read_once(ActivityRow)
def _find_doubtful(runner: Runner, since: date, until: date) -> tuple[int, ...]:
    rows = rows_of(ActivityRow, runner).filter(is_deleted=False, day__gte=since, day__lte=until)
    asked = {ASK_SPORT, RUN_BY_SPEED}
    return tuple(pk for pk, notes in rows.values_list("pk", "notes") if asked & set(notes))


@one_at_a_time
def restore_activity(runner: Runner, activity_id: int | str) -> Activity:
    """Take back the deletion of an activity; returns it, or the whole of which it is part by now.

    Raises ``NotFound``.
    """
    row = row_of(ActivityRow, runner, activity_id)
    if PART_OF not in row.edits:
        row.is_deleted = False
        row.save(update_fields=["is_deleted"])
        settle(runner, [row.pk])
    return read_activity(runner, counting_id(row))


@one_at_a_time
def delete_activity(runner: Runner, activity_id: int | str) -> None:
    """Delete an activity; importing its file again does not restore it."""
    row = alive(runner, activity_id)
    row.is_deleted = True
    row.save(update_fields=["is_deleted"])
