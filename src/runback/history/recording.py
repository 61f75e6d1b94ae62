"""The content of a file before anything is inferred from it."""

from dataclasses import dataclass, field
from datetime import datetime

from runback.domain.activity import Lap, Samples
from runback.languages.saved import translate_later

NO_CLOCK = translate_later("The device's clock was not set, so the date is not known.")
NO_ZONE = translate_later("The file's times name no time zone and were taken for the runner's local time.")
ASK_SPORT = translate_later("No sport is named and it does not count as running. If it was a run, change the sport.")
RUN_BY_SPEED = translate_later(
    "No sport is named; speed and steps are those of a run, so it counts as one. You can change the sport."
)
VEHICLE = translate_later("Part of this recording is faster than anybody runs, so it was taken for a drive:")
"""The beginning of the note on a run whose totals leave out a drive."""

LISTED_DISTANCE = translate_later("The distance comes from the service's list, where you can correct it.")
TIME_OF_NAME = translate_later("The day and time were taken from the file's name.")


@dataclass(frozen=True, slots=True)
class StatedTotals:
    """Totals as stated by the device; None for those it does not state.

    ``avg_count`` is the device's own count a minute, strides or steps; ``steps`` counts both feet.
    """

    elapsed_s: float | None = None
    timer_s: float | None = None
    moving_s: float | None = None
    distance_m: float | None = None
    ascent_m: float | None = None
    avg_hr_bpm: float | None = None
    avg_count: float | None = None
    steps: float | None = None
    step_length_m: float | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded activity as stated in its file.

    ``sport`` and ``sub_sport`` are the source's own words (lower case); data files map them
    later. Cadence in ``samples`` is the device's own count, strides or steps, unless
    ``counts_steps``. ``start_utc`` is None if the file has no time. ``utc_offset_s`` is
    the file's own claim, unchecked. ``is_local_clock`` means that the file's times have no
    zone, so that ``start_utc`` holds the runner's local time. ``pauses`` are
    (start_s, end_s) pairs between timer stop and start events, in seconds since start_utc.
    ``truncated`` marks a file that was read only up to a fault.
    """

    format: str
    sport: str
    sub_sport: str | None = None
    start_utc: datetime | None = None
    utc_offset_s: int | None = None
    is_local_clock: bool = False
    counts_steps: bool = False
    samples: Samples | None = field(default=None, compare=False)
    stated: StatedTotals = StatedTotals()
    pauses: tuple[tuple[float, float], ...] = ()
    laps: tuple[Lap, ...] = ()
    title: str | None = None
    device: str | None = None
    gear: str | None = None
    perceived_effort: float | None = None
    truncated: bool = False
    notes: tuple[str, ...] = ()
