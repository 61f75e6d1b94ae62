"""Samsung Health's ``com.samsung.shealth.exercise.DATE.csv``: a line about the file, then long headings."""

from collections.abc import Mapping, Sequence

from runback.history.exports.values import instant_of, minutes_of, number_of, text_of
from runback.history.recording import Recording, StatedTotals

_PREFIX = "com.samsung.health.exercise."
# Numbers of the Samsung Health SDK; what is not named here is recognised by its speed and steps.
_KINDS = {
    "1001": "walking",
    "1002": "running",
    "11007": "cycling",
    "13001": "hiking",
    "14001": "swimming",
    "15002": "strength_training",
    "15003": "cycling",
    "15005": "treadmill",
    "15006": "elliptical",
}


def is_of_samsung(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table is one of Samsung Health's, of workouts or of anything else: its first line names it."""
    return any(cell.strip().startswith("com.samsung.") for row in rows[:2] for cell in row[:1])


def read_row(row: Mapping[str, str]) -> Recording:
    """One exercise: times in UTC beside the runner's offset, milliseconds and metres."""
    values = {name.removeprefix(_PREFIX): value for name, value in row.items()}
    return Recording(
        format="samsung",
        sport=_KINDS.get((text_of(values, "exercise_type") or "").split(".")[0], ""),
        start_utc=instant_of(values, "start_time"),
        utc_offset_s=minutes_of(values.get("time_offset")),
        stated=StatedTotals(
            timer_s=number_of(values, "duration", factor=0.001),
            distance_m=number_of(values, "distance"),
            ascent_m=number_of(values, "altitude_gain"),
            avg_hr_bpm=number_of(values, "mean_heart_rate"),
            avg_count=number_of(values, "mean_cadence") or None,
            steps=number_of(values, "count") if values.get("count_type") in (None, "", "30001") else None,
        ),
        title=text_of(values, "title"),
    )
