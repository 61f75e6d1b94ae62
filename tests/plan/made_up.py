"""Made-up runners, answers, histories and logs, all drawn from one ``random.Random``."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from runback.domain.adjust import DaysOff, DaysOffWhy, Layout
from runback.domain.assessment import Assessment, Flag, FlagSource, PatternFit, Running, Urgency
from runback.domain.diary import Clearance, LegSymptom, PainEntry, PainMoment, SessionLog, StrengthLog
from runback.domain.intake import EQUIPMENT, WEEKDAYS, Intake, read_intake
from runback.domain.load import Run
from runback.domain.plan import Plan, PlanStatus, SessionKind, Week
from runback.plan import PlanRequest, make_plan

START = date(2026, 11, 23)
PATTERNS = (
    "muscular_acute_strain", "muscle_soreness_doms", "myofascial_chronic", "facet_arthritic", "discogenic_axial",
    "si_joint", "nonspecific_mixed", "radicular_disc", "sacral_stress_fracture",
)  # fmt: skip
AGGRAVATED = ("flexion", "extension", "sitting", "walking", "running_impact", "downhill")
CONTEXTS = ("fear", "desk_job", "postpartum_8w", "postpartum_20w", "pregnant_12w", "hills")


def clear_assessment(running: Running = Running.OK, *patterns: str) -> Assessment:
    """A clear check with these patterns, best first."""
    fits = tuple(PatternFit(name, name, 0.5 - n / 10, ()) for n, name in enumerate(patterns))
    return Assessment(Urgency.SELF_CARE_OK, running, (), fits, (), (), (), "")


def flagged_assessment(urgency: Urgency, *ids: str, running: Running = Running.STOP) -> Assessment:
    """A check with these flags up, all of that urgency."""
    flags = tuple(Flag(one, urgency, FlagSource.ANSWER, f"{one} was answered yes", running) for one in ids)
    return Assessment(urgency, running, flags, (), (), (), (), "")


def pain(
    day: date, score: int, moment: PainMoment = PainMoment.MORNING, leg: LegSymptom = LegSymptom.NONE
) -> PainEntry:
    """One pain entry at seven in the morning."""
    return PainEntry(datetime.combine(day, time(7), UTC), day, score, moment, leg)


def answers(rng: Random) -> dict[str, Any]:
    """Answers of a runner whose triage is mostly clear; keys are left out at random."""
    now = rng.choice([0, 0, 1, 2, 2, 3, 4, 6, 8])
    given: dict[str, Any] = {
        "age_years": rng.choice([14, 16, 19, 25, 35, 45, 55, 65, 75]) if rng.random() < 0.95 else None,
        "bmi": rng.choice([20, 24, 28, 33]),
        "runner_status": rng.choice(["new", "returning", "regular", "regular", "regular", "competitive"]),
        "weekly_km": rng.choice([0, 5, 12, 20, 35, 60, 110]),
        "longest_run_30d_km": rng.choice([0, 1, 2.5, 4, 5, 8, 12, 21, 35]),
        "last_run_km": rng.choice([3, 6, 19]),
        "weeks_off": rng.choice([0, 0, 0, 1, 2, 3, 5, 8, 17, 60]),
        "onset": rng.choice(["gradual", "gradual", "sudden_during_run", "sudden_lifting", "after_run"]),
        "pain_days": rng.choice([0, 2, 10, 20, 60, 100, 700]),
        "pain_now": now,
        "pain_worst": min(10, now + rng.choice([0, 1, 2, 4])),
        "pain_running": rng.choice([0, 0, 0, 1, 2, 3, 5, 7]),
        "trend": rng.choice(["improving", "same", "worsening"]),
        "aggravated_by": rng.sample(AGGRAVATED, rng.randint(0, 2)),
        "locations": rng.sample(["band_low_back", "si_dimple", "left_low_back"], 1),
        "contexts": rng.sample(CONTEXTS, 1) if rng.random() < 0.25 else [],
        "self_tests": {
            "sl_sit_to_stand": rng.choice([3, 6, 12]),
            "sorensen_s": rng.choice([20, 90]),
            "hinge_pain_free": rng.choice(["yes", "no"]),
        },
    }  # fmt: skip
    if rng.random() < 0.03:
        given["leg_pain"] = "below_knee"
    for key in list(given):
        if key not in ("age_years", "pain_now") and rng.random() < 0.15:
            del given[key]
    if "pain_now" in given and rng.random() < 0.05:
        del given["pain_now"]
    if wishes := random_wishes(rng):
        given["wishes"] = wishes
    return given


def random_wishes(rng: Random) -> dict[str, Any]:
    """Wishes that fit, that hardly fit, or that make no sense."""
    wished: dict[str, Any] = {"equipment": rng.sample(EQUIPMENT, rng.randint(0, 5))}
    if rng.random() < 0.7:
        days = rng.sample(WEEKDAYS, rng.randint(0, 7))
        wished["days"] = {day: rng.choice([0, 5, 10, 15, 21, 25, 30, 40, 45, 60, 90, 240]) for day in days}
    if rng.random() < 0.4:
        wished["long_run_day"] = rng.choice(WEEKDAYS)
    if rng.random() < 0.3:
        wished["goal"] = {
            "race_km": rng.choice([5, 10, 21.1, 42.2, 100, 300]),
            "date": START + timedelta(days=rng.randint(-30, 300)),
        }
    return wished


def random_history(rng: Random, until: date) -> tuple[Run, ...]:
    """No history, or some months of runs with gaps and odd long ones, up to a break before ``until``."""
    if rng.random() < 0.4:
        return ()
    off = rng.choice([1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 60, 90])
    every, usual = rng.choice([1, 2, 2, 3, 4]), rng.choice([2, 4, 6, 9, 14])
    runs = []
    day = until - timedelta(days=off + rng.randint(10, 200))
    while day <= until - timedelta(days=off):
        distance = round(usual * rng.uniform(0.6, 1.3) * (rng.choice([1.6, 2.5]) if rng.random() < 0.05 else 1), 2)
        runs.append(Run(day, distance, distance * rng.uniform(5, 8)))
        day += timedelta(days=max(1, every + rng.choice([-1, 0, 0, 1, 8 if rng.random() < 0.1 else 0])))
    return tuple(runs)


def random_assessment(rng: Random) -> Assessment:
    """Mostly a clear check; sometimes a flag, sometimes running limited."""
    if rng.random() < 0.05:
        return flagged_assessment(
            rng.choice(list(Urgency)[1:]), rng.choice(["ces_saddle", "bsi_focal_impact", "inf_fever"])
        )
    running = rng.choice([Running.OK, Running.OK, Running.MODIFY, Running.MODIFY, Running.WALK_ONLY, Running.STOP])
    return clear_assessment(running, *rng.sample(PATTERNS, 2))


def random_request(rng: Random, weeks: int | None = None) -> PlanRequest:
    """The first request of a made-up runner, on any day of a week."""
    as_of = START + timedelta(days=rng.randint(0, 6))
    clearances = ()
    if rng.random() < 0.03:
        clearances = (
            Clearance("Dr A", as_of - timedelta(days=3), as_of + timedelta(days=20), ("bsi_focal_impact", "inf_fever")),
        )
    return PlanRequest(
        intake=random_intake(rng),
        assessment=random_assessment(rng),
        as_of=as_of,
        started_on=as_of,
        runs=random_history(rng, as_of),
        clearances=clearances,
        weeks=weeks or rng.choice([1, 2, 4, 4, 8, 12]),
    )


def random_intake(rng: Random) -> Intake:
    """Answers as an ``Intake``; without the age now and then."""
    given = {key: value for key, value in answers(rng).items() if value is not None}
    if given.get("pain_worst", 10) < given.get("pain_now", 0):
        del given["pain_worst"]
    return read_intake(given)


def live_on(rng: Random, request: PlanRequest, steps: int, calm: float = 0.75) -> Iterator[tuple[PlanRequest, Plan]]:
    """The plan now and after each of ``steps`` stretches of days lived; ``calm`` is the share of good runs."""
    plan = make_plan(request)
    yield request, plan
    for _ in range(steps):
        if plan.status is PlanStatus.BLOCKED:
            return
        request = live_days(rng, request, plan, rng.choice([1, 2, 3, 7, 7, 10]), calm)
        plan = make_plan(request)
        yield request, plan


def live_days(rng: Random, request: PlanRequest, plan: Plan, days: int, calm: float) -> PlanRequest:
    """The request ``days`` later, with what the runner did and logged of ``plan``."""
    until = request.as_of + timedelta(days=days)
    logs, pains, strength = list(request.session_logs), list(request.pain_entries), list(request.strength_logs)
    for week in plan.weeks:
        for session in week.sessions:
            if not request.as_of <= session.date < until or rng.random() < 0.12:
                continue
            if session.is_run or session.kind is SessionKind.WALK:
                logs.append(_log(rng, session.date, session.kind, session.duration_min, calm))
            if session.kind is SessionKind.STRENGTH and session.exercises:
                strength.append(
                    StrengthLog(session.date, session.exercises[0].id, 2, 10, pain=rng.choice([0, 1, 2, 5]))
                )
    for n in range(days):
        if rng.random() < 0.85:
            score = rng.choice([0, 0, 1, 2]) if rng.random() < calm + 0.15 else rng.choice([3, 4, 6])
            pains.append(pain(request.as_of + timedelta(days=n + 1), score))
    return replace(
        request, as_of=until, session_logs=tuple(logs), pain_entries=tuple(pains), strength_logs=tuple(strength),
        past_weeks=begun_weeks(request, plan, until), answered_on=_check_again(rng, request, until),
    )  # fmt: skip


def by_hand(rng: Random, request: PlanRequest) -> PlanRequest:
    """The request with days off, and with weeks whose days the runner chose, lawful or not."""
    monday = request.as_of - timedelta(days=request.as_of.weekday())
    layouts = tuple(
        Layout(monday + timedelta(weeks=n), _some_days(rng, 4), _some_days(rng, 3))
        for n in range(request.weeks)
        if rng.random() < 0.6
    )
    first = request.as_of + timedelta(days=rng.randint(-3, 20))
    off = DaysOff(first, first + timedelta(days=rng.choice([0, 2, 5, 8, 13, 20, 27])), rng.choice(list(DaysOffWhy)))
    return replace(request, layouts=layouts, days_off=(off,) if rng.random() < 0.7 else ())


def _some_days(rng: Random, most: int) -> tuple[int, ...]:
    return tuple(sorted(rng.sample(range(7), rng.randint(0, most))))


def _log(rng: Random, day: date, kind: SessionKind, minutes: float | None, calm: float) -> SessionLog:
    good = rng.random() < calm
    score = rng.choice([0, 0, 1, 2]) if good else rng.choice([3, 4, 4, 5, 7])
    return SessionLog(
        day, kind, done=rng.random() < 0.95, duration_min=minutes if rng.random() < 0.7 else None,
        pain_during=score if rng.random() < 0.95 else None, limp=not good and rng.random() < 0.1,
        leg=LegSymptom.BELOW_KNEE if rng.random() < 0.005 else LegSymptom.NONE,
    )  # fmt: skip


def begun_weeks(request: PlanRequest, plan: Plan, until: date) -> tuple[Week, ...]:
    """Every week begun by ``until``, as it was last planned."""
    weeks = {week.start: week for week in request.past_weeks}
    weeks |= {week.start: week for week in plan.weeks if week.start <= until}
    return tuple(weeks[start] for start in sorted(weeks))


def _check_again(rng: Random, request: PlanRequest, until: date) -> date | None:
    return until if rng.random() < 0.15 else request.answered_on


WELL: dict[str, Any] = {
    "age_years": 35, "runner_status": "regular", "weekly_km": 25, "longest_run_30d_km": 10, "weeks_off": 0,
    "pain_now": 0, "pain_running": 0, "pain_worst": 1, "pain_days": 20, "onset": "gradual", "trend": "same",
}  # fmt: skip


def request(assessment: Assessment | None = None, **changes: Any) -> PlanRequest:
    """A well runner with some answers changed (None leaves one out)."""
    intake = read_intake({key: value for key, value in (WELL | changes).items() if value is not None})
    return PlanRequest(intake, assessment or clear_assessment(), START, START)


def day(n: int) -> date:
    return START + timedelta(days=n)


def reds(*days: int) -> tuple[SessionLog, ...]:
    return tuple(SessionLog(day(n), SessionKind.RUN, distance_km=3, duration_min=30, pain_during=6) for n in days)


def with_week(plan: Plan, change: dict[SessionKind, dict[str, object]], n: int = 1) -> Plan:
    """The plan with every session of a kind in week ``n`` changed; the target follows."""
    week = plan.weeks[n]
    sessions = tuple(replace(s, **change.get(s.kind, {})) for s in week.sessions)  # type: ignore[arg-type]
    target = sum(s.distance_km or 0 for s in sessions if s.is_run)
    changed = Week(week.start, target, max(week.cap_km, target), sessions)
    return replace(plan, weeks=(*plan.weeks[:n], changed, *plan.weeks[n + 1 :]))


def green(weeks: int, **changes: Any) -> PlanRequest:
    """A regular runner who began ``weeks`` ago and ran three green times in each."""
    begun = START - timedelta(weeks=weeks)
    days = [begun + timedelta(weeks=n, days=d) for n in range(weeks) for d in (1, 3, 6)]
    logs = tuple(SessionLog(one, SessionKind.RUN, distance_km=8, duration_min=56, pain_during=0) for one in days)
    mornings = tuple(pain(one + timedelta(days=1), 0) for one in days)
    runs = tuple(Run(begun - timedelta(days=n), 8, 56) for n in range(28, 0, -2))
    return replace(
        request(**{"weekly_km": 24, "longest_run_30d_km": 8} | changes),
        started_on=begun,
        runs=runs,
        session_logs=logs,
        pain_entries=mornings,
    )
