"""The independent checker's reading of sections 2, 3 and 5: entry, lights, the return after days off; see check.py."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from runback.domain.diary import SessionLog
from runback.domain.plan import Plan, Session, SessionKind, StepKind
from runback.plan.check_facts import ACTIVE, Broken, all_sessions, done_km, new_runs, stage_by_bout
from runback.plan.request import PlanRequest

RUNS = (SessionKind.RUN, SessionKind.WALK_RUN)
SLACK_KM = 0.11


def _runs_logged(request: PlanRequest) -> list[SessionLog]:
    logs = [log for log in request.session_logs if log.done and log.kind in RUNS]
    return sorted((log for log in logs if request.started_on <= log.day <= request.as_of), key=lambda log: log.day)


def check_days_off(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    """No run, strength or cross-training on a day off; on an ill day no walk either."""
    for off in request.days_off:
        barred = (*ACTIVE, SessionKind.WALK) if off.why == "ill" else ACTIVE
        for session in all_sessions(plan):
            is_new = session.date > request.as_of or not request.past_weeks
            if is_new and off.first <= session.date <= off.last and session.kind in barred:
                yield Broken("days_off", session.date, f"{session.kind} on a day off")


def check_gap_return(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    """Six days or more without a run: 75 % of the usual week, 50 % after 14; no hard run in the first three."""
    km = dict(done_km(request))
    for session in new_runs(plan, request):
        km[session.date] = max(km.get(session.date, 0.0), session.distance_km or 0.0)
    days = sorted(km)
    planned = {session.date: session for session in new_runs(plan, request)}
    for before, after in pairwise(days):
        off = (after - before).days - 1
        if off < 6 or after not in planned:
            continue
        yield from _hard_too_soon(planned, [day for day in days if day >= after][:3], off)
        share = 0.75 if off <= 13 else 0.5 if off <= 28 else 0.33
        usual = sum(km.get(before - timedelta(days=n), 0.0) for n in range(28)) / 4
        week = [s for s in planned.values() if after <= s.date <= after + timedelta(days=6 - after.weekday())]
        total = sum(s.distance_km or 0.0 for s in week)
        is_mileage = all(s.kind is SessionKind.RUN for s in week)
        if is_mileage and total > max(1.5, share * max(usual, request.intake.weekly_km or 0.0)) + SLACK_KM:
            yield Broken("gap_return", after, f"{total:.1f} km after {off} days off, usual {usual:.1f}")


def _hard_too_soon(planned: dict[date, Session], first_three: list[date], off: int) -> Iterator[Broken]:
    for day in first_three:
        steps = planned[day].steps if day in planned else ()
        if any(x.kind is StepKind.RUN and x.effort != "easy" for x in steps):
            yield Broken("gap_quality", day, f"a hard run within three runs of {off} days off")


def check_long_gap(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    """29 days or more without a run up to today: walk-run again, at stage 9 at most; over 56 at stage 4 at most."""
    ran = [day for day in done_km(request) if day <= request.as_of]
    runs = new_runs(plan, request)
    if not ran or not runs:
        return
    off = (request.as_of - max(ran)).days - 1
    highest = 4 if off > 56 else 9 if off > 28 else None
    stage = stage_by_bout(runs[0])
    if highest is not None and (stage is None or stage > highest):
        yield Broken("gap_restart", runs[0].date, f"stage {stage or 'mileage'} after {off} days off")


def check_stage_after_light(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    """The first walk-run after an amber run is no higher than that run's stage, after a red one lower."""
    logs, runs = _runs_logged(request), new_runs(plan, request)
    planned = {s.date: s for week in request.past_weeks for s in week.sessions if s.is_run}
    stage = stage_by_bout(runs[0]) if runs else None
    if not logs or not runs or stage is None or logs[-1].day not in planned:
        return
    last = logs[-1]
    before = stage_by_bout(planned[last.day])
    if before is None or (request.answered_on or request.started_on) > last.day:
        return
    is_red = (last.pain_during or 0) >= 5 or last.pain_rising or last.sharp or last.limp
    highest = max(1, before - 1) if is_red else before if (last.pain_during or 0) >= 3 else None
    if highest is not None and stage > highest:
        yield Broken("stage_after_light", runs[0].date, f"stage {stage} after stage {before} with {last.pain_during}")


def check_one_stage_a_week(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    """At most one stage a week; two only with less than 14 days off, and for nobody new or long in pain."""
    intake = request.intake
    is_slow = intake.runner_status in (None, "new") or (intake.pain_days or 0) > 84 or "fear" in intake.contexts
    if not is_slow:
        return
    before: int | None = None
    for week in plan.weeks:
        stages = [stage for s in week.sessions if (stage := stage_by_bout(s)) and s.date >= request.as_of]
        if stages and before is not None and max(stages) > before + 1:
            yield Broken("one_stage_a_week", week.start, f"{before} to {max(stages)}")
        before = max(stages) if stages else before


def check_entry_more(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    """A missed strength check or long-standing pain: stage 3 at most; a cleared bone stress injury: stage 1."""
    runs = new_runs(plan, request)
    begun = any(stage_by_bout(s) for week in request.past_weeks for s in week.sessions)
    if not runs or begun:
        return
    intake, tests = request.intake, request.intake.self_tests
    least = {"sl_sit_to_stand": 6, "side_plank_l_s": 20, "side_plank_r_s": 20}
    missed = any(isinstance(v := tests.get(k), int | float) and v < need for k, need in least.items())
    stage = stage_by_bout(runs[0])
    if missed and (stage is None or stage > 3):
        yield Broken("entry_strength_check", runs[0].date, f"stage {stage or 'mileage'}")
    if stage is not None and stage > 3 and (intake.pain_days or 0) > 84:
        yield Broken("entry_chronic", runs[0].date, f"stage {stage} with {intake.pain_days} days of pain")
    bones = [flag.id for flag in request.assessment.flags if flag.id.startswith(("bsi_", "c_bsi"))]
    if bones and stage != 1:
        yield Broken("entry_bone_stress", runs[0].date, f"stage {stage or 'mileage'}")


def check_bone_gate(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    """After a bone stress injury: no run before two weeks without pain and five pain-free brisk walks."""
    if not any(flag.id.startswith(("bsi_", "c_bsi")) for flag in request.assessment.flags):
        return
    since = request.as_of - timedelta(days=14)
    is_free = request.intake.pain_now == 0 and (request.answered_on or request.started_on) <= since
    hurt = any(e.score > 0 for e in request.pain_entries if since <= e.day <= request.as_of)
    walks = {
        log.day
        for log in request.session_logs
        if log.kind is SessionKind.WALK and log.done and log.pain_during == 0 and (log.duration_min or 0) >= 10
    }
    if not is_free or hurt or len(walks) < 5:
        yield from (Broken("bone_gate", s.date, f"{len(walks)} walks") for s in new_runs(plan, request))


RETURN_CHECKS = (
    check_days_off,
    check_gap_return,
    check_long_gap,
    check_stage_after_light,
    check_one_stage_a_week,
    check_entry_more,
    check_bone_gate,
)
