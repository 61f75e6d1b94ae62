"""What sources call a sport, mapped by data (sports.yaml)."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import yaml

from runback.domain.activity import Sport, Surface
from runback.history.track import StandingRule


@dataclass(frozen=True, slots=True)
class SportTable:
    """The table of sports.yaml: source words to sport and surface, speeds in m/s."""

    sport_of: dict[str, Sport]
    surface_of: dict[str, Surface]
    vague: frozenset[str]
    title_words: dict[str, Sport]
    virtual_words: tuple[str, ...]
    virtual_makers: tuple[str, ...]
    virtual_places: tuple[tuple[float, float, float, float], ...]
    fastest_mps: dict[Sport, float]
    fastest_run: tuple[tuple[float, float], ...]
    standing: dict[Sport, StandingRule]


@cache
def load_sports() -> SportTable:
    """The table, read once."""
    raw = yaml.safe_load((files("runback.history") / "sports.yaml").read_text(encoding="utf-8"))
    sport_of = {word: Sport(sport) for sport, words in raw["words"].items() for word in words}
    sport_of.update({number: Sport(sport) for number, sport in raw["numbers"].items()})
    return SportTable(
        sport_of=sport_of,
        surface_of={word: Surface(surface) for surface, words in raw["surfaces"].items() for word in words},
        vague=frozenset(raw["vague"]),
        title_words={word: Sport(sport) for sport, words in raw["title_words"].items() for word in words},
        virtual_words=tuple(raw["virtual"]["words"]),
        virtual_makers=tuple(raw["virtual"]["makers"]),
        virtual_places=tuple((south, north, west, east) for south, north, west, east in raw["virtual"]["places"]),
        fastest_mps={Sport(sport): speed for sport, speed in raw["fastest_mps"].items()},
        fastest_run=tuple((float(seconds), float(speed)) for seconds, speed in raw["fastest_run"]),
        standing={Sport(sport): StandingRule(**rule) for sport, rule in raw["standing"].items()},
    )


def fastest_mps(sport: Sport, seconds: float) -> float:
    """The fastest mean speed anybody can hold for that long, in m/s; for runs it falls with the time."""
    table = load_sports()
    if sport is not Sport.RUN:
        return table.fastest_mps[sport]
    times, speeds = zip(*table.fastest_run, strict=True)
    return float(np.interp(np.log(max(seconds, 1.0)), np.log(times), speeds))


def _key(word: str | None) -> str:
    return (word or "").strip().lower().replace(" ", "_").replace("-", "_")


def map_sport(sport: str, sub_sport: str | None) -> tuple[Sport, Surface | None]:
    """The sport of the source's words, and the surface where a run's words tell it."""
    table = load_sports()
    main, sub = _key(sport), _key(sub_sport)
    found = table.sport_of.get(main, Sport.OTHER)
    if main in table.vague or main not in table.sport_of:
        found = table.sport_of.get(sub, found)
    surface = table.surface_of.get(sub) or table.surface_of.get(main)
    return found, surface if found is Sport.RUN else None


def is_named(sport: str, sub_sport: str | None = None) -> bool:
    """Whether the source names a sport at all (not empty and not a vague word)."""
    table = load_sports()
    keys = [key for key in (_key(sport), _key(sub_sport)) if key]
    return any(key in table.sport_of and key not in table.vague for key in keys)


def guess_sport(title: str | None) -> str | None:
    """A sport's name from the words of a title, for files that do not name the sport."""
    if not title:
        return None
    table = load_sports()
    lowered = title.lower()
    words = set(re.findall(r"[^\W_]+", lowered))
    for word, sport in table.title_words.items():
        if word in words or (not word.isascii() and word in lowered):
            return sport.value
    return None
