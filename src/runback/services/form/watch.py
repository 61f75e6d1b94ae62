"""Form from the watch's samples in the history: one run, or every run over months."""

from datetime import date

from runback.domain.activity import Sport
from runback.domain.errors import UnusableInput
from runback.domain.runner import Runner
from runback.form.minutes import RunMinutes, cut_minutes
from runback.form.watch import WatchReport, compare_months, measure_run
from runback.languages.catalogue import gettext
from runback.services import activities
from runback.store.originals import DamagedFile

RUNS_MAX = 600
"""So many runs, the latest ones, are read for the months; about five years of running."""


def measure_activity(runner: Runner, activity_id: int | str) -> WatchReport:
    """One run's form and its drift; raises ``NotFound``, and ``UnusableInput`` if it is not a run."""
    return measure_run(read_minutes(runner, activity_id))


def read_minutes(runner: Runner, activity_id: int | str) -> RunMinutes:
    """The steady minutes of a run; raises as ``measure_activity``."""
    activity = activities.read_activity(runner, activity_id)
    if activity.sport is not Sport.RUN:
        raise UnusableInput(gettext("Activity {activity_id} is not a run.").format(activity_id=activity_id))
    samples = activities.read_samples(runner, activity_id)
    if samples is None:
        raise UnusableInput(
            gettext("Activity {activity_id} has no samples, so there is no form to read.").format(
                activity_id=activity_id
            )
        )
    return cut_minutes(samples, str(activity_id), activity.day)


def measure_history(runner: Runner, as_of: date) -> WatchReport:
    """Months of running at one speed, from every run up to that day that recorded cadence."""
    runs = activities.list_activities(runner, until=as_of, sport=Sport.RUN)[-RUNS_MAX:]
    cut = (_minutes(runner, str(run.id), run.day) for run in runs if "cadence_spm" in run.channels)
    return compare_months([run for run in cut if run is not None])


def _minutes(runner: Runner, activity_id: str, day: date) -> RunMinutes | None:
    """The steady minutes of a run, None where its samples are missing or damaged."""
    try:
        samples = activities.read_samples(runner, activity_id)
    except DamagedFile:
        return None
    return None if samples is None else cut_minutes(samples, activity_id, day)
