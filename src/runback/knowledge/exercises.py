"""The exercise library: muscles, kit, ladder and rung, dose by phase, easier and harder, who leaves it out, cues."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from runback.domain.intake import EQUIPMENT
from runback.knowledge.reading import FROZEN, Entry, Fault, parse_yaml, read_text
from runback.languages import cache_by_language

FILE = "exercises.yaml"
_ID = re.compile(r"[a-z]+(?:_[a-z0-9]+)+")
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
    doses: Annotated[Mapping[PhaseName, Dose], Field(min_length=1), FROZEN]
    easier: str
    harder: str
    avoid: tuple[Trait, ...] = ()
    careful: Annotated[Mapping[Trait, str], FROZEN] = {}
    cues: tuple[str, ...] = Field(min_length=1)
    faults: tuple[str, ...] = Field(min_length=1)
    drawing: str = Field(min_length=1)
    hinge: bool = False
    jump: bool = False
    evidence: tuple[str, ...] = Field(min_length=1)

    def is_for(self, traits: frozenset[str], kit: frozenset[str]) -> bool:
        """Whether it suits these traits and the available kit."""
        return not traits & set(self.avoid) and kit >= set(self.kit)


class ExerciseBook(Entry):
    """All exercises, the traits that patterns bring, the groups with their labels, and ``slots``.

    A slot names the ladders for a place of a session, the first that suits the runner comes first.
    """

    traits: Annotated[Mapping[str, tuple[Trait, ...]], FROZEN]
    groups: Annotated[Mapping[str, str], FROZEN]
    slots: Annotated[Mapping[str, tuple[str, ...]], FROZEN]
    exercises: tuple[Exercise, ...]

    @cached_property
    def by_id(self) -> dict[str, Exercise]:
        """Exercises by id."""
        return {exercise.id: exercise for exercise in self.exercises}

    @cached_property
    def ladders(self) -> dict[str, tuple[Exercise, ...]]:
        """The exercises of each ladder, from the easiest up."""
        names = {exercise.ladder for exercise in self.exercises if exercise.ladder}
        ranked = sorted(self.exercises, key=lambda one: one.rung)
        return {name: tuple(one for one in ranked if one.ladder == name) for name in names}

    def group(self, name: str) -> tuple[Exercise, ...]:
        """The exercises of one group, in the order of the book (hardest last within a kit)."""
        return tuple(exercise for exercise in self.exercises if exercise.group == name)


@cache_by_language
def load_exercises() -> ExerciseBook:
    """The exercise library; raises ``BrokenRuleBook`` where it breaks its own form."""
    return parse_exercises(read_text(FILE))


def parse_exercises(text: str) -> ExerciseBook:
    """An exercise library from YAML text, checked like the product's own."""
    return parse_yaml(text, FILE, ExerciseBook, _find_faults)


def _find_faults(book: ExerciseBook) -> Iterator[Fault]:
    for slot, names in book.slots.items():
        for lacking in sorted(set(names) - book.ladders.keys()):
            yield Fault(("slots", slot), f"There is no ladder {lacking}.")
    for one in book.exercises:
        path = ("exercises", one.id)
        if one.group not in book.groups:
            yield Fault((*path, "group"), f"There is no group {one.group}; use {', '.join(book.groups)}.")
        for unknown in sorted(set(one.kit) - set(EQUIPMENT)):
            yield Fault((*path, "kit"), f"There is no kit {unknown}; use {', '.join(EQUIPMENT)}.")
        for phase, (sets, low, high) in one.doses.items():
            if not (1 <= sets <= 4 and 1 <= low <= high):
                yield Fault((*path, "doses", phase), f"{[sets, low, high]} is no dose: 1 to 4 sets, then low to high.")
        for way, other in (("easier", one.easier), ("harder", one.harder)):
            if _ID.fullmatch(other) and other not in book.by_id:
                yield Fault((*path, way), f"There is no exercise {other}; correct the id or say it in words.")
