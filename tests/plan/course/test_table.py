"""Steps gained and lost on the walk-run tables (rules 2.2 to 2.6)."""

import itertools
from dataclasses import replace

import pytest

from runback.domain.plan import Light
from runback.plan import make_plan
from runback.plan.course.aim import runs_wanted
from runback.plan.course.ceiling import running_ceiling
from runback.plan.course.record import record_run
from runback.plan.course.standing import Standing
from runback.plan.course.table import Track, rows_of
from tests.plan.course.standings import on_table, planned, run_day
from tests.plan.living import Life
from tests.plan.made_up import SUN, THU, TUE, after_break, day, new_runner, offer, runs_of

TRAINED, NEW = Track.TRAINED, Track.NEW


def run_on(here: Standing, *days: int, light: Light | None = Light.GREEN, weight: float = 1.0) -> Standing:
    """The standing after runs as long as the table asks on these days."""
    for n in days:
        here = record_run(here, run_day(n, 5, light, weight=weight, minutes=30, pain=3 if light is Light.AMBER else 0))
    return here


# --- the trained table


def test_each_green_session_is_a_row_on_the_trained_table() -> None:
    assert [run_on(on_table(TRAINED, 2), *days).position for days in ((0,), (0, 2), (0, 2, 4))] == [3, 4, 5]


def test_three_rows_a_week_are_the_most() -> None:
    assert run_on(on_table(TRAINED, 0), 0, 2, 4, 6).position == 3
    assert run_on(on_table(TRAINED, 0), 0, 2, 4, 6, 7).position == 4


@pytest.mark.parametrize(("days_off", "pain"), [(56, 0), (100, 2), (30, 3)])
def test_two_rows_a_week_are_the_most_after_a_longer_break_or_with_pain_of_three(days_off: int, pain: float) -> None:
    assert run_on(on_table(TRAINED, 0, days_off=days_off, pain=pain), 0, 2, 4).position == 2


def test_over_half_a_year_off_two_green_sessions_make_a_row() -> None:
    assert run_on(on_table(TRAINED, 0, days_off=183), 0).position == 0
    assert run_on(on_table(TRAINED, 0, days_off=183), 0, 2).position == 1
    assert run_on(on_table(TRAINED, 0, days_off=182), 0).position == 1


def test_half_an_hour_without_a_walk_once_ends_the_trained_table() -> None:
    last = len(rows_of(TRAINED)) - 1

    assert run_on(on_table(TRAINED, last), 0).position is None


def test_a_fraction_between_two_rows_is_kept() -> None:
    assert run_on(on_table(TRAINED, 3.5), 0).position == pytest.approx(4.5)


# --- the table of new runners


def test_two_green_sessions_make_a_row_on_the_new_table() -> None:
    assert run_on(on_table(NEW, 3), 0).position == 3
    assert run_on(on_table(NEW, 3), 0, 2).position == 4


def test_three_rows_in_two_weeks_are_the_most() -> None:
    three_a_week = tuple(7 * week + n for week in range(4) for n in (0, 2, 4))

    after_two = run_on(on_table(NEW, 3), *three_a_week[:6])
    after_four = run_on(on_table(NEW, 3), *three_a_week)
    assert after_two.position == 6
    assert after_four.position == 9


def test_a_sore_or_worried_new_runner_gains_one_row_a_week() -> None:
    four = tuple(7 * week + n for week in range(4) for n in (0, 2, 4))

    # three sessions a week, two of them for a row, one row a week at most
    assert run_on(on_table(NEW, 0, is_slow=True), *four).position == 4


def test_half_an_hour_in_two_sessions_ends_the_new_table() -> None:
    last = len(rows_of(NEW)) - 1

    assert run_on(on_table(NEW, last), 0).position == last
    assert run_on(on_table(NEW, last), 0, 2).position is None


def test_the_new_table_ends_in_the_very_week_that_gained_its_last_row() -> None:
    last = len(rows_of(NEW)) - 1
    gained = run_on(on_table(NEW, last - 1, is_slow=True, greens=1.0), 1)

    assert gained.position == last
    assert run_on(gained, 3).position == last
    assert run_on(gained, 3, 5).position is None


# --- amber, red, unknown, short


def test_an_amber_run_keeps_the_row_and_counts_for_nothing() -> None:
    here = run_on(on_table(NEW, 5), 0)
    sore = run_on(here, 2, light=Light.AMBER)

    assert sore.position == 5
    assert run_on(sore, 4).position == 5


def test_two_ambers_in_a_row_go_one_row_back_and_no_more_than_two_below_the_best() -> None:
    here = on_table(TRAINED, 5)
    twice = run_on(here, 0, 2, light=Light.AMBER)
    again = run_on(here, *range(0, 28, 2), light=Light.AMBER)

    assert twice.position == 4
    assert again.position == 3


def test_after_the_earlier_row_a_third_amber_goes_no_lower() -> None:
    assert run_on(on_table(TRAINED, 5), 0, 2, 4, light=Light.AMBER).position == 4


def test_a_red_run_goes_one_row_back() -> None:
    assert run_on(on_table(TRAINED, 4), 0, light=Light.RED).position == 3
    assert run_on(on_table(NEW, 4), 0, light=Light.RED).position == 3
    assert run_on(on_table(NEW, 0), 0, light=Light.RED).position == 0


def test_a_half_known_run_is_half_a_green() -> None:
    assert run_on(on_table(TRAINED, 2), 0, weight=0.5).position == 2
    assert run_on(on_table(TRAINED, 2), 0, 2, weight=0.5).position == 3


def test_unknown_runs_hold_the_row_until_four_of_them() -> None:
    silent = run_on(on_table(TRAINED, 2), 0, 2, light=None, weight=0.25)

    assert silent.position == 2
    assert run_on(silent, 4, 6, light=None, weight=0.25).position == 3


def test_a_session_cut_short_is_no_step() -> None:
    here = on_table(TRAINED, 2)  # 18 minutes
    short = record_run(here, run_day(0, 1.5, minutes=9, planned=planned(0, 3, 18)))
    enough = record_run(here, run_day(0, 2, minutes=12, planned=planned(0, 3, 18)))

    assert short.position == 2
    assert enough.position == 3


# --- what the table means for a week


def test_below_ten_minute_bouts_there_are_three_runs_and_none_on_neighbouring_days() -> None:
    assert runs_wanted(replace(on_table(TRAINED, 5), usual=replace(on_table(TRAINED, 5).usual, runs=6))) == 3
    for made in (new_runner(more={"weeks": 4}), after_break(100, more={"weeks": 4})):
        runs = runs_of(make_plan(made))
        short = [a for a, b in itertools.pairwise(runs) if (b.date - a.date).days < 2]
        assert all(a.kind != "walk_run" for a in short)


def test_the_ceiling_of_one_run_never_stops_a_row() -> None:
    # 30 minutes of T7 are 5 km, however short the runs before
    here = replace(on_table(TRAINED, 6, days_off=200), runs=(run_day(-1, 1.0),))

    assert running_ceiling(here, day(0)) >= 5


@pytest.mark.parametrize(("days_off", "week"), [(42, 3), (112, 8), (364, 10)])
def test_a_trained_runner_reaches_half_an_hour_by_the_week_of_the_bands(days_off: int, week: int) -> None:
    plan = make_plan(after_break(days_off, more={"weeks": 12}, wishes=offer(90)))

    assert plan.progress is not None
    first = plan.progress.continuous_from
    assert first is not None
    assert (first - day(0)).days // 7 + 1 <= week


def test_a_new_runner_without_pain_reaches_half_an_hour_in_seven_to_ten_weeks() -> None:
    plan = make_plan(new_runner(more={"weeks": 12}))

    assert plan.progress is not None
    first = plan.progress.continuous_from
    assert first is not None
    assert 7 <= (first - day(0)).days // 7 + 1 <= 10


def test_the_kilometres_after_the_table_rise_by_a_tenth_of_the_last_week() -> None:
    plan = make_plan(new_runner(more={"weeks": 16}))
    totals = [sum(run.running_km for run in runs_of(plan, n)) for n in range(16)]
    free = next(n for n in range(16) if all(run.kind == "run" for run in runs_of(plan, n)))

    for before, after in zip(totals[free:], totals[free + 1 :], strict=False):
        assert after <= max(1.1 * before, before + 1.5) + 0.05


@pytest.mark.parametrize("pain", [0, 2, 3])
def test_the_ceiling_of_a_walk_run_counts_the_walking_once(pain: int) -> None:
    life = Life(new_runner(pain_now=pain, pain_running=pain, wishes=offer(45, TUE, THU, SUN)))
    for n in range(21):
        plan = life.open(n)
        done = [run.distance_km for run in life.request.runs if run.day < day(n)]
        if done and plan.ceiling is not None and plan.ceiling.say == "ceiling.walk_run":
            planned = [s.distance_km or 0 for s in plan.weeks[0].sessions if s.is_run]
            assert plan.ceiling_km <= max(1.1 * max(done), max(done) + 0.5, *planned) + 0.011
        life.do(n)
