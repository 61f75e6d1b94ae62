"""Runs and walks that were logged without a watch: activities of the history with the source ``logged``.

A logged one gives way to the file of the same day when one comes in: then the log belongs to the file's activity. It
stays where the file has much less than the runner said, as when the watch died, or as that of another run.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet

from runback.domain.activity import Sport, ZoneSource
from runback.domain.plan import RUNNING_KINDS, SessionKind
from runback.domain.runner import Runner
from runback.services.training.default_shoe import read_default
from runback.store.models import ActivityRow, PlannedWeekRow, SessionRow, SourceRow
from runback.store.owned import owner_id, rows_of

LOGGED = "logged"
_SPORTS = {**dict.fromkeys(RUNNING_KINDS, Sport.RUN), SessionKind.WALK: Sport.WALK}
NOON = time(12, 0)

MOST_OF_PLAN = 1.5
"""A log of more minutes than this share of the plan still counts as so much."""

WALK_RUN_PACE = 9.0
"""Minutes per km of a walk-run of which only the time is known, walking included."""


_LEAST_OF_LOG = 0.5
"""The share of a log's metres or time that a file of the same run has at least."""

_A_MOMENT = timedelta(microseconds=1)


def save_logged_run(runner: Runner, row: SessionRow) -> None:
    """Link a done run or walk to the activity of its day, or make one; a missed one has none."""
    if row.kind not in _SPORTS or not row.done:
        drop_logged_run(row)
        return
    own = row.activity if row.activity is not None and _is_logged(row.activity) else None
    if row.activity is not None and own is None:
        return
    if _give_way(runner, row):
        match_logged_runs(runner, row.day)
        return
    km, minutes = _size_of(runner, row)
    if not km and not (minutes and row.kind == SessionKind.WALK):
        return
    _write(runner, row, own, km, minutes)


def drop_logged_run(row: SessionRow) -> None:
    """Delete the activity that was made for this log; one of a file stays."""
    activity = row.activity
    if activity is None or not _is_logged(activity):
        return
    _link(row, None)
    activity.delete()


def move_logs(logs: QuerySet[SessionRow], activity_id: int | None) -> None:
    """Let logs belong to another activity, which says nothing about when the runner entered them.

    Their moment goes on by a microsecond: what is kept of them in memory is found by it, and who asks what was entered
    after a check gets the same answer as before.
    """
    logs.update(activity_id=activity_id, updated_at=F("updated_at") + _A_MOMENT)


def match_logged_runs(runner: Runner, day: date | None = None) -> None:
    """Give the logs of runs, of one day or all, to activities that came in from files: no run counts twice."""
    logged = rows_of(SourceRow, runner).filter(format=LOGGED).values_list("activity_id", flat=True)
    logs = rows_of(SessionRow, runner).filter(activity_id__in=list(logged))
    for row in (logs if day is None else logs.filter(day=day)).order_by("day", "pk"):
        _give_way(runner, row)


def _give_way(runner: Runner, row: SessionRow) -> bool:
    """Link the log to a file's activity of its day, if there is one for it; whether there is."""
    found = _find_activity(runner, row)
    if found is None:
        return False
    drop_logged_run(row)
    _link(row, found)
    return True


def _find_activity(runner: Runner, row: SessionRow) -> ActivityRow | None:
    """The activity that belongs to no other log, else the one that all logs of the day describe together."""
    others = rows_of(SessionRow, runner).filter(day=row.day).exclude(pk=row.pk)
    taken = set(others.filter(activity__isnull=False).values_list("activity_id", flat=True))
    activities = [each for each in _file_activities(runner, row) if _may_be_of(row, each)]
    if free := [each for each in activities if each.pk not in taken]:
        return _nearest(free, row.distance_km)
    return next((each for each in activities if _is_described_by_all(runner, each, row, others)), None)


def _may_be_of(row: SessionRow, activity: ActivityRow) -> bool:
    """Whether a log may be of a file's run: that has half of its metres or of its time, or the log gives neither."""
    lasted_s = [seconds for seconds in (activity.moving_s, activity.elapsed_s) if seconds is not None]
    pairs = (
        ((row.distance_km or 0.0) * 1000, activity.distance_m),
        ((row.duration_min or 0.0) * 60, max(lasted_s, default=None)),
    )
    known = [(logged, has) for logged, has in pairs if logged and has is not None]
    return not known or any(has >= _LEAST_OF_LOG * logged for logged, has in known)


def _is_described_by_all(runner: Runner, activity: ActivityRow, row: SessionRow, others: QuerySet[SessionRow]) -> bool:
    """Whether the logs of the day describe one run together; recordings of its parts belong to their own logs."""
    parts = rows_of(ActivityRow, runner).filter(is_deleted=True, edits__part_of__id=activity.pk)
    known = list(parts.values_list("distance_m", "edits"))
    logged = [log for _, edits in known for log in edits["part_of"]["logs"]]
    kinds = [kind for kind, sport in _SPORTS.items() if sport is _sport_of(row)]
    free = others.filter(done=True, kind__in=kinds).exclude(pk__in=logged).values_list("distance_km", flat=True)
    distances = [row.distance_km, *free, *((metres or 0.0) / 1000 for metres, _ in known)]
    return _add_up(distances, (activity.distance_m or 0.0) / 1000)


def _add_up(distances: Sequence[float | None], km: float) -> bool:
    """Whether these distances, each a part of it, are together that of one run."""
    known = [each for each in distances if each]
    allowed = max(0.3, 0.05 * km)
    return len(known) == len(distances) and max(known) < km - allowed and abs(sum(known) - km) <= allowed


def _is_logged(activity: ActivityRow) -> bool:
    return bool(activity.source_rows.filter(format=LOGGED).exists())


def _file_activities(runner: Runner, row: SessionRow) -> list[ActivityRow]:
    """The runs, or walks, of that day that came from files."""
    runs = rows_of(ActivityRow, runner).filter(day=row.day, sport=_sport_of(row).value, is_deleted=False)
    return [run for run in runs.order_by("start_utc") if not _is_logged(run)]


def _nearest(runs: list[ActivityRow], distance_km: float | None) -> ActivityRow:
    if distance_km is None:
        return runs[0]
    return min(runs, key=lambda run: abs((run.distance_m or 0.0) / 1000 - distance_km))


def _link(row: SessionRow, activity: ActivityRow | None) -> None:
    """As ``move_logs``, of one row, and heard by Undo."""
    entered_at = row.updated_at
    row.activity = activity
    row.save(update_fields=["activity"])
    row.updated_at = entered_at + _A_MOMENT
    SessionRow.objects.filter(pk=row.pk).update(updated_at=row.updated_at)


def _sport_of(row: SessionRow) -> Sport:
    return _SPORTS[SessionKind(row.kind)]


def _size_of(runner: Runner, row: SessionRow) -> tuple[float | None, float | None]:
    """Km and minutes of the log; what a run's does not say follows from the planned session, else the usual pace."""
    from runback.load.unmeasured import ESTIMATED  # the rule book, which not every page has open

    if row.kind == SessionKind.WALK:
        return row.distance_km, row.duration_min
    from runback.knowledge.plan_rules import load_plan_rules  # an import does without

    km, minutes = row.distance_km, row.duration_min
    planned = _planned(runner, row)
    if km is None and planned and planned.get("distance_km"):
        km = planned["distance_km"] * _share_done(row, planned, minutes) * ESTIMATED
        minutes = minutes if minutes is not None else planned.get("duration_min")
    pace = WALK_RUN_PACE if row.kind == SessionKind.WALK_RUN else load_plan_rules().paces.run_min_per_km
    if km is None:
        km = (minutes or 0.0) / pace
    return km, minutes if minutes is not None else km * pace


def _share_done(row: SessionRow, planned: dict[str, float], minutes: float | None) -> float:
    """The share of the planned session that these minutes are.

    People log a run with or without its warm-up: anything between the running and the whole session is all of it.
    """
    whole, running = planned.get("duration_min") or 0.0, planned.get("running_min") or 0.0
    if minutes is None or not whole:
        return 1.0
    least = whole if row.kind == SessionKind.WALK_RUN else running or whole
    if minutes < least:
        return minutes / least
    return min(MOST_OF_PLAN, max(1.0, minutes / whole))


def _planned(runner: Runner, row: SessionRow) -> dict[str, float] | None:
    monday = row.day - timedelta(days=row.day.weekday())
    week = rows_of(PlannedWeekRow, runner).filter(start=monday).first()
    sessions = week.week["sessions"] if week else []
    same_day = [s for s in sessions if s["date"] == row.day.isoformat() and s["kind"] in RUNNING_KINDS]
    return same_day[0] if same_day else None


def _write(runner: Runner, row: SessionRow, own: ActivityRow | None, km: float | None, minutes: float | None) -> None:
    start = datetime.combine(row.day, NOON, ZoneInfo(runner.zone))
    offset = start.utcoffset() or timedelta()
    values = {
        "sport": _sport_of(row).value,
        "start_utc": start,
        "utc_offset_s": int(offset.total_seconds()),
        "zone_source": ZoneSource.PROFILE.value,
        "day": row.day,
        "elapsed_s": None if minutes is None else minutes * 60,
        "moving_s": None if minutes is None else minutes * 60,
        "distance_m": None if km is None else km * 1000,
    }
    if own is not None:
        for name, value in values.items():
            setattr(own, name, value)
        own.save()
        return
    default = read_default(runner)
    shoe_id = None if default is None else default.on(row.day)
    activity = ActivityRow.objects.create(runner_id=owner_id(runner), shoe_id=shoe_id, **values)
    SourceRow.objects.create(
        runner_id=owner_id(runner), activity=activity, sha256="", part=row.pk, path=f"log/{row.pk}", format=LOGGED
    )
    _link(row, activity)
