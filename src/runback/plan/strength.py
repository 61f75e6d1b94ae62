"""Strength sessions: legs first, by phase, kit, traits and the minutes of the day (plan_rules 6 and 7)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from runback.domain.diary import StrengthLog
from runback.domain.plan import ExerciseSet, Session, SessionKind
from runback.domain.reason import Reason
from runback.knowledge.exercises import Exercise, PhaseName, load_exercises
from runback.knowledge.plan_rules import load_plan_rules
from runback.knowledge.routines import load_routines
from runback.load.measure import monday_of
from runback.plan.overload import next_dose
from runback.plan.reasons import because
from runback.plan.request import PlanRequest
from runback.plan.seven_minutes import choose_stations
from runback.plan.traits import TRAIT_WORDS, find_traits

PHASES: tuple[PhaseName, ...] = ("control", "build", "strong", "maintain")
RULES: dict[PhaseName, str] = {
    "control": "strength_phase_1",
    "build": "strength_phase_2",
    "strong": "strength_phase_3",
    "maintain": "strength_maintain",
}
MARCH_MIN = 3
REP_S = 4
FULL_MIN = 32
PAIN_DAYS = 14

MAJOR = (
    ("squat", "hip", "calf", "side_trunk", "pull", "back_trunk", "push"),
    ("lunge", "hip", "calf", "front_trunk", "push", "back_trunk", "pull"),
)
"""The major muscle groups, in both sessions of a week; legs lead. Where minutes are few each gets fewer sets."""

MORE = (("step", "abductor", "anti_rotation", "hinge"), ("squat", "adductor", "abductor", "hinge"))
"""What follows in each session as far as the minutes go."""

STAND_INS = {"lunge": "squat", "front_trunk": "side_trunk", "side_trunk": "front_trunk", "hip": "abductor"}
"""Where nothing of a group suits the runner, another group trains the same muscles."""

SHORT_REST_S = 20
SECOND_ROUND_MIN = 17
SECOND_ROUND_BELOW_MIN = 22


@dataclass(frozen=True, slots=True)
class StrengthPlan:
    """What strength sessions need of a runner."""

    traits: frozenset[str]
    kit: frozenset[str]
    started_on: date
    is_held: bool
    is_hinge_open: bool
    logs: tuple[StrengthLog, ...] = ()

    def phase(self, day: date) -> PhaseName:
        """The phase of the week of ``day``; held in the first one while exercises hurt."""
        if self.is_held:
            return "control"
        number = load_plan_rules().number
        week = (monday_of(day) - monday_of(self.started_on)).days // 7 + 1
        ends = (number(RULES[name], "week_high") for name in PHASES[:3])
        return next((name for name, end in zip(PHASES[:3], ends, strict=True) if week <= end), "maintain")


def plan_strength(request: PlanRequest) -> StrengthPlan:
    """The strength side of a request. Kit not wished for is not used."""
    number = load_plan_rules().number
    since = request.as_of - timedelta(days=PAIN_DAYS)
    recent = [log for log in request.strength_logs if since < log.day <= request.as_of]
    hurts = any((log.pain or 0) > number("legs_lead", "pain_max") for log in recent)
    traits = find_traits(request.intake, request.assessment)
    return StrengthPlan(
        traits=traits,
        kit=frozenset(request.intake.wishes.equipment),
        started_on=request.started_on,
        is_held=hurts or "acute" in traits,
        is_hinge_open=_is_hinge_open(request),
        logs=tuple(sorted((log for log in request.strength_logs if log.day <= request.as_of), key=lambda one: one.day)),
    )


def _is_hinge_open(request: PlanRequest) -> bool:
    """The gate for loaded hinges: pain, a pain-free unloaded hinge, and a hold of more than 60 s."""
    number, tests = load_plan_rules().number, request.intake.self_tests
    holds = [tests.get(name) for name in ("sorensen_s", "prone_hold_s", "prone_leg_raise_s")]
    long_hold = any(isinstance(one, int | float) and one > number("hinge_gate", "hold_s_over") for one in holds)
    pain = request.intake.pain_now
    free = str(tests.get("hinge_pain_free", "")).lower() in ("yes", "negative", "pass")
    return long_hold and free and pain is not None and pain <= number("hinge_gate", "pain_max")


def strength_session(day: date, plan: StrengthPlan, minutes: float, number: int) -> Session:
    """The session of a day in ``minutes`` (warm-up march included); ``number`` 0 or 1 picks the half of the week."""
    if "dumbbell" in plan.kit and (rounds := _seven_minute_rounds(day, plan, minutes)):
        return _seven_minute_session(day, plan, rounds)
    return _full_session(day, plan, min(minutes, FULL_MIN), number)


def _full_session(day: date, plan: StrengthPlan, minutes: float, number: int) -> Session:
    phase = plan.phase(day)
    left = (minutes - MARCH_MIN) * 60
    major = [one for group in MAJOR[number % 2] if (one := _pick_or_stand_in(group, phase, plan, number))]
    chosen = _fit_major([_dose(one, phase, plan) for one in {one.id: one for one in major}.values()], left)
    left -= sum(exercise_seconds(dose) for dose in chosen)
    for group in MORE[number % 2] + (("jump",) if phase == "strong" else ()):
        exercise = _pick(group, phase, plan, number)
        if exercise is None or exercise.id in {one.id for one in chosen}:
            continue
        dose = _dose(exercise, phase, plan)
        if exercise_seconds(dose) <= left:
            chosen.append(dose)
            left -= exercise_seconds(dose)
    used = max(minutes - left / 60, MARCH_MIN + 1)
    return Session(
        date=day,
        kind=SessionKind.STRENGTH,
        title="Strength: legs and trunk",
        duration_min=round(used, 1),
        exercises=tuple(chosen),
        reasons=_strength_reasons(plan, RULES[phase]),
    )


def _pick(group: str, phase: PhaseName, plan: StrengthPlan, number: int) -> Exercise | None:
    """The exercise of a group: it suits traits, kit and phase; loaded before unloaded, in turn over the week."""
    fits = [
        one
        for one in load_exercises().group(group)
        if phase in one.doses and one.is_for(plan.traits, plan.kit) and (not one.hinge or plan.is_hinge_open)
    ]
    if not fits:
        return None
    loaded = [one for one in fits if one.kit] or fits
    calm = [one for one in loaded if not _hurt_last_time(one, plan)] or [
        one for one in fits if not _hurt_last_time(one, plan)
    ]
    choice = calm or loaded
    return choice[number % len(choice)]


def _hurt_last_time(exercise: Exercise, plan: StrengthPlan) -> bool:
    mine = [log for log in plan.logs if log.exercise_id == exercise.id]
    return bool(mine) and (mine[-1].pain or 0) > load_plan_rules().number("legs_lead", "pain_max")


def _pick_or_stand_in(group: str, phase: PhaseName, plan: StrengthPlan, number: int) -> Exercise | None:
    found = _pick(group, phase, plan, number)
    return found or (_pick(STAND_INS[group], phase, plan, number) if group in STAND_INS else None)


def _fit_major(doses: list[ExerciseSet], seconds: float) -> list[ExerciseSet]:
    """All of them with fewer sets and shorter rests rather than a few in full; the last ones go last."""
    for sets, rest_s in ((4, 60), (2, 60), (2, 30), (1, 30), (1, SHORT_REST_S)):
        fitted = [replace(one, sets=min(one.sets, sets), rest_s=min(one.rest_s, rest_s)) for one in doses]
        if sum(exercise_seconds(one) for one in fitted) <= seconds:
            return fitted
    while fitted and sum(exercise_seconds(one) for one in fitted) > seconds:
        fitted.pop()
    return fitted


def _dose(exercise: Exercise, phase: PhaseName, plan: StrengthPlan) -> ExerciseSet:
    """The dose of the phase, moved on by the logs of this exercise."""
    sets, low, high = exercise.doses[phase]
    mine = [log for log in plan.logs if log.exercise_id == exercise.id]
    if exercise.hinge and not mine:
        sets = load_plan_rules().whole("hinge_gate", "first_sets")
    start = high if phase == "control" and exercise.unit == "reps" else low
    step = next_dose(mine, (low, high), start)
    if step.is_eased:
        sets = max(1, sets - 1)
    count = step.count
    rest = 30 if exercise.unit == "hold_s" else 45 if phase == "control" else 60
    if exercise.unit == "hold_s":
        return ExerciseSet(
            exercise.id, sets, hold_s=count, per_side=exercise.per_side, rest_s=rest, load_kg=step.load_kg
        )
    return ExerciseSet(exercise.id, sets, reps=count, per_side=exercise.per_side, rest_s=rest, load_kg=step.load_kg)


def exercise_seconds(dose: ExerciseSet) -> float:
    """How long the sets of an exercise take: 4 s a repetition, both sides, rests between."""
    work = dose.hold_s if dose.hold_s is not None else (dose.reps or 0) * REP_S
    return dose.sets * (work * (2 if dose.per_side else 1) + dose.rest_s)


def _seven_minute_rounds(day: date, plan: StrengthPlan, minutes: float) -> int:
    """1 on short days, 2 after two weeks where a day holds both rounds and hardly more; 0 for a full session."""
    weeks = load_plan_rules().number("seven_minute", "second_round_weeks")
    is_later = day >= plan.started_on + timedelta(weeks=weeks) and not plan.is_held
    if is_later and SECOND_ROUND_MIN <= minutes < SECOND_ROUND_BELOW_MIN:
        return 2
    return 1 if minutes < MARCH_MIN + 12 else 0


def _seven_minute_session(day: date, plan: StrengthPlan, rounds: int) -> Session:
    routine = load_routines().seven_minute
    chosen = [
        ExerciseSet(exercise.id, rounds, hold_s=routine.work_s, rest_s=routine.change_s)
        for _, exercise in choose_stations(plan.traits)
    ]
    seconds = routine.warm_up_s + rounds * len(chosen) * (routine.work_s + routine.change_s)
    return Session(
        date=day,
        kind=SessionKind.STRENGTH,
        title="Seven-minute dumbbell routine" + (", two rounds" if rounds > 1 else ""),
        duration_min=round(seconds / 60, 1),
        exercises=tuple(chosen),
        reasons=(
            because("seven_minute", "Your day is short: the seven-minute routine keeps the habit."),
            because("strength_days", "Strength stands on two days of the week."),
        ),
    )


def _strength_reasons(plan: StrengthPlan, phase_rule: str) -> tuple[Reason, ...]:
    reasons = [
        because("legs_lead", "Leg work comes first."),
        because("strength_days", "Strength stands on two days that are not neighbours."),
        because(phase_rule, load_plan_rules().rule(phase_rule).text),
    ]
    if plan.traits:
        what = ", ".join(TRAIT_WORDS[trait] for trait in sorted(plan.traits))
        reasons.append(because("strength_by_pattern", f"Chosen with a view to {what}."))
    return tuple(reasons)
