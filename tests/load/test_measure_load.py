"""Running load: every expected number is calculated by hand from plan_rules.md section 4 and 5."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runback.domain.load import Run, SpikeSize
from runback.load import measure_load

MONDAY = date(2026, 3, 2)


def run(day: int, distance_km: float, minutes: float = 30) -> Run:
    """A run ``day`` days after the Monday all tests count from."""
    return Run(MONDAY + timedelta(days=day), distance_km, minutes)


def on(day: int) -> date:
    return MONDAY + timedelta(days=day)


def test_days_sum_the_runs_of_a_day_and_keep_the_longest() -> None:
    report = measure_load([run(0, 5, 30), run(0, 3, 20)], on(1))

    [day] = report.days
    assert (day.distance_km, day.duration_min, day.longest_run_km) == (8, 50, 5)


def test_weeks_start_on_monday_and_empty_weeks_in_between_are_listed() -> None:
    report = measure_load([run(6, 10), run(7, 12), run(22, 6)], on(25))

    assert [(w.start, w.distance_km) for w in report.weeks] == [(on(0), 10), (on(7), 12), (on(14), 0), (on(21), 6)]
    assert [w.change_pct for w in report.weeks] == [None, pytest.approx(20), pytest.approx(-100), None]


def test_runs_after_as_of_are_left_out() -> None:
    report = measure_load([run(0, 5), run(3, 40)], on(2))

    assert report.longest_run_30d_km == 5
    assert len(report.days) == 1


def test_the_run_of_today_does_not_raise_todays_ceiling() -> None:
    assert measure_load([run(0, 8), run(5, 20)], on(5)).single_run_ceiling_km == pytest.approx(8.8)
    assert measure_load([run(0, 8), run(5, 20)], on(6)).single_run_ceiling_km == pytest.approx(22.0)


def test_a_run_counts_for_exactly_thirty_days() -> None:
    assert measure_load([run(0, 10)], on(30)).longest_run_30d_km == 10
    assert measure_load([run(0, 10)], on(31)).longest_run_30d_km is None


@pytest.mark.parametrize(("longest_km", "ceiling_km"), [(2, 2.5), (4.9, 5.4), (5, 5.5), (6, 6.6), (20, 22), (0.3, 0.8)])
def test_ceiling_is_110_percent_or_half_a_km_more_below_five(longest_km: float, ceiling_km: float) -> None:
    assert measure_load([run(0, longest_km)], on(1)).single_run_ceiling_km == pytest.approx(ceiling_km)


def test_without_a_run_in_thirty_days_the_longest_counts_as_three_km() -> None:
    report = measure_load([], on(0))

    assert report.longest_run_30d_km is None
    assert report.single_run_ceiling_km == pytest.approx(3.5)


@pytest.mark.parametrize(
    ("distance_km", "size"),
    [(11, None), (11.01, SpikeSize.SMALL), (13, SpikeSize.SMALL), (13.1, SpikeSize.MODERATE),
     (20, SpikeSize.MODERATE), (20.1, SpikeSize.LARGE)],
)  # fmt: skip
def test_spike_sizes_are_those_of_the_study(distance_km: float, size: SpikeSize | None) -> None:
    spikes = measure_load([run(0, 10), run(10, distance_km)], on(20)).spikes

    assert [spike.size for spike in spikes] == ([size] if size else [])


def test_a_spike_is_measured_against_the_thirty_days_before_its_day_only() -> None:
    assert measure_load([run(0, 20), run(31, 5), run(33, 10)], on(40)).spikes[0].longest_prior_30d_km == 5
    assert measure_load([run(0, 5), run(0, 20)], on(40)).spikes == ()


def test_gaps_of_six_days_or_more_are_listed_and_the_last_ends_today() -> None:
    gaps = measure_load([run(0, 5), run(6, 5), run(13, 5)], on(20)).gaps

    assert [(g.start, g.end, g.days) for g in gaps] == [(on(7), on(12), 6), (on(14), on(20), 7)]


def test_weekly_cap_is_ten_percent_over_the_week_before() -> None:
    steady = [run(7 * week + day, 10) for week in range(5) for day in (0, 2, 5)]

    assert measure_load(steady, on(36)).weekly_cap_km == pytest.approx(33)


def test_weekly_cap_allows_one_and_a_half_km_under_fifteen() -> None:
    steady = [run(7 * week + day, 3) for week in range(5) for day in (0, 2, 5)]

    assert measure_load(steady, on(36)).weekly_cap_km == pytest.approx(10.5)


def test_weekly_cap_after_a_deload_is_taken_from_the_week_before_it() -> None:
    weeks = [10, 10, 10, 7.5]
    runs = [run(7 * week + day, km) for week, km in enumerate(weeks) for day in (0, 2, 5)]

    assert measure_load(runs, on(29)).weekly_cap_km == pytest.approx(33)


def test_weekly_cap_after_three_weeks_off_is_half_the_usual_week() -> None:
    steady = [run(7 * week + day, 10) for week in range(5) for day in (0, 2, 4)]

    assert measure_load(steady, on(32 + 22)).weekly_cap_km == pytest.approx(15)


@pytest.mark.parametrize(
    ("days_off", "cap_km"),
    [
        (21, 30),  # half of 60 km a week
        # a third of 60 km is 20; the cap has faded from 36 km at 14 days to 16 km at 56, a day before: 16 + 20 / 42
        (55, 16.47),
        (56, 16),
        (84, 15),  # a quarter of 60 km, below the cap
    ],
)
def test_weekly_cap_of_sixteen_km_is_full_after_eight_weeks_off_and_fades_in_before(
    days_off: int, cap_km: float
) -> None:
    steady = [run(7 * week + day, 20) for week in range(5) for day in (0, 2, 4)]

    assert measure_load(steady, on(33 + days_off)).weekly_cap_km == pytest.approx(cap_km)


@given(st.lists(st.tuples(st.integers(0, 120), st.floats(0.1, 60)), max_size=40), st.integers(0, 130))
def test_order_of_runs_does_not_matter_and_the_sum_is_kept(made: list[tuple[int, float]], as_of: int) -> None:
    runs = [run(day, km) for day, km in made]

    report = measure_load(runs, on(as_of))

    assert report == measure_load(runs[::-1], on(as_of)) or len({r.day for r in runs}) < len(runs)
    counted = sum(km for day, km in made if day <= as_of)
    assert sum(day.distance_km for day in report.days) == pytest.approx(counted)
    assert sum(week.distance_km for week in report.weeks) == pytest.approx(counted)
    assert report.weekly_cap_km >= 0
    if report.longest_run_30d_km:
        assert report.single_run_ceiling_km >= report.longest_run_30d_km
