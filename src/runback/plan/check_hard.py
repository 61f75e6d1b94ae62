"""The independent checker's reading of when a run may be hard; see check.py."""

from collections.abc import Iterator
from datetime import timedelta

from runback.domain.plan import Plan, Session, SessionKind, StepKind
from runback.plan.check_facts import Broken, new_runs
from runback.plan.request import PlanRequest


def _green_weeks(request: PlanRequest) -> int:
    """Weeks in a row before this one with three runs or more, each 0 to 2 and no worse than usual next morning."""
    usual = min(2, request.intake.pain_now or 0)
    monday, count = request.as_of - timedelta(days=request.as_of.weekday() + 7), 0
    while True:
        runs = [
            log
            for log in request.session_logs
            if log.done and log.kind in (SessionKind.RUN, SessionKind.WALK_RUN) and 0 <= (log.day - monday).days < 7
        ]
        sore = {e.day for e in request.pain_entries if e.score > usual}
        calm = all(
            log.pain_during is not None and log.pain_during <= 2 and log.day + timedelta(days=1) not in sore
            for log in runs
        )
        if len(runs) < 3 or not calm:
            return count
        monday, count = monday - timedelta(days=7), count + 1


def _hills_against_pattern(session: Session, request: PlanRequest) -> Iterator[Broken]:
    """Hills: nobody whom arching hurts runs downhill, nobody whom bending hurts runs steeply uphill."""
    text = " ".join(step.text.lower() for step in session.steps if step.kind is StepKind.RUN)
    if "hill" not in text and "slope" not in text:
        return
    worse = request.intake.aggravated_by
    if ("extension" in worse or "downhill" in worse) and "walk the downhill" not in text:
        yield Broken("hill_pattern", session.date, "running downhill though arching hurts")
    if "flexion" in worse and "nothing steep" not in text:
        yield Broken("hill_pattern", session.date, "steep uphill though bending hurts")


def check_intensity(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    """Hard runs after three green weeks, one a week, not the long one nor its neighbour; build-ups after two."""
    green = _green_weeks(request)
    for week in plan.weeks:
        runs = [s for s in week.sessions if s.is_run and s in new_runs(plan, request)]
        hard = [s for s in runs if any(x.kind is StepKind.RUN and x.effort != "easy" for x in s.steps)]
        longest = max((s.distance_km or 0 for s in runs), default=0)
        if hard and (green < 3 or len(hard) > 1):
            yield Broken("intensity", hard[0].date, f"{len(hard)} hard runs after {green} green weeks")
        for session in hard:
            near = [s for s in runs if abs((s.date - session.date).days) <= 1 and (s.distance_km or 0) >= longest]
            yield from _hills_against_pattern(session, request)
            if session.kind is SessionKind.WALK_RUN or (near and len(runs) > 1 and near != [session]):
                yield Broken("intensity", session.date, "beside the long run")
        strides = [s for s in runs if any("build-up" in x.text for x in s.steps)]
        if strides and (green < 2 or len(strides) > 2):
            yield Broken("build_ups", strides[0].date, f"{len(strides)} after {green} green weeks")
