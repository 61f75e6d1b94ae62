"""What a clinician limits on a day: the strictest of all limits in force. They only ever make the plan easier."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from runback.domain.adjust import Limit
from runback.domain.plan import Note
from runback.domain.reason import Fact
from runback.knowledge.exercises import load_exercises
from runback.knowledge.plan_rules import load_plan_rules
from runback.plan.reasons import as_facts
from runback.plan.request import PlanRequest

LASTING_DAYS = 6
"""A limit of a week, the first and the last day included, lasts long enough to lose a little."""


def run_limit_km(limits: Sequence[Limit], day: date, pace: float) -> float:
    """The longest run in km that they allow on the day, ``pace`` in min/km; infinite without one."""
    return min(run_limit_minutes(limits, day) / pace, _least(limits, day, lambda one: one.run_km_max))


def run_limit_minutes(limits: Sequence[Limit], day: date) -> float:
    """The minutes of one run that they allow on the day, warm-up and cool-down left aside; infinite without one."""
    return _least(limits, day, lambda one: one.run_minutes_max)


def week_limit_km(limits: Sequence[Limit], day: date) -> float:
    """The running in km that they allow in the week of the day; infinite without one."""
    return _least(limits, day, lambda one: one.week_km_max)


def limited_since(limits: Sequence[Limit], day: date) -> date | None:
    """The first day of a week or more of limited runs that ended in the 30 days before ``day``.

    After it the runs before it no longer say how long a run may be: the way back up is a tenth at a time.
    """
    days = load_plan_rules().single_run_ceiling.days
    ended = [
        one.first
        for one in limits
        if (one.run_minutes_max or one.run_km_max) and one.until is not None
        and one.until < day <= one.until + timedelta(days=days)
        and (one.until - one.first).days >= LASTING_DAYS
    ]  # fmt: skip
    return max(ended, default=None)


def who_limits(limits: Sequence[Limit], day: date, km: float, pace: float) -> Limit | None:
    """The limit in force that allows no more than ``km`` in one run of the day; None where none is so strict."""
    return next((one for one in limits if run_limit_km([one], day, pace) <= km + 0.005), None)


def is_without_hills(limits: Sequence[Limit], day: date) -> bool:
    """Whether hills are closed on the day."""
    return any(one.no_hills and one.holds_on(day) for one in limits)


def is_without_speed(limits: Sequence[Limit], day: date) -> bool:
    """Whether faster running is closed on the day."""
    return any(one.no_speed and one.holds_on(day) for one in limits)


def limit_notes(request: PlanRequest) -> list[Note]:
    """What each limit says that is in force on the request's day or later, with who set it and since when."""
    return [note for one in request.limits if one.until is None or one.until >= request.as_of for note in notes_of(one)]


def notes_of(limit: Limit) -> Iterator[Note]:
    """What one limit says, a note for each thing it limits or adds."""
    said: dict[str, dict[str, Fact | date]] = {
        "run_minutes": {"minutes": limit.run_minutes_max or 0.0},
        "run_km": {"km": limit.run_km_max or 0.0},
        "week_km": {"km": limit.week_km_max or 0.0},
        "no_hills": {},
        "no_speed": {},
        "no_running": {},
        "recheck": {"day": limit.recheck_on or limit.first},
    }
    is_said = {
        "run_minutes": limit.run_minutes_max is not None,
        "run_km": limit.run_km_max is not None,
        "week_km": limit.week_km_max is not None,
        "no_hills": limit.no_hills,
        "no_speed": limit.no_speed,
        "no_running": limit.no_running,
        "recheck": limit.recheck_on is not None,
    }
    for name, facts in said.items():
        if is_said[name]:
            yield _note(limit, name, facts)
    for name, exercises in (("without", limit.without), ("added", limit.added)):
        for exercise in exercises:
            yield _note(limit, name, {"exercise": load_exercises().by_id[exercise].name})


def _note(limit: Limit, name: str, facts: Mapping[str, Fact | date]) -> Note:
    until = {} if limit.until is None else {"until": limit.until}
    say = f"limit.{name}" if limit.until is None or name == "recheck" else f"limit.{name}.until"
    return Note.of("clinician_limit", say, **as_facts({"by": limit.by, "since": limit.first, **facts, **until}))


def _least(limits: Sequence[Limit], day: date, value: Callable[[Limit], float | None]) -> float:
    held = (value(one) for one in limits if one.holds_on(day))
    return min((one for one in held if one is not None), default=float("inf"))
