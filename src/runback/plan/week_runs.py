"""The runs of one week: walk-run sessions by stage, or mileage, each under its ceiling."""

from dataclasses import replace
from datetime import date, timedelta
from math import floor

from runback.domain.plan import Light, Session
from runback.domain.reason import Reason
from runback.knowledge.plan_rules import Stage, load_plan_rules
from runback.load.measure import monday_of
from runback.plan.desk import SHORT_STRENGTH_MIN, Desk, first_open_day
from runback.plan.ledger import Ledger
from runback.plan.mileage import RUN_KM_MIN, WeekKm, ramp_room, share_out, week_km
from runback.plan.placement import Placed
from runback.plan.progress import LIGHT_DAYS, Progress, after_gap, after_run, turn_week
from runback.plan.quality import quality_session
from runback.plan.reasons import because, km
from runback.plan.sessions import (
    MOBILITY_MIN,
    Bouts,
    Runner,
    fit_reps,
    more_walk,
    run_minutes_around,
    run_session,
    walk_run_session,
)
from runback.plan.stages import run_share

SHARED_STRENGTH_MIN = 15.0
SLACK_MIN = 0.2
LONG_TIE_KM = 0.06


def plan_runs(desk: Desk, monday: date, placed: Placed, kept: tuple[Session, ...]) -> tuple[dict[date, Session], float]:
    """The runs of the week by day, and the cap of the week in km."""
    days = [monday + timedelta(days=n) for n in placed.runs]
    rooms = {day: _run_room(desk, day, (day - monday).days in placed.strength) for day in days}
    strength = {monday + timedelta(days=n) for n in placed.strength} | {desk.last_strength or date.min}
    if desk.progress.stage is not None or not days or placed.long_day is None:
        runs = _walk_runs(desk, days, rooms, strength)
        return runs, sum(s.distance_km or 0 for s in (*runs.values(), *kept) if s.is_run)
    had = max(
        desk.ledger.sum_days(monday, max(monday, first_open_day(desk.request, monday))),
        sum(s.distance_km or 0 for s in kept if s.is_run),
    )
    long_day, ledger = monday + timedelta(days=placed.long_day), desk.ledger
    while True:
        week = week_km(desk.mileage, ledger, monday, days[0])
        desk.ledger = ledger
        shares = share_out(week.target_km - had, days, long_day)
        runs = _mileage_runs(desk, week, shares, rooms, (long_day, strength))
        if (
            placed.quality is not None
            and (hard := monday + timedelta(days=placed.quality)) in runs
            and hard != long_day
            and _is_past_a_gap(desk.ledger, hard)
        ):
            runs[hard] = quality_session(runs[hard], desk.runner, (monday - date.min).days // 7)
        if not runs or min(runs) == days[0]:
            return runs, week.cap_km
        days = [day for day in days if day >= min(runs)]
        long_day = max(long_day, days[0])


def _is_past_a_gap(ledger: Ledger, day: date) -> bool:
    """Whether none of the three runs before ``day``, nor the run of that day, ends a break of six days or more."""
    number = load_plan_rules().number
    here = day
    for _ in range(int(number("gap_6_13", "no_quality_runs"))):
        before = ledger.last_run_before(here)
        if before is None:
            return True
        if (here - before).days > number("gap_0_5", "days_high") + 1:
            return False
        here = before
    return True


def _run_room(desk: Desk, day: date, is_shared: bool) -> float:
    """Minutes left for the run of a day, mobility and a shared strength session taken off."""
    minutes = desk.minutes()[day.weekday()] - MOBILITY_MIN - SLACK_MIN
    if not is_shared:
        return minutes
    wide = minutes - SHARED_STRENGTH_MIN >= 45
    return minutes - (SHARED_STRENGTH_MIN if wide else SHORT_STRENGTH_MIN)


def _walk_runs(desk: Desk, days: list[date], rooms: dict[date, float], strength: set[date]) -> dict[date, Session]:
    """The walk-run sessions of a week; none that follows a strength day is the longest of the week."""
    ledger, progress = desk.ledger, desk.progress
    limit = 1e6
    while True:
        desk.ledger, desk.progress = ledger.copy(), progress
        found = _walk_runs_up_to(desk, days, rooms, limit)
        long_km = max((s.distance_km or 0.0 for s in found.values()), default=0.0)
        free = [s.distance_km or 0.0 for day, s in found.items() if day - timedelta(days=1) not in strength]
        if not found or max(free, default=0.0) >= long_km - LONG_TIE_KM:
            return found
        limit = min(limit, max(free, default=0.0) + LONG_TIE_KM)
        if not free:
            return found


def _walk_runs_up_to(desk: Desk, days: list[date], rooms: dict[date, float], limit: float) -> dict[date, Session]:
    found: dict[date, Session] = {}
    for number, day in enumerate(days):
        at_least = max((s.distance_km or 0 for s in found.values()), default=0.0) if day == days[-1] else 0.0
        is_first = number == 0 and desk.offers_three_runs
        session = _walk_run(desk, day, rooms[day], (at_least, limit), is_first=is_first)
        if session is not None:
            found[day] = session
    return found


def _walk_run(desk: Desk, day: date, room: float, bounds_km: tuple[float, float], *, is_first: bool) -> Session | None:
    """The next walk-run session at the stage of that day; None where the ceiling leaves no room for one bout.

    A last walk brings it to the first of ``bounds_km`` where it can, so that the last
    session of a week is its long one; the second bounds it like the ceiling.
    """
    at_least_km, limit_km = bounds_km
    progress = turn_week(_after_days_off(desk, day), day)
    if progress.stage is None:
        return None
    gentle = is_first and not progress.is_fast and progress.greens == 0
    ceiling = min(desk.ledger.ceiling(day), limit_km)
    row, reps, end_walk_s = _fit_stage(desk.runner, progress, ceiling, room, gentle=gentle)
    wanted = _wanted_reps(row, progress, gentle=gentle and row.stage == progress.stage)
    desk.progress = progress
    if reps == 0:
        desk.short.add("ceiling")
        return None
    reasons = (
        because("walk_run", f"Stage {row.stage} of 12: short runs with walks between."),
        _ceiling_reason(desk.ledger, day, ceiling),
    )
    bouts = Bouts(row, reps, end_walk_s)
    if reps < wanted or row.stage < progress.stage:
        bouts = replace(bouts, more_walk_s=more_walk(desk.runner, bouts, ceiling, room))
    elif at_least_km:
        bouts = replace(bouts, more_walk_s=more_walk(desk.runner, bouts, min(ceiling, at_least_km + 0.06), room))
    before = sum(1 for n in range(day.weekday()) if desk.ledger.longest.get(day.toordinal() - n - 1, 0.0) > 0)
    session = walk_run_session(day, desk.runner_on(day, before), bouts, room, reasons)
    distance = session.distance_km or 0.0
    desk.ledger.add(day, distance, distance * run_share(session))
    is_top = reps >= row.reps_high and row.stage == progress.stage
    desk.progress = after_run(progress, day, Light.GREEN, is_counted=True, is_top=is_top)
    return session


def _after_days_off(desk: Desk, day: date) -> Progress:
    """The progress on ``day``; days off that lie between it and the run before count as a gap."""
    last = desk.ledger.last_run_before(day)
    if last is None or not any(last < off < day for off in desk.request.off_days):
        return desk.progress
    return after_gap(desk.progress, (day - last).days - 1, was_painless=False)


def _wanted_reps(row: Stage, progress: Progress, *, gentle: bool) -> int:
    return max(1, int((row.reps_low if gentle else row.reps_high) * progress.cut))


def _fit_stage(
    runner: Runner, progress: Progress, ceiling: float, room: float, *, gentle: bool
) -> tuple[Stage, int, int]:
    """The row, repetitions and end walk of the next session.

    The runner's own stage, or the one below where ceiling or minutes leave so little of
    it that the one below holds more running; lower still where not one bout fits.
    """
    stages = load_plan_rules().stage
    row = stages(progress.stage or 1)
    reps, end_walk_s = fit_reps(runner, row, _wanted_reps(row, progress, gentle=gentle), ceiling, room)
    while row.stage > 1:
        below = stages(row.stage - 1)
        fewer, walk_s = fit_reps(runner, below, _wanted_reps(below, progress, gentle=False), ceiling, room)
        is_better = fewer * below.run_s > reps * row.run_s and reps < _wanted_reps(row, progress, gentle=gentle)
        if reps > 0 and not is_better:
            break
        row, reps, end_walk_s = below, fewer, walk_s
    return row, reps, end_walk_s


def _ceiling_reason(ledger: Ledger, day: date, ceiling: float) -> Reason:
    longest, below = ledger.longest_before(day), floor(ceiling * 10 + 1e-6) / 10
    if longest is None:
        text = f"No run in 30 days counts as {km(ledger.none_km)}: no session over {km(below)}."
    else:
        text = f"Your longest run of 30 days that counts is {km(longest)}: no session over {km(below)}."
    return because("single_run_ceiling", text)


def _mileage_runs(
    desk: Desk, week: WeekKm, shares: dict[date, float], rooms: dict[date, float], long: tuple[date, set[date]]
) -> dict[date, Session]:
    """The runs of a mileage week; none is longer than the long run, whatever cut that one.

    ``long`` is the day of the long run, and the strength days it must not follow.
    """
    long_day, strength = long
    ledger = desk.ledger
    limit = 1e6
    while True:
        desk.ledger = ledger.copy()
        found = _mileage_runs_up_to(desk, week, shares, rooms, (long_day, limit))
        longest = max((s.distance_km or 0.0 for s in found.values()), default=0.0)
        if not found or (long_day in found and (found[long_day].distance_km or 0.0) >= longest):
            return found
        if long_day not in found:
            lawful = [day for day in found if day - timedelta(days=1) not in strength]
            shares = {max(lawful): shares[max(lawful)]} if lawful else {}
            long_day = max(lawful, default=long_day)
            continue
        limit = found[long_day].distance_km or 0.0


def _light_limit(desk: Desk, day: date, ceiling: float) -> float:
    """The longest a run may be after the lights: no growth while held, a fifth off for every red, for 14 days."""
    mileage = desk.mileage
    if not mileage.is_held or day > desk.request.as_of + timedelta(days=LIGHT_DAYS):
        return ceiling
    return min(ceiling, desk.ledger.longest_before(day) or desk.ledger.none_km) * mileage.factor


def _mileage_runs_up_to(
    desk: Desk, week: WeekKm, shares: dict[date, float], rooms: dict[date, float], long: tuple[date, float]
) -> dict[date, Session]:
    long_day, limit = long
    monday = monday_of(min(shares, default=long_day))
    first = min(shares, default=long_day)
    runs_done = sum(1 for n in range((first - monday).days) if desk.ledger.longest.get(monday.toordinal() + n, 0.0) > 0)
    found: dict[date, Session] = {}
    for day, share in sorted(shares.items()):
        ceiling = desk.ledger.ceiling(day)
        fits = (rooms[day] - run_minutes_around(desk.runner)) / desk.runner.run_pace
        limits = [share, ceiling, fits, limit, _light_limit(desk, day, ceiling)]
        if week.is_ramp_bound:
            limits.append(ramp_room(desk.ledger, day))
        distance = int(max(0.0, min(limits)) * 10 + 1e-6) / 10
        if distance < min(RUN_KM_MIN, ceiling):
            continue
        reasons = (*week.reasons, _ceiling_reason(desk.ledger, day, ceiling))
        before = len(found) + runs_done
        found[day] = run_session(
            day, desk.runner_on(day, before), distance, rooms[day], reasons, is_long=day == long_day
        )
        desk.ledger.add(day, distance, distance)
    return found
