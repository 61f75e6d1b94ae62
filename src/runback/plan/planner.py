"""``make_plan``: from everything known of a runner to weeks of sessions, or why there are none."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from runback.domain.plan import Note, Plan, PlanStatus, Session, SessionKind, Week
from runback.knowledge.plan_rules import load_plan_rules
from runback.load.measure import monday_of
from runback.plan.desk import Desk, first_open_day
from runback.plan.entry import Entry, choose_entry
from runback.plan.gate import Gate, pass_gate
from runback.plan.goal import check_in_notes, goal_long_run, goal_notes, ready_notes
from runback.plan.ledger import open_ledger, own_pace
from runback.plan.mileage import plan_mileage
from runback.plan.progress import Progress, fold_progress, green_weeks, mileage_factor
from runback.plan.request import PlanRequest
from runback.plan.sessions import Runner
from runback.plan.stages import run_minutes
from runback.plan.strength import plan_strength
from runback.plan.weeks import plan_week

HOLDS = ("light_red", "two_reds")


def make_plan(request: PlanRequest) -> Plan:
    """The plan of a runner on ``as_of``: ``request.weeks`` weeks from the Monday of that week, or blocked.

    The same request gives the same plan. Order of force: red flag, pain rule, single-run
    ceiling, weekly cap, goal date. Days before ``as_of`` hold what ``past_weeks`` held.
    Later weeks assume that every run before them is green; each log plans them anew.
    """
    gate = pass_gate(request)
    if gate.blocked_by:
        return Plan(PlanStatus.BLOCKED, blocked_by=gate.blocked_by)
    desk, entry, weeks = _plan_within(request, gate)
    today, _ = _open_desk(request, gate)
    longest = today.ledger.longest_before(request.as_of + timedelta(days=1)) or today.ledger.none_km
    weeks_first = 0 if today.progress.stage is None else 13 - today.progress.stage
    notes = goal_notes(request, longest, weeks_first, gate.judged)
    return Plan(
        PlanStatus.PLAN,
        weeks=weeks,
        notes=(*_notes(desk, entry, weeks), *notes, *ready_notes(request, weeks), *check_in_notes(request)),
    )


def _plan_within(request: PlanRequest, gate: Gate) -> tuple[Desk, Entry, tuple[Week, ...]]:
    """The weeks; a hold may move a run to a roomier day, but never gives the next 7 days more than without it."""
    desk, entry, weeks = _plan_weeks(request, gate, request.weeks)
    if not any(reason.rule in HOLDS for reason in gate.waits):
        return desk, entry, weeks
    without = replace(gate, first_run_day=request.as_of, rest_days=frozenset())
    most = _minutes_ahead(_plan_weeks(request, without, 2)[2], request.as_of)
    while _minutes_ahead(weeks, request.as_of) > most + 1e-6:
        last = max(s.date for s in _runs_ahead(weeks, request.as_of))
        gate = replace(gate, closed_days=gate.closed_days | {last})
        desk, entry, weeks = _plan_weeks(request, gate, request.weeks)
    return desk, entry, weeks


def _plan_weeks(request: PlanRequest, gate: Gate, count: int) -> tuple[Desk, Entry, tuple[Week, ...]]:
    desk, entry = _open_desk(request, gate)
    monday = monday_of(request.as_of)
    return desk, entry, tuple(plan_week(desk, monday + timedelta(weeks=n)) for n in range(count))


def _runs_ahead(weeks: tuple[Week, ...], as_of: date) -> list[Session]:
    until = as_of + timedelta(days=7)
    return [s for week in weeks for s in week.sessions if s.is_run and as_of <= s.date < until]


def _minutes_ahead(weeks: tuple[Week, ...], as_of: date) -> float:
    """Minutes of running in the next 7 days; mileage at the book's easy pace."""
    pace = load_plan_rules().paces.run_min_per_km
    runs = _runs_ahead(weeks, as_of)
    return sum((s.distance_km or 0) * pace if s.kind is SessionKind.RUN else run_minutes(s) for s in runs)


def _open_desk(request: PlanRequest, gate: Gate) -> tuple[Desk, Entry]:
    pace = own_pace(request.runs, request.started_on)
    ledger = open_ledger(request, pace)
    entry = choose_entry(request, gate, ledger)
    strength = plan_strength(request)
    factor, is_held = mileage_factor(gate.judged, request.as_of)
    goal = request.intake.wishes.goal
    goal_km = goal_long_run(goal) if goal and goal.date >= request.as_of else None
    progress = fold_progress(request, entry, gate.judged)
    desk = Desk(
        request=request,
        gate=gate,
        runner=Runner(pace, load_plan_rules().paces.walk_min_per_km, strength.traits),
        strength=strength,
        mileage=plan_mileage(request, ledger, goal_km, factor, is_held=is_held),
        ledger=ledger,
        progress=progress,
        is_neighbour_ok=_may_neighbour(gate, progress, request),
        last_strength=_last_strength(request),
        green_weeks=green_weeks(gate.judged, request.as_of),
    )
    return desk, entry


def _may_neighbour(gate: Gate, progress: Progress, request: PlanRequest) -> bool:
    need = load_plan_rules().number("back_to_back", "green_weeks")
    return progress.stage is None and green_weeks(gate.judged, request.as_of) >= need


def _last_strength(request: PlanRequest) -> date | None:
    """The last day with strength that is over; what was planned for a day still open does not stand in its own way."""
    open_from = first_open_day(request, monday_of(request.as_of))
    sessions = [s for w in request.past_weeks for s in w.sessions if s.kind is SessionKind.STRENGTH]
    planned = [s.date for s in sessions if s.date < open_from]
    logged = [log.day for log in request.session_logs if log.done and log.kind is SessionKind.STRENGTH]
    done = [*planned, *logged, *(log.day for log in request.strength_logs)]
    return max((day for day in done if day <= request.as_of), default=None)


def _notes(desk: Desk, entry: Entry, weeks: tuple[Week, ...]) -> tuple[Note, ...]:
    gate, intake = desk.gate, desk.request.intake
    notes = [Note(reason.rule, reason.because) for reason in (*gate.no_run, *gate.waits)]
    notes += gate.notes
    has_runs = any(session.is_run for week in weeks for session in week.sessions)
    if not gate.no_run and (has_runs or gate.waits):
        notes += [Note(reason.rule, reason.because) for reason in entry.reasons]
        notes.append(Note("assumes_green", "Later weeks assume that your runs stay green. Each log plans them anew."))
    if intake.longest_run_30d_km is None and not desk.request.runs and has_runs:
        text = "Your longest run of the last 30 days is not known and counts as 3 km. Tell it to plan closer."
        notes.append(Note("longest_unknown", text))
    wishes = _wish_notes(desk, weeks)
    return (*wishes, *notes) if not any(_is_training(s) for w in weeks for s in w.sessions) else (*notes, *wishes)


def _is_training(session: Session) -> bool:
    return session.is_run or session.kind is SessionKind.STRENGTH


def _wish_notes(desk: Desk, weeks: tuple[Week, ...]) -> tuple[Note, ...]:
    number = load_plan_rules().number
    run_min, strength_min = number("wishes", "run_minutes_min"), number("wishes", "strength_minutes_min")
    days = desk.request.intake.wishes.days
    if days is not None and not any(_is_training(s) for w in weeks for s in w.sessions):
        return (_nothing_fits(days, run_min, strength_min),)
    texts = {
        "runs": f"Your days hold fewer than three runs a week; the plan uses what fits. Three days of {run_min:g} "
        "minutes or more with a day between them hold three.",
        "strength": "Your days do not hold two strength sessions that are not neighbours; the plan uses what fits. "
        f"{strength_min:g} minutes on two days with a day between them hold two.",
        "long_run_day": "The long run could not stand on the day you wished.",
        "rest": "This week already holds more training days than the rest days allow; what is left of it is rest.",
        "ceiling": "Some days hold a walk: a walk-run would pass the longest distance allowed.",
    }
    return tuple(Note("wish_not_met", texts[name]) for name in sorted(desk.short) if name in texts)


def _nothing_fits(days: Mapping[str, float], run_min: float, strength_min: float) -> Note:
    """What to say where no session fits, and the nearest wish that would hold one."""
    longest = max(days.values(), default=0.0)
    gave = "You offered no day." if longest <= 0 else f"Your longest day is {longest:g} minutes."
    text = (
        f"{gave} That holds no session, so the plan holds walks. {strength_min:g} minutes on two days with a day "
        f"between them hold strength, {run_min:g} minutes on three hold runs."
    )
    return Note("wish_not_met", text)
