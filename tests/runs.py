"""Runs put straight into the history, where a test is not about importing."""

from datetime import UTC, date, datetime, timedelta

from runback.domain.activity import Activity, Sport, ZoneSource
from runback.domain.runner import Runner
from runback.store.mapping_history import activity_values
from runback.store.models import ActivityRow


def run_values(runner: Runner, day: date, km: float) -> ActivityRow:
    """The row of an easy run (6 minutes a kilometre) at seven in the morning, not yet kept."""
    start = datetime(day.year, day.month, day.day, 7, tzinfo=UTC)
    activity = Activity(
        Sport.RUN, start, 0, ZoneSource.FILE, elapsed_s=km * 370, moving_s=km * 360, distance_m=km * 1000
    )
    return ActivityRow(runner_id=runner.id, **activity_values(activity))


def add_run(runner: Runner, day: date, km: float) -> None:
    """Keep such a run."""
    run_values(runner, day, km).save()


def add_many_runs(runner: Runner, until: date, count: int) -> None:
    """``count`` runs, one every other day, the last on ``until``."""
    rows = [run_values(runner, until - timedelta(days=2 * n), 4 + n % 5) for n in range(count)]
    ActivityRow.objects.bulk_create(rows)
