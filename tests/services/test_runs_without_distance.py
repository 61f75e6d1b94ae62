"""A run of which only the time is known counts by it: on a treadmill, or with a heart rate strap alone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from runback.domain.activity import Activity, Sport, Surface, ZoneSource
from runback.services import activities
from runback.services.training.facts import gather_facts
from runback.services.training.load import measure_load
from runback.store.mapping_history import activity_values
from runback.store.models import ActivityRow

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 3)
PACE, SHARE = 7.0, 0.97  # of the rule book, and for what nobody measured


def keep(ada, sport: Sport = Sport.RUN, day: date = DAY, **more) -> int:
    start = datetime(day.year, day.month, day.day, 17, tzinfo=UTC)
    found = Activity(sport, start, 0, ZoneSource.FILE, **more)
    row = ActivityRow(runner_id=ada.id, **activity_values(found))
    row.save()
    return row.pk


@pytest.mark.parametrize(
    ("known", "minutes"),
    [
        ({"moving_s": 1800.0}, 30),
        ({"elapsed_s": 1800.0}, 30),
        ({"elapsed_s": 2400.0, "moving_s": 1800.0}, 30),
        ({"elapsed_s": 1800.0, "moving_s": 0.0}, 30),
        ({"moving_s": 1800.0, "distance_m": 0.0}, 30),
        ({"moving_s": 1800.0, "surface": Surface.TREADMILL}, 30),
        ({"moving_s": 1800.0, "avg_hr_bpm": 150.0}, 30),
        ({"moving_s": 600.0}, 10),
        ({"moving_s": 3600.0}, 60),
        ({"moving_s": 7200.0}, 60),
        ({"elapsed_s": 20 * 3600.0}, 60),
        ({}, 0),
    ],
)
def test_a_run_without_a_distance_counts_by_its_time_an_hour_at_most(ada, known, minutes):
    keep(ada, **known)
    (run,) = activities.list_runs(ada)
    assert run.distance_km == pytest.approx(SHARE * minutes / PACE)
    assert run.is_estimated == (minutes > 0)


def test_it_is_in_the_week_and_under_the_ceiling(ada):
    for back in (12, 11, 10):
        keep(ada, day=DAY - timedelta(days=back), moving_s=1800.0, surface=Surface.TREADMILL)
    load = measure_load(ada, DAY)
    assert load.weeks[0].distance_km == pytest.approx(3 * SHARE * 30 / PACE)
    assert load.longest_run_30d_km == pytest.approx(SHARE * 30 / PACE)


def test_a_walk_without_a_distance_stays_without(ada):
    keep(ada, Sport.WALK, moving_s=1800.0)
    assert [walk.distance_km for walk in activities.list_walks(ada, DAY, DAY)] == [0.0]


def test_the_distance_that_the_runner_enters_counts_instead(ada):
    pk = keep(ada, moving_s=1800.0)
    activities.edit_activity(ada, pk, distance_m=5000.0)
    (run,) = activities.list_runs(ada)
    assert (run.distance_km, run.is_estimated) == (5.0, False)


def measured(ada, km: float, back: int) -> None:
    keep(ada, day=DAY - timedelta(days=back), distance_m=km * 1000, moving_s=km * PACE * 60)


@pytest.mark.parametrize("minutes", [35, 45, 60, 120])
@pytest.mark.parametrize(("longest", "back"), [(3.0, 30), (4.0, 12), (4.5, 6)])
def test_an_hour_on_a_treadmill_raises_no_ceiling_above_what_was_measured(ada, longest, back, minutes):
    measured(ada, longest, back)
    measured(ada, longest - 1, back - 1)
    keep(ada, day=DAY - timedelta(days=1), moving_s=minutes * 60.0, surface=Surface.TREADMILL)
    load = measure_load(ada, DAY)
    assert load.longest_run_30d_km == longest
    assert max(run.distance_km for run in gather_facts(ada, DAY).runs) == longest


def test_it_is_a_spike_all_the_same_and_counts_in_its_week(ada):
    measured(ada, 3.0, 8)
    keep(ada, day=DAY - timedelta(days=1), moving_s=3600.0)
    load = measure_load(ada, DAY)
    assert [spike.run_km for spike in load.spikes] == [pytest.approx(SHARE * 60 / PACE)]
    assert load.weeks[-1].distance_km == pytest.approx(SHARE * 60 / PACE)


def test_where_nothing_was_measured_in_thirty_days_the_estimate_is_all_there_is(ada):
    measured(ada, 3.0, 45)
    keep(ada, day=DAY - timedelta(days=9), moving_s=1800.0)
    keep(ada, day=DAY - timedelta(days=2), moving_s=2400.0)
    assert measure_load(ada, DAY).longest_run_30d_km == pytest.approx(SHARE * 40 / PACE)


def test_an_estimate_below_what_was_measured_stays_as_it_is(ada):
    measured(ada, 6.0, 8)
    keep(ada, day=DAY - timedelta(days=1), moving_s=1800.0)
    assert [run.distance_km for run in gather_facts(ada, DAY).runs] == [6.0, pytest.approx(SHARE * 30 / PACE)]


def test_a_distance_that_the_runner_enters_raises_the_ceiling(ada):
    measured(ada, 3.0, 8)
    pk = keep(ada, day=DAY - timedelta(days=1), moving_s=3600.0, surface=Surface.TREADMILL)
    activities.edit_activity(ada, pk, distance_m=8000.0)
    assert measure_load(ada, DAY).longest_run_30d_km == 8.0
