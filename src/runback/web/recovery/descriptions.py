"""A way to recover as the page describes it: the dose, the exercises, and what the runner's check leaves out."""

from dataclasses import dataclass
from datetime import date

from runback.knowledge.exercises import Exercise, load_exercises
from runback.knowledge.plan_rules import load_plan_rules
from runback.knowledge.recovery import RecoveryWay, load_recovery
from runback.knowledge.sentences import render_by_id
from runback.languages.catalogue import gettext

SUGGESTED_GROUPS = ("ease", "move")
"""The groups of recovery.yaml from which a rest day gets one way each."""


@dataclass(frozen=True, slots=True)
class Move:
    """An exercise that shows a way; ``left_out`` says why it is not for this runner now, "" where it is."""

    exercise: Exercise
    left_out: str


@dataclass(frozen=True, slots=True)
class Card:
    """A way to recover on the page; ``left_out`` as for its moves."""

    way: RecoveryWay
    dose: str
    left_out: str
    moves: tuple[Move, ...]


def describe_way(way: RecoveryWay, traits: frozenset[str]) -> Card:
    """A way with its dose, and with what these traits leave out."""
    dose = load_plan_rules().rule(way.rule).text if way.rule else way.dose
    exercises = (load_exercises().by_id[exercise] for exercise in way.exercises)
    moves = tuple(Move(one, _explain_flag(one.avoid, traits)) for one in exercises)
    return Card(way, dose, _explain_flag(way.avoid, traits), moves)


def suggest_ways(day: date, traits: frozenset[str]) -> list[RecoveryWay]:
    """One way to ease sore muscles and one gentle movement for a rest day, in turns from day to day.

    What these traits leave out is skipped, a way whose exercises are all left out too.
    """
    cards = [describe_way(way, traits) for way in load_recovery().ways if way.group in SUGGESTED_GROUPS]
    suitable = [card.way for card in cards if not card.left_out and (not card.moves or _has_move(card))]
    found = ([way for way in suitable if way.group == group] for group in SUGGESTED_GROUPS)
    return [ways[day.toordinal() % len(ways)] for ways in found if ways]


def _has_move(card: Card) -> bool:
    return any(not move.left_out for move in card.moves)


def _explain_flag(avoid: tuple[str, ...], traits: frozenset[str]) -> str:
    return gettext(" and ").join(render_by_id(f"trait.{trait}", ()) for trait in avoid if trait in traits)
