"""What must hold over the plans of one life: the past stays, running grows or a stop is named, stops end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

from runback.domain.plan import Block, Plan, PlanStatus, Session, SessionKind
from runback.load.measure import monday_of
from runback.plan.request import PlanRequest
from runback.plan.verify.broken import Broken
from runback.plan.verify.lights import RunLight
from runback.plan.verify.reading import Reading, days_of, read
from runback.plan.verify.runs import is_open
from runback.plan.verify.sessions import TIMED, running_km

EQUAL = 1.03
"""Weeks whose minutes of running are within 3 % are equal."""

USUAL = 0.95
"""A week of 95 % of U, or of the whole table, is a usual one."""

FULL = 0.85
"""Where running fills 85 % of the minutes of its days, the days are full."""

LOWER = 0.98
"""Seven days that lose 2 % and a minute are lower."""

TAKEN_BACK = 0.92
"""So much of the next seven days stays from one day to the next while all is green."""

QUIET_DAYS = 14
"""All is green where nothing else was entered for so many days."""

ENDS_DAYS = 14
"""Stops end so many days after the last sign, and the days of the rule itself (U8 of the lives)."""


@dataclass(frozen=True)
class Opening:
    """One opening of the plan and what it was made from."""

    request: PlanRequest
    plan: Plan

    @property
    def day(self) -> date:
        """The day of the opening."""
        return self.request.as_of

    @cached_property
    def reading(self) -> Reading:
        """The runner as read on that day."""
        return read(self.request)

    def sessions(self, day: date) -> tuple[Session, ...]:
        """The sessions of a day."""
        return tuple(s for week in self.plan.weeks for s in week.sessions if s.date == day)

    def minutes(self, first: date, days: int = 7) -> float:
        """Minutes of running on ``days`` days, races left out."""
        last = first + timedelta(days=days - 1)
        return sum(
            s.running_min
            for week in self.plan.weeks
            for s in week.sessions
            if s.is_run and s.kind is not SessionKind.RACE and first <= s.date <= last
        )

    @property
    def stops(self) -> tuple[Block, ...]:
        """What is named as keeping running or all plans closed."""
        return (*self.plan.blocked_by, *self.plan.held_by)


def check_past(openings: Sequence[Opening]) -> Iterator[Broken]:
    """A day that is over stays as the last opening on it or before it had it (0.7)."""
    shown: dict[date, tuple[Session, ...]] = {}
    blocked = False
    for before, opening in pairwise(openings):
        blocked = blocked or before.plan.status is PlanStatus.BLOCKED
        for n in range((opening.day - before.day).days):
            day = before.day + timedelta(days=n)
            shown[day] = before.sessions(day)
        if opening.plan.status is PlanStatus.BLOCKED or blocked:
            blocked = opening.plan.status is PlanStatus.BLOCKED
            shown.clear()
            continue
        for day in days_of(opening.plan.weeks[0].start):
            if day in shown and opening.sessions(day) != shown[day]:
                yield Broken("course_past", day, f"opened on {opening.day}, a day that is over has changed")


@dataclass(frozen=True, slots=True)
class _LivedWeek:
    """A calendar week as it was planned on its days; ``is_whole``: nothing stood in its way."""

    monday: date
    minutes: float
    stage: int
    is_whole: bool
    is_green: bool
    is_low: bool


def lived_weeks(openings: Sequence[Opening]) -> list[_LivedWeek]:
    """The weeks of a life that were opened on their days, the last one left out."""
    last = openings[-1]
    mondays = sorted({monday_of(one.day) for one in openings})[1:-1]
    return [_lived(monday, openings, last.reading) for monday in mondays]


def _lived(monday: date, openings: Sequence[Opening], reading: Reading) -> _LivedWeek:
    days = days_of(monday)
    seen = {day: _opened(openings, day) for day in days}
    sessions = [s for day, one in seen.items() if one for s in one.sessions(day)]
    runs = [session for session in sessions if session.is_run]
    minutes = sum(session.running_min for session in runs)
    stopped = any(one is None or one.stops or one.plan.status is PlanStatus.BLOCKED for one in seen.values())
    off = any(day - timedelta(days=7) <= one <= days[-1] for day in days[:1] for one in reading.request.off_days)
    raced = any(session.kind is SessionKind.RACE for session in runs) or _near_race(monday, reading)
    return _LivedWeek(
        monday,
        minutes,
        max((session.stage or 0 for session in runs), default=0),
        not (stopped or off or raced),
        _is_green(days, runs, reading),
        _is_low(minutes, sessions, reading),
    )


def _opened(openings: Sequence[Opening], day: date) -> Opening | None:
    """The last opening on or before a day."""
    return next((one for one in reversed(openings) if one.day <= day), None)


def _near_race(monday: date, reading: Reading) -> bool:
    races = [race.date for race in reading.request.races]
    races += [check.intake.wishes.goal.date for check in reading.request.checks if check.intake.wishes.goal]
    return any(timedelta(-28) <= day - monday <= timedelta(28) for day in races)


def _is_green(days: Sequence[date], runs: Sequence[Session], reading: Reading) -> bool:
    """Whether each planned run of the week was done and green, with its morning."""
    green = {light.day for light in reading.lights if light.is_green}
    others = any(light.day in days and light.day not in green for light in reading.lights)
    scores = [entry.score for entry in reading.request.pain_entries if entry.day in days]
    calm = max(scores, default=0) <= reading.rules.light_green.pain_max
    return bool(runs) and calm and not others and all(run.date in green for run in runs)


def _is_low(minutes: float, sessions: Sequence[Session], reading: Reading) -> bool:
    """Whether the week is below the usual one, and a run of it could grow: on its day, and up to L."""
    usual, runs = reading.usual, [session for session in sessions if session.is_run]
    if reading.is_new or usual is None:
        is_below = minutes < USUAL * reading.rules.walk_run.runs_a_week * reading.rules.table_new[-1].run_min
    else:
        is_below = sum(map(running_km, runs)) < USUAL * usual.low
    long = reading.long.low if reading.long else 0.0
    grown = [bool(long) and (run.distance_km or 0.0) >= USUAL * long for run in runs]
    return is_below and not all(g or _is_full(run.date, sessions, reading) for g, run in zip(grown, runs, strict=True))


def _is_full(day: date, sessions: Sequence[Session], reading: Reading) -> bool:
    """Whether the sessions of a day leave it little time."""
    offered = reading.offered_min(day)
    spent = sum(session.duration_min or 0.0 for session in sessions if session.date == day and session.kind in TIMED)
    return offered is not None and spent >= FULL * offered


def check_stuck(openings: Sequence[Opening]) -> Iterator[Broken]:
    """No three equal weeks below the usual one while every run of them was done and green (0.4, 11.2)."""
    weeks = lived_weeks(openings)
    for a, b, c in zip(weeks, weeks[1:], weeks[2:], strict=False):
        three = (a, b, c)
        minutes = [week.minutes for week in three]
        is_equal = max(minutes) <= EQUAL * min(minutes) and len({week.stage for week in three}) == 1
        if is_equal and all(week.is_whole and week.is_low for week in three) and a.is_green and b.is_green:
            yield Broken("stuck", c.monday, f"three weeks of {minutes[0]:.0f} min of running while all is green")


def check_empty_weeks(openings: Sequence[Opening]) -> Iterator[Broken]:
    """No week without running after a green one, unless a stop, a race or days off are named (0.1)."""
    last = openings[-1].reading
    for before, week in pairwise(lived_weeks(openings)):
        open_days = [day for day in days_of(week.monday) if is_open(day, last)]
        if before.is_green and week.minutes == 0 and week.is_whole and open_days:
            yield Broken("empty_after_green", week.monday, "no running after a green week, and no stop is named")


def check_better(openings: Sequence[Opening]) -> Iterator[Broken]:
    """A check with less pain neither blocks nor lowers the running of the next seven days (issue 12.2)."""
    for before, after in pairwise(openings):
        if not _is_better(before, after):
            continue
        rules = ", ".join(block.reason.rule for block in after.stops)
        if after.plan.status is PlanStatus.BLOCKED and before.plan.status is PlanStatus.PLAN:
            yield Broken("better_blocks", after.day, f"a check with less pain blocks: {rules}")
            continue
        was, now = before.minutes(after.day), after.minutes(after.day)
        if now < LOWER * was - 1 and after.plan.status is PlanStatus.PLAN:
            yield Broken("better_lowers", after.day, f"less pain, and {was:.0f} min of running become {now:.0f}")


def _is_better(before: Opening, after: Opening) -> bool:
    """Whether the one thing new since the day before is a check with less pain, and nothing else gets worse in it."""
    if len(after.request.checks) == len(before.request.checks) or (after.day - before.day).days > 1:
        return False
    old, new = before.request.checks[-1], after.request.checks[-1]
    pains = [(old.intake.pain_now, new.intake.pain_now), (old.intake.pain_running, new.intake.pain_running)]
    answered = [(a, b) for a, b in pains if a is not None and b is not None]
    less = any(b < a for a, b in answered) and all(b <= a for a, b in answered)
    flags = {flag.id for flag in new.assessment.flags} - {flag.id for flag in old.assessment.flags}
    return less and not flags and _same_otherwise(before, after) and _is_quiet(before, after, days=3)


def _same_otherwise(before: Opening, after: Opening) -> bool:
    """Whether days off, races, layouts and wishes stayed."""
    a, b = before.request, after.request
    same = (a.days_off, a.races, a.layouts, a.intake.wishes) == (b.days_off, b.races, b.layouts, b.intake.wishes)
    return same and (a.intake.weekly_km, a.intake.contexts) == (b.intake.weekly_km, b.intake.contexts)


def check_taken_back(openings: Sequence[Opening]) -> Iterator[Broken]:
    """While everything is done, logged and green, no day takes running of the next seven days back (0.4)."""
    for before, after in pairwise(openings):
        if (after.day - before.day).days > 1 or not _same_otherwise(before, after):
            continue
        if not _is_quiet(before, after, QUIET_DAYS) or _near_race(monday_of(after.day), after.reading):
            continue
        was, now = before.minutes(after.day), after.minutes(after.day)
        if now < TAKEN_BACK * was - 1:
            yield Broken(
                "taken_back", after.day, f"{was:.0f} min of the next 7 days become {now:.0f} while all is green"
            )


def _is_quiet(before: Opening, after: Opening, days: int) -> bool:
    """Whether the last days hold green runs alone, each planned run done, mornings low, no sign in a leg."""
    reading, first = after.reading, after.day - timedelta(days=days)
    lights = [light for light in reading.lights if first <= light.day < after.day]
    newest = after.day - timedelta(days=1)
    calm = all(light.is_green or (light.day == newest and light.strict.rank == 0) for light in lights)
    entries = [entry for entry in reading.request.pain_entries if first <= entry.day <= after.day]
    green_max = reading.rules.light_green.pain_max
    scores = [e.score for e in entries]
    logged = {entry.day for entry in entries}
    off = any(first <= day <= after.day + timedelta(days=7) for day in after.request.off_days)
    is_logged_calm = calm and max(scores, default=0) <= green_max and len(logged) >= days
    return is_logged_calm and not off and _as_planned(after, first, lights)


def _as_planned(after: Opening, first: date, lights: Sequence[RunLight]) -> bool:
    """Whether the planned runs of the days since ``first`` were done, and no others."""
    planned = {s.date for w in after.request.past_weeks for s in w.sessions if s.is_run and first <= s.date < after.day}
    return planned == {light.day for light in lights}


def check_made_up(openings: Sequence[Opening]) -> Iterator[Broken]:
    """A missed run is not made up: the rest of its week has no more runs than it did (8.2)."""
    for before, after in pairwise(openings):
        sunday = monday_of(before.day) + timedelta(days=6)
        stopped = before.stops or after.stops or len(after.request.checks) > len(before.request.checks)
        if after.day > sunday or stopped or not _same_otherwise(before, after):
            continue
        ran = {one.day for one in after.reading.done}
        lived = [before.day + timedelta(days=n) for n in range((after.day - before.day).days)]
        missed = [day for day in lived if day not in ran and any(s.is_run for s in before.sessions(day))]
        rest = [after.day + timedelta(days=n) for n in range((sunday - after.day).days + 1)]
        was, now = (sum(any(s.is_run for s in one.sessions(day)) for day in rest) for one in (before, after))
        if missed and now > was:
            yield Broken(
                "made_up", after.day, f"the run of {missed[0]} was missed, and {was} runs to come are now {now}"
            )


def check_since(openings: Sequence[Opening]) -> Iterator[Broken]:
    """The begin of a stop does not move while it lasts."""
    for before, after in pairwise(openings):
        was = {block.reason.rule: block for block in before.stops}
        for block in after.stops:
            known = was.get(block.reason.rule)
            if known is not None and block.since > known.since and not _new_sign(after, known.since):
                how = f"{block.reason.rule} began on {known.since}, then on {block.since}"
                yield Broken("since_moves", after.day, how)


def _new_sign(opening: Opening, since: date) -> bool:
    """Whether a red run or a check after ``since`` begins the stop again."""
    days = [light.day for light in opening.reading.lights if light.strict.rank >= 2]
    days += [check.day for check in opening.request.checks]
    return any(day > since for day in days)


def check_ends(openings: Sequence[Opening]) -> Iterator[Broken]:
    """A stop of the diary ends: two weeks after the last red or high score nothing of it is left.

    Stops by an open flag, by the answers of the last check and by a sign in a leg last until they are answered.
    """
    lasting = ("gate_", "light_purple", "no_run_pain")
    for opening in openings:
        known = {rule.id for rule in opening.reading.rules.rules}
        diary = [block for block in opening.stops if block.reason.rule in known]
        stops = [block for block in diary if not block.reason.rule.startswith(lasting)]
        if stops and _calm_days(opening) > ENDS_DAYS and (opening.day - stops[0].since).days > ENDS_DAYS:
            how = f"{stops[0].reason.rule} since {stops[0].since}, the last sign was {_calm_days(opening)} days ago"
            yield Broken("stop_lasts", opening.day, how)


def _calm_days(opening: Opening) -> int:
    """Days since the last red run, the last score over the green ones and the last day off."""
    request, reading = opening.request, opening.reading
    green_max = reading.rules.light_green.pain_max
    days = [entry.day for entry in request.pain_entries if entry.score > green_max]
    days += [light.day for light in reading.lights if light.strict.rank >= 2]
    days += [day for day in request.off_days if day <= opening.day]
    days += [request.started_on]
    return (opening.day - max(days)).days


CHECKS = (
    check_past,
    check_stuck,
    check_empty_weeks,
    check_better,
    check_taken_back,
    check_made_up,
    check_since,
    check_ends,
)
