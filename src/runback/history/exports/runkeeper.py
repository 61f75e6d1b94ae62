"""Runkeeper's ``cardioActivities.csv``, from a zip that also has a GPX file for each run with a track."""

from collections.abc import Mapping

from runback.history.cells import read_seconds
from runback.history.exports.values import instant_of, number_of, text_of
from runback.history.recording import Recording, StatedTotals

HEADINGS = frozenset({"Activity Id", "Date", "Type", "Duration", "Average Pace"})
_MILE_M, _FOOT_M = 1609.344, 0.3048


def read_row(row: Mapping[str, str]) -> Recording:
    """One activity: the runner's own clock, and the unit of each length in its heading."""
    metres = number_of(row, "Distance (km)", factor=1000)
    ascent = number_of(row, "Climb (m)")
    return Recording(
        format="runkeeper",
        sport=(text_of(row, "Type") or "").lower(),
        start_utc=instant_of(row, "Date"),
        is_local_clock=True,
        stated=StatedTotals(
            timer_s=read_seconds(row.get("Duration", "")),
            distance_m=number_of(row, "Distance (mi)", factor=_MILE_M) if metres is None else metres,
            ascent_m=number_of(row, "Climb (ft)", factor=_FOOT_M) if ascent is None else ascent,
            avg_hr_bpm=number_of(row, "Average Heart Rate (bpm)") or None,
        ),
        title=text_of(row, "Route Name"),
    )
