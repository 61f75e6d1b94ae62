"""One week of sessions: placed on its days, each run within its limits, the rest of the week around it."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from runback.domain.intake import WEEKDAYS
from runback.domain.plan import Light, Session, SessionKind, Week
from runback.domain.reason import Reason
from runback.knowledge.plan_rules import load_plan_rules
from runback.load.measure import round_down
from runback.plan.gate import Gate
from runback.plan.ledger import Ledger
from runback.plan.mileage import RUN_KM_MIN, MileagePlan, WeekKm, ramp_room, share_out, week_km
from runback.plan.placement import Placed, WeekQuestion, place_week
from runback.plan.progress import Progress, after_run, turn_week
from runback.plan.reasons import because, km
from runback.plan.request import PlanRequest
from runback.plan.sessions import (
    EARLY_WALK_MIN,
    MOBILITY_MIN,
    WALK_MIN,
    Bouts,
    Runner,
    cross_session,
    fit_reps,
    mobility_session,
    more_walk,
    rest_session,
    run_minutes_around,
    run_session,
    walk_run_session,
    walk_session,
)
from runback.plan.stages import run_share
from runback.plan.strength import StrengthPlan, strength_session

DEFAULT_DAY_MIN = 180.0
"""Minutes assumed for each day of a runner who did not say."""

SHORT_STRENGTH_MIN = 10.0
SHARED_STRENGTH_MIN = 15.0
SLACK_MIN = 0.2
LONG_TIE_KM = 0.06
STRAIN_REST_DAYS = 3
RUNS_A_WEEK = 3
CROSS_A_WEEK = 2
CROSS_MIN = 30
WALKS_A_WEEK = 5
ACTIVE = (SessionKind.RUN, SessionKind.WALK_RUN, SessionKind.STRENGTH, SessionKind.CROSS)


@dataclass
class Desk:
    """Everything the weeks of one plan are made from; ``ledger``, ``progress`` and the tails move on week by week."""

    request: PlanRequest
    gate: Gate
    runner: Runner
    strength: StrengthPlan
    mileage: MileagePlan
    ledger: Ledger
    progress: Progress
    is_neighbour_ok: bool
    last_strength: date | None = None
    short: set[str] = field(default_factory=set)

    def minutes(self) -> tuple[float, ...]:
        """The offered minutes of Monday to Sunday."""
        days = self.request.intake.wishes.days
        if days is None:
            return (DEFAULT_DAY_MIN,) * 7
        return tuple(days.get(name, 0.0) for name in WEEKDAYS)


def plan_week(desk: Desk, monday: date) -> Week:
    """The week from ``monday``: days before ``as_of`` as they were planned, the rest new."""
    kept = kept_sessions(desk.request, monday)
    first = _first_day(desk.request, monday)
    desk.progress = turn_week(desk.progress, max(monday, desk.request.as_of))
    placed = _place(desk, monday, first, kept)
    runs, cap = _plan_runs(desk, monday, placed, kept)
    sessions: list[Session] = list(kept)
    day = first
    number = sum(s.kind is SessionKind.STRENGTH for s in kept)
    while day < monday + timedelta(weeks=1):
        is_strong = (day - monday).days in placed.strength
        sessions += _fill_day(desk, day, runs.get(day), number if is_strong else None)
        number += is_strong
        if is_strong:
            desk.last_strength = day
        day += timedelta(days=1)
    sessions = _add_around(desk, monday, first, sessions)
    target = round(sum(s.distance_km or 0 for s in sessions if s.is_run), 2)
    return Week(monday, target, max(target, round_down(cap)), tuple(sessions))


def kept_sessions(request: PlanRequest, monday: date) -> tuple[Session, ...]:
    """The sessions of this week that are over: planned before, dated before ``as_of``, or logged today."""
    found = next((week for week in request.past_weeks if week.start == monday), None)
    if found is None:
        return ()
    return tuple(
        s for s in found.sessions if s.date < request.as_of or (s.date == request.as_of and _is_today_done(request))
    )


def _is_today_done(request: PlanRequest) -> bool:
    ran = any(run.day == request.as_of for run in request.runs)
    return ran or any(log.day == request.as_of and log.kind in ACTIVE for log in request.session_logs)


def _first_day(request: PlanRequest, monday: date) -> date:
    if monday > request.as_of:
        return monday
    return request.as_of + timedelta(days=1) if _is_today_done(request) else request.as_of


def _place(desk: Desk, monday: date, first: date, kept: tuple[Session, ...]) -> Placed:
    question = _ask(desk, monday, first, kept)
    placed = place_week(question)
    wished = desk.request.intake.wishes
    if len(placed.runs) < question.runs_wanted and question.run_days:
        desk.short.add("runs")
    if len(placed.strength) < question.strength_wanted and question.first_day == 0:
        desk.short.add("strength")
    if placed.runs and wished.long_run_day and placed.long_day != question.long_day:
        desk.short.add("long_run_day")
    return placed


def _ask(desk: Desk, monday: date, first: date, kept: tuple[Session, ...]) -> WeekQuestion:
    rules, request = load_plan_rules(), desk.request
    days = [monday + timedelta(days=n) for n in range((first - monday).days, 7)]
    stage = desk.progress.stage
    can_run = [day for day in days if desk.gate.allows(day)]
    early = stage is not None and stage < rules.number("rest_days", "early_below_stage")
    last_run = desk.ledger.last_run_before(first)
    wished = request.intake.wishes.long_run_day
    return WeekQuestion(
        minutes=desk.minutes(),
        run_days=tuple((day - monday).days for day in can_run),
        strength_days=tuple((day - monday).days for day in days if _is_strength_open(desk, day)),
        runs_wanted=max(0, RUNS_A_WEEK - _runs_done(desk, monday, first)),
        strength_wanted=_strength_wanted(len(days), kept, rules.whole("strength_days", "days_min")),
        rest_wanted=rules.whole("rest_days", "early_days" if early else "days"),
        run_minutes_min=rules.number("wishes", "run_minutes_min"),
        strength_minutes_min=rules.number("wishes", "strength_minutes_min"),
        long_day=WEEKDAYS.index(wished) if wished else None,
        is_long_last=stage is not None,
        is_neighbour_ok=desk.is_neighbour_ok and stage is None,
        first_day=(first - monday).days,
        active_before=_active_before(desk, monday, first, kept),
        run_before=(last_run - monday).days if last_run else -9,
        strength_before=(desk.last_strength - monday).days if desk.last_strength else -9,
    )


def _is_strength_open(desk: Desk, day: date) -> bool:
    """Not on the rest day after a red, nor in the first three days of a fresh strain of 5 of 10 or more."""
    intake = desk.request.intake
    pain_min = load_plan_rules().number("light_red", "pain_min")
    is_fresh = "acute" in desk.runner.traits and (intake.pain_now or 0) >= pain_min
    if is_fresh and day < desk.request.check_day + timedelta(days=STRAIN_REST_DAYS):
        return False
    return day not in desk.gate.rest_days


def _strength_wanted(days_left: int, kept: tuple[Session, ...], wanted: int) -> int:
    had = len({s.date for s in kept if s.kind is SessionKind.STRENGTH})
    if days_left < 5 and not kept:
        wanted = 1
    return max(0, wanted - had)


def _runs_done(desk: Desk, monday: date, first: date) -> int:
    days = (monday + timedelta(days=n) for n in range((first - monday).days))
    return sum(desk.ledger.longest.get(day.toordinal(), 0) > 0 for day in days)


def _active_before(desk: Desk, monday: date, first: date, kept: tuple[Session, ...]) -> int:
    ran = {monday + timedelta(days=n) for n in range((first - monday).days)}
    ran = {day for day in ran if desk.ledger.longest.get(day.toordinal(), 0) > 0}
    return len(ran | {s.date for s in kept if s.kind in ACTIVE})


def _plan_runs(
    desk: Desk, monday: date, placed: Placed, kept: tuple[Session, ...]
) -> tuple[dict[date, Session], float]:
    """The runs of the week by day, and the cap of the week in km."""
    days = [monday + timedelta(days=n) for n in placed.runs]
    rooms = {day: _run_room(desk, day, (day - monday).days in placed.strength) for day in days}
    if desk.progress.stage is not None or not days or placed.long_day is None:
        strength = {monday + timedelta(days=n) for n in placed.strength} | {desk.last_strength or date.min}
        runs = _walk_runs(desk, days, rooms, strength)
        return runs, sum(s.distance_km or 0 for s in (*runs.values(), *kept) if s.is_run)
    long_day = monday + timedelta(days=placed.long_day)
    week = week_km(desk.mileage, desk.ledger, monday, days[0])
    had = max(
        desk.ledger.sum_days(monday, max(monday, _first_day(desk.request, monday))),
        sum(s.distance_km or 0 for s in kept if s.is_run),
    )
    return _mileage_runs(desk, week, share_out(week.target_km - had, days, long_day), rooms, long_day), week.cap_km


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
        is_first = number == 0 and len(days) >= RUNS_A_WEEK
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
    rules = load_plan_rules()
    progress = turn_week(desk.progress, day)
    if progress.stage is None:
        return None
    row = rules.stage(progress.stage)
    gentle = is_first and not progress.is_fast and progress.greens == 0
    wanted = max(1, int((row.reps_low if gentle else row.reps_high) * progress.cut))
    ceiling = min(desk.ledger.ceiling(day), limit_km)
    reps, end_walk_s = fit_reps(desk.runner, row, wanted, ceiling, room)
    while reps == 0 and row.stage > 1:
        row = rules.stage(row.stage - 1)
        reps, end_walk_s = fit_reps(desk.runner, row, max(1, int(row.reps_high * progress.cut)), ceiling, room)
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
    session = walk_run_session(day, desk.runner, bouts, room, reasons)
    distance = session.distance_km or 0.0
    desk.ledger.add(day, distance, distance * run_share(session))
    is_top = reps >= row.reps_high and row.stage == progress.stage
    desk.progress = after_run(progress, day, Light.GREEN, is_counted=True, is_top=is_top)
    return session


def _ceiling_reason(ledger: Ledger, day: date, ceiling: float) -> Reason:
    longest = ledger.longest_before(day)
    if longest is None:
        text = f"No run in 30 days counts as {km(ledger.none_km)}: no session over {ceiling:.2f} km."
    else:
        text = f"Your longest in 30 days is {km(longest)}: no session over {ceiling:.2f} km."
    return because("single_run_ceiling", text)


def _mileage_runs(
    desk: Desk, week: WeekKm, shares: dict[date, float], rooms: dict[date, float], long_day: date
) -> dict[date, Session]:
    """The runs of a mileage week; none is longer than the long run, whatever cut that one."""
    ledger = desk.ledger
    limit = 1e6
    while True:
        desk.ledger = ledger.copy()
        found = _mileage_runs_up_to(desk, week, shares, rooms, (long_day, limit))
        longest = max((s.distance_km or 0.0 for s in found.values()), default=0.0)
        if not found or (long_day in found and (found[long_day].distance_km or 0.0) >= longest):
            return found
        if long_day not in found:
            shares = {day: km_there for day, km_there in shares.items() if day in found}
            shares = {max(shares): min(shares.values())} if len(shares) > 1 else {}
            long_day = max(shares, default=long_day)
            continue
        limit = found[long_day].distance_km or 0.0


def _mileage_runs_up_to(
    desk: Desk, week: WeekKm, shares: dict[date, float], rooms: dict[date, float], long: tuple[date, float]
) -> dict[date, Session]:
    long_day, limit = long
    found: dict[date, Session] = {}
    for day, share in sorted(shares.items()):
        ceiling = desk.ledger.ceiling(day)
        fits = (rooms[day] - run_minutes_around(desk.runner)) / desk.runner.run_pace
        limits = [share, ceiling, fits, limit]
        if week.is_ramp_bound:
            limits.append(ramp_room(desk.ledger, day))
        distance = int(max(0.0, min(limits)) * 10 + 1e-6) / 10
        if distance < min(RUN_KM_MIN, ceiling):
            continue
        reasons = (*week.reasons, _ceiling_reason(desk.ledger, day, ceiling))
        found[day] = run_session(day, desk.runner, distance, rooms[day], reasons, is_long=day == long_day)
        desk.ledger.add(day, distance, distance)
    return found


def _fill_day(desk: Desk, day: date, run: Session | None, strength_number: int | None) -> list[Session]:
    """The run, the stretches after it and the strength session of a day, within its minutes."""
    left = desk.minutes()[day.weekday()]
    found: list[Session] = []
    if run is not None:
        found.append(run)
        left -= run.duration_min or 0
        reserved = SHORT_STRENGTH_MIN if strength_number is not None else 0.0
        mobility = mobility_session(day, desk.runner.traits, left - reserved)
        found.append(mobility)
        left -= mobility.duration_min or 0
    if strength_number is not None:
        found.append(strength_session(day, desk.strength, left, strength_number))
    return found


def _add_around(desk: Desk, monday: date, first: date, sessions: list[Session]) -> list[Session]:
    """Rest, walks and swaps on the days that are left; sorted by day."""
    days = [monday + timedelta(days=n) for n in range((first - monday).days, 7)]
    active = {s.date for s in sessions if s.kind in ACTIVE}
    crossed = _cross_days(desk, days, active)
    walk_reasons = _walk_reasons(desk)
    early = monday < desk.request.started_on + timedelta(weeks=2) and not walk_reasons
    walks = 0
    found = list(sessions)
    for day in days:
        has_run = any(s.is_run and s.date == day for s in sessions)
        if day in crossed:
            found.append(cross_session(day, desk.runner.traits, CROSS_MIN, desk.gate.waits[:1]))
        elif day not in active:
            found.append(rest_session(day))
        if not has_run and day not in crossed and walks < WALKS_A_WEEK:
            walks += 1
            reasons = walk_reasons if not desk.gate.allows(day) else ()
            found.append(walk_session(day, EARLY_WALK_MIN if early else WALK_MIN, reasons))
    order = {kind: n for n, kind in enumerate((*ACTIVE[:2], SessionKind.MOBILITY, *ACTIVE[2:], SessionKind.WALK))}
    return sorted(found, key=lambda s: (s.date, order.get(s.kind, 9)))


def _walk_reasons(desk: Desk) -> tuple[Reason, ...]:
    return (*desk.gate.no_run, *desk.gate.waits)


def _cross_days(desk: Desk, days: list[date], active: set[date]) -> set[date]:
    """Days of a red hold that may hold cross-training: not the rest day after the red, room left for rest."""
    if not any(reason.rule in ("light_red", "two_reds") for reason in desk.gate.waits) or desk.gate.no_run:
        return set()
    rules = load_plan_rules()
    room = 7 - rules.whole("rest_days", "early_days") - len(active)
    open_days = [
        day
        for day in days
        if desk.request.as_of < day < desk.gate.first_run_day
        and day not in active
        and day not in desk.gate.rest_days
        and desk.minutes()[day.weekday()] >= CROSS_MIN
    ]
    return set(open_days[: max(0, min(room, CROSS_A_WEEK))])
