"""Exercises as the pages describe them: groups, phases, equipment, who leaves them out."""

from collections.abc import Iterable
from dataclasses import dataclass

from runback.knowledge.evidence import Evidence, load_evidence
from runback.knowledge.exercises import Dose, Exercise, PhaseName, load_exercises
from runback.web.words import label

GROUPS = {
    "squat": "Squats",
    "lunge": "Lunges",
    "step": "Steps",
    "hip": "Bridges and hips",
    "abductor": "Side of the hip",
    "calf": "Calves",
    "side_trunk": "Side of the trunk",
    "front_trunk": "Front of the trunk",
    "back_trunk": "Back of the trunk",
    "anti_rotation": "Carrying and resisting rotation",
    "pull": "Pulling",
    "push": "Pushing",
    "hinge": "Hinges and deadlifts",
    "adductor": "Inside of the thigh",
    "jump": "Jumps",
    "whole_body": "Whole body",
    "mobility": "Stretches and easy moves",
    "yoga": "Yoga",
    "thoracic": "Upper back",
}
PHASES: dict[PhaseName, str] = {
    "control": "Control (weeks 1 to 3)",
    "build": "Build (weeks 4 to 8)",
    "strong": "Strong (from week 9)",
    "maintain": "Maintain (after that)",
}
TRAITS = {
    "flexion_intolerant": "when bending forwards brings on the pain",
    "extension_intolerant": "when leaning back brings on the pain",
    "pelvic": "when the pain is at the back of the pelvis",
    "fragility": "from age 65, or with thin bones or long-term steroid treatment",
    "bone_stress": "when a bone stress injury is possible",
    "pregnancy": "in pregnancy",
    "radicular": "when pain, tingling or weakness goes down the leg",
    "acute": "in the first two weeks after a sudden strain",
}


@dataclass(frozen=True, slots=True)
class Way:
    """An easier or harder form: another exercise, or a change in words."""

    text: str
    exercise_id: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """An exercise on a page; ``left_out`` and ``changes`` are for this runner."""

    exercise: Exercise
    left_out: tuple[str, ...]
    changes: tuple[str, ...]


def describe_card(exercise: Exercise, traits: frozenset[str]) -> Card:
    """An exercise with what this runner's traits mean for it."""
    left_out = tuple(TRAITS[trait] for trait in exercise.avoid if trait in traits)
    changes = tuple(text for trait, text in exercise.careful.items() if trait in traits)
    return Card(exercise, left_out, changes)


def describe_groups(exercises: Iterable[Exercise], traits: frozenset[str]) -> list[tuple[str, str, list[Card]]]:
    """The groups in the order of the book, each with its id, its name and its exercises."""
    cards = [describe_card(one, traits) for one in exercises]
    found = [(name, [card for card in cards if card.exercise.group == name]) for name in GROUPS]
    return [(name, GROUPS[name], members) for name, members in found if members]


def describe_doses(exercise: Exercise) -> list[tuple[str, str]]:
    """The dose of each phase in words."""
    return [
        (PHASES[phase], _describe_dose(exercise, exercise.doses[phase])) for phase in PHASES if phase in exercise.doses
    ]


def _describe_dose(exercise: Exercise, dose: Dose) -> str:
    sets, low, high = dose
    count = f"{low}" if low == high else f"{low} to {high}"
    side = " on each side" if exercise.per_side else ""
    what = f"holds of {count} s" if exercise.unit == "hold_s" else f"sets of {count}"
    return f"{sets} {what}{side}"


def describe_way(way: str) -> Way:
    """The easier or harder form."""
    other = load_exercises().by_id.get(way)
    return Way(way[0].upper() + way[1:], None) if other is None else Way(other.name, other.id)


def describe_kit(exercise: Exercise) -> str:
    """What is needed."""
    return ", ".join(label(one).lower() for one in exercise.kit) or "only a floor, wall or chair"


def describe_avoid(exercise: Exercise) -> list[str]:
    """Who leaves it out."""
    return [TRAITS[trait] for trait in exercise.avoid]


def describe_changes(exercise: Exercise) -> list[tuple[str, str]]:
    """When to do it differently, and how."""
    return [(TRAITS[trait], text) for trait, text in exercise.careful.items()]


def evidence_behind(ids: Iterable[str]) -> list[Evidence]:
    """The statements behind a rule."""
    book = load_evidence()
    return [book[one] for one in ids]
