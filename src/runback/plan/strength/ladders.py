"""Which rungs of a ladder are open to a runner, and how much each of them asks for in a phase."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from runback.knowledge.exercises import Exercise, PhaseName, load_exercises
from runback.knowledge.plan_rules import load_plan_rules

PHASES: tuple[PhaseName, ...] = ("control", "build", "strong", "maintain")
WEIGHTS = frozenset({"dumbbell", "kettlebell", "barbell"})
"""Kit whose weight is known in kilograms."""


@dataclass(frozen=True, slots=True)
class Suits:
    """What a runner may do: traits and kit, whether loaded hinges and hops are open, and what a clinician left out."""

    traits: frozenset[str]
    kit: frozenset[str]
    is_hinge_open: bool = False
    is_hop_open: bool = False
    without: frozenset[str] = frozenset()

    def allows(self, exercise: Exercise) -> bool:
        """Whether the exercise suits this runner in any phase."""
        if (exercise.hinge and not self.is_hinge_open) or exercise.id in self.without:
            return False
        traits = self.traits - {"fragility"} if exercise.jump and self.is_hop_open else self.traits
        return exercise.is_for(traits, self.kit)


class Range(NamedTuple):
    """Sets, then the low and the high count: repetitions, or seconds of a hold."""

    sets: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Climb:
    """The open rungs of one ladder in one phase, from the easiest up; there is always one."""

    rungs: tuple[Exercise, ...]
    phase: PhaseName

    def nearest(self, exercise_id: str) -> Exercise:
        """That exercise, or where it is not open the next easier one, or else the easiest."""
        wanted = load_exercises().by_id[exercise_id]
        same = next((rung for rung in self.rungs if rung.id == exercise_id), None)
        return same or self.below(wanted) or self.rungs[0]

    def above(self, exercise: Exercise) -> Exercise | None:
        """The next harder exercise."""
        return next((rung for rung in self.rungs if rung.rung > exercise.rung), None)

    def below(self, exercise: Exercise) -> Exercise | None:
        """The next easier exercise."""
        return next((rung for rung in reversed(self.rungs) if rung.rung < exercise.rung), None)

    def range_of(self, exercise: Exercise, load_kg: float | None) -> Range:
        """Sets, low and high count of an exercise; without a known weight repetitions grow in its place."""
        return range_of(exercise, self.phase, has_load=bool(load_kg))


@lru_cache(maxsize=4096)
def climb(ladder: str, phase: PhaseName, suits: Suits) -> Climb | None:
    """The open rungs of a ladder; None where nothing on it suits the runner in this phase."""
    found = tuple(one for one in load_exercises().ladders[ladder] if phase in one.doses and suits.allows(one))
    return Climb(found, phase) if found else None


def range_of(exercise: Exercise, phase: PhaseName, *, has_load: bool) -> Range:
    """The dose of an exercise in a phase, or in the nearest phase that has one."""
    return _range_of(exercise.id, phase, has_load)


@cache
def _range_of(exercise_id: str, phase: PhaseName, has_load: bool) -> Range:
    exercise = load_exercises().by_id[exercise_id]
    sets, low, high = exercise.doses[_nearest_phase(exercise, phase)]
    if not has_load:
        high = max(dose[2] for dose in exercise.doses.values())
        if is_weighted(exercise) and exercise.unit == "reps":
            rules = load_plan_rules()
            high = max(high, rules.strength_steps.reps_max_body)
    return Range(sets, low, high)


def _nearest_phase(exercise: Exercise, phase: PhaseName) -> PhaseName:
    at = PHASES.index(phase)
    return min(exercise.doses, key=lambda name: (abs(PHASES.index(name) - at), PHASES.index(name)))


def is_weighted(exercise: Exercise) -> bool:
    """Whether it is done with a weight in kilograms."""
    return bool(WEIGHTS & set(exercise.kit))


def rest_of(exercise: Exercise) -> int:
    """Seconds of rest after a set; where the sides take turns, one rests while the other works."""
    rules = load_plan_rules()
    if exercise.per_side:
        return rules.strength_time.rest_sides_s
    return rules.strength_time.rest_loaded_s if is_weighted(exercise) else rules.strength_time.rest_s


def set_seconds(exercise: Exercise, count: int) -> float:
    """One set with its rest, both sides."""
    work = count if exercise.unit == "hold_s" else count * exercise.rep_s
    return work * (2 if exercise.per_side else 1) + rest_of(exercise)


@lru_cache(maxsize=4096)
def longest_set_s(ladder: str, phase: PhaseName, suits: Suits, *, has_load: bool) -> float:
    """The longest set that this ladder can ask for in this phase, so that a session never outgrows its minutes."""
    found = climb(ladder, phase, suits)
    rungs: Sequence[Exercise] = found.rungs if found else ()
    tops = (set_seconds(rung, range_of(rung, phase, has_load=has_load).high) for rung in rungs)
    return max(tops, default=0.0)
