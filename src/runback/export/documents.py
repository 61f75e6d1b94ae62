"""The JSON documents that other programs rely on (interface 1): names, nulls and rounding in one place."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from runback.domain.activity import Activity
from runback.domain.adjust import Limit
from runback.domain.assessment import Assessment, Question
from runback.domain.diary import Clearance, PainEntry, SessionLog, StrengthLog
from runback.domain.errors import BadAnswer, RunbackError
from runback.domain.imports import FileVerdict, ImportReport
from runback.domain.load import LoadReport
from runback.domain.plan import Block, Change, ExerciseSet, GoalView, Plan, Progress, Session, Step, Week
from runback.domain.reason import Reason
from runback.domain.runner import Shoe
from runback.knowledge.sentences import describe_change, render_cue, render_sentence

Document = dict[str, Any]


def _number(value: float | None, digits: int) -> float | None:
    """The number rounded for display, never to -0.0."""
    return None if value is None else round(float(value), digits) + 0.0


def _instant(value: datetime) -> str:
    """RFC 3339 in UTC, to the second unless there is a fraction."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def error_document(problem: RunbackError) -> Document:
    """``{"error": {"code", "message", "path"?, "offset"?}}``; a bad answer adds ``key``, ``reason``, ``allowed``."""
    error: Document = {"code": problem.code, "message": problem.message}
    if isinstance(problem, BadAnswer):
        error |= {"key": problem.key, "reason": problem.reason, "allowed": list(problem.allowed)}
    if problem.path is not None:
        error["path"] = problem.path
    if problem.offset is not None:
        error["offset"] = problem.offset
    return {"error": error}


def import_document(report: ImportReport) -> Document:
    """The document of `runback import`."""
    counts = ("files", "imported", "merged", "duplicate", "not_activity", "failed")
    document: Document = {name: getattr(report, name) for name in counts}
    document["seconds"] = _number(report.seconds, 3)
    document["id"] = report.id
    document["verdicts"] = [verdict_document(verdict) for verdict in report.verdicts]
    return document


def verdict_document(verdict: FileVerdict) -> Document:
    """One file's verdict; ``offset`` only if the byte is known."""
    document: Document = {
        "path": verdict.path,
        "verdict": str(verdict.verdict),
        "reason": verdict.reason,
        "activity_ids": list(verdict.activity_ids),
    }
    return document if verdict.offset is None else document | {"offset": verdict.offset}


def activities_document(activities: Iterable[Activity]) -> Document:
    """The document of `runback activities`."""
    return {"activities": [activity_document(activity) for activity in activities]}


def activity_document(activity: Activity) -> Document:
    """One activity's summary."""
    return {
        "id": activity.id,
        "sport": str(activity.sport),
        "surface": None if activity.surface is None else str(activity.surface),
        "title": activity.title,
        "start_utc": _instant(activity.start_utc),
        "start_local": activity.start_local.isoformat(),
        "elapsed_s": _number(activity.elapsed_s, 1),
        "moving_s": _number(activity.moving_s, 1),
        "distance_m": _number(activity.distance_m, 1),
        "ascent_m": _number(activity.ascent_m, 1),
        "avg_hr_bpm": _number(activity.avg_hr_bpm, 1),
        "avg_cadence_spm": _number(activity.avg_cadence_spm, 1),
        "has_dynamics": activity.has_dynamics,
        "shoe": activity.gear,
        "device": activity.device,
        "notes": list(activity.notes),
        "sources": [{"path": s.path, "sha256": s.sha256, "format": s.format} for s in activity.sources],
    }


def load_document(load: LoadReport) -> Document:
    """The document of `runback load`."""
    return {
        "as_of": load.as_of.isoformat(),
        "days": [
            {
                "date": day.date.isoformat(),
                "distance_km": _number(day.distance_km, 3),
                "duration_min": _number(day.duration_min, 2),
                "longest_run_km": _number(day.longest_run_km, 3),
            }
            for day in load.days
        ],
        "weeks": [
            {
                "start": week.start.isoformat(),
                "distance_km": _number(week.distance_km, 3),
                "change_pct": _number(week.change_pct, 1),
            }
            for week in load.weeks
        ],
        "longest_run_30d_km": _number(load.longest_run_30d_km, 3),
        "single_run_ceiling_km": _number(load.single_run_ceiling_km, 3),
        "weekly_cap_km": _number(load.weekly_cap_km, 3),
        "spikes": [
            {
                "date": spike.date.isoformat(),
                "run_km": _number(spike.run_km, 3),
                "longest_prior_30d_km": _number(spike.longest_prior_30d_km, 3),
                "ratio": _number(spike.ratio, 3),
                "size": str(spike.size),
            }
            for spike in load.spikes
        ],
        "gaps": [{"from": gap.start.isoformat(), "to": gap.end.isoformat(), "days": gap.days} for gap in load.gaps],
    }


def reason_document(reason: Reason) -> Document:
    """A reason: rule, evidence and the runner's facts."""
    return {"rule": reason.rule, "evidence": list(reason.evidence), "because": render_sentence(reason)}


def _reasons(reasons: Sequence[Reason]) -> list[Document]:
    return [reason_document(reason) for reason in reasons]


def assessment_document(assessment: Assessment) -> Document:
    """The document of `runback assess`."""
    return {
        "urgency": str(assessment.urgency),
        "running": str(assessment.running),
        "flags": [
            {
                "id": flag.id,
                "urgency": str(flag.urgency),
                "from": str(flag.source),
                "is_guess": flag.is_guess,
                "why": flag.why,
            }
            for flag in assessment.flags
        ],
        "patterns": [
            {
                "id": fit.id,
                "label": fit.label,
                "confidence": _number(fit.confidence, 3),
                "reasons": _reasons(fit.reasons),
                "against": _reasons(fit.against),
            }
            for fit in assessment.patterns
        ],
        "causes": [
            {
                "id": fit.id,
                "label": fit.label,
                "weight": _number(fit.weight, 3),
                "grade": fit.grade,
                "reasons": _reasons(fit.reasons),
                "what_to_do": fit.what_to_do,
            }
            for fit in assessment.causes
        ],
        "advice": [{"id": advice.id, "text": advice.text} for advice in assessment.advice],
        "ask_next": [_question(question) for question in assessment.ask_next],
        "safety_net": assessment.safety_net,
        "warnings": list(assessment.warnings),
    }


def _question(question: Question) -> Document:
    return {
        "id": question.id,
        "key": question.key,
        "text": question.text,
        "kind": question.kind,
        "options": list(question.options),
        "help": question.help_text,
        "why": question.why,
    }


def plan_document(plan: Plan) -> Document:
    """The document of `runback plan`."""
    return {
        "status": str(plan.status),
        "blocked_by": [block_document(block) for block in plan.blocked_by],
        "held_by": [block_document(block) for block in plan.held_by],
        "ceiling_km": _number(plan.ceiling_km, 3),
        "weeks": [_week(week) for week in plan.weeks],
        "notes": [{"id": note.id, "text": render_sentence(note)} for note in plan.notes],
        "goal": None if plan.goal is None else goal_document(plan.goal),
        "progress": None if plan.progress is None else progress_document(plan.progress),
    }


def block_document(block: Block) -> Document:
    """What blocks the plan or stops running: the rule, why, since when and what ends it."""
    return reason_document(block.reason) | {
        "since": block.since.isoformat(),
        "lifts_when": render_sentence(block.lifts),
    }


def goal_document(goal: GoalView) -> Document:
    """The state of the main race; ``instead`` has the four alternatives if it is too soon."""
    offers = goal.offers
    instead = None
    if offers is not None:
        instead = {
            "run_walk": offers.run_walk,
            "shorter_km": _number(offers.shorter_km, 1),
            "reachable_on": offers.reachable_on.isoformat() if offers.reachable_on else None,
            "go_along": goal.date.isoformat(),
        }
    return {
        "race_km": _number(goal.race_km, 3),
        "date": goal.date.isoformat(),
        "status": str(goal.status),
        "instead": instead,
    }


def progress_document(progress: Progress) -> Document:
    """Where the runner is on the road to the usual week, and what the next step waits for."""
    return {
        "stage": progress.stage,
        "stages": progress.stages,
        "weekly_target_km": _number(progress.weekly_target_km, 3),
        "usual_km": _number(progress.usual_km, 3),
        "now": render_sentence(progress.now),
        "next_step": render_sentence(progress.next_step),
        "waiting_for": [render_sentence(reason) for reason in progress.waiting_for],
        "continuous_from": _day(progress.continuous_from),
        "usual_from": _day(progress.usual_from),
        "usual_until": _day(progress.usual_until),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def change_document(change: Change) -> Document:
    """One future day that changed."""
    before, after = describe_change(change)
    return {
        "date": change.date.isoformat(),
        "before": before,
        "after": after,
        "because": "" if change.because is None else render_sentence(change.because),
    }


def _week(week: Week) -> Document:
    return {
        "start": week.start.isoformat(),
        "target_km": _number(week.target_km, 3),
        "cap_km": _number(week.cap_km, 3),
        "longest_run_km": _number(week.longest_run_km, 3),
        "is_deload": week.is_deload,
        "is_taper": week.is_taper,
        "usual_share": _number(week.usual_share, 3),
        "back_week": week.back_week,
        "sessions": [session_document(session) for session in week.sessions],
    }


def session_document(session: Session) -> Document:
    """One session of the plan."""
    return {
        "date": session.date.isoformat(),
        "kind": str(session.kind),
        "title": render_sentence(session.title),
        "stage": session.stage,
        "cue": render_cue(session.cue) or None,
        "distance_km": _number(session.distance_km, 3),
        "duration_min": _number(session.duration_min, 2),
        "steps": [_step(step) for step in session.steps],
        "exercises": [_exercise(exercise) for exercise in session.exercises],
        "reasons": _reasons(session.reasons),
    }


def _step(step: Step) -> Document:
    size: Document = (
        {"distance_m": _number(step.distance_m, 1)}
        if step.duration_s is None
        else {"duration_s": _number(step.duration_s, 1)}
    )
    document = {"kind": str(step.kind)} | size | {"repeat": step.repeat, "effort": step.effort}
    text = render_sentence(step)
    return document | {"text": text} if text else document


def _exercise(exercise: ExerciseSet) -> Document:
    names = ("id", "sets", "reps", "hold_s", "per_side", "rest_s", "level")
    known = {} if exercise.load_kg is None else {"load_kg": _number(exercise.load_kg, 1)}
    return {name: getattr(exercise, name) for name in names} | known


def pain_document(entry: PainEntry) -> Document:
    """One pain entry, as `runback log pain` prints it."""
    return {
        "id": entry.id,
        "at": _instant(entry.at_utc),
        "date": entry.day.isoformat(),
        "score": entry.score,
        "moment": str(entry.moment),
        "leg": str(entry.leg),
        "note": entry.note,
    }


def session_log_document(log: SessionLog) -> Document:
    """One session log, as `runback log session` prints it."""
    plain = ("id", "done", "pain_before", "pain_during", "pain_rising", "sharp", "limp", "painkillers", "note")
    document: Document = {"date": log.day.isoformat(), "kind": str(log.kind), "leg": str(log.leg)}
    document |= {name: getattr(log, name) for name in plain}
    return document | {
        "distance_km": _number(log.distance_km, 3),
        "duration_min": _number(log.duration_min, 2),
        "effort_rpe": _number(log.effort_rpe, 1),
        "activity_id": log.activity_id,
    }


def strength_log_document(log: StrengthLog) -> Document:
    """One strength log, as `runback log strength` prints it."""
    plain = ("id", "exercise_id", "sets", "reps", "load_kg", "effort_rpe", "pain")
    return {"date": log.day.isoformat()} | {name: getattr(log, name) for name in plain}


def shoe_document(shoe: Shoe) -> Document:
    """One pair of shoes, as `runback log shoe` prints it."""
    return {
        "id": shoe.id,
        "name": shoe.name,
        "bought_on": None if shoe.bought_on is None else shoe.bought_on.isoformat(),
        "retired_on": None if shoe.retired_on is None else shoe.retired_on.isoformat(),
        "start_km": _number(shoe.start_km, 3),
    }


def limit_document(limit: Limit) -> Document:
    """One limit, as `runback log limit` prints it."""
    return {
        "id": limit.id,
        "by": limit.by,
        "first": limit.first.isoformat(),
        "until": limit.until.isoformat() if limit.until else None,
        "run_minutes_max": limit.run_minutes_max,
        "run_km_max": limit.run_km_max,
        "week_km_max": limit.week_km_max,
        "no_hills": limit.no_hills,
        "no_speed": limit.no_speed,
        "no_running": limit.no_running,
        "without": list(limit.without),
        "added": list(limit.added),
        "recheck_on": limit.recheck_on.isoformat() if limit.recheck_on else None,
    }


def clearance_document(clearance: Clearance) -> Document:
    """One clearance, as `runback log clearance` prints it."""
    return {
        "id": clearance.id,
        "by": clearance.by,
        "given_on": clearance.given_on.isoformat(),
        "until": clearance.until.isoformat(),
        "flags": list(clearance.flags),
        "note": clearance.note,
    }
