"""An independent reading of plan_rules.md: which rules does a plan break?

Written from the rules' text with numbers of its own, not from the planner's code nor from
plan_rules.yaml, so that a slip in one is seen by the other. Used by tests and by
benchmarks/plan_sweep.py.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from runback.domain.assessment import Running, Urgency
from runback.domain.diary import LegSymptom, PainMoment, SessionLog
from runback.domain.plan import Plan, PlanStatus, Session, SessionKind, StepKind, Week
from runback.knowledge.exercises import load_exercises
from runback.plan.request import PlanRequest

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TOLERANCE_KM = 0.011
STAGE_BY_RUN_S = {15: 1, 30: 2, 45: 3, 60: 4, 90: 5, 120: 6, 180: 7, 300: 8, 420: 9, 720: 10, 900: 11, 1800: 12}
TOP_REPS = {1: 10, 2: 10, 3: 10, 4: 10, 5: 8, 6: 7, 7: 5, 8: 4, 9: 3, 10: 2, 11: 2, 12: 1}
STOPPING = (LegSymptom.BELOW_KNEE, LegSymptom.TINGLING, LegSymptom.WEAKNESS)
TIMED = (SessionKind.RUN, SessionKind.WALK_RUN, SessionKind.STRENGTH, SessionKind.CROSS, SessionKind.MOBILITY)
ACTIVE = (SessionKind.RUN, SessionKind.WALK_RUN, SessionKind.STRENGTH, SessionKind.CROSS)


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that a plan breaks, on which day, and how."""

    rule: str
    day: date | None
    how: str


def broken_rules(plan: Plan, request: PlanRequest) -> list[Broken]:
    """Every rule of plan_rules.md that ``plan`` breaks as an answer to ``request``; empty is lawful."""
    if _must_block(request) and plan.status is not PlanStatus.BLOCKED:
        return [Broken("triage", None, "a plan although it must be blocked")]
    if plan.status is PlanStatus.BLOCKED:
        return [Broken("blocked", None, "a blocked plan has weeks")] if plan.weeks else []
    return [broken for check in CHECKS for broken in check(plan, request)]


# -- what is new in the plan, and what was run before -------------------------------------------


def _sessions(plan: Plan) -> list[Session]:
    return [session for week in plan.weeks for session in week.sessions]


def _new_runs(plan: Plan, request: PlanRequest) -> list[Session]:
    """Planned runs of the days to come (a day of today that is kept was planned before)."""
    kept = {(s.date, s.kind) for w in request.past_weeks for s in w.sessions if s.date <= request.as_of}
    ran_today = any(run.day == request.as_of for run in request.runs) or any(
        log.day == request.as_of and log.kind in ACTIVE for log in request.session_logs
    )
    return [
        s
        for s in _sessions(plan)
        if s.is_run
        and s.date >= request.as_of
        and not (s.date == request.as_of and ran_today and (s.date, s.kind) in kept)
    ]


def _done_km(request: PlanRequest) -> dict[date, float]:
    """The longest distance of each day that was really run."""
    done: dict[date, float] = {}
    for run in request.runs:
        if run.day <= request.as_of:
            done[run.day] = max(done.get(run.day, 0.0), run.distance_km)
    imported = set(done)
    for log in request.session_logs:
        ran = log.done and log.kind in (SessionKind.RUN, SessionKind.WALK_RUN) and log.day <= request.as_of
        if ran and log.day not in imported:
            done[log.day] = max(done.get(log.day, 0.0), _log_km(log, request))
    return {day: km for day, km in done.items() if km > 0}


def _log_km(log: SessionLog, request: PlanRequest) -> float:
    if log.distance_km is not None:
        return log.distance_km
    planned = [s for w in request.past_weeks for s in w.sessions if s.date == log.day and s.kind is log.kind]
    return planned[0].distance_km or 0.0 if planned else 0.0


def _running_km(session: Session) -> float:
    """Km of running alone: of a walk-run its run bouts at 7 min/km or the pace the steps tell, never more than all."""
    if session.kind is SessionKind.RUN:
        return session.distance_km or 0.0
    run_s = sum((step.duration_s or 0) * step.repeat for step in session.steps if step.kind is StepKind.RUN)
    return min(session.distance_km or 0.0, run_s / 60 / 7.0)


# -- 1. gate -------------------------------------------------------------------------------------


def _covered(request: PlanRequest, flag_id: str) -> bool:
    return any(c.given_on <= request.as_of <= c.until and flag_id in c.flags for c in request.clearances)


def _must_block(request: PlanRequest) -> bool:
    assessment, intake = request.assessment, request.intake
    if assessment.urgency is Urgency.EMERGENCY_NOW:
        return True
    deciding = [flag for flag in assessment.flags if flag.urgency is not Urgency.SELF_CARE_OK]
    if assessment.urgency is not Urgency.SELF_CARE_OK and not (
        deciding and all(f.urgency is not Urgency.EMERGENCY_NOW and _covered(request, f.id) for f in deciding)
    ):
        return True
    if intake.age_years is not None and intake.age_years < 16:
        return True
    since = request.answered_on or request.started_on
    purple = [log.day for log in request.session_logs if log.leg in STOPPING]
    purple += [entry.day for entry in request.pain_entries if entry.leg in STOPPING]
    if any(since <= day <= request.as_of for day in purple):
        return True
    leg = intake.leg_pain in ("below_knee", "both") or intake.weakness not in (None, "none")
    if leg and not request.clearances:
        return True
    young = (intake.age_years or 99) < 20 and "extension" in intake.aggravated_by
    return young and (intake.pain_days or 0) > 21 and not request.clearances


def _check_no_run(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    intake = request.intake
    why = ""
    if intake.age_years is None:
        why = "age unknown"
    for context in intake.contexts:
        if context.startswith("pregnant"):
            why = "pregnancy"
        if context.startswith("postpartum_") and int(context.removeprefix("postpartum_").removesuffix("w")) < 12:
            why = "less than 12 weeks after a birth"
    if request.assessment.running is Running.STOP and not request.clearances:
        why = "the check says stop"
    if why:
        yield from (Broken("no_run", s.date, why) for s in _new_runs(plan, request))


def _check_walk_gate(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    pain = request.intake.pain_now
    if pain is not None and pain <= 2:
        return
    since = request.answered_on or request.started_on
    for log in request.session_logs:
        walked = log.kind is SessionKind.WALK and log.done and (log.duration_min or 0) >= 30
        if walked and log.pain_during is not None and log.pain_during <= 2 and since <= log.day < request.as_of:
            return
    until = request.as_of + timedelta(days=7)
    yield from (Broken("walk_gate", s.date, f"pain {pain}") for s in _new_runs(plan, request) if s.date < until)


# -- 2. pain rule --------------------------------------------------------------------------------


def _is_red_log(log: SessionLog, request: PlanRequest) -> bool:
    """Red by the run alone, or by a score of 5 or more the day after."""
    if log.kind not in (SessionKind.RUN, SessionKind.WALK_RUN) or not log.done:
        return False
    if not request.started_on <= log.day <= request.as_of:
        return False
    baseline = min(2, request.intake.pain_now or 0)
    moments = (PainMoment.MORNING, PainMoment.NOW, PainMoment.EVENING)
    rise = [
        e.score
        for e in request.pain_entries
        if e.day == log.day + timedelta(days=1) <= request.as_of and e.moment in moments
    ]
    alone = (log.pain_during or 0) >= 5 or log.pain_rising or log.sharp or log.limp
    return alone or max(rise, default=0) >= baseline + 2


def _check_reds(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    reds = sorted({log.day for log in request.session_logs if _is_red_log(log, request)})
    runs = _new_runs(plan, request)
    for red in reds:
        for session in runs:
            if session.date <= red + timedelta(days=2):
                yield Broken("red_48h", session.date, f"red on {red}")
        for session in _sessions(plan):
            if (
                session.date == red + timedelta(days=1) >= request.as_of
                and session.kind in ACTIVE
                and session.date > request.as_of
            ):
                yield Broken("red_rest_day", session.date, f"red on {red}")
    pairs = [b for a, b in pairwise(reds) if (b - a).days <= 14]
    if pairs:
        checked = request.answered_on or request.started_on
        for session in runs:
            if session.date <= pairs[-1] + timedelta(days=7) or checked <= pairs[-1]:
                yield Broken("two_reds", session.date, f"two reds, the last on {pairs[-1]}")
    triples = [c for a, c in zip(reds, reds[2:], strict=False) if (c - a).days <= 14]
    if triples and not any("three_reds" in c.flags for c in request.clearances):
        yield Broken("three_reds", None, "a plan after three reds")


# -- 3. walk-run ---------------------------------------------------------------------------------


def _stage(session: Session) -> int | None:
    bouts = [step for step in session.steps if step.kind is StepKind.RUN]
    if session.kind is not SessionKind.WALK_RUN or not bouts:
        return None
    return STAGE_BY_RUN_S.get(int(bouts[0].duration_s or 0))


def _check_stages(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    before: int | None = None
    for week in plan.weeks:
        new = [s for s in week.sessions if s.kind is SessionKind.WALK_RUN and s.date >= request.as_of]
        stages = [_stage(s) for s in new]
        for session, stage in zip(new, stages, strict=True):
            if stage is None:
                yield Broken("stage_table", session.date, "not a row of the stage table")
            elif sum(step.repeat for step in session.steps if step.kind is StepKind.RUN) > TOP_REPS[stage]:
                yield Broken("stage_reps", session.date, "more repetitions than the upper count")
        known = [stage for stage in stages if stage]
        if known and before is not None and max(known) > before + 2:
            yield Broken("stage_jump", week.start, f"{before} to {max(known)}")
        if len(new) > 3:
            yield Broken("walk_run_days", week.start, "more than three walk-run days")
        before = max(known) if known else before


def _check_entry(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    if any(_stage(s) for w in request.past_weeks for s in w.sessions):
        return
    runs = [s for s in _sessions(plan) if s.is_run and s.date >= request.as_of]
    if not runs:
        return
    intake, first = request.intake, runs[0]
    stage = _stage(first)
    ran_since = any(day >= (request.answered_on or request.started_on) for day in _done_km(request))
    off = 0 if ran_since else (intake.weeks_off or 0) * 7
    highest = 12
    if intake.runner_status == "new":
        highest = 3
    if off > 56 or (intake.runner_status == "new" and (intake.bmi or 0) > 30):
        highest = 1
    elif (intake.pain_running or 0) >= 5 or "fear" in intake.contexts:
        highest = 3
    if stage is not None and stage > highest:
        yield Broken("entry_stage", first.date, f"stage {stage}, at most {highest}")
    if stage is None and (highest < 12 or (intake.pain_running or 0) > 2 or (intake.pain_now or 0) > 2):
        yield Broken("entry_mileage", first.date, "mileage although walk-run comes first")


# -- 4. mileage ----------------------------------------------------------------------------------


def _check_single_run(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    """110 % of the longest of the 30 days before (0.5 km more under 5 km; none counts as 3 km)."""
    km = _done_km(request)
    answered = request.intake.longest_run_30d_km or 0.0
    check = request.answered_on or request.started_on
    if any(day < check for day in km):
        answered = 0.0
    for session in _new_runs(plan, request):
        window = {day: d for day, d in km.items() if 0 < (session.date - day).days <= 30}
        longest = max(window.values(), default=0.0)
        if (session.date - check).days <= 30:
            longest = max(longest, answered)
        if not longest or _is_new_start(km, window, session.date, request.started_on):
            longest = max(longest, 0.0 if answered else 3.0, 3.0 if not longest else 0.0)
        ceiling = longest + 0.5 if longest < 5 else longest * 1.1
        if (session.distance_km or 0) > ceiling + TOLERANCE_KM:
            yield Broken("single_run", session.date, f"{session.distance_km} km over {ceiling:.2f}")
        km[session.date] = max(km.get(session.date, 0.0), session.distance_km or 0.0)


def _is_new_start(km: dict[date, float], window: dict[date, float], day: date, started_on: date) -> bool:
    """Whether the runner began from nothing less than 30 days ago: the 3 km stand for 30 days from the start."""
    first = min(window, default=day)
    before = any(0 < (first - other).days <= 30 for other in km)
    return first >= started_on and not before and (day - first).days <= 30


def _weekly_running(plan: Plan, request: PlanRequest) -> dict[date, float]:
    """Running km of each day: done before, planned after; the answered week where nothing is known."""
    km: dict[date, float] = dict(_done_km(request))
    planned = {s.date: s for w in request.past_weeks for s in w.sessions if s.kind is SessionKind.WALK_RUN}
    km = {day: min(d, _running_km(planned[day])) if day in planned else d for day, d in km.items()}
    by_day: dict[date, float] = {}
    for run in request.runs:
        if run.day <= request.as_of and run.day not in planned:
            by_day[run.day] = by_day.get(run.day, 0.0) + run.distance_km
    km |= by_day
    check = request.answered_on or request.started_on
    if request.intake.weekly_km and not any(run.day < check for run in request.runs):
        end = check - timedelta(days=round((request.intake.weeks_off or 0) * 7))
        for n in range(1, 43):
            km.setdefault(end - timedelta(days=n), request.intake.weekly_km / 7)
    for session in _new_runs(plan, request):
        km[session.date] = km.get(session.date, 0.0) + _running_km(session)
    return km


def _sum(km: dict[date, float], since: date, days: int) -> float:
    return sum(km.get(since + timedelta(days=n), 0.0) for n in range(days))


def _mileage_weeks(plan: Plan, request: PlanRequest) -> list[Week]:
    weeks = []
    for week in plan.weeks:
        kinds = {s.kind for s in week.sessions if s.is_run and s.date >= request.as_of}
        if kinds == {SessionKind.RUN}:
            weeks.append(week)
    return weeks


def _is_returning(km: dict[date, float], request: PlanRequest, day: date) -> bool:
    """A break of 6 days or more in the 90 days before ``day``: the percentages of section 5 stand in for the caps."""
    ran = sorted(d for d, k in km.items() if k > 0 and (day - timedelta(days=90)) <= d <= day)
    return any((b - a).days > 6 for a, b in pairwise(ran))


def _check_week_cap(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    km = _weekly_running(plan, request)
    for week in _mileage_weeks(plan, request):
        total = _sum(km, week.start, 7)
        if _is_returning(km, request, week.start + timedelta(days=6)):
            continue
        one, two = _sum(km, week.start - timedelta(days=7), 7), _sum(km, week.start - timedelta(days=14), 7)
        base = two if two and 0.65 <= one / two <= 0.85 else one
        cap = max(base * 1.1, base + 1.5 if base < 15 else 0.0)
        had = _sum(km, week.start, max(0, (request.as_of - week.start).days))
        if total > max(cap, had) + 0.11:
            yield Broken("weekly_cap", week.start, f"{total:.1f} km after {one:.1f} and {two:.1f}")


def _check_ramp(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    km = _weekly_running(plan, request)
    for session in _new_runs(plan, request):
        if session.kind is not SessionKind.RUN or _is_returning(km, request, session.date):
            continue
        now = _sum(km, session.date - timedelta(days=13), 14)
        before = _sum(km, session.date - timedelta(days=27), 14)
        cap = max(1.3 * before, before + 3 if before < 30 else 0.0)
        if now > cap + 0.11:
            yield Broken("two_week_ramp", session.date, f"{now:.1f} km after {before:.1f}")


def _check_deload(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    """Of any six mileage weeks in a row one is 20 % or more below the week before it."""
    weeks = _mileage_weeks(plan, request)
    totals = [week.target_km for week in weeks]
    for n in range(len(weeks) - 5):
        if (weeks[n + 5].start - weeks[n].start).days != 35 or weeks[n].start < request.as_of:
            continue
        if not any(b <= 0.8 * a + 0.3 for a, b in pairwise(totals[max(0, n - 1) : n + 6])):
            yield Broken("deload", weeks[n].start, f"{totals[n : n + 6]}")


def _check_first_week(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    """After 14 days off: 16 km or half the usual week; a heavy novice 3 km of running."""
    intake = request.intake
    runs = _new_runs(plan, request)
    if not runs:
        return
    week = [s for s in runs if (s.date - runs[0].date).days < 7]
    ran = [d for d in _done_km(request) if d < runs[0].date]
    off = (runs[0].date - max(ran)).days - 1 if ran else (intake.weeks_off or 0) * 7
    running = sum(_running_km(s) for s in week)
    binds = off >= 14 and intake.weekly_km and week[0].kind is SessionKind.RUN
    if binds and running > min(16.0, 0.5 * (intake.weekly_km or 0)) + TOLERANCE_KM:
        yield Broken("first_week", runs[0].date, f"{running:.1f} km after {off:g} days off")
    begun = bool(request.past_weeks) or bool(ran)
    if intake.runner_status == "new" and (intake.bmi or 0) > 30 and not begun and running > 3.0:
        yield Broken("novice_bmi", runs[0].date, f"{running:.1f} km in the first week")


def _check_neighbours(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    """No runs on neighbouring days before stage 12 and three green weeks of logs."""
    days = sorted({s.date for s in _new_runs(plan, request)} | set(_done_km(request)))
    logged = {
        (log.day - timedelta(days=log.day.weekday())) for log in request.session_logs if log.pain_during is not None
    }
    has_green_weeks = len(logged) >= 3
    for a, b in pairwise(days):
        if (
            (b - a).days == 1
            and b >= request.as_of
            and b in {s.date for s in _new_runs(plan, request)}
            and not has_green_weeks
        ):
            yield Broken("neighbours", b, "runs on two days in a row")


def _check_intensity(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    for session in _new_runs(plan, request):
        if any(step.kind is StepKind.RUN and step.effort != "easy" for step in session.steps):
            yield Broken("intensity", session.date, "not easy")


# -- 6, 8, 9, 12. the week around the runs ---------------------------------------------------------


def _check_rest(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    for week in plan.weeks:
        active = {s.date for s in week.sessions if s.kind in ACTIVE}
        stages = [stage for s in week.sessions if s.date >= request.as_of and (stage := _stage(s))]
        need = 2 if stages and min(stages) < 9 else 1
        if 7 - len(active) < need:
            yield Broken("rest_days", week.start, f"{7 - len(active)} of {need}")
        for session in week.sessions:
            if session.kind is SessionKind.REST and session.date in active:
                yield Broken("rest_day_busy", session.date, "a rest day holds training")


def _check_strength(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    days = sorted({s.date for s in _sessions(plan) if s.kind is SessionKind.STRENGTH})
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
    logged = [*(e.day for e in request.pain_entries), *(log.day for log in request.session_logs)]
    recent = [day for day in logged if request.as_of - day <= timedelta(days=3)]
    check = request.answered_on or request.started_on
    for week in plan.weeks[1:]:
        if week.start <= check + timedelta(days=3) and (request.intake.pain_now or 0) >= 5:
            continue
        count = sum(s.kind is SessionKind.STRENGTH for s in week.sessions)
        if count < 2 and not recent and able != [0, 6] and len(able) > 2:
            yield Broken("strength_twice", week.start, f"{count} strength sessions")


def _check_minutes(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    offered = request.intake.wishes.days
    if offered is None:
        return
    used: dict[date, float] = {}
    for session in _sessions(plan):
        if session.kind in TIMED and session.date >= request.as_of:
            used[session.date] = used.get(session.date, 0.0) + (session.duration_min or 0)
    for day, minutes in used.items():
        if minutes > offered.get(DAYS[day.weekday()], 0.0) + 0.01 and not request.past_weeks:
            yield Broken("minutes", day, f"{minutes:.1f} of {offered.get(DAYS[day.weekday()], 0.0):g}")


def _check_around_runs(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    """6 to 8 minutes of warm-up in every run, stretches after it, no hold over 60 s."""
    mobile = {s.date for s in _sessions(plan) if s.kind is SessionKind.MOBILITY}
    for session in _new_runs(plan, request):
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
    for session in _sessions(plan):
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
    now = [s for s in _sessions(plan) if s.date < request.as_of]
    for session in now:
        if session not in was:
            yield Broken("past", session.date, "the past was rewritten")
    starts = {week.start for week in plan.weeks}
    for session in was:
        if session.date - timedelta(days=session.date.weekday()) in starts and session not in now:
            yield Broken("past", session.date, "a past session is gone")


CHECKS: tuple[Callable[[Plan, PlanRequest], Iterator[Broken]], ...] = (
    _check_no_run,
    _check_walk_gate,
    _check_reds,
    _check_stages,
    _check_entry,
    _check_single_run,
    _check_week_cap,
    _check_ramp,
    _check_deload,
    _check_first_week,
    _check_neighbours,
    _check_intensity,
    _check_rest,
    _check_strength,
    _check_strength_twice,
    _check_minutes,
    _check_around_runs,
    _check_exercises,
    _check_form,
    _check_past,
)
