"""Double progression on one ladder: repetitions first, then weight or the next rung (plan_rules_2 9.2 to 9.5)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from runback.knowledge.exercises import Exercise, load_exercises
from runback.knowledge.plan_rules import load_plan_rules
from runback.plan.strength.ladders import Climb

Why = Literal["", "pain", "morning", "hard", "missed"]
"""Why the next time is one step easier; "" where it is not."""


@dataclass(frozen=True, slots=True)
class Dose:
    """One exercise with its repetitions (or seconds) and weight; None where the weight is not known."""

    exercise_id: str
    count: int
    load_kg: float | None = None

    @property
    def exercise(self) -> Exercise:
        """The exercise as the library has it."""
        return load_exercises().by_id[self.exercise_id]


@dataclass(frozen=True, slots=True)
class Performed:
    """One exercise as done; ``rise`` is how far the next morning's pain lay above its baseline, 0 where unknown."""

    dose: Dose
    sets: int
    effort_rpe: float | None = None
    pain: int | None = None
    rise: float = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a runner is on one ladder.

    ``done`` is the dose of the last time on ``day``, ``tops`` how many times in a row it reached the top of its range,
    ``grows`` whether more may follow. ``easier`` is why the next time is one step down; ``back_to`` is the dose
    that one good session brings back after time away. An exercise that hurt on the lowest rung rests until
    ``rests_until``.
    """

    done: Dose
    sets: int
    day: date
    tops: int = 0
    grows: bool = True
    easier: Why = ""
    back_to: Dose | None = None
    rests_until: date | None = None


def next_dose(standing: Standing | None, climb: Climb, day: date) -> Dose:
    """What the ladder asks for on that day; a new exercise starts with a week, never in the middle of one."""
    rules = load_plan_rules()
    if standing is None:
        return _first(climb.rungs[0], climb)
    here = climb.nearest(standing.done.exercise_id)
    if here.id != standing.done.exercise_id:
        return _first(here, climb)
    if standing.easier:
        return _step_down(standing, here, climb)
    if standing.tops >= rules.strength_steps.tops:
        return _step_up(standing, here, climb, may_change=standing.day < _monday(day))
    return _more(standing, here, climb)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _first(exercise: Exercise, climb: Climb) -> Dose:
    return Dose(exercise.id, climb.range_of(exercise, None).low)


def _more(standing: Standing, here: Exercise, climb: Climb) -> Dose:
    """The same weight with more repetitions; at the edges of a new phase's range the weight moves instead."""
    count, load = standing.done.count, standing.done.load_kg
    low, high = climb.range_of(here, load)[1:]
    if load and count > high:
        # the repetitions of the phase before stay until the weight may move
        return Dose(here.id, low, heavier(load)) if standing.grows else Dose(here.id, count, load)
    if load and count < low:
        return Dose(here.id, low, lighter(load) or load)
    grown = count + (_growth(here, load) if standing.grows else 0)
    return Dose(here.id, min(max(grown, low), high), load)


def _growth(exercise: Exercise, load_kg: float | None) -> int:
    rules = load_plan_rules()
    if exercise.unit == "hold_s":
        return rules.strength_steps.hold_up_s
    return rules.strength_steps.reps_up if load_kg else rules.strength_steps.reps_up_body


def _step_up(standing: Standing, here: Exercise, climb: Climb, *, may_change: bool) -> Dose:
    load, above = standing.done.load_kg, climb.above(here) if may_change else None
    if load:
        risen = heavier(load)
        is_full = here.load_max_kg is not None and risen > here.load_max_kg
        if not (is_full and above):
            return Dose(here.id, climb.range_of(here, load).low, risen)
    return _first(above, climb) if above else _more(standing, here, climb)


def _step_down(standing: Standing, here: Exercise, climb: Climb) -> Dose:
    """A lighter weight, or the rung below; on the lowest rung the low count."""
    load, below = standing.done.load_kg, climb.below(here)
    less = lighter(load) if load else None
    exercise, load = (here, less) if less or not below else (below, None)
    if exercise is here and less is None:
        return Dose(here.id, climb.range_of(here, load).low, standing.done.load_kg)
    low, high = climb.range_of(exercise, load)[1:]
    if standing.easier == "hard":
        return Dose(exercise.id, high, load)
    if standing.easier == "missed" and exercise is here:
        return Dose(exercise.id, min(max(standing.done.count, low), high), load)
    return Dose(exercise.id, low, load)


def heavier(load_kg: float) -> float:
    """One step more: 2 kg, 5 % where that is more, a quarter where 2 kg would be more than a quarter."""
    rules = load_plan_rules()
    grid, share = rules.strength_steps.load_grid_kg, load_kg * rules.strength_steps.load_up_share
    wanted = min(max(rules.strength_steps.load_up_kg, share), load_kg * rules.strength_steps.load_up_share_max)
    return load_kg + max(wanted // grid, 1) * grid


def lighter(load_kg: float) -> float | None:
    """The smallest weight from which one step leads to at least this one; None below the lightest."""
    rules = load_plan_rules()
    grid = rules.strength_steps.load_grid_kg
    less = load_kg - (heavier(load_kg) - load_kg)
    while less > 0 and heavier(less) < load_kg:
        less += grid
    return less if 0 < less < load_kg else None


def after_set(standing: Standing | None, done: Performed, climb: Climb, day: date) -> Standing:
    """How far the runner is after doing an exercise of the ladder, however it went."""
    rules = load_plan_rules()
    if hurt := _what_hurt(standing, done):
        return _after_pain(done, climb, day, hurt)
    if standing is not None and _is_by_choice_easier(standing, done):
        return standing
    low = climb.range_of(done.dose.exercise, done.dose.load_kg).low
    if not is_green(done):
        easier: Why = "hard" if done.dose.count < low else ""
        return Standing(done.dose, done.sets, day, grows=False, easier=easier)
    if standing is not None and standing.back_to is not None:
        return Standing(standing.back_to, done.sets, day, grows=False)
    if done.rise >= rules.light_amber.morning_rise:
        return Standing(done.dose, done.sets, day, _tops_before(standing, done), grows=False)
    tops = _tops_before(standing, done) + 1 if is_at_top(done, climb) else 0
    return Standing(done.dose, done.sets, day, tops)


def _after_pain(done: Performed, climb: Climb, day: date, hurt: Why) -> Standing:
    here, load = done.dose.exercise, done.dose.load_kg
    is_lowest = not climb.below(here) and not (load and lighter(load))
    rules = load_plan_rules()
    until = day + timedelta(days=rules.strength_steps.rest_days) if is_lowest and hurt == "pain" else None
    return Standing(done.dose, done.sets, day, grows=False, easier=hurt, rests_until=until)


def _what_hurt(standing: Standing | None, done: Performed) -> Why:
    """Pain over 3 in a set, or a worse next morning after an exercise that was felt or had just become harder."""
    rules = load_plan_rules()
    if (done.pain or 0) > rules.legs_lead.pain_max:
        return "pain"
    is_felt = (done.pain or 0) > 0 and done.rise >= rules.light_amber.morning_rise
    is_new = standing is not None and is_harder(done.dose, standing.done)
    return "morning" if is_felt or (is_new and done.rise >= rules.light_red.morning_rise) else ""


def _is_by_choice_easier(standing: Standing, done: Performed) -> bool:
    return done.dose.exercise.rung < standing.done.exercise.rung and not standing.easier


def _tops_before(standing: Standing | None, done: Performed) -> int:
    if standing is None or standing.done.exercise_id != done.dose.exercise_id:
        return 0
    return standing.tops if standing.done.load_kg == done.dose.load_kg else 0


def is_green(done: Performed) -> bool:
    """Within the effort of strength work (8 of 10) and with pain of 3 or less."""
    rules = load_plan_rules()
    is_calm = (done.pain or 0) <= rules.legs_lead.pain_max
    return is_calm and (done.effort_rpe is None or done.effort_rpe <= rules.legs_lead.rpe_high)


def is_at_top(done: Performed, climb: Climb) -> bool:
    """Whether it reached the top of its range, or was so easy that it might as well have."""
    rules = load_plan_rules()
    is_easy = done.effort_rpe is not None and done.effort_rpe < rules.strength_steps.rpe_easy_below
    return is_easy or done.dose.count >= climb.range_of(done.dose.exercise, done.dose.load_kg).high


def is_harder(now: Dose, before: Dose) -> bool:
    """More weight, or a higher rung."""
    if now.exercise_id == before.exercise_id:
        return (now.load_kg or 0) > (before.load_kg or 0) > 0
    return now.exercise.rung > before.exercise.rung
