"""Maps column names of pose programs and laboratories to the names that ``keypoints`` reads."""

import re
from collections.abc import Iterable

LEFT_OUT = frozenset({"", "frame", "frame_number", "frame_index", "frame_id", "index", "unnamed_0"})
"""Columns that number the rows, or that result from a comma at the end of each row."""

_TIMES = {
    "time": "time_s",
    "t": "time_s",
    "timestamp": "time_s",
    "time_s": "time_s",
    "time_sec": "time_s",
    "time_seconds": "time_s",
    "timestamp_s": "time_s",
    "time_ms": "time_ms",
    "timestamp_ms": "time_ms",
}
_SIDES = {"left": "left", "l": "left", "right": "right", "r": "right"}
_ENDS = {end: end for end in ("x", "y", "z", "visibility")} | dict.fromkeys(
    ("confidence", "conf", "score", "likelihood", "presence", "vis"), "visibility"
)
_PARTS = {"foot_index": "toe", "big_toe": "toe", "bigtoe": "toe", "toes": "toe"}
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=\b[LR])(?=[A-Z][a-z])")
_BETWEEN = re.compile(r"[\s._\-/:]+")


def normalise_names(header: Iterable[str], points: Iterable[str]) -> list[str]:
    """Each column as ``time_s``, ``time_ms``, ``<point>_<x|y|z|visibility>``, empty to drop it, or unchanged.

    Capitals, spaces, dots and camel case do not matter, nor does the position of the side (``LHip.X``,
    ``hip_left_x``), nor the programs' names for toe and visibility. ``points`` are the known names.
    """
    known = frozenset(points)
    return [_normalise(name, known) for name in header]


def _normalise(name: str, known: frozenset[str]) -> str:
    words = [word for word in _BETWEEN.split(_HUMP.sub("_", name.strip())) if word]
    plain = "_".join(words).lower()
    if plain in LEFT_OUT:
        return ""
    if plain in _TIMES:
        return _TIMES[plain]
    *body, end = plain.split("_") if plain else [""]
    point = _point(body)
    return f"{point}_{_ENDS[end]}" if end in _ENDS and point in known else name.strip()


def _point(words: list[str]) -> str:
    """The point named by these words, with its side first: ``["hip", "l"]`` is ``left_hip``."""
    sides = [_SIDES[word] for word in words if word in _SIDES]
    part = "_".join(word for word in words if word not in _SIDES)
    part = _PARTS.get(part, part)
    return f"{sides[0]}_{part}" if len(sides) == 1 else part
