"""The time zones and countries to choose from, read from the tz database; their names in other languages are CLDR's."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from unicodedata import normalize

import yaml

from runback.languages import cache_by_language, current
from runback.languages.catalogue import FOLDER, gettext, gettext_noop


@dataclass(frozen=True, slots=True)
class Zone:
    """An IANA zone that a country uses; ``aliases`` are its other names, such as Asia/Calcutta."""

    name: str
    place: str
    aliases: tuple[str, ...]


_CONTINENTS = (
    gettext_noop("Africa"),
    gettext_noop("America"),
    gettext_noop("Antarctica"),
    gettext_noop("Arctic"),
    gettext_noop("Asia"),
    gettext_noop("Atlantic"),
    gettext_noop("Australia"),
    gettext_noop("Europe"),
    gettext_noop("Indian"),
    gettext_noop("Pacific"),
)


@cache_by_language
def zones_by_continent() -> Mapping[str, tuple[Zone, ...]]:
    """Every zone of ``zone.tab``, sorted by place within its continent, in the current language."""
    places = _load_places("zones")
    aliases: dict[str, list[str]] = defaultdict(list)
    for alias, name in _links().items():
        aliases[name].append(alias)
    groups: dict[str, list[Zone]] = defaultdict(list)
    for name in sorted({row[2] for row in _rows("zone.tab")}):
        continent, _, place = name.partition("/")
        groups[continent].append(Zone(name, places.get(name) or _name_place(place), tuple(aliases[name])))
    return {
        gettext(continent): tuple(sorted(groups[continent], key=lambda zone: _sort_key(zone.place)))
        for continent in _CONTINENTS
    }


def canonical_zone(name: str) -> str:
    """The name under which a zone is listed: Asia/Kolkata for Asia/Calcutta, UTC for Etc/UTC."""
    zone = _links().get(name, name)
    return "UTC" if zone == "Etc/UTC" else zone


def name_zone(name: str) -> str:
    """The place of a zone in the current language, such as New York for America/New_York; UTC is UTC."""
    zone = canonical_zone(name)
    return _load_places("zones").get(zone) or _name_place(zone.partition("/")[2] or zone)


@cache_by_language
def list_countries() -> tuple[tuple[str, str], ...]:
    """ISO 3166 codes and names in the current language, sorted by name."""
    places = _load_places("countries")
    named = ((code, places.get(code, name)) for code, name in _rows("iso3166.tab"))
    return tuple(sorted(named, key=lambda pair: _sort_key(pair[1])))


def _load_places(kind: str) -> Mapping[str, str]:
    """The names of countries by code, or of places by time zone, where they differ from the English."""
    file = FOLDER / current() / "places.yaml"
    return yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)[kind] if file.exists() else {}


def _sort_key(name: str) -> str:
    """The letters without their accents, so that Ägypten is sorted under A."""
    return normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()


def _name_place(place: str) -> str:
    """``Argentina/Buenos_Aires`` as ``Buenos Aires, Argentina``."""
    return ", ".join(reversed(place.replace("_", " ").split("/")))


def _rows(file: str) -> list[list[str]]:
    return [line.split("\t") for line in _lines(file)]


@cache
def _links() -> Mapping[str, str]:
    """Other names of zones; lines such as ``L Asia/Kolkata Asia/Calcutta``."""
    links = [line.split() for line in _lines("tzdata.zi") if line.startswith("L ")]
    return {alias: name for _, name, alias in links}


def _lines(file: str) -> list[str]:
    text = (files("tzdata") / "zoneinfo" / file).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
