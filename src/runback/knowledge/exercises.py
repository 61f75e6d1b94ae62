"""The exercise library: muscles, kit, ladder and rung, dose by phase, easier and harder, who leaves it out, cues."""

from functools import cache, cached_property
from typing import Literal

from pydantic import Field

from runback.domain.intake import EQUIPMENT
from runback.knowledge.reading import BrokenRuleBook, Entry, parse_yaml, read_yaml

Trait = Literal[
    "flexion_intolerant",
    "extension_intolerant",
    "pelvic",
    "fragility",
    "bone_stress",
    "pregnancy",
    "radicular",
    "acute",
]
PhaseName = Literal["control", "build", "strong", "maintain"]
Dose = tuple[int, int, int]
"""Sets, then the low and the high count (repetitions, or seconds of a hold)."""


class Exercise(Entry):
    """One exercise. ``avoid`` are traits that leave it out, ``careful`` what a trait changes.

    ``ladder`` names the line of easier and harder exercises it belongs to ("" for none), ``rung`` its place there,
    growing with difficulty. ``rep_s`` are the seconds of one repetition: 2 up and 2 down unless said otherwise.
    Beyond ``load_max_kg`` the next rung comes before more weight, where there is one.
    ``faults`` each say what often goes wrong and what to do about it, ``drawing`` names
    the figure (report/poses.yaml).
    """

    id: str
    name: str
    group: str
    ladder: str = ""
    rung: int = Field(default=1, ge=1)
    muscles: tuple[str, ...] = Field(min_length=1)
    kit: tuple[str, ...] = ()
    unit: Literal["reps", "hold_s"]
    rep_s: int = Field(default=4, ge=1)
    load_max_kg: float | None = None
    per_side: bool = False
    doses: dict[PhaseName, Dose] = Field(min_length=1)
    easier: str
    harder: str
    avoid: tuple[Trait, ...] = ()
    careful: dict[Trait, str] = Field(default_factory=dict)
    cues: tuple[str, ...] = Field(min_length=1)
    faults: tuple[str, ...] = Field(min_length=1)
    drawing: str = Field(min_length=1)
    hinge: bool = False
    jump: bool = False
    evidence: tuple[str, ...] = Field(min_length=1)

    def is_for(self, traits: frozenset[str], kit: frozenset[str]) -> bool:
        """Whether it suits these traits and the kit at hand."""
        return not traits & set(self.avoid) and kit >= set(self.kit)


class ExerciseBook(Entry):
    """All exercises, the traits that patterns bring, and ``slots``: the ladders for each place of a session."""

    traits: dict[str, tuple[Trait, ...]]
    slots: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    exercises: tuple[Exercise, ...]

    @cached_property
    def by_id(self) -> dict[str, Exercise]:
        """Exercises by id."""
        return {one.id: one for one in self.exercises}

    @cached_property
    def ladders(self) -> dict[str, tuple[Exercise, ...]]:
        """The exercises of each ladder, from the easiest up."""
        names = {one.ladder for one in self.exercises if one.ladder}
        ranked = sorted(self.exercises, key=lambda one: one.rung)
        return {name: tuple(one for one in ranked if one.ladder == name) for name in names}

    def group(self, name: str) -> tuple[Exercise, ...]:
        """The exercises of one group, in the order of the book (hardest last within a kit)."""
        return tuple(one for one in self.exercises if one.group == name)


@cache
def load_exercises() -> ExerciseBook:
    """The exercise library; raises ``BrokenRuleBook`` where it breaks its own form."""
    return check_exercises(read_yaml("exercises.yaml", ExerciseBook))


def parse_exercises(text: str) -> ExerciseBook:
    """An exercise library from YAML text, checked like the product's own."""
    return check_exercises(parse_yaml(text, "exercises.yaml", ExerciseBook))


def check_exercises(book: ExerciseBook) -> ExerciseBook:
    """Refuse a repeated id, unknown kit, a dose that is none, or a slot with a ladder that is not there."""
    if len(book.by_id) != len(book.exercises):
        raise BrokenRuleBook("exercises.yaml: an id is there twice", path="exercises.yaml")
    if lacking := {name for names in book.slots.values() for name in names} - book.ladders.keys():
        raise BrokenRuleBook(f"exercises.yaml: slots: no ladder {sorted(lacking)[0]}", path="exercises.yaml")
    for one in book.exercises:
        if unknown := set(one.kit) - set(EQUIPMENT):
            raise BrokenRuleBook(f"exercises.yaml: {one.id}: unknown kit {sorted(unknown)[0]}", path="exercises.yaml")
        for phase, (sets, low, high) in one.doses.items():
            if not (1 <= sets <= 4 and 1 <= low <= high):
                raise BrokenRuleBook(f"exercises.yaml: {one.id}: no dose for {phase}", path="exercises.yaml")
    return book
