"""Runs that provoked pain: they do not raise the ceiling of the next run."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from runback.domain.load import Run
from runback.load.limits import distance_limits

RUN_ONSETS = ("after_run", "sudden_during_run")
ONSET_DAYS = 2
"""Days of pain are not exact: a spike up to two days before the pain counts as its cause."""


def before_provoking(
    runs: Sequence[Run], check_day: date, onset: str | None, pain_days: float | None
) -> Mapping[date, float]:
    """By day of a spike that provoked pain: the longest run of the 30 days before it, in km."""
    if onset not in RUN_ONSETS or pain_days is None:
        return {}
    began = check_day - timedelta(days=round(pain_days))
    found: dict[date, float] = {}
    for run in runs:
        if not began - timedelta(days=ONSET_DAYS) <= run.day <= began:
            continue
        since = run.day - timedelta(days=distance_limits().run_days)
        before = max((one.distance_km for one in runs if since <= one.day < run.day), default=0.0)
        if before and run.distance_km > before * distance_limits().run_factor:
            found[run.day] = before
    return found
