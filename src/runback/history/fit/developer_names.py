"""Which measurement a developer field holds: by its name and unit first, then by the native field it claims to replace.

Apps choose names, units and native numbers freely, and some of the numbers are wrong.
"""

import re
from dataclasses import dataclass

_NAMES = {
    "ground time": "stance_time",
    "ground contact time": "stance_time",
    "contact time": "stance_time",
    "stance time": "stance_time",
    "gct": "stance_time",
    "bodenkontaktzeit": "stance_time",
    "temps de contact au sol": "stance_time",
    "tiempo de contacto con el suelo": "stance_time",
    "vertical oscillation": "vertical_oscillation",
    "vertikale bewegung": "vertical_oscillation",
    "vertikale oszillation": "vertical_oscillation",
    "vert osc": "vertical_oscillation",
    "vertical ratio": "vertical_ratio",
    "step length": "step_length",
    "ground contact balance": "stance_time_balance",
    "ground contact time balance": "stance_time_balance",
    "stance time balance": "stance_time_balance",
    "contact balance": "stance_time_balance",
    "gct balance": "stance_time_balance",
    "schrittlänge": "step_length",
    "power": "power",
    "running power": "power",
    "run power": "power",
    "cadence": "cadence",
    "run cadence": "cadence",
    "running cadence": "cadence",
    "heart rate": "heart_rate",
    "hr": "heart_rate",
    "speed": "enhanced_speed",
    "distance": "distance",
}
_MAKERS = frozenset(
    {"stryd", "runscribe", "rp", "garmin", "polar", "coros", "humotion", "avg", "current", "connect", "iq"}
)
"""Prefixes of a name that say what device measured it."""

_UNITS = {
    "stance_time": {"milliseconds": 1.0, "millisecond": 1.0, "ms": 1.0, "msec": 1.0, "s": 1000.0, "sec": 1000.0},
    "vertical_oscillation": {
        "centimeters": 10.0,
        "centimetres": 10.0,
        "cm": 10.0,
        "millimeters": 1.0,
        "millimetres": 1.0,
        "mm": 1.0,
        "m": 1000.0,
    },
    "vertical_ratio": {"%": 1.0, "percent": 1.0, "pct": 1.0},
    "step_length": {"mm": 1.0, "millimeters": 1.0, "cm": 10.0, "centimeters": 10.0, "m": 1000.0, "meters": 1000.0},
    "stance_time_balance": {"%": 1.0, "percent": 1.0, "pct": 1.0},
    "power": {"watts": 1.0, "watt": 1.0, "w": 1.0},
    "cadence": {"rpm": 1.0, "spm": 1.0, "steps/min": 1.0, "strides/min": 1.0, "1/min": 1.0},
    "heart_rate": {"bpm": 1.0, "beats/min": 1.0},
    "enhanced_speed": {"m/s": 1.0, "km/h": 1 / 3.6, "kph": 1 / 3.6, "mph": 0.44704},
    "distance": {"m": 1.0, "meters": 1.0, "km": 1000.0},
}
_ENHANCED = {"speed": "enhanced_speed"}


@dataclass(frozen=True, slots=True)
class NamedField:
    """The native field that a developer field replaces, and the factor from its unit to that field's."""

    field: str
    factor: float


def find_field(name: str, units: str, native: str | None) -> NamedField | None:
    """The measurement of a developer field; None if neither name nor native field is known, or the unit is not."""
    unit = units.strip().lower()
    for field in (_by_name(name), _ENHANCED.get(native or "", native)):
        if field is not None and (factor := _UNITS.get(field, {}).get(unit)) is not None:
            return NamedField(field, factor)
    return None


def _by_name(name: str) -> str | None:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    words = re.findall(r"[^\W\d_]+", spaced.lower())
    while words and words[0] in _MAKERS:
        words = words[1:]
    return _NAMES.get(" ".join(words))
