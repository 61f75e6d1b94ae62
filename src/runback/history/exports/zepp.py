"""Zepp's (Amazfit's, Mi Fit's) ``SPORT_*.csv``."""

from collections.abc import Mapping

from runback.history.exports.values import instant_of, number_of, text_of
from runback.history.recording import Recording, StatedTotals

# Numbers that Zepp gives sports; what is not named here is recognised by its speed and steps.
_KINDS = {
    "1": "running",
    "6": "walking",
    "7": "trail_running",
    "8": "treadmill_running",
    "9": "cycling",
    "10": "indoor_cycling",
    "14": "swimming",
    "15": "open_water_swimming",
    "52": "strength_training",
}


def read_row(row: Mapping[str, str]) -> Recording:
    """One workout: start with its zone, seconds and metres."""
    return Recording(
        format="zepp",
        sport=_KINDS.get(text_of(row, "type") or "", ""),
        start_utc=instant_of(row, "startTime"),
        stated=StatedTotals(
            timer_s=number_of(row, "sportTime(s)"),
            distance_m=number_of(row, "distance(m)"),
            avg_hr_bpm=number_of(row, "avgHeartRate", "avgHR"),
        ),
    )
