"""The diary: pain, sessions, strength, self-tests, shoes and clearances, logged and listed.

Every ``log_*`` refuses a day in the future (``BadAnswer``) and what the records refuse.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Max

from runback.domain.diary import Clearance, LegSymptom, PainEntry, PainMoment, SelfTestLog, SessionLog, StrengthLog
from runback.domain.errors import BadAnswer
from runback.domain.plan import RUNNING_KINDS
from runback.domain.runner import Runner, Shoe
from runback.languages import localize_decimal
from runback.languages.catalogue import gettext
from runback.services import clock
from runback.services.training.logged_runs import drop_logged_run, save_logged_run
from runback.store import mapping_diary, queries
from runback.store.models import ActivityRow, ClearanceRow, PainRow, SelfTestRow, SessionRow, ShoeRow, StrengthRow
from runback.store.models.runner import OwnedRow
from runback.store.owned import one_at_a_time, owner_id, row_of, rows_of
from runback.store.standing import read_once

BELOW_KNEE = frozenset({"leg_below_knee", "foot", "both_legs"})
"""Places of the body map that are leg symptoms below the knee."""

_CLOCK_SLACK = timedelta(minutes=2)

MORNING_UNTIL_HOUR = 12
EARLIEST = date(1970, 1, 1)
"""An earlier day is a typing error."""
_HOURS = {
    PainMoment.MORNING: time(7),
    PainMoment.NOW: time(15),
    PainMoment.DURING_RUN: time(17),
    PainMoment.AFTER_RUN: time(18),
    PainMoment.EVENING: time(20),
}
"""The time of day assumed for a score of an earlier day: nobody remembers the minute."""
FASTEST_KMH, SLOWEST_KMH = 25.0, 2.0
"""A run faster or slower than this needs confirming: most likely a typing error."""


def _require_past_day(runner: Runner, name: str, day: date, today: date | None = None) -> None:
    today = today or clock.today(runner)
    if day > today:
        raise BadAnswer(
            name,
            gettext("{day} is in the future (today is {today}). Enter a day up to today.").format(day=day, today=today),
        )
    if day < EARLIEST:
        raise BadAnswer(name, gettext("{day} is too long ago. Enter a day from 1970 on.").format(day=day))


def log_past_pain(
    runner: Runner, day: date, score: int, moment: PainMoment = PainMoment.NOW, *, note: str = ""
) -> PainEntry:
    """Log a pain score of an earlier day, at the usual hour of its moment; the day of today is logged as it is now."""
    _require_past_day(runner, "day", day)
    is_today = day == clock.today(runner)
    at = None if is_today else datetime.combine(day, _HOURS[moment], ZoneInfo(runner.zone)).astimezone(UTC)
    return log_pain(runner, score, moment, at, note=note)


def log_pain(
    runner: Runner,
    score: int,
    moment: PainMoment = PainMoment.NOW,
    at: datetime | None = None,
    *,
    leg: LegSymptom = LegSymptom.NONE,
    note: str = "",
    today: date | None = None,
) -> PainEntry:
    """Log a pain score (0 to 10) at an instant, now when not given; ``today`` is the day it is entered on."""
    instant = clock.now() if at is None else at
    day = clock.local_day(runner, instant)
    entered_on = today or clock.today(runner)
    entry = PainEntry(instant, day, score, moment, leg, note, entered_on=entered_on)
    is_future = instant > clock.now() + _CLOCK_SLACK if today is None else day > today
    if is_future:
        raise BadAnswer(
            "at", gettext("{time} is in the future. Enter a time up to now.").format(time=f"{instant:%Y-%m-%d %H:%M}")
        )
    row = PainRow.objects.create(runner_id=owner_id(runner), **mapping_diary.pain_values(entry))
    return replace(entry, id=row.pk)


def set_pain_leg(runner: Runner, entry_id: int, leg: LegSymptom) -> PainEntry:
    """Add to a pain entry what the legs feel; raises ``NotFound``."""
    row = row_of(PainRow, runner, entry_id)
    row.leg = str(leg)
    row.save(update_fields=("leg", "updated_at"))
    return mapping_diary.pain_record(row)


def set_pain_places(runner: Runner, entry_id: int, places: Iterable[str]) -> PainEntry:
    """Say where a logged pain was felt; raises ``NotFound``, and ``BadAnswer`` for an unknown place.

    A place below the knee is a leg symptom below the knee, which stops running like one that was logged directly.
    """
    row = row_of(PainRow, runner, entry_id)
    entry = replace(mapping_diary.pain_record(row), places=tuple(dict.fromkeys(places)))
    if set(entry.places) & BELOW_KNEE and entry.leg in (LegSymptom.NONE, LegSymptom.ABOVE_KNEE):
        entry = replace(entry, leg=LegSymptom.BELOW_KNEE)
    row.places, row.leg = list(entry.places), str(entry.leg)
    row.save(update_fields=("places", "leg", "updated_at"))
    return entry


@read_once(PainRow)
def list_pain(runner: Runner, since: date | None = None, until: date | None = None) -> tuple[PainEntry, ...]:
    """The runner's pain entries, oldest first; both days included."""
    rows = queries.pain_between(owner_id(runner), since or date.min, until or date.max)
    return tuple(map(mapping_diary.pain_of_values, rows))


@read_once(PainRow)
def worst_pain(runner: Runner, since: date | None = None, until: date | None = None) -> dict[date, int]:
    """The worst score of each of these days that has one, ascending."""
    rows = _between(PainRow, runner, since, until).values_list("day").annotate(worst=Max("score"))
    return dict(rows.order_by("day"))


def morning_pain(runner: Runner, since: date, until: date) -> dict[date, int]:
    """The worst morning score of each of these days that has one, ascending; a "now" before noon is the morning's."""
    worst: dict[date, int] = {}
    for day, score in sorted(list_morning_scores(runner, since, until)):
        worst[day] = max(score, worst.get(day, 0))
    return worst


def list_morning_scores(runner: Runner, since: date | None, until: date | None) -> Iterator[tuple[date, int]]:
    """The day and the score of each entry of a morning, as they were felt; a "now" before noon is the morning's."""
    zone = ZoneInfo(runner.zone)
    for day, score, moment, at in queries.morning_pain_between(owner_id(runner), since or date.min, until or date.max):
        if moment == PainMoment.MORNING or at.astimezone(zone).hour < MORNING_UNTIL_HOUR:
            yield day, score


def list_places(runner: Runner, since: date, until: date) -> dict[date, frozenset[str]]:
    """The places named with the pain scores of each of these days that has one, ascending."""
    rows = _between(PainRow, runner, since, until).exclude(places=[]).order_by("day")
    found: dict[date, frozenset[str]] = {}
    for day, places in rows.values_list("day", "places"):
        found[day] = found.get(day, frozenset()) | frozenset(places)
    return found


def count_leg_days(runner: Runner, since: date, until: date) -> int:
    """On how many of these days a pain entry reports symptoms in a leg."""
    rows = _between(PainRow, runner, since, until).exclude(leg=LegSymptom.NONE)
    return int(rows.values("day").distinct().count())


def _between(kind: type[Any], runner: Runner, since: date | None, until: date | None) -> Any:
    bounds = {"day__gte": since, "day__lte": until}
    rows: Any = rows_of(kind, runner)
    return rows.filter(**{bound: day for bound, day in bounds.items() if day is not None})


@one_at_a_time
def log_session(runner: Runner, log: SessionLog, today: date | None = None) -> SessionLog:
    """Log the outcome of a session; there can be several a day. ``today`` is the day it is entered on.

    A log with an id changes that log. Without one, it replaces one of the same day and kind that was
    missed, or one without a size if it has none either. A run without a watch file becomes an activity
    of the history (source ``logged``). Raises ``BadAnswer`` for an impossible speed, ``NotFound`` for an
    activity that is not the runner's.
    """
    _require_past_day(runner, "day", log.day, today)
    _refuse_speed(log)
    activity = None if log.activity_id is None else row_of(ActivityRow, runner, log.activity_id)
    values = mapping_diary.session_values(replace(log, entered_on=today or clock.today(runner)))
    row = _row_of_same_session(runner, log)
    if row is None:
        row = SessionRow.objects.create(runner_id=owner_id(runner), **values | {"activity": activity})
    else:
        for name, value in (values | {"activity": activity or row.activity}).items():
            setattr(row, name, value)
        row.save()
    save_logged_run(runner, row)
    return mapping_diary.session_record(row)


def _refuse_speed(log: SessionLog) -> None:
    if log.kind not in RUNNING_KINDS or not log.done or not log.distance_km or not log.duration_min:
        return
    speed = log.distance_km / log.duration_min * 60
    if not SLOWEST_KMH <= speed <= FASTEST_KMH:
        reason = gettext("{distance} km in {minutes} minutes is {speed} km/h. Check both numbers.").format(
            distance=localize_decimal(f"{log.distance_km:g}"),
            minutes=localize_decimal(f"{log.duration_min:g}"),
            speed=f"{speed:.0f}",
        )
        raise BadAnswer("distance_km", reason)


def _row_of_same_session(runner: Runner, log: SessionLog) -> SessionRow | None:
    if log.id is not None:
        found: SessionRow = row_of(SessionRow, runner, log.id)
        return found
    for row in rows_of(SessionRow, runner).filter(day=log.day, kind=str(log.kind)).order_by("-pk"):
        has_size = row.distance_km is not None or row.duration_min is not None
        if not row.done or (not has_size and log.distance_km is None and log.duration_min is None):
            return row
    return None


def read_session(runner: Runner, log_id: int) -> SessionLog:
    """One session log; raises ``NotFound``."""
    return mapping_diary.session_record(row_of(SessionRow, runner, log_id))


def log_of_activity(runner: Runner, activity_id: int) -> SessionLog | None:
    """The log that belongs to an activity of the history, None without one; raises ``NotFound``."""
    row = rows_of(SessionRow, runner).filter(activity=row_of(ActivityRow, runner, activity_id)).first()
    return None if row is None else mapping_diary.session_record(row)


@one_at_a_time
def log_session_with_exercises(
    runner: Runner, log: SessionLog, exercises: Iterable[StrengthLog], today: date | None = None
) -> SessionLog:
    """Log a session and its exercises, all or none; an exercise already logged on its day is left as it is.

    Raises what ``log_session`` and ``log_strength`` raise.
    """
    logged = {(one.day, one.exercise_id) for one in list_strength(runner, since=log.day, until=log.day)}
    for exercise in exercises:
        if (exercise.day, exercise.exercise_id) not in logged:
            log_strength(runner, exercise, today)
    return log_session(runner, log, today)


@read_once(SessionRow)
def list_sessions(runner: Runner, since: date | None = None, until: date | None = None) -> tuple[SessionLog, ...]:
    """The runner's session logs, oldest first; both days included."""
    rows = queries.sessions_between(owner_id(runner), since or date.min, until or date.max)
    return tuple(map(mapping_diary.session_record, rows))


def log_strength(runner: Runner, log: StrengthLog, today: date | None = None) -> StrengthLog:
    """Log one exercise as done; raises ``BadAnswer`` for an exercise the rule book does not know."""
    _require_past_day(runner, "day", log.day, today)
    _require_exercise(log.exercise_id)
    row = StrengthRow.objects.create(runner_id=owner_id(runner), **mapping_diary.strength_values(log))
    return replace(log, id=row.pk)


def _require_exercise(exercise_id: str) -> None:
    from runback.knowledge.exercises import load_exercises

    known = sorted(load_exercises().by_id)
    if exercise_id not in known:
        near = get_close_matches(exercise_id.strip().lower().replace(" ", "_").replace("-", "_"), known, 5, 0.5)
        raise BadAnswer(
            "exercise",
            gettext("The rule book has no exercise {exercise_id!r}.").format(exercise_id=exercise_id),
            near or known,
        )


@read_once(StrengthRow)
def list_strength(runner: Runner, since: date | None = None, until: date | None = None) -> tuple[StrengthLog, ...]:
    """The runner's strength logs, oldest first; both days included."""
    rows = _between(StrengthRow, runner, since, until).order_by("day", "pk")
    return tuple(mapping_diary.strength_record(row) for row in rows)


@one_at_a_time
def log_self_test(runner: Runner, log: SelfTestLog) -> SelfTestLog:
    """Keep a self-test; a second one of the same day replaces the first.

    Raises ``BadAnswer`` for a test or a result that the rule book does not know.
    """
    from runback.assess.self_tests import judge_self_test
    from runback.knowledge.self_tests import load_self_tests

    _require_past_day(runner, "day", log.day)
    tests = load_self_tests().tests
    if log.test_id not in tests:
        raise BadAnswer(
            "test_id", gettext("There is no self-test {test_id!r}.").format(test_id=log.test_id), tuple(tests)
        )
    known = tests[log.test_id].keys.values()
    if unknown := sorted(set(log.results) - set(known)):
        raise BadAnswer(
            "results",
            gettext("{unknown!r} is no result of {test_id}.").format(unknown=unknown[0], test_id=log.test_id),
            tuple(known),
        )
    judge_self_test(tests[log.test_id], log.results)
    values = mapping_diary.self_test_values(log)
    row, _ = SelfTestRow.objects.update_or_create(
        runner_id=owner_id(runner), day=log.day, test_id=log.test_id, defaults=values
    )
    return replace(log, id=row.pk)


@read_once(SelfTestRow)
def list_self_tests(runner: Runner, since: date | None = None, until: date | None = None) -> tuple[SelfTestLog, ...]:
    """The runner's self-tests, oldest first; both days included."""
    rows = _between(SelfTestRow, runner, since, until).order_by("day", "pk")
    return tuple(mapping_diary.self_test_record(row) for row in rows)


@one_at_a_time
def save_shoe(runner: Runner, shoe: Shoe) -> Shoe:
    """Keep a new pair of shoes, or with an id change one; a name names one pair.

    Raises ``BadAnswer`` for a name that is taken, ``NotFound`` for another's shoe.
    """
    for name in ("bought_on", "retired_on"):
        if (day := getattr(shoe, name)) is not None:
            _require_past_day(runner, name, day)
    values = mapping_diary.shoe_values(shoe)
    row = ShoeRow(runner_id=owner_id(runner)) if shoe.id is None else row_of(ShoeRow, runner, shoe.id)
    for name, value in values.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise BadAnswer(
            "name",
            gettext("You already have a shoe called {name!r}. Give this one another name.").format(name=shoe.name),
        ) from None
    return mapping_diary.shoe_record(row)


def log_shoe(
    runner: Runner,
    name: str,
    *,
    bought_on: date | None = None,
    retired_on: date | None = None,
    start_km: float | None = None,
) -> Shoe:
    """Keep a shoe by its name: a new pair, or what is given changes of the pair of that name."""
    known = next((shoe for shoe in list_shoes(runner) if shoe.name == name), None) or Shoe(name)
    changed = replace(
        known,
        bought_on=bought_on or known.bought_on,
        retired_on=retired_on or known.retired_on,
        start_km=known.start_km if start_km is None else start_km,
    )
    return save_shoe(runner, changed)


def list_shoes(runner: Runner) -> tuple[Shoe, ...]:
    """The runner's shoes by name."""
    return tuple(mapping_diary.shoe_record(row) for row in rows_of(ShoeRow, runner).order_by("name"))


def record_clearance(runner: Runner, clearance: Clearance, today: date | None = None) -> Clearance:
    """Record a clinician's word that running may continue."""
    _require_past_day(runner, "given_on", clearance.given_on, today)
    row = ClearanceRow.objects.create(runner_id=owner_id(runner), **mapping_diary.clearance_values(clearance))
    return replace(clearance, id=row.pk, recorded_at=row.created_at)


@read_once(ClearanceRow)
def list_clearances(runner: Runner) -> tuple[Clearance, ...]:
    """The runner's clearances, oldest first."""
    rows = rows_of(ClearanceRow, runner).order_by("given_on", "pk")
    return tuple(mapping_diary.clearance_record(row) for row in rows)


_KINDS: dict[str, type[OwnedRow]] = {
    "pain": PainRow,
    "session": SessionRow,
    "strength": StrengthRow,
    "self_test": SelfTestRow,
    "shoe": ShoeRow,
    "clearance": ClearanceRow,
}


def delete_entry(runner: Runner, kind: str, entry_id: int) -> None:
    """Take back one entry (kind: pain, session, strength, self_test, shoe, clearance); raises ``NotFound``."""
    row = row_of(_KINDS[kind], runner, entry_id)
    if isinstance(row, SessionRow):
        drop_logged_run(row)
    row.delete()
