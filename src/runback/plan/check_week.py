"""The independent checker's reading of sections 6, 8, 9 and 12, and of the form of a plan; see check.py."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from runback.domain.plan import Plan, SessionKind, StepKind
from runback.knowledge.exercises import load_exercises
from runback.plan.check_facts import ACTIVE, Broken, all_sessions, new_runs, stage_by_bout
from runback.plan.request import PlanRequest

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TIMED = (*ACTIVE, SessionKind.MOBILITY)


# -- 6, 8, 9, 12. the week around the runs ---------------------------------------------------------


def _check_rest(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    for week in plan.weeks:
        active = {s.date for s in week.sessions if s.kind in ACTIVE}
        stages = [stage for s in week.sessions if s.date >= request.as_of and (stage := stage_by_bout(s))]
        need = 2 if stages and min(stages) < 9 else 1
        if 7 - len(active) < need:
            yield Broken("rest_days", week.start, f"{7 - len(active)} of {need}")
        for session in week.sessions:
            if session.kind is SessionKind.REST and session.date in active:
                yield Broken("rest_day_busy", session.date, "a rest day holds training")


def _check_strength(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    days = sorted({s.date for s in all_sessions(plan) if s.kind is SessionKind.STRENGTH})
    for a, b in pairwise(days):
        if (b - a).days == 1 and b >= request.as_of:
            yield Broken("strength_spacing", b, "two days in a row")
    for week in plan.weeks:
        runs = [s for s in week.sessions if s.is_run]
        if not runs or week.start < request.as_of:
            continue
        longest = max(s.distance_km or 0 for s in runs)
        longs = [s.date for s in runs if (s.distance_km or 0) >= longest - 0.07]
        if all(day - timedelta(days=1) in days for day in longs):
            yield Broken("strength_before_long", longs[0], "strength the day before the long run")


def _check_strength_twice(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    offered = request.intake.wishes.days
    able = [n for n, name in enumerate(DAYS) if offered is None or offered.get(name, 0) >= 10]
    if not any(b - a >= 2 for a in able for b in able):
        return
    off = {day for one in request.days_off for day in one.days()}
    logged = [*(e.day for e in request.pain_entries), *(log.day for log in request.session_logs)]
    recent = [day for day in logged if request.as_of - day <= timedelta(days=3)]
    check = request.answered_on or request.started_on
    for week in plan.weeks[1:]:
        if week.start <= check + timedelta(days=3) and (request.intake.pain_now or 0) >= 5:
            continue
        if any(week.start + timedelta(days=n) in off for n in range(-1, 7)):
            continue
        count = sum(s.kind is SessionKind.STRENGTH for s in week.sessions)
        if count < 2 and not recent and able != [0, 6] and len(able) > 2:
            yield Broken("strength_twice", week.start, f"{count} strength sessions")


def _check_minutes(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    offered = request.intake.wishes.days
    if offered is None:
        return
    used: dict[date, float] = {}
    for session in all_sessions(plan):
        if session.kind in TIMED and session.date >= request.as_of:
            used[session.date] = used.get(session.date, 0.0) + (session.duration_min or 0)
    for day, minutes in used.items():
        if minutes > offered.get(DAYS[day.weekday()], 0.0) + 0.01 and not request.past_weeks:
            yield Broken("minutes", day, f"{minutes:.1f} of {offered.get(DAYS[day.weekday()], 0.0):g}")


def _check_around_runs(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    """6 to 8 minutes of warm-up in every run, stretches after it, no hold over 60 s."""
    mobile = {s.date for s in all_sessions(plan) if s.kind is SessionKind.MOBILITY}
    for session in new_runs(plan, request):
        warm = sum(
            (x.duration_s or 0) * x.repeat for x in session.steps if x.kind in (StepKind.WARM_UP, StepKind.DRILL)
        )
        if not 359 <= warm <= 481:
            yield Broken("warm_up", session.date, f"{warm:g} s")
        if session.date not in mobile:
            yield Broken("mobility", session.date, "no stretches after the run")
        if session.steps and session.steps[0].kind is not StepKind.WARM_UP:
            yield Broken("warm_up", session.date, "does not begin with the warm-up")


def _check_exercises(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    kit = set(request.intake.wishes.equipment)
    known = load_exercises().by_id
    shown = {fit.id for fit in request.assessment.patterns[:1]}
    for session in all_sessions(plan):
        if session.kind is not SessionKind.STRENGTH:
            continue
        for one in session.exercises:
            exercise = known[one.id]
            if not set(exercise.kit) <= kit:
                yield Broken("kit", session.date, one.id)
            if exercise.hinge and (shown & {"radicular_disc", "pars_stress"} or (request.intake.pain_now or 0) > 5):
                yield Broken("hinge", session.date, one.id)
            if (one.hold_s or 0) > 60:
                yield Broken("hold", session.date, one.id)


MAJOR_GROUPS = (("squat", "lunge", "step"), ("hip", "hinge"), ("calf",), ("pull",), ("push",), ("back_trunk",))


def _check_groups(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    """A strength session of 25 minutes or more trains every major group that has a safe exercise; legs lead."""
    known = load_exercises().by_id
    for session in all_sessions(plan):
        is_long = session.kind is SessionKind.STRENGTH and (session.duration_min or 0) >= 25
        if not is_long or session.date < request.as_of:
            continue
        groups = [known[one.id].group for one in session.exercises]
        if groups[0] not in MAJOR_GROUPS[0]:
            yield Broken("legs_lead", session.date, groups[0])
        is_pregnant = any(context.startswith("pregnant") for context in request.intake.contexts)
        for major in MAJOR_GROUPS:
            if "hip" in major and is_pregnant:  # bridges are out, and standing ones where arching hurts
                continue
            if not set(major) & set(groups):
                yield Broken("muscle_groups", session.date, f"none of {major}")


def _check_loads(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    """No weight over 110 % of the last one logged, nor over it at all after pain of more than 3."""
    last = {log.exercise_id: log for log in sorted(request.strength_logs, key=lambda one: one.day)}
    for session in all_sessions(plan):
        for one in session.exercises:
            log = last.get(one.id)
            if session.date < request.as_of or one.load_kg is None or log is None or log.load_kg is None:
                continue
            most = log.load_kg * (1.1 if (log.pain or 0) <= 3 else 1.0)
            if one.load_kg > most + 0.001:
                yield Broken("load_rise", session.date, f"{one.id} {one.load_kg} kg after {log.load_kg}")


# -- the form of the answer -------------------------------------------------------------------------


def _check_form(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    if len(plan.weeks) != request.weeks:
        yield Broken("weeks", None, f"{len(plan.weeks)} of {request.weeks}")
    for week in plan.weeks:
        total = sum(s.distance_km or 0 for s in week.sessions if s.is_run)
        if abs(total - week.target_km) > 0.02 or week.target_km > week.cap_km + 0.001:
            yield Broken("target", week.start, f"{total} {week.target_km} {week.cap_km}")
        for session in week.sessions:
            if not week.start <= session.date < week.start + timedelta(days=7):
                yield Broken("date", session.date, "outside its week")
            if not session.reasons:
                yield Broken("reasons", session.date, session.title)
    for a, b in pairwise(plan.weeks):
        if (b.start - a.start).days != 7:
            yield Broken("weeks", b.start, "weeks do not follow each other")


def _check_past(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    was = [s for w in request.past_weeks for s in w.sessions if s.date < request.as_of]
    now = [s for s in all_sessions(plan) if s.date < request.as_of]
    for session in now:
        if session not in was:
            yield Broken("past", session.date, "the past was rewritten")
    starts = {week.start for week in plan.weeks}
    for session in was:
        if session.date - timedelta(days=session.date.weekday()) in starts and session not in now:
            yield Broken("past", session.date, "a past session is gone")


WEEK_CHECKS: tuple[Callable[[Plan, PlanRequest], Iterator[Broken]], ...] = (
    _check_rest,
    _check_strength,
    _check_strength_twice,
    _check_minutes,
    _check_around_runs,
    _check_exercises,
    _check_groups,
    _check_loads,
    _check_form,
    _check_past,
)
