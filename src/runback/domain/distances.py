"""Distances in the runner's unit. Everything is stored in kilometres; only text and input can be in miles."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from runback.domain.runner import Units
from runback.languages import localize_decimal

KM_PER_MILE = 1.609344

_shown: ContextVar[Units] = ContextVar("shown_units", default=Units.KM)
_WRITTEN = re.compile(r"(?<![\d.,])(\d+(?:[.,]\d+)?)\s?(km/h|km|kilomet(?:re|er)s?|Kilometern?|kilómetros?)\b(?!\s?/)")


@contextmanager
def showing(units: Units) -> Iterator[None]:
    """Show distances in that unit inside the ``with`` block: for one request, or one command."""
    token = _shown.set(units)
    try:
        yield
    finally:
        _shown.reset(token)


def shown_units() -> Units:
    """The current unit of distances."""
    return _shown.get()


def unit_km() -> float:
    """How many kilometres one shown unit is."""
    return KM_PER_MILE if shown_units() is Units.MI else 1.0


def in_shown(km: float) -> float:
    """Kilometres in the shown unit."""
    return km / unit_km()


def to_km(value: float) -> float:
    """A distance in the shown unit as kilometres."""
    return value * unit_km()


def format_distance(km: float, decimals: int = 1) -> str:
    """``6.0 km``, or ``3.7 mi``."""
    return localize_decimal(f"{in_shown(km):.{decimals}f} {shown_units()}")


def format_plain_distance(km: float) -> str:
    """A distance without needless decimals: ``10 km``, ``6.2 mi``."""
    return localize_decimal(f"{round(in_shown(km), 1):g} {shown_units()}")


def in_own_unit(text: str) -> str:
    """A text that was written with kilometres, such as ``16 km`` or ``8.5 km/h``, in the shown unit."""
    if shown_units() is Units.KM:
        return text
    return _WRITTEN.sub(_rewrite, text)


def _rewrite(found: re.Match[str]) -> str:
    unit = "mph" if found[2] == "km/h" else "mi"
    km = float(found[1].replace(",", "."))
    return localize_decimal(f"{round(in_shown(km), 1):g} {unit}")
