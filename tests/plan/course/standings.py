"""Where a runner stands, put together piece by piece: the usual runner on the first Monday."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from runback.domain.plan import Light, Session, SessionKind
from runback.plan.course.curve import Return
from runback.plan.course.happened import RunDay
from runback.plan.course.lights import Felt
from runback.plan.course.record import WeekDone
from runback.plan.course.standing import Standing, Start, restart
from runback.plan.course.table import Track
from runback.plan.course.usual import Usual
from tests.plan.made_up import PACE, START, day


def usual(km: float = 40, long_km: float = 16, runs: int = 4, pace: float = PACE) -> Usual:
    """What the runner is used to."""
    return Usual(km, long_km, runs, pace, is_known=km > 0)


def standing(days_off: int = 0, pain: float = 0, *, of: Usual | None = None, **fields: Any) -> Standing:
    """The standing before the first run of the course."""
    start = fields.pop("start", Start(pain=pain, starts_on=START))
    track = fields.pop("track", Track.TRAINED)
    return Standing(
        day=START, usual=of or usual(), track=track, start=start,
        last_run=START - timedelta(days=days_off + 1), **fields,
    )  # fmt: skip


def coming_back(
    days_off: int, pain: float = 0, *, km: float = 40, long_km: float = 16, runs_a_week: int = 4, **fields: Any
) -> Standing:
    """The standing with the return begun on the first Monday, and these fields."""
    here = standing(days_off, pain, of=usual(km, long_km, runs_a_week))
    if fields.get("runs"):
        fields.setdefault("last_run", fields["runs"][-1].day)
    return replace(restart(here, START, days_off), **fields)


def on_table(track: Track, position: float | None, *, days_off: int = 40, pain: float = 0, **fields: Any) -> Standing:
    """The standing at a position (0 is the first row) of a walk-run table."""
    start = Start(pain=pain, starts_on=START, is_slow=fields.pop("is_slow", False))
    back = Return(START, days_off, pain, 40, 16)
    return Standing(
        day=START, usual=usual(), track=track, start=start, back=back, position=position, best=position or 0.0,
        last_run=START - timedelta(days=1), **fields,
    )  # fmt: skip


def run_day(
    n: int, km: float = 5.0, light: Light | None = Light.GREEN, *, minutes: float | None = None, weight: float = 1.0,
    pain: int | None = 0, **fields: Any,
) -> RunDay:  # fmt: skip
    """A run of that day with its light."""
    return RunDay(
        day=day(n), km=km, longest_km=km, minutes=km * PACE if minutes is None else minutes, whole_km=km,
        felt=Felt(pain=pain), light=light, weight=weight if light in (None, Light.GREEN) else 0.0,
        fixed_on=day(n + 1), **fields,
    )  # fmt: skip


def planned(n: int, km: float, minutes: float | None = None) -> Session:
    """The session that stood on that day."""
    time = km * PACE if minutes is None else minutes
    return Session(day(n), SessionKind.RUN, "easy_run", km, time + 9, running_min=time, running_km=km)


def week_done(planned_km: float, done_km: float, *lights: Light | None, days_open: int = 7) -> WeekDone:
    """A week that is over, with a run for each light."""
    runs = tuple(run_day(2 * n, done_km / max(1, len(lights)), light) for n, light in enumerate(lights))
    return WeekDone(planned_km, done_km, runs, days_open)


def week_of(here: Standing) -> date:
    """The Monday of the standing's day."""
    return here.day - timedelta(days=here.day.weekday())
