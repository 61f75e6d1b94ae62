"""Running load: days, weeks, spikes, gaps and today's ceiling. All days are the runner's local days."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from runback.domain.checks import require_between


@dataclass(frozen=True, slots=True)
class Run:
    """What load needs to know of one run; distances in km, durations in minutes of moving time.

    ``is_estimated``: nothing measured its distance, which follows from its time.
    """

    day: date
    distance_km: float
    duration_min: float
    activity_id: str | None = None
    surface: str | None = None
    start_hour: float | None = None
    ascent_m: float | None = None
    shoe: str | None = None
    is_estimated: bool = False

    def __post_init__(self) -> None:
        require_between("distance_km", self.distance_km, 0, 1_000)
        require_between("duration_min", self.duration_min, 0, 20_000)


class SpikeSize(StrEnum):
    """How far a run went beyond the longest of the 30 days before it (Frandsen 2025)."""

    SMALL = "small"
    MODERATE = "moderate"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class DayLoad:
    date: date
    distance_km: float
    duration_min: float
    longest_run_km: float


@dataclass(frozen=True, slots=True)
class WeekLoad:
    """A week from Monday; ``change_pct`` against the week before, None where that was empty."""

    start: date
    distance_km: float
    change_pct: float | None


@dataclass(frozen=True, slots=True)
class Spike:
    date: date
    run_km: float
    longest_prior_30d_km: float
    ratio: float
    size: SpikeSize


@dataclass(frozen=True, slots=True)
class Gap:
    """Days without a run: from the day after one run to the day before the next (or as_of)."""

    start: date
    end: date
    days: int


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What `runback load` prints.

    ``longest_run_30d_km`` is None without a run in the 30 days before ``as_of``.
    ``weekly_cap_km`` is a convention (ten-percent-weekly-rule), the single-run
    ceiling a published limit (single-session-spike).
    """

    as_of: date
    days: tuple[DayLoad, ...]
    weeks: tuple[WeekLoad, ...]
    longest_run_30d_km: float | None
    single_run_ceiling_km: float
    weekly_cap_km: float
    spikes: tuple[Spike, ...]
    gaps: tuple[Gap, ...]
