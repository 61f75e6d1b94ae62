"""After weeks far below the usual one the first week rises from them, and not from the usual week."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runback.plan import make_plan
from tests.plan.made_up import SAT, THU, TUE, first_run, history, note_ids, request, running_km


def test_after_weeks_far_below_the_usual_one_the_first_week_is_a_rise_from_them() -> None:
    # 40 km a week, then five weeks of 12 km without a break: 1.3 x 12 is 15.6, 4 km more are 16
    less = history(weeks=5, week=((TUE, 4.0), (THU, 4.0), (SAT, 4.0)))
    before = tuple(run for run in history(weeks=16) if run.day < less[0].day)

    plan = make_plan(request(more={"runs": (*before, *less), "weeks": 8}))

    weeks = [running_km(plan, n) for n in range(8)]
    assert weeks[0] == pytest.approx(16, abs=0.4)
    assert all(week <= 1.3 * one + 0.5 for one, week in pairwise(weeks))
    assert weeks[5] == pytest.approx(40, abs=1)  # by rises of 1.3 and the ceiling of the longest run
    assert "lately_less" in note_ids(plan)


def test_one_week_of_the_last_three_that_was_usual_is_enough() -> None:
    # two weeks of 12 km after one of 40
    less = history(weeks=2, week=((TUE, 4.0), (THU, 4.0), (SAT, 4.0)))
    before = tuple(run for run in history(weeks=16) if run.day < less[0].day)

    plan = make_plan(request(more={"runs": (*before, *less)}))

    assert running_km(plan) == pytest.approx(40, abs=1)
    assert "lately_less" not in note_ids(plan)


@given(st.floats(3, 60), st.floats(0, 28), st.integers(0, 4))
def test_no_first_week_is_more_than_a_rise_from_what_was_run_lately_or_the_floor(
    lately: float, days_off: float, pain: int
) -> None:
    off = int(days_off)
    less = history(off, weeks=4, week=((TUE, lately / 3), (THU, lately / 3), (SAT, lately / 3)))
    before = tuple(run for run in history(off, weeks=16) if run.day < less[0].day)
    answers = {"weekly_km": 40, "weeks_off": off / 7, "pain_running": pain}

    plan = make_plan(request(more={"runs": (*before, *less)}, **answers))

    rise = max(1.3 * lately, lately + 4)
    assert running_km(plan) <= max(rise, 0.45 * 40) + 0.5


@given(st.integers(0, 11), st.floats(3, 6))
def test_up_to_two_weeks_off_no_run_is_more_than_a_tenth_over_the_longest_of_thirty_days(off: int, km: float) -> None:
    # seven runs of the same length a week; the usual long run is answered as 16 km
    runs = history(off, week=[(n, km) for n in range(7)])

    plan = make_plan(request(more={"runs": runs}, weekly_km=7 * km, weeks_off=off / 7))

    assert first_run(plan).running_km <= max(1.1 * km, km + 0.5) + 0.06
