"""Maps what sources call a sport to ours, from data (sports.yaml)."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import yaml

from runback.domain.activity import Sport, Surface
from runback.history.track import StandingRule


@dataclass(frozen=True, slots=True)
class SportWords:
    """How texts name one sport: words, prefixes, suffixes, phrases, and parts of words in scripts without spaces.

    ``weak`` words can be any kind of outing (paseo, balade): they count only if no other word does.
    """

    words: frozenset[str]
    ends: tuple[str, ...]
    phrases: tuple[str, ...]
    inside: tuple[str, ...]
    starts: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SportTable:
    """The table of sports.yaml: source words to sport and surface, speeds in m/s."""

    sport_of: dict[str, Sport]
    surface_of: dict[str, Surface]
    vague: frozenset[str]
    inside: dict[Sport, SportWords]
    passed_over: tuple[str, ...]
    surface_words: dict[str, Surface]
    virtual_words: tuple[str, ...]
    virtual_makers: tuple[str, ...]
    virtual_places: tuple[tuple[float, float, float, float], ...]
    fastest_mps: dict[Sport, float]
    fastest_run: tuple[tuple[float, float], ...]
    standing: dict[Sport, StandingRule]


_WORD = re.compile(r"[^\W_]+")
_LONG_WORD = 8  # Treadmill, Laufband: no other word begins with them
FIRST_WITHOUT_SPACES = 0x2E80
"""Where Chinese, Japanese and Korean start."""


@cache
def load_sports() -> SportTable:
    """The table; it is read only once."""
    text = (files("runback.history") / "sports.yaml").read_text(encoding="utf-8")
    raw = yaml.load(text, Loader=yaml.CSafeLoader)
    sport_of = {word: Sport(sport) for sport, words in raw["words"].items() for word in words}
    sport_of.update({number: Sport(sport) for number, sport in raw["numbers"].items()})
    return SportTable(
        sport_of=sport_of,
        surface_of={word: Surface(surface) for surface, words in raw["surfaces"].items() for word in words},
        vague=frozenset(raw["vague"]),
        inside={Sport(sport): SportWords(**_as_texts(found)) for sport, found in raw["inside"].items()},
        passed_over=tuple(raw["passed_over"]),
        surface_words={str(word): Surface(name) for name, words in raw["surface_words"].items() for word in words},
        virtual_words=tuple(raw["virtual"]["words"]),
        virtual_makers=tuple(raw["virtual"]["makers"]),
        virtual_places=tuple((south, north, west, east) for south, north, west, east in raw["virtual"]["places"]),
        fastest_mps={Sport(sport): speed for sport, speed in raw["fastest_mps"].items()},
        fastest_run=tuple((float(seconds), float(speed)) for seconds, speed in raw["fastest_run"]),
        standing={Sport(sport): StandingRule(**rule) for sport, rule in raw["standing"].items()},
    )


def _as_texts(found: dict[str, list[str]]) -> dict[str, Any]:
    texts = {name: tuple(str(word) for word in words) for name, words in found.items()}
    return texts | {"words": frozenset(texts["words"])}


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
    """The sport for the source's words, and the surface if a run's words name it."""
    table = load_sports()
    main, sub = _key(sport), _key(sub_sport)
    found = table.sport_of.get(main) or find_sport(sport) or Sport.OTHER
    if main in table.vague or (main not in table.sport_of and found is Sport.OTHER):
        found = table.sport_of.get(sub) or find_sport(sub_sport) or found
    surface = table.surface_of.get(sub) or table.surface_of.get(main) or _find_surface(sport, sub_sport)
    return found, surface if found is Sport.RUN else None


def is_named(sport: str, sub_sport: str | None = None) -> bool:
    """Whether the source names a sport at all (not empty and not a vague word)."""
    table = load_sports()
    for text in (sport, sub_sport):
        key = _key(text)
        if key in table.vague or key == "":
            continue
        if key in table.sport_of or find_sport(text) is not None:
            return True
    return False


def find_sport(text: str | None) -> Sport | None:
    """The sport named first in a title, type or file name, in any language; None if there is none.

    A text with words of running and of walking ("Walk/run, week 2") is a run.
    """
    if not text:
        return None
    lowered = _spaced(text)
    places = {
        sport: place for sport, words in load_sports().inside.items() if (place := _place_of(lowered, words)) >= 0
    }
    if not places:
        return next((sport for sport, words in load_sports().inside.items() if _words(lowered) & set(words.weak)), None)
    # if two sports share a word (Skilanglauf ends like a run), the longer, rarer one is listed later and wins
    first = max(places.items(), key=lambda found: (-found[1], list(Sport).index(found[0])))[0]
    return Sport.RUN if first is Sport.WALK and Sport.RUN in places else first


def _words(lowered: str) -> set[str]:
    return set(_WORD.findall(lowered))


def _place_of(lowered: str, words: SportWords) -> int:
    """The position of the first of the words in the text; -1 if none is in it."""
    places = [lowered.find(phrase) for phrase in (*words.phrases, *words.inside)]
    places.extend(match.start() for match in _WORD.finditer(lowered) if _matches(match.group(), words))
    return min((place for place in places if place >= 0), default=-1)


def _matches(word: str, words: SportWords) -> bool:
    is_part = any(word.endswith(end) and len(word) > len(end) for end in words.ends)
    return word in words.words or is_part or word.startswith(words.starts)


def _spaced(text: str) -> str:
    """The text in lower case, with MorningRun and morning_run split into two words."""
    plain = unicodedata.normalize("NFC", text)
    lowered = re.sub(r"[_\-./]+", " ", re.sub(r"(?<=[a-zß-ÿ])(?=[A-Z])", " ", plain)).lower()
    for word in load_sports().passed_over:
        lowered = lowered.replace(word, " ")
    return lowered


def _find_surface(*texts: str | None) -> Surface | None:
    lowered = " ".join(_spaced(text) for text in texts if text)
    found = _words(lowered)
    surfaces = load_sports().surface_words.items()
    return next((surface for word, surface in surfaces if _is_inside(word, lowered, found)), None)


def _is_inside(word: str, lowered: str, words: set[str]) -> bool:
    """Whether it is one of the words, the start of one if it is long, or anywhere in a script without spaces."""
    if word in words or (" " in word and word in lowered):
        return True
    if ord(word[0]) >= FIRST_WITHOUT_SPACES:
        return word in lowered
    return len(word) >= _LONG_WORD and any(each.startswith(word) for each in words)
