"""Where a runner is: the country that a time zone lies in."""

from functools import cache
from importlib.resources import files


@cache
def country_of(zone: str) -> str | None:
    """The country of an IANA time zone (ISO 3166 code); None for UTC and the like."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return next((row[0] for row in rows if row[2] == zone), None)
