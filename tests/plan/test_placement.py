"""CP-SAT places a week as well as trying every week would; hard rules hold, and what gave way is named."""

from dataclasses import replace
from random import Random

import pytest
from runback.plan.placement import Placed, WeekQuestion, place_week

from tests.plan.exhaustive_placement import best_week, cost_of

ROOMY = WeekQuestion((90,) * 7, tuple(range(7)), tuple(range(7)), 3, 2, 2, 21, 10)


def random_question(rng: Random) -> WeekQuestion:
    first = rng.choice([0, 0, 0, 2, 4])
    minutes = tuple(float(rng.choice([0, 5, 10, 21, 25, 31, 45, 60, 90, 240])) for _ in range(7))
    open_days = tuple(day for day in range(first, 7) if rng.random() < 0.9)
    return WeekQuestion(
        minutes, open_days, tuple(range(first, 7)), rng.choice([1, 2, 3, 3, 3]), rng.choice([0, 1, 2, 2, 2]),
        rng.choice([1, 2]), 21, 10, rng.choice([None, 0, 2, 5, 6]), rng.random() < 0.4, rng.random() < 0.3,
        first, min(first, rng.choice([0, 1, 2])), rng.choice([-9, -5, -3, first - 1]), rng.choice([-9, -3, first - 1]),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(250))
def test_no_week_is_better_than_the_one_found(seed: int) -> None:
    question = random_question(Random(seed))
    found, best = place_week(question), best_week(question)

    assert (len(found.strength), len(found.runs)) == (len(best.strength), len(best.runs))
    if found.runs or found.strength:
        assert cost_of(found, question) == cost_of(best, question)


def test_the_wished_day_of_the_long_run_is_kept_and_no_strength_stands_before_it() -> None:
    placed = place_week(replace(ROOMY, long_day=5))

    assert placed.long_day == 5
    assert 4 not in placed.strength
    assert placed.gave_way == ()


def test_what_gave_way_is_named() -> None:
    placed = place_week(replace(ROOMY, minutes=(0, 0, 40, 0, 0, 40, 0), long_day=6))

    assert placed == Placed((2, 5), (2, 5), 5, None, ("runs", "long_run_day"))


def test_a_hard_run_stands_apart_from_the_long_run_and_from_strength_before() -> None:
    placed = place_week(replace(ROOMY, quality_wanted=True, is_neighbour_ok=True))

    assert placed.quality is not None
    assert abs(placed.quality - (placed.long_day or 0)) >= 2
    assert placed.quality - 1 not in placed.strength


def test_a_week_already_too_full_is_rest() -> None:
    placed = place_week(replace(ROOMY, first_day=6, active_before=6, run_days=(6,), strength_days=(6,)))

    assert (placed.runs, placed.strength) == ((), ())
    assert "rest" in placed.gave_way


def test_strength_has_the_time_of_sunday_where_monday_is_not_offered() -> None:
    # runs on Tuesday, Thursday and Sunday; Wednesday and Sunday leave every run its time
    week = WeekQuestion(
        minutes=(0, 45, 30, 45, 0, 30, 60), run_days=tuple(range(7)), strength_days=tuple(range(7)), runs_wanted=3,
        strength_wanted=2, rest_wanted=2, run_minutes_min=21, strength_minutes_min=10, is_long_last=True,
    )  # fmt: skip

    placed = place_week(week)

    assert placed.runs == (1, 3, 6)
    assert placed.strength == (2, 6)


def test_a_week_that_begins_on_its_last_day_does_not_blame_the_wishes() -> None:
    week = WeekQuestion(
        minutes=(60,) * 7, run_days=(6,), strength_days=(6,), runs_wanted=3, strength_wanted=2, rest_wanted=1,
        run_minutes_min=21, strength_minutes_min=10, first_day=6,
    )  # fmt: skip

    assert place_week(week).gave_way == ()
