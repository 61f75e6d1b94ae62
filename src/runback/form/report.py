"""The result of measuring running form: events, metrics with intervals, refusals and warnings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Literal

View = Literal["side", "rear", "watch"]
BAND = NormalDist().inv_cdf(0.95)
"""A 90 % interval is the value plus and minus this many standard deviations."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A refusal or a warning: a stable ``id`` (interface.md) and a sentence for the runner."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class NotMeasurable:
    """Why a metric is not given."""

    reason: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with the interval that contains 90 % of contacts, measurement error included.

    ``n`` is the number of contacts; ``error`` is the standard error of ``value`` with the part of
    the error that does not average out. Smallest detectable changes are computed from it.
    """

    value: float
    low: float
    high: float
    n: int
    unit: str
    error: float


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric over a clip; ``asymmetry`` is left minus right in the same unit."""

    estimate: Estimate
    asymmetry: Estimate | NotMeasurable


@dataclass(frozen=True, slots=True)
class Event:
    """One contact with its own metrics; times in s on its clip's clock, ``clip`` counts the clips from 0."""

    foot: str
    contact_s: float
    toe_off_s: float
    metrics: Mapping[str, Estimate] = field(default_factory=dict)
    clip: int = 0


@dataclass(frozen=True, slots=True)
class Pass:
    """One run past the camera, or one stretch on a treadmill.

    ``direction`` is right or left as seen in the picture, away for a clip from behind; times are
    in s on its clip's clock, ``steps`` is the number of contacts, ``clip`` counts the clips from 0.
    """

    direction: str
    from_s: float
    to_s: float
    steps: int
    clip: int = 0


@dataclass(frozen=True, slots=True)
class FormReport:
    """Everything measured on one clip or one run with a watch.

    ``refused`` says why the form is not assessed; events that could still be timed are kept.
    ``metrics`` has every name in ``METRICS``, measured or with the reason why not; ``passes``
    are those that were pooled.
    """

    view: View
    frame_rate: float | None
    refused: Notice | None
    warnings: tuple[Notice, ...]
    events: tuple[Event, ...]
    metrics: Mapping[str, Metric | NotMeasurable]
    passes: tuple[Pass, ...] = ()


METRICS: dict[str, str] = {
    "cadence_spm": "spm",
    "contact_time_ms": "ms",
    "flight_time_ms": "ms",
    "vertical_oscillation_pct_leg": "% leg",
    "trunk_lean_deg": "deg",
    "shank_angle_contact_deg": "deg",
    "knee_flexion_contact_deg": "deg",
    "overstride_pct_leg": "% leg",
    "foot_angle_contact_deg": "deg",
    "step_width_cm": "cm",
    "pelvic_drop_midstance_deg": "deg",
    "elbow_angle_deg": "deg",
}
"""Names and units of interface.md."""

EXTRA_UNITS = {"step_width_pct_leg": "% leg"}
"""Also given, from behind, if the points are not in metres."""
