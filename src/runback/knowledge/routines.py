"""Fixed routines: the seven-minute dumbbell routine, the warm-up, the stretches after a run."""

from functools import cache
from typing import Literal

from pydantic import Field

from runback.knowledge.exercises import Trait, load_exercises
from runback.knowledge.reading import BrokenRuleBook, Entry, parse_yaml, read_yaml


class Station(Entry):
    """One station of the seven-minute routine; ``swap`` names what a trait does instead."""

    exercise: str
    side: Literal["", "left", "right", "both"] = ""
    swap: dict[Trait, str] = Field(default_factory=dict)


class SevenMinutes(Entry):
    work_s: int = Field(gt=0)
    change_s: int = Field(ge=0)
    warm_up_s: int = Field(gt=0)
    kit: tuple[str, ...]
    evidence: tuple[str, ...] = Field(min_length=1)
    stations: tuple[Station, ...] = Field(min_length=1)


class Drill(Entry):
    """One part of the warm-up; ``seconds`` for all of it."""

    id: str
    text: str
    seconds: int = Field(gt=0)
    avoid: tuple[Trait, ...] = ()


class WarmUp(Entry):
    evidence: tuple[str, ...] = Field(min_length=1)
    parts: tuple[Drill, ...] = Field(min_length=1)


class Stretch(Entry):
    """One stretch; the hold comes from rule mobility_after."""

    id: str
    name: str
    per_side: bool
    avoid: tuple[Trait, ...] = ()
    cue: str
    evidence: tuple[str, ...] = Field(min_length=1)


class Mobility(Entry):
    evidence: tuple[str, ...] = Field(min_length=1)
    parts: tuple[Stretch, ...] = Field(min_length=1)


class Routines(Entry):
    seven_minute: SevenMinutes
    warm_up: WarmUp
    mobility: Mobility


@cache
def load_routines() -> Routines:
    """The routines; raises ``BrokenRuleBook`` where they break their own form."""
    return check_routines(read_yaml("routines.yaml", Routines))


def parse_routines(text: str) -> Routines:
    """Routines from YAML text, checked like the product's own."""
    return check_routines(parse_yaml(text, "routines.yaml", Routines))


def check_routines(routines: Routines) -> Routines:
    """Refuse a station or a stretch that the library does not know, or a stretch for whom it is left out there."""
    known = load_exercises().by_id
    for station in routines.seven_minute.stations:
        for name in (station.exercise, *station.swap.values()):
            if name not in known:
                raise BrokenRuleBook(f"routines.yaml: unknown exercise {name}", path="routines.yaml")
    for stretch in routines.mobility.parts:
        if stretch.id not in known or set(known[stretch.id].avoid) - set(stretch.avoid):
            raise BrokenRuleBook(f"routines.yaml: {stretch.id} is not as the library has it", path="routines.yaml")
    return routines
