"""Runs that went beyond the ceiling of their day, noticed when they come in."""

from collections.abc import Sequence

from runback.domain.load import Run
from runback.load import measure_load
from runback.plan.reasons import km

NOTICED_MAX = 5
NOTICED_DAYS = 30


def notice_runs(before: Sequence[Run], after: Sequence[Run]) -> tuple[str, ...]:
    """A sentence for each run of ``after`` that ``before`` did not hold and that passed its day's ceiling.

    Newest first, five at most, of the 30 days up to the newest run; a first run has no ceiling to pass.
    """
    known = {_key(run) for run in before}
    new = sorted((run for run in after if _key(run) not in known), key=lambda run: run.day, reverse=True)
    latest = max((run.day for run in after), default=None)
    found = []
    for run in new:
        if latest is None or (latest - run.day).days > NOTICED_DAYS:
            break
        report = measure_load([one for one in after if one.day < run.day], run.day)
        if report.longest_run_30d_km and run.distance_km > report.single_run_ceiling_km:
            found.append(
                f"Your run of {km(run.distance_km)} on {run.day:%A} {run.day.day} {run.day:%B} went beyond that day's "
                f"limit of {km(report.single_run_ceiling_km)}. Log how your back took it; the plan goes on from there."
            )
    return tuple(found[:NOTICED_MAX])


def _key(run: Run) -> tuple[object, ...]:
    return (run.day, round(run.distance_km, 2), round(run.duration_min))
