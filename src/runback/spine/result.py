"""The result of a simulation: numbers with their band, feasibility, and a stride to draw."""

from collections.abc import Mapping
from dataclasses import dataclass

from runback.spine.arrays import Floats


@dataclass(frozen=True, slots=True)
class Note:
    """A note that a reader of the result must see: a stable id and a sentence."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class LevelLoad:
    """Peak loads of one level over the stride, in body weights; low and high are the band over modelling choices.

    Changes and their band are relative to full strength; None without weakness.
    """

    level: str
    compression_peak_bw: float
    low: float
    high: float
    shear_peak_bw: float
    shear_low: float
    shear_high: float
    compression_change_pct: float | None
    change_low_pct: float | None
    change_high_pct: float | None
    shear_change_bw: float | None
    shear_change_low_bw: float | None
    shear_change_high_bw: float | None


@dataclass(frozen=True, slots=True)
class GroupEffort:
    """Peak force of a muscle group on one side or both, N, and its change from full strength, %, each with band."""

    group: str
    side: str
    force_peak_n: float
    force_low_n: float
    force_high_n: float
    change_pct: float | None
    change_low_pct: float | None
    change_high_pct: float | None


@dataclass(frozen=True, slots=True)
class Feasibility:
    """Whether the muscles can produce the movement, and the largest moment they fail to supply, Nm."""

    is_feasible: bool
    lumbar_reserve_nm: float
    legs_reserve_nm: float
    is_solved: bool


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """The stride frame by frame, for drawing, with levels from T12-L1 to L5-S1.

    ``compression_bw`` and ``shear_bw`` (n, 6); ``effort`` (n,) per (group, side): share of full strength in use, 0 to
    1; ``moments_nm`` at L5-S1 (n,) per plane; ``low`` and ``high`` are the band at each moment.
    ``points_m`` (n, 2) per point: forward and up in m, with the pelvis' forward travel taken out. ``time_s`` starts
    at 0; ``start_s`` is where in the recording that is.
    """

    start_s: float
    time_s: Floats
    compression_bw: Floats
    compression_low_bw: Floats
    compression_high_bw: Floats
    shear_bw: Floats
    effort: Mapping[tuple[str, str], Floats]
    effort_low: Mapping[tuple[str, str], Floats]
    effort_high: Mapping[tuple[str, str], Floats]
    force_n: Mapping[tuple[str, str], Floats]
    moments_nm: Mapping[str, Floats]
    moments_low_nm: Mapping[str, Floats]
    moments_high_nm: Mapping[str, Floats]
    points_m: Mapping[str, Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """The part of a stride shown in a picture: ``compression_bw`` (n, 6), and each group's higher effort (n,)."""

    compression_bw: Floats
    effort: Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds for loading the model (once per process), a stride from kinematics on, and a slider's re-solve."""

    frames: int
    model_s: float
    stride_s: float
    resolve_s: float


@dataclass(frozen=True, slots=True, eq=False)
class SpineResult:
    """One simulated stride with one set of weaknesses.

    ``band`` and ``moments_band`` list the modelling choices behind low and high; ``loads_hz`` and ``moments_hz`` are
    the filters, 0 for none.
    """

    weak: Mapping[str, float]
    levels: tuple[LevelLoad, ...]
    muscles: tuple[GroupEffort, ...]
    feasibility: Feasibility
    trace: Trace
    before: Trace
    timing: Timing
    band: tuple[str, ...]
    loads_hz: float
    moments_hz: float
    moments_band: tuple[str, ...]
    notes: tuple[Note, ...]
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One published number and ours: both in words, our value with its band if it has one, and the verdict.

    ``agrees`` is whether ours is within the spread of the paper's number.
    """

    id: str
    question: str
    published: str
    ours: str
    value: float
    low: float | None
    high: float | None
    agrees: bool
