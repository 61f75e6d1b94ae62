"""One activity of a runner: its summary, and its samples as columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from runback.domain.channels import CHANNELS
from runback.domain.checks import require_aware, require_between
from runback.domain.errors import BadAnswer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Column = NDArray[np.float64]
else:
    Column = Any  # NumPy takes a tenth of a second to load, and most commands and pages have no samples


class Sport(StrEnum):
    """What was done (interface.md); treadmill, trail and track runs are ``run`` with a surface."""

    RUN = "run"
    WALK = "walk"
    RIDE = "ride"
    SWIM = "swim"
    STRENGTH = "strength"
    OTHER = "other"


class Surface(StrEnum):
    """The ground, where the source says it."""

    ROAD = "road"
    TRAIL = "trail"
    TRACK = "track"
    TREADMILL = "treadmill"


class ZoneSource(StrEnum):
    """Where the local time came from, best first."""

    FILE = "file"
    POSITION = "position"
    PROFILE = "profile"


@dataclass(frozen=True, slots=True)
class Samples:
    """Columns of equal length, one row a sample, keyed by the names of ``CHANNELS``.

    Values are float64 in the channel's unit; NaN means not recorded. ``time_s`` is
    always there, in seconds since the activity's ``start_utc``, never decreasing.

    Raises ``BadAnswer`` for an unknown channel, unequal lengths or a missing time_s.
    """

    columns: Mapping[str, Column]

    def __post_init__(self) -> None:
        if "time_s" not in self.columns:
            raise BadAnswer("samples", "samples need a time_s column")
        lengths = {len(column) for column in self.columns.values()}
        if len(lengths) != 1:
            raise BadAnswer("samples", f"sample columns differ in length: {sorted(lengths)}")
        if unknown := set(self.columns) - set(CHANNELS):
            raise BadAnswer("samples", f"unknown sample channel {sorted(unknown)[0]}")

    def __len__(self) -> int:
        return len(self.columns["time_s"])

    def get(self, name: str) -> Column | None:
        """The column of that name, or None where it was not recorded."""
        return self.columns.get(name)


@dataclass(frozen=True, slots=True)
class Lap:
    """One lap, as the device closed it; times in seconds since the activity's start."""

    start_s: float
    elapsed_s: float | None
    distance_m: float | None


@dataclass(frozen=True, slots=True)
class Source:
    """One original file behind an activity; ``path`` as in import verdicts (``a.zip!/b.fit``)."""

    path: str
    sha256: str
    format: str


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity. ``None`` means the sources do not say.

    ``utc_offset_s`` is local time minus UTC at the start. ``moving_s`` leaves out
    pauses; ``elapsed_s`` is start to end by the clock. Cadence of runs and walks is
    steps a minute of both feet. ``notes`` are plain sentences on what was odd.
    ``channels`` names what was recorded where the samples themselves are not loaded.
    """

    sport: Sport
    start_utc: datetime
    utc_offset_s: int
    zone_source: ZoneSource
    surface: Surface | None = None
    elapsed_s: float | None = None
    moving_s: float | None = None
    distance_m: float | None = None
    ascent_m: float | None = None
    avg_hr_bpm: float | None = None
    avg_cadence_spm: float | None = None
    title: str | None = None
    device: str | None = None
    gear: str | None = None
    perceived_effort: float | None = None
    laps: tuple[Lap, ...] = ()
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()
    channels: tuple[str, ...] = field(default=(), compare=False)
    samples: Samples | None = field(default=None, compare=False, repr=False)
    id: str | None = None

    def __post_init__(self) -> None:
        require_aware("start_utc", self.start_utc)
        require_between("utc_offset_s", self.utc_offset_s, -57_600, 57_600)
        for name in ("elapsed_s", "moving_s", "distance_m", "ascent_m"):
            require_between(name, getattr(self, name), 0, 1e8)

    @property
    def start_local(self) -> datetime:
        """The runner's wall clock at the start, without a zone."""
        return (self.start_utc.astimezone(UTC) + timedelta(seconds=self.utc_offset_s)).replace(tzinfo=None)

    @property
    def day(self) -> date:
        """The runner's local day the activity belongs to."""
        return self.start_local.date()

    @property
    def has_dynamics(self) -> bool:
        """Whether running dynamics (contact time or vertical oscillation) were recorded."""
        dynamics = ("contact_time_ms", "vertical_oscillation_mm")
        recorded = self.channels if self.samples is None else self.samples.columns
        return any(name in recorded for name in dynamics)
