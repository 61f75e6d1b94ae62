"""Runners and plans put together piece by piece, to be broken one rule at a time.

The usual runner is 38, runs 40 km a week on four days (Tuesday 8, Thursday 10, Saturday 8, Sunday 14 km) at 6 min per
km and opens the plan on Monday 2 March 2026, the day after a run. The new runner has never run.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from runback.domain.assessment import Assessment, Flag, FlagSource, PatternFit, Running, Urgency
from runback.domain.diary import LegSymptom, PainEntry, PainMoment, SessionLog
from runback.domain.intake import Goal, Intake, Wishes
from runback.domain.load import Run
from runback.domain.plan import Block, Plan, PlanStatus, Session, SessionKind, Step, StepKind, Week
from runback.domain.reason import Reason
from runback.plan.request import DatedCheck, PlanRequest
from runback.plan.verify import broken_rules

MONDAY = date(2026, 3, 2)
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
PACE = 6.0
USUAL_WEEK = ((TUE, 8.0), (THU, 10.0), (SAT, 8.0), (SUN, 14.0))
EASY = Reason.of("return_curve", ("gap-return-percentages",), "because.made_up")


def day(n: int) -> date:
    """The n-th day from the Monday of the plan."""
    return MONDAY + timedelta(days=n)


def history(days_off: int = 1, weeks: int = 14, share: float = 1.0) -> tuple[Run, ...]:
    """Weeks of the usual runner, the last run ``days_off`` days before the plan."""
    shift = timedelta(days=days_off - 1)
    runs = [
        Run(day(on - 7 * back) - shift, km * share, km * share * PACE)
        for back in range(weeks, 0, -1)
        for on, km in USUAL_WEEK
    ]
    return tuple(runs)


def assessment(
    *flags: str, urgency: Urgency = Urgency.CLINICIAN_WITHIN_DAYS, patterns: tuple[str, ...] = ()
) -> Assessment:
    """The outcome of a check, clear without flags."""
    up = tuple(Flag(one, urgency, FlagSource.ANSWER, "answered yes", Running.STOP) for one in flags)
    fits = tuple(PatternFit(one, one, 0.5, ()) for one in patterns)
    level = urgency if flags else Urgency.SELF_CARE_OK
    return Assessment(level, Running.STOP if flags else Running.OK, up, fits, (), (), (), "")


USUAL_ANSWERS: dict[str, Any] = {
    "age_years": 38, "runner_status": "regular", "weekly_km": 40, "runs_per_week": 4, "usual_long_run_km": 16,
    "pain_days": 20, "pain_now": 1, "pain_running": 1, "pain_next_morning": "same", "weeks_off": 0,
}  # fmt: skip
NEW_ANSWERS: dict[str, Any] = {
    "age_years": 30, "runner_status": "new", "weekly_km": 0, "pain_days": 20, "pain_now": 0, "pain_running": 0,
}  # fmt: skip


def check(
    on: date = MONDAY, found: Assessment | None = None, base: dict[str, Any] | None = None, **answers: Any
) -> DatedCheck:
    """A check of that day: the answers of the usual runner with these ones changed."""
    given = (USUAL_ANSWERS if base is None else base) | answers
    return DatedCheck(on, Intake(**given, answered=frozenset(given)), found or assessment())


def request(
    *, runs: tuple[Run, ...] | None = None, checks: tuple[DatedCheck, ...] | None = None, weeks: int = 4,
    found: Assessment | None = None, as_of: date = MONDAY, more: dict[str, Any] | None = None, **answers: Any,
) -> PlanRequest:  # fmt: skip
    """The usual runner, with these answers; ``more`` are fields of the request."""
    made = checks or (check(MONDAY, found, **answers),)
    return PlanRequest(
        checks=made, assessment=made[-1].assessment, as_of=as_of, started_on=MONDAY,
        runs=history() if runs is None else runs, weeks=weeks, **(more or {}),
    )  # fmt: skip


def new_runner(*, more: dict[str, Any] | None = None, weeks: int = 4, **answers: Any) -> PlanRequest:
    """The new runner, who walked for half an hour two days before and woke up well."""
    walk = SessionLog(day(0), SessionKind.WALK, duration_min=30, pain_during=0)
    given = {"session_logs": (walk,)} | (more or {})
    return request(runs=(), checks=(check(base=NEW_ANSWERS, **answers),), weeks=weeks, more=given)


def run(
    on: date, km: float, pace: float = PACE, effort: str = "easy", reasons: tuple[Reason, ...] = (EASY,)
) -> Session:
    """An easy run with a walk of five minutes before it."""
    minutes = km * pace
    steps = (Step(StepKind.WARM_UP, 300), Step(StepKind.RUN, 60 * minutes, effort=effort))
    role = "easy_run" if effort == "easy" else "quality_run"
    return Session(
        on, SessionKind.RUN, role, km, minutes + 5, steps, reasons=reasons, running_min=minutes, running_km=km
    )


def walk_run(on: date, run_s: int, walk_s: int, reps: int, stage: int | None, last_s: int | None = None) -> Session:
    """A session of the table with five minutes of walking at both ends; ``last_s`` makes its last bout shorter."""
    pairs = (Step(StepKind.RUN, run_s, repeat=reps), Step(StepKind.WALK, walk_s, repeat=reps))
    end = (Step(StepKind.RUN, last_s),) if last_s else ()
    steps = (Step(StepKind.WARM_UP, 300), *pairs, *end, Step(StepKind.COOL_DOWN, 300))
    running = (run_s * reps + (last_s or 0)) / 60
    walking = walk_s * reps / 60
    km = round(running / 7 + (walking + 10) / 10.9, 2)
    return Session(
        on, SessionKind.WALK_RUN, "walk_run", km, running + walking + 10, steps,
        reasons=(EASY,), running_min=running, running_km=running / 7, stage=stage,
    )  # fmt: skip


def strength(on: date, minutes: float = 25) -> Session:
    """A strength session."""
    return Session(on, SessionKind.STRENGTH, "strength", duration_min=minutes, reasons=(EASY,))


def race(on: date, km: float) -> Session:
    """A race."""
    steps = (Step(StepKind.RUN, distance_m=1000 * km),)
    return Session(on, SessionKind.RACE, "race", km, km * 5.5, steps, reasons=(EASY,), running_min=km * 5.5)


def week(number: int, *sessions: Session, cap: float | None = None, **fields: Any) -> Week:
    """The n-th week of the plan with these sessions; its target is their sum."""
    ordered = tuple(sorted(sessions, key=lambda one: one.date))
    km = sum(one.distance_km or 0.0 for one in ordered if one.is_run and one.kind is not SessionKind.RACE)
    return Week(day(7 * number), km, km if cap is None else cap, ordered, **fields)


def usual_week(number: int, share: float = 1.0) -> Week:
    """The usual week and strength on Tuesday and Friday."""
    runs = [run(day(7 * number + on), km * share) for on, km in USUAL_WEEK]
    return week(number, *runs, strength(day(7 * number + TUE)), strength(day(7 * number + FRI)))


def plan(*weeks: Week, held: tuple[Block, ...] = (), **fields: Any) -> Plan:
    """A plan of these weeks."""
    return Plan(PlanStatus.PLAN, weeks, held_by=held, **fields)


def usual_plan(weeks: int = 4) -> Plan:
    """The usual week again and again."""
    return plan(*(usual_week(n) for n in range(weeks)))


def table_week(number: int, *stages: tuple[int, int, int, int], days: tuple[int, ...] = (WED, FRI, SUN)) -> Week:
    """Three walk-run sessions (run s, walk s, repetitions, stage), and strength on Tuesday and Thursday."""
    made = [walk_run(day(7 * number + on), *stage) for on, stage in zip(days, stages, strict=True)]
    return week(number, *made, strength(day(7 * number + TUE)), strength(day(7 * number + THU)))


N4, N5, N6 = (60, 60, 10, 4), (90, 60, 8, 5), (120, 60, 7, 6)


def new_plan() -> Plan:
    """Four weeks on the new runner's table, two green sessions a stage."""
    return plan(
        table_week(0, N4, N4, N5),
        table_week(1, N5, N6, N6),
        table_week(2, (180, 60, 6, 7), (180, 60, 6, 7), (240, 60, 5, 8)),
        table_week(3, (240, 60, 5, 8), (360, 60, 4, 9), (360, 60, 4, 9)),
    )


def swap(made: Plan, number: int, *sessions: Session, **fields: Any) -> Plan:
    """The plan with another week ``number``."""
    weeks = [week(number, *sessions, **fields) if n == number else one for n, one in enumerate(made.weeks)]
    return replace(made, weeks=tuple(weeks))


def add(made: Plan, number: int, *sessions: Session) -> Plan:
    """The plan with more sessions in its week ``number``."""
    return swap(made, number, *made.weeks[number].sessions, *sessions)


def log(on: date, pain: int = 1, kind: SessionKind = SessionKind.RUN, **fields: Any) -> SessionLog:
    """A run of the diary with its pain."""
    return SessionLog(on, kind, pain_during=pain, **fields)


def morning(on: date, score: int, leg: LegSymptom = LegSymptom.NONE) -> PainEntry:
    """The pain of a morning, at seven."""
    return PainEntry(datetime.combine(on, time(7), UTC), on, score, PainMoment.MORNING, leg)


def hold(rule: str = "two_reds", since: date = MONDAY) -> Block:
    """A stop of running that the plan names."""
    reason = Reason.of(rule, (), "held.made_up")
    return Block(reason, since, Reason.of(rule, (), "lifts.made_up"))


def goal(km: float, on: date) -> Wishes:
    """The wish for a race."""
    return Wishes(goal=Goal(km, on))


def names(made: Plan, asked: PlanRequest) -> set[str]:
    """The rules that a plan breaks."""
    return {broken.rule for broken in broken_rules(made, asked)}
