"""The seven-minute dumbbell routine for one runner: ten stations that suit the traits, none of them twice."""

from runback.knowledge.exercises import Exercise, load_exercises
from runback.knowledge.routines import Station, load_routines

FALLBACKS = (
    "bird_dog",
    "sit_to_stand",
    "wall_sit",
    "calf_raise",
    "side_lying_abduction",
    "wall_press_up",
    "wall_slide",
    "bent_knee_calf_raise",
    "hip_flexor_kneel",
    "calf_stretch",
)
"""Substitutes, in this order, where nothing of a station is left; they need no kit, and no trait rules them out."""


def choose_stations(
    traits: frozenset[str], without: frozenset[str] = frozenset()
) -> tuple[tuple[Station, Exercise], ...]:
    """Each station of the routine with the exercise that suits these traits; both sides of a row stay a pair.

    ``without`` are exercise ids that a clinician left out.
    """
    found: list[tuple[Station, Exercise]] = []
    for station in load_routines().seven_minute.stations:
        found.append((station, _choose(station, traits, without | {one.id for _, one in found}, without)))
    return tuple(found)


def _choose(station: Station, traits: frozenset[str], taken: frozenset[str], without: frozenset[str]) -> Exercise:
    """The station's own exercise unless a trait swaps it; then the first stand-in that suits and is not there yet."""
    book = load_exercises().by_id
    swaps = [name for trait, name in station.swap.items() if trait in traits]
    own = book[station.exercise]
    if not swaps and not traits & set(own.avoid) and own.id not in without:
        return own
    others = (book[name] for name in (*swaps, *FALLBACKS))
    return next(one for one in others if one.id not in taken and not traits & set(one.avoid))
