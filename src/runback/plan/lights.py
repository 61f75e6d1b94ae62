"""The pain traffic light: one light for each run, from its log and the next morning (plan_rules 2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from runback.domain.diary import LegSymptom, PainEntry, PainMoment, SessionLog
from runback.domain.intake import Intake
from runback.domain.plan import Light, SessionKind
from runback.knowledge.plan_rules import load_plan_rules
from runback.plan.request import PlanRequest

STOPPING_LEGS = (LegSymptom.BELOW_KNEE, LegSymptom.TINGLING, LegSymptom.WEAKNESS)
RUN_KINDS = (SessionKind.RUN, SessionKind.WALK_RUN)
BASELINE_MAX = 2

_NEXT_DAY = (PainMoment.MORNING, PainMoment.NOW, PainMoment.EVENING)


def light_for(log: SessionLog, next_morning: PainEntry | None, baseline: float, *, bone_stress: bool = False) -> Light:
    """The light of one run.

    ``next_morning`` is the entry of the morning after (None: not known yet, and the run
    alone decides). ``baseline`` is the usual morning score, 0 to 10. An unknown pain in
    the run, and a run on painkillers, are amber: neither counts as green.
    """
    number = load_plan_rules().number
    morning = next_morning.score if next_morning else None
    if log.leg in STOPPING_LEGS or (next_morning and next_morning.leg in STOPPING_LEGS):
        return Light.PURPLE
    pain = log.pain_during
    if _is_red(log, morning, baseline) or (bone_stress and max(pain or 0, morning or 0) > 0):
        return Light.RED
    lasting = morning is not None and morning > baseline
    if pain is None or log.painkillers or pain > number("light_green", "pain_max"):
        return Light.RED if lasting and (pain or 0) > number("light_green", "pain_max") else Light.AMBER
    return Light.AMBER if lasting else Light.GREEN


def _is_red(log: SessionLog, morning: int | None, baseline: float) -> bool:
    number = load_plan_rules().number
    if log.pain_rising or log.sharp or log.limp:
        return True
    if log.pain_during is not None and log.pain_during >= number("light_red", "pain_min"):
        return True
    return morning is not None and morning >= baseline + number("light_red", "morning_rise")


@dataclass(frozen=True, slots=True)
class JudgedRun:
    """A logged run with its light; ``is_counted``: green with the next morning known, so progress may count it."""

    log: SessionLog
    light: Light
    is_counted: bool


def baseline_of(intake: Intake) -> float:
    """The usual morning score: the pain of the check, 2 at most (the gate lets nobody run above that).

    It does not move with the diary, so that a higher entry never makes a later one look usual.
    """
    return min(intake.pain_now or 0, BASELINE_MAX)


def judge_runs(request: PlanRequest, *, bone_stress: bool) -> tuple[JudgedRun, ...]:
    """Every logged run of the program up to ``as_of``, oldest first, with its light."""
    baseline = baseline_of(request.intake)
    logs = sorted(
        (
            log
            for log in request.session_logs
            if log.done and log.kind in RUN_KINDS and request.started_on <= log.day <= request.as_of
        ),
        key=lambda log: log.day,
    )
    return tuple(_judge(log, request.pain_entries, request.as_of, baseline, bone_stress) for log in logs)


def _judge(log: SessionLog, entries: Sequence[PainEntry], as_of: date, baseline: float, bone_stress: bool) -> JudgedRun:
    next_day = log.day + timedelta(days=1)
    after = [e for e in entries if e.day == next_day and e.moment in _NEXT_DAY and e.day <= as_of]
    same_day = [e for e in entries if e.day == log.day and e.moment in (PainMoment.DURING_RUN, PainMoment.AFTER_RUN)]
    worst_after = max(after, key=lambda e: (e.score, e.leg in STOPPING_LEGS), default=None)
    lights = [light_for(log, entry, baseline, bone_stress=bone_stress) for entry in (*after, worst_after)]
    lights += [_as_light(e, bone_stress) for e in same_day]
    light = max(lights, key=lambda one: one.rank)
    has_morning = any(e.moment is PainMoment.MORNING for e in after)
    return JudgedRun(log, light, light is Light.GREEN and has_morning)


def _as_light(entry: PainEntry, bone_stress: bool) -> Light:
    number = load_plan_rules().number
    if entry.leg in STOPPING_LEGS:
        return Light.PURPLE
    if entry.score >= number("light_red", "pain_min") or (bone_stress and entry.score > 0):
        return Light.RED
    return Light.AMBER if entry.score > number("light_green", "pain_max") else Light.GREEN
