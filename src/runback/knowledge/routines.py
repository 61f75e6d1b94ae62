"""Fixed routines: the seven-minute dumbbell routine, the warm-up, the stretches after a run."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from runback.knowledge.exercises import ExerciseBook, Trait, load_exercises
from runback.knowledge.reading import FROZEN, Entry, Fault, parse_yaml, read_text
from runback.languages import cache_by_language

FILE = "routines.yaml"


class Station(Entry):
    """One station of the seven-minute routine; ``swap`` names what a trait does instead."""

    exercise: str
    side: Literal["", "left", "right", "both"] = ""
    swap: Annotated[Mapping[Trait, str], FROZEN] = {}


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


class HipAndTrunk(Entry):
    """Exercises before a run for runners of these ``statuses``; ``say`` is what the page says about them."""

    statuses: tuple[str, ...] = Field(min_length=1)
    dose: str = Field(min_length=1)
    say: tuple[str, ...] = Field(min_length=1)
    exercises: tuple[str, ...] = Field(min_length=1)
    evidence: tuple[str, ...] = Field(min_length=1)


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
    hip_and_trunk: HipAndTrunk
    mobility: Mobility


@cache_by_language
def load_routines() -> Routines:
    """The routines; raises ``BrokenRuleBook`` where they break their own form or name an unknown exercise."""
    return parse_yaml(read_text(FILE), FILE, Routines, lambda found: find_unknown_exercises(found, load_exercises()))


def parse_routines(text: str) -> Routines:
    """The routines of a YAML text, their own form checked."""
    return parse_yaml(text, FILE, Routines)


def find_unknown_exercises(routines: Routines, book: ExerciseBook) -> Iterator[Fault]:
    """Stations and stretches that the library does not have, and the people for whom stretches are left out."""
    for place, station in enumerate(routines.seven_minute.stations):
        path = ("seven_minute", "stations", place)
        named = [(*path, "exercise"), *((*path, "swap", trait) for trait in station.swap)]
        for where, name in zip(named, (station.exercise, *station.swap.values()), strict=True):
            if name not in book.by_id:
                yield Fault(where, f"There is no exercise {name}; use an id of exercises.yaml.")
    for name in routines.hip_and_trunk.exercises:
        if name not in book.by_id:
            yield Fault(("hip_and_trunk", "exercises"), f"There is no exercise {name}; use an id of exercises.yaml.")
    for stretch in routines.mobility.parts:
        where = ("mobility", "parts", stretch.id)
        if stretch.id not in book.by_id:
            yield Fault(where, f"There is no exercise {stretch.id}; use an id of exercises.yaml.")
        elif missing := sorted(set(book.by_id[stretch.id].avoid) - set(stretch.avoid)):
            yield Fault((*where, "avoid"), f"exercises.yaml leaves it out for {', '.join(missing)}; add that to avoid.")
