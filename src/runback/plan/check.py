"""An independent reading of plan_rules.md: which rules does a plan break?

Written from the rules' text with numbers of its own, not from the planner's code nor from
plan_rules.yaml, so that a slip in one is seen by the other. Used by tests and by
benchmarks/plan_sweep.py.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from runback.domain.assessment import Running, Urgency
from runback.domain.diary import LegSymptom, PainMoment, SessionLog
from runback.domain.plan import Plan, PlanStatus, SessionKind, StepKind, Week
from runback.plan.check_body import BODY_CHECKS
from runback.plan.check_facts import ACTIVE, Broken, all_sessions, done_km, new_runs, running_km, stage_by_bout
from runback.plan.check_hard import check_intensity
from runback.plan.check_return import RETURN_CHECKS
from runback.plan.check_week import WEEK_CHECKS
from runback.plan.request import PlanRequest

TOLERANCE_KM = 0.011
TOP_REPS = {1: 10, 2: 10, 3: 10, 4: 10, 5: 8, 6: 7, 7: 5, 8: 4, 9: 3, 10: 2, 11: 2, 12: 1}
STOPPING = (LegSymptom.BELOW_KNEE, LegSymptom.TINGLING, LegSymptom.WEAKNESS)


def broken_rules(plan: Plan, request: PlanRequest) -> list[Broken]:
    """Every rule of plan_rules.md that ``plan`` breaks as an answer to ``request``; empty is lawful."""
    if _must_block(request) and plan.status is not PlanStatus.BLOCKED:
        return [Broken("triage", None, "a plan although it must be blocked")]
    if plan.status is PlanStatus.BLOCKED:
        return [Broken("blocked", None, "a blocked plan has weeks")] if plan.weeks else []
    return [broken for check in CHECKS for broken in check(plan, request)]


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
        yield from (Broken("no_run", s.date, why) for s in new_runs(plan, request))


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
    yield from (Broken("walk_gate", s.date, f"pain {pain}") for s in new_runs(plan, request) if s.date < until)


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
    runs = new_runs(plan, request)
    for red in reds:
        for session in runs:
            if session.date <= red + timedelta(days=2):
                yield Broken("red_48h", session.date, f"red on {red}")
        for session in all_sessions(plan):
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


def _check_stages(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    past: list[tuple[date, int]] = []
    for week in plan.weeks:
        new = [s for s in week.sessions if s.kind is SessionKind.WALK_RUN and s.date >= request.as_of]
        stages = [stage_by_bout(s) for s in new]
        for session, stage in zip(new, stages, strict=True):
            if stage is None:
                yield Broken("stage_table", session.date, "not a row of the stage table")
            elif sum(step.repeat for step in session.steps if step.kind is StepKind.RUN) > TOP_REPS[stage]:
                yield Broken("stage_reps", session.date, "more repetitions than the upper count")
        known = [stage for stage in stages if stage]
        before = _reached(past)
        if known and before is not None and max(known) > before + 2:
            yield Broken("stage_jump", week.start, f"{before} to {max(known)}")
        if len(new) > 3:
            yield Broken("walk_run_days", week.start, "more than three walk-run days")
        past += [(s.date, stage) for s, stage in zip(new, stages, strict=True) if stage]


def _reached(past: list[tuple[date, int]]) -> int | None:
    """The highest stage of the last two weeks, those before a break of 6 days left out.

    A session may be shown at a lower stage than the one reached, where minutes or the ceiling leave no room for it.
    """
    if not past:
        return None
    later, reached = past[-1]
    since = later - timedelta(days=13)
    for day, stage in reversed(past):
        if day < since or (later - day).days > 6:
            break
        later, reached = day, max(reached, stage)
    return reached


def _check_entry(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    if any(stage_by_bout(s) for w in request.past_weeks for s in w.sessions):
        return
    runs = [s for s in all_sessions(plan) if s.is_run and s.date >= request.as_of]
    if not runs:
        return
    intake, first = request.intake, runs[0]
    stage = stage_by_bout(first)
    ran_since = any(day >= (request.answered_on or request.started_on) for day in done_km(request))
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
    km = _without_red_spikes(done_km(request), request)
    answered = request.intake.longest_run_30d_km or 0.0
    check = _answers_count_from(request, km)
    answered = answered if check else 0.0
    for session in new_runs(plan, request):
        window = {day: d for day, d in km.items() if 0 < (session.date - day).days <= 30}
        longest = max(window.values(), default=0.0)
        if check and (session.date - check).days <= 30:
            longest = max(longest, answered)
        if not longest or _is_new_start(km, window, session.date, request.started_on):
            longest = max(longest, 0.0 if answered else 3.0, 3.0 if not longest else 0.0)
        ceiling = longest + 0.5 if longest < 5 else longest * 1.1
        if (session.distance_km or 0) > ceiling + TOLERANCE_KM:
            yield Broken("single_run", session.date, f"{session.distance_km} km over {ceiling:.2f}")
        km[session.date] = max(km.get(session.date, 0.0), session.distance_km or 0.0)


def _without_red_spikes(km: dict[date, float], request: PlanRequest) -> dict[date, float]:
    """A red run over 110 % of the 30 days before it counts as long as the longest of them."""
    km = dict(km)
    for day in sorted({log.day for log in request.session_logs if _is_red_log(log, request)} & set(km)):
        before = max((d for other, d in km.items() if 0 < (day - other).days <= 30), default=0.0)
        if before and km[day] > 1.1 * before:
            km[day] = before
    return km


def _answers_count_from(request: PlanRequest, done: dict[date, float]) -> date | None:
    """The check, or the start, when nothing is known to have been run before it."""
    days = (request.answered_on or request.started_on, request.started_on)
    return next((day for day in days if not any(known < day for known in done)), None)


def _is_new_start(km: dict[date, float], window: dict[date, float], day: date, started_on: date) -> bool:
    """Whether the runner began from nothing less than 30 days ago: the 3 km stand for 30 days from the start."""
    first = min(window, default=day)
    before = any(0 < (first - other).days <= 30 for other in km)
    return first >= started_on and not before and (day - first).days <= 30


def _weekly_running(plan: Plan, request: PlanRequest, *, is_whole: bool = False) -> dict[date, float]:
    """Km of each day: done before, planned after; the answered week where nothing is known.

    Of running alone, or whole sessions with their walking.
    """
    planned = {s.date: s for w in request.past_weeks for s in w.sessions if s.kind is SessionKind.WALK_RUN}
    km = dict(done_km(request))
    by_day: dict[date, float] = {}
    for run in request.runs:
        if run.day <= request.as_of:
            by_day[run.day] = by_day.get(run.day, 0.0) + run.distance_km
    km |= by_day
    if not is_whole:
        km = {day: min(d, running_km(planned[day])) if day in planned else d for day, d in km.items()}
    check = _answers_count_from(request, done_km(request))
    if request.intake.weekly_km and check:
        end = check - timedelta(days=round((request.intake.weeks_off or 0) * 7))
        for n in range(1, 43):
            km.setdefault(end - timedelta(days=n), request.intake.weekly_km / 7)
    if not check:
        km |= _before_short_history(km, request)
    for session in new_runs(plan, request):
        new = (session.distance_km or 0.0) if is_whole else running_km(session)
        km[session.date] = km.get(session.date, 0.0) + new
    return km


def _before_short_history(km: dict[date, float], request: PlanRequest) -> dict[date, float]:
    """The 42 days before a history shorter than 42 days: the usual week as answered, or a regular runner's mean."""
    check = request.answered_on or request.started_on
    first = min(km, default=check)
    if (check - first).days >= 42:
        return {}
    week = request.intake.weekly_km
    if week is None and request.intake.runner_status in ("regular", "competitive"):
        last_known = max((day for day in km if day < check), default=first)
        week = 7 * sum(d for day, d in km.items() if day < check) / max(7, (last_known - first).days + 1)
    last = min(first, check - timedelta(days=round((request.intake.weeks_off or 0) * 7)))
    return {last - timedelta(days=n): (week or 0.0) / 7 for n in range(1, 43)}


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
    """A break of 6 days or more that ended in the 90 days before ``day``: the percentages of section 5 stand in."""
    ran = sorted(d for d, k in km.items() if k > 0 and d <= day)
    return any((b - a).days > 6 and (day - b).days <= 90 for a, b in pairwise(ran))


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
    km = _weekly_running(plan, request, is_whole=True)
    for session in new_runs(plan, request):
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
    runs = new_runs(plan, request)
    if not runs:
        return
    week = [s for s in runs if (s.date - runs[0].date).days < 7]
    ran = [d for d in done_km(request) if d < runs[0].date]
    off = (runs[0].date - max(ran)).days - 1 if ran else (intake.weeks_off or 0) * 7
    running = sum(running_km(s) for s in week)
    binds = off >= 14 and intake.weekly_km and week[0].kind is SessionKind.RUN
    if binds and running > max(1.5, min(16.0, 0.5 * (intake.weekly_km or 0))) + TOLERANCE_KM:
        yield Broken("first_week", runs[0].date, f"{running:.1f} km after {off:g} days off")
    begun = bool(request.past_weeks) or bool(ran)
    if intake.runner_status == "new" and (intake.bmi or 0) > 30 and not begun and running > 3.0:
        yield Broken("novice_bmi", runs[0].date, f"{running:.1f} km in the first week")


def _check_neighbours(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    """No runs on neighbouring days before stage 12 and three green weeks of logs."""
    days = sorted({s.date for s in new_runs(plan, request)} | set(done_km(request)))
    logged = {
        (log.day - timedelta(days=log.day.weekday())) for log in request.session_logs if log.pain_during is not None
    }
    has_green_weeks = len(logged) >= 3
    for a, b in pairwise(days):
        if (
            (b - a).days == 1
            and b >= request.as_of
            and b in {s.date for s in new_runs(plan, request)}
            and not has_green_weeks
        ):
            yield Broken("neighbours", b, "runs on two days in a row")


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
    check_intensity,
    *RETURN_CHECKS,
    *WEEK_CHECKS,
    *BODY_CHECKS,
)
