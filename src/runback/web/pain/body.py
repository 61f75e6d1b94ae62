"""The body map: the places of the check, over a drawing of the back and of the front."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from runback.knowledge.questions import load_questions
from runback.languages.catalogue import gettext
from runback.report.body_map import draw_trunk

BACK = ("thoracic", "flank", "left_low_back", "central_low_back", "right_low_back", "si_dimple", "buttock_left",
        "buttock_right", "thigh_back")  # fmt: skip
FRONT = ("abdomen", "hip_lateral", "groin", "thigh_front")
BESIDE = ("band_low_back", "leg_below_knee", "foot", "both_legs")
"""Places that are not on the drawing."""

TWICE = frozenset({"flank", "thigh_back", "hip_lateral", "thigh_front"})
"""One place of the check that is on both sides of the drawing."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One place to tick."""

    id: str
    words: str
    is_chosen: bool
    is_twice: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One drawing with its places."""

    title: str
    drawing: SafeString
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class BodyMap:
    """Both drawings, and the places beside them."""

    sides: tuple[Side, Side]
    beside: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class ShadedSpot:
    """A place that hurt on that many ``days``; ``shade`` is 1 to 3."""

    id: str
    days: int
    shade: int
    is_twice: bool


@dataclass(frozen=True, slots=True)
class ShadedSide:
    """One drawing with the places that hurt."""

    title: str
    drawing: SafeString
    spots: tuple[ShadedSpot, ...]


def body_map(chosen: Iterable[str]) -> BodyMap:
    """The map with the ``chosen`` places ticked."""
    ticked = frozenset(chosen)
    back = Side(gettext("From behind"), SafeString(draw_trunk(is_back=True)), _spots(BACK, ticked))
    front = Side(gettext("From the front"), SafeString(draw_trunk(is_back=False)), _spots(FRONT, ticked))
    return BodyMap((back, front), _spots(BESIDE, ticked))


def _spots(places: Iterable[str], ticked: frozenset[str]) -> tuple[Spot, ...]:
    return tuple(Spot(place, describe_place(place), place in ticked, place in TWICE) for place in places)


def shade_map(days: Mapping[str, int]) -> tuple[ShadedSide, ...]:
    """Both drawings with the places that hurt on this many days, the darkest the most often."""
    most = max(days.values(), default=1)
    shown = {
        place: ShadedSpot(place, count, math.ceil(3 * count / most), place in TWICE) for place, count in days.items()
    }
    return tuple(
        ShadedSide(side.title, side.drawing, tuple(shown[spot.id] for spot in side.spots if spot.id in shown))
        for side in body_map(()).sides
    )


def describe_place(place: str) -> str:
    """A place in the words of the check."""
    asked = next(question for question in load_questions() if question.id == "locations")
    return asked.options[place]
