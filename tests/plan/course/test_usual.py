"""What the runner is used to (rules 1.1 and 14.3): week, long run, runs, pace, from history and answers."""

from dataclasses import replace
from typing import Any

import pytest

from runback.domain.load import Run
from runback.plan import make_plan
from runback.plan.course.usual import Usual, find_usual
from tests.plan.made_up import FRI, MON, SUN, WED, day, history, note_ids, ran, request

THREE_RUNS = ((MON, 8.0), (WED, 8.0), (SUN, 14.0))
NO_ANSWERS: dict[str, Any] = {
    "weekly_km": None, "runs_per_week": None, "usual_long_run_km": None, "easy_pace_s_per_km": None, "pain_days": None,
}  # fmt: skip


def known(*runs: Run, **answers: Any) -> Usual:
    """The usual of a runner with these runs, whose answers are empty unless given."""
    return find_usual(request(more={"runs": runs}, **(NO_ANSWERS | answers)))


def test_the_usual_week_is_the_mean_of_the_last_four() -> None:
    weeks = [ran(7 * -n + 2, km) for n, km in enumerate((20, 24, 28, 32, 60, 60, 60), 1)]

    # the mean of 20, 24, 28 and 32
    assert known(*sorted(weeks, key=lambda run: run.day)).km == pytest.approx(26)


def test_weeks_under_half_of_the_median_are_left_out() -> None:
    # ten weeks of 30 km, one of them only 10 km: half of the median is 15 km
    runs = history(weeks=10, week=THREE_RUNS)
    sick = [run for run in runs if not -14 <= (run.day - day(0)).days < -7] + [ran(-10, 10)]

    assert known(*sorted(sick, key=lambda run: run.day)).km == pytest.approx(30)


def test_weeks_after_the_pain_began_do_not_count() -> None:
    # 30 km a week, then three weeks of 18 km with pain: (18 + 18 + 18 + 30) / 4 = 21 without it
    sore = history(weeks=3, week=((MON, 6.0), (WED, 6.0), (SUN, 6.0)))
    before = history(21, weeks=10, week=THREE_RUNS)

    assert known(*before, *sore, pain_days=21).km == pytest.approx(30)
    assert known(*before, *sore).km == pytest.approx(21)


def test_a_break_before_the_check_is_not_part_of_the_usual_week() -> None:
    assert known(*history(40, week=THREE_RUNS)).km == pytest.approx(30)


def test_an_answer_near_the_history_counts_as_it_is() -> None:
    # 36 km against 30: one sixth apart
    assert known(*history(week=THREE_RUNS), weekly_km=36).km == 36


@pytest.mark.parametrize(("answered", "counts"), [(60, 30), (20, 20)])
def test_an_answer_far_from_the_history_is_asked_for_and_the_lower_counts(answered: float, counts: float) -> None:
    usual = known(*history(week=THREE_RUNS), weekly_km=answered)

    assert usual.km == pytest.approx(counts)
    assert usual.is_in_doubt
    plan = make_plan(request(more={"runs": history(week=THREE_RUNS)}, **(NO_ANSWERS | {"weekly_km": answered})))
    assert "usual_in_doubt" in note_ids(plan)


def test_without_history_the_answer_counts() -> None:
    assert known(weekly_km=33).km == 33
    assert not known(weekly_km=33).is_in_doubt


def test_a_first_run_on_the_first_day_of_the_course_is_no_history() -> None:
    # 50 km a week answered and nothing imported; the 5 km of today are the course's first run, not a usual week
    assert known(ran(0, 5.0), weekly_km=50).km == 50
    assert known(ran(0, 5.0), weekly_km=50).history_km is None


def test_without_any_word_no_week_is_usual() -> None:
    assert not known().is_known


# --- the long run


def test_the_usual_long_run_is_the_longest_of_six_weeks() -> None:
    # 18 km lie 40 days back, 22 km 50
    runs = sorted([*history(week=THREE_RUNS), ran(-40, 18), ran(-50, 22)], key=lambda run: run.day)

    assert known(*runs).long_km == 18


@pytest.mark.parametrize(("weekly_km", "long_km"), [(40, 13.2), (20, 6.6), (15, 6.0)])
def test_an_unknown_long_run_is_a_third_of_the_week_more_under_twenty_km(weekly_km: float, long_km: float) -> None:
    # 0.33 x 40, 0.33 x 20, 0.40 x 15
    assert known(weekly_km=weekly_km).long_km == pytest.approx(long_km)


def test_an_answered_long_run_counts() -> None:
    assert known(*history(week=THREE_RUNS), usual_long_run_km=16).long_km == 16


@pytest.mark.parametrize(("longest_km", "long_km"), [(8, 8), (4, 6.6), (30, 20)])
def test_without_history_the_longest_run_answered_counts_as_the_long_run(longest_km: float, long_km: float) -> None:
    # a third of 20 km at least, the whole week at most
    found = find_usual(request(weekly_km=20, usual_long_run_km=None, longest_run_30d_km=longest_km))

    assert found.long_km == pytest.approx(long_km)


def test_no_long_run_is_longer_than_the_week() -> None:
    assert known(weekly_km=20, usual_long_run_km=35).long_km <= 20


# --- runs and pace


def test_runs_a_week_are_the_median_of_those_weeks() -> None:
    assert known(*history(week=THREE_RUNS)).runs == 3
    assert known(*history(week=((MON, 7.0), (WED, 7.0), (FRI, 7.0), (SUN, 9.0)))).runs == 4


def test_who_runs_two_and_three_times_a_week_in_turn_is_offered_three() -> None:
    # the weeks before the first Monday have three runs, two, three, two ...
    weeks = [
        ran(on - 7 * back, km)
        for back in range(8, 0, -1)
        for on, km in (THREE_RUNS if back % 2 else ((MON, 7.0), (FRI, 14.0)))
    ]

    assert known(*weeks).runs == 3


@pytest.mark.parametrize(("weekly_km", "runs"), [(12, 3), (29, 3), (30, 4), (49, 4), (50, 5), (69, 5), (70, 6)])
def test_unknown_runs_a_week_follow_the_usual_week(weekly_km: float, runs: int) -> None:
    assert known(weekly_km=weekly_km).runs == runs


def test_answered_runs_a_week_count() -> None:
    assert known(*history(week=THREE_RUNS), runs_per_week=5).runs == 5


def test_the_easy_pace_is_the_median_of_the_own_runs_of_eight_weeks() -> None:
    slow = history(weeks=16, week=THREE_RUNS, pace=7.5)
    fast = tuple(replace(run, duration_min=run.distance_km * 5.5) for run in slow if (day(0) - run.day).days <= 56)

    assert known(*slow[: -len(fast)], *fast).pace == pytest.approx(5.5)


@pytest.mark.parametrize(("weekly_km", "pace"), [(12, 7.0), (20, 7.0), (21, 6.25), (60, 6.25)])
def test_an_unknown_pace_is_seven_minutes_and_above_twenty_km_six_and_a_quarter(weekly_km: float, pace: float) -> None:
    assert known(weekly_km=weekly_km).pace == pace


def test_an_answered_pace_counts() -> None:
    assert known(*history(week=THREE_RUNS, pace=6.5), easy_pace_s_per_km=330).pace == 5.5


def test_the_number_of_runs_is_of_the_week_that_counts() -> None:
    # 8.5 km in two runs for weeks, and an answer of 50 km in five: the smaller week counts with its own runs
    runs = history(week=((MON, 3.5), (SUN, 5.0)))
    answers = {"weekly_km": 50, "runs_per_week": 5, "usual_long_run_km": 22}
    usual = find_usual(request(more={"runs": runs}, **answers))

    assert usual.is_in_doubt
    assert (round(usual.km, 1), usual.runs, usual.long_km) == (8.5, 2, 5.0)

    confirmed = find_usual(request(more={"runs": runs, "confirmed_km": 50}, **answers))
    assert (confirmed.km, confirmed.runs, confirmed.long_km) == (50, 5, 22)
