"""The time zones and countries to choose from, read from the tz database."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Zone:
    """An IANA zone that a country uses; ``aliases`` are its other names, such as Asia/Calcutta."""

    name: str
    place: str
    aliases: tuple[str, ...]


@cache
def zones_by_continent() -> Mapping[str, tuple[Zone, ...]]:
    """Every zone of ``zone.tab``, sorted by name within its continent."""
    aliases: dict[str, list[str]] = defaultdict(list)
    for alias, name in _links().items():
        aliases[name].append(alias)
    groups: dict[str, list[Zone]] = defaultdict(list)
    for name in sorted({row[2] for row in _rows("zone.tab")}):
        continent, _, place = name.partition("/")
        groups[continent].append(Zone(name, _name_place(place), tuple(aliases[name])))
    return {continent: tuple(zones) for continent, zones in groups.items()}


def canonical_zone(name: str) -> str:
    """The name under which a zone is listed: Asia/Kolkata for Asia/Calcutta, UTC for Etc/UTC."""
    zone = _links().get(name, name)
    return "UTC" if zone == "Etc/UTC" else zone


@cache
def list_countries() -> tuple[tuple[str, str], ...]:
    """ISO 3166 codes and English names, sorted by name."""
    return tuple(sorted(((code, name) for code, name in _rows("iso3166.tab")), key=lambda pair: pair[1]))


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
