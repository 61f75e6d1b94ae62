"""One week of sessions: placed on its days, each run within its limits, the rest of the week around it."""

from datetime import date, timedelta

from runback.domain.adjust import DaysOffWhy
from runback.domain.intake import WEEKDAYS
from runback.domain.plan import Session, SessionKind, Week
from runback.domain.reason import Reason
from runback.knowledge.plan_rules import load_plan_rules
from runback.load.measure import round_down
from runback.plan.desk import ACTIVE, RUNS_A_WEEK, SHORT_STRENGTH_MIN, Desk, first_open_day, kept_sessions
from runback.plan.placement import Placed, WeekQuestion, place_week
from runback.plan.progress import turn_week
from runback.plan.sessions import (
    EARLY_WALK_MIN,
    WALK_MIN,
    cross_session,
    mobility_session,
    rest_session,
    walk_session,
)
from runback.plan.strength import strength_session
from runback.plan.week_runs import plan_runs

STRAIN_REST_DAYS = 3
CROSS_A_WEEK = 2
CROSS_MIN = 30
WALKS_A_WEEK = 5


def plan_week(desk: Desk, monday: date) -> Week:
    """The week from ``monday``: days before ``as_of`` as they were planned, the rest new."""
    kept = kept_sessions(desk.request, monday)
    first = first_open_day(desk.request, monday)
    desk.progress = turn_week(desk.progress, max(monday, desk.request.as_of))
    placed = _place(desk, monday, first, kept)
    runs, cap = plan_runs(desk, monday, placed, kept)
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


def _place(desk: Desk, monday: date, first: date, kept: tuple[Session, ...]) -> Placed:
    question = _ask(desk, monday, first, kept)
    placed = place_week(question)
    is_chosen = desk.request.layout_of(monday) is not None
    desk.short.update(name for name in placed.gave_way if not (is_chosen and name == "long_run_day"))
    return placed


def _ask(desk: Desk, monday: date, first: date, kept: tuple[Session, ...]) -> WeekQuestion:
    rules, request = load_plan_rules(), desk.request
    layout = request.layout_of(monday)
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
        quality_wanted=desk.wants_quality(monday)
        and not any(step.effort == "brisk" for s in kept if s.is_run for step in s.steps[1:]),
        strength_before=(desk.last_strength - monday).days if desk.last_strength else -9,
        chosen_runs=layout.runs if layout else None,
        chosen_strength=layout.strength if layout else None,
    )


def _is_strength_open(desk: Desk, day: date) -> bool:
    """Not on a day off or after a red, nor in the first three days of a fresh strain of 5 of 10 or more."""
    intake = desk.request.intake
    pain_min = load_plan_rules().number("light_red", "pain_min")
    is_fresh = "acute" in desk.runner.traits and (intake.pain_now or 0) >= pain_min
    if is_fresh and day < desk.request.check_day + timedelta(days=STRAIN_REST_DAYS):
        return False
    return day not in desk.gate.rest_days | desk.request.off_days


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
    walk_reasons, ill = _walk_reasons(desk), _ill_days(desk)
    early = monday < desk.request.started_on + timedelta(weeks=2) and not walk_reasons
    walks = 0
    found = list(sessions)
    for day in days:
        has_run = any(s.is_run and s.date == day for s in sessions)
        if day in crossed:
            found.append(cross_session(day, desk.runner.traits, CROSS_MIN, desk.gate.waits[:1]))
        elif day not in active:
            found.append(rest_session(day, desk.runner.traits))
        if not has_run and day not in crossed | ill and walks < WALKS_A_WEEK:
            walks += 1
            reasons = walk_reasons if not desk.gate.allows(day) else ()
            found.append(walk_session(day, EARLY_WALK_MIN if early else WALK_MIN, reasons))
    order = {kind: n for n, kind in enumerate((*ACTIVE[:2], SessionKind.MOBILITY, *ACTIVE[2:], SessionKind.WALK))}
    return sorted(found, key=lambda s: (s.date, order.get(s.kind, 9)))


def _ill_days(desk: Desk) -> set[date]:
    return {day for one in desk.request.days_off if one.why is DaysOffWhy.ILL for day in one.days()}


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
        and day not in desk.gate.rest_days | desk.request.off_days
        and desk.minutes()[day.weekday()] >= CROSS_MIN
    ]
    return set(open_days[: max(0, min(room, CROSS_A_WEEK))])
