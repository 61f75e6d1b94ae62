"""Exercises as the pages describe them: groups, phases, equipment, who leaves them out."""

from collections.abc import Iterable
from dataclasses import dataclass

from runback.knowledge.evidence import Evidence, load_evidence
from runback.knowledge.exercises import Dose, Exercise, PhaseName, load_exercises
from runback.languages.catalogue import gettext, gettext_noop
from runback.web.words import format_range, label_inside

GROUPS = {
    "squat": gettext_noop("Squats"),
    "lunge": gettext_noop("Lunges"),
    "step": gettext_noop("Steps"),
    "hip": gettext_noop("Bridges and hips"),
    "abductor": gettext_noop("Side of the hip"),
    "calf": gettext_noop("Calves"),
    "side_trunk": gettext_noop("Side of the trunk"),
    "front_trunk": gettext_noop("Front of the trunk"),
    "back_trunk": gettext_noop("Back of the trunk"),
    "anti_rotation": gettext_noop("Carrying and resisting rotation"),
    "pull": gettext_noop("Pulling"),
    "push": gettext_noop("Pushing"),
    "hinge": gettext_noop("Hinges and deadlifts"),
    "adductor": gettext_noop("Inside of the thigh"),
    "jump": gettext_noop("Jumps"),
    "whole_body": gettext_noop("Whole body"),
    "mobility": gettext_noop("Stretches and easy moves"),
    "yoga": gettext_noop("Yoga"),
    "thoracic": gettext_noop("Upper back"),
}
PHASES: dict[PhaseName, str] = {
    "control": gettext_noop("Control (weeks 1 to 3)"),
    "build": gettext_noop("Build (weeks 4 to 8)"),
    "strong": gettext_noop("Strong (from week 9)"),
    "maintain": gettext_noop("Maintain (after that)"),
}
TRAITS = {
    "flexion_intolerant": gettext_noop("when bending forwards brings on the pain"),
    "extension_intolerant": gettext_noop("when leaning back brings on the pain"),
    "pelvic": gettext_noop("when the pain is at the back of the pelvis"),
    "fragility": gettext_noop("from age 65, or with thin bones or long-term steroid treatment"),
    "bone_stress": gettext_noop("when a bone stress injury is possible"),
    "pregnancy": gettext_noop("in pregnancy"),
    "radicular": gettext_noop("when pain, tingling or weakness goes down the leg"),
    "acute": gettext_noop("in the first two weeks after a sudden strain"),
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
    left_out = tuple(gettext(TRAITS[trait]) for trait in exercise.avoid if trait in traits)
    changes = tuple(text for trait, text in exercise.careful.items() if trait in traits)
    return Card(exercise, left_out, changes)


def describe_groups(exercises: Iterable[Exercise], traits: frozenset[str]) -> list[tuple[str, str, list[Card]]]:
    """The groups in the order of the book, each with its id, its name and its exercises."""
    cards = [describe_card(exercise, traits) for exercise in exercises]
    found = [(name, [card for card in cards if card.exercise.group == name]) for name in GROUPS]
    return [(name, gettext(GROUPS[name]), members) for name, members in found if members]


def describe_doses(exercise: Exercise) -> list[tuple[str, str]]:
    """The dose of each phase in words."""
    return [
        (gettext(text), _describe_dose(exercise, exercise.doses[phase]))
        for phase, text in PHASES.items()
        if phase in exercise.doses
    ]


def _describe_dose(exercise: Exercise, dose: Dose) -> str:
    sets, low, high = dose
    text = gettext("{sets} holds of {count} s") if exercise.unit == "hold_s" else gettext("{sets} sets of {count}")
    side = " " + gettext("on each side") if exercise.per_side else ""
    return text.format(sets=sets, count=f"{low}" if low == high else format_range(low, high)) + side


def describe_way(way: str) -> Way:
    """The easier or harder form."""
    other = load_exercises().by_id.get(way)
    return Way(way[0].upper() + way[1:], None) if other is None else Way(other.name, other.id)


def describe_kit(exercise: Exercise) -> str:
    """What is needed."""
    return ", ".join(label_inside(one) for one in exercise.kit) or gettext("only a floor, wall or chair")


def describe_avoid(exercise: Exercise) -> list[str]:
    """Who leaves it out."""
    return [gettext(TRAITS[trait]) for trait in exercise.avoid]


def describe_changes(exercise: Exercise) -> list[tuple[str, str]]:
    """When to do it differently, and how."""
    return [(gettext(TRAITS[trait]), text) for trait, text in exercise.careful.items()]


def evidence_behind(ids: Iterable[str]) -> list[Evidence]:
    """The statements behind a rule."""
    book = load_evidence()
    return [book[one] for one in ids]
