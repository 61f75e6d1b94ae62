"""Which day holds what (rules 5.1 to 5.6): hard rules always, then the most runs, then what is preferred."""

import itertools
from dataclasses import replace
from random import Random

import pytest

from runback.plan.weeks.placement import Placed, WeekQuestion, place_week
from tests.plan.made_up import FRI, MON, SAT, SUN, THU, TUE, WED
from tests.plan.weeks.reading_of_placement import best_counts, broken, is_after_a_hard_run

EVERY = tuple(range(7))
ROOMY = WeekQuestion(
    minutes=(90,) * 7, run_minutes=(60, 45, 45), run_days=EVERY, strength_days=EVERY, strength_wanted=2,
    strength_minutes=20, rest_wanted=1,
)  # fmt: skip


def random_question(rng: Random) -> WeekQuestion:
    """A week with any days closed, any minutes, begun on any day."""
    first = rng.choice([0, 0, 0, 1, 2, 4, 6])
    count = rng.choice([1, 2, 3, 3, 4, 5, 6])
    return WeekQuestion(
        minutes=tuple(rng.choice([0, 10, 21, 30, 45, 60, 90, 240]) for _ in EVERY),
        run_minutes=tuple(sorted((rng.choice([20, 30, 45, 60, 100]) for _ in range(count)), reverse=True)),
        run_days=tuple(day for day in range(first, 7) if rng.random() < 0.8),
        strength_days=tuple(day for day in range(first, 7) if rng.random() < 0.8),
        strength_wanted=rng.choice([0, 1, 2, 2]),
        strength_minutes=20,
        rest_wanted=rng.choice([1, 1, 2]),
        long_day=rng.choice([None, None, 2, 5, 6]),
        long_last=rng.random() < 0.3,
        runs_apart=rng.choice([1, 1, 2]),
        neighbours_free=rng.choice([0, 1, 7]),
        rest_after_long=rng.random() < 0.2,
        first_day=first,
        active_before=min(first, rng.choice([0, 1, 2, 5])),
        run_before=rng.choice([-9, -5, -1, first - 1]),
        strength_before=rng.choice([-9, -3, -1, first - 1]),
        has_long=rng.random() < 0.85,
        is_long_hard=rng.random() < 0.7,
        chosen=rng.choice([None, None, ((0, 3, 6), (1, 4))]),
        kept=rng.choice([None, None, ((1, 3, 5), (0, 4))]),
    )


@pytest.mark.parametrize("seed", range(120))
def test_no_hard_rule_is_broken_and_no_lawful_week_holds_more(seed: int) -> None:
    asked = random_question(Random(seed))
    placed = place_week(asked)

    assert broken(placed, asked) == []
    assert (len(placed.runs), len(placed.strength)) == best_counts(asked)


@pytest.mark.parametrize("seed", range(200, 320))
def test_strength_follows_the_long_run_only_where_the_week_would_have_none_else(seed: int) -> None:
    asked = random_question(Random(seed))
    placed = place_week(asked)

    if is_after_a_hard_run(placed, asked):
        others = [
            Placed(runs, (day,), long_day)
            for runs in itertools.combinations(asked.run_days, len(placed.runs))
            for day in asked.strength_days
            for long_day in runs
            if day != long_day
        ]
        assert all(broken(one, asked) for one in others)


def test_two_offered_days_hold_one_strength_session_after_the_easy_run_and_two_where_both_runs_are_easy() -> None:
    # 5.6: on its own day, or after an easy run
    asked = replace(ROOMY, run_minutes=(60, 45), run_days=(WED, SAT), strength_days=(WED, SAT))

    hard, easy = place_week(asked), place_week(replace(asked, run_minutes=(45, 45), is_long_hard=False))

    assert len(hard.strength) == 1
    assert hard.long_day not in hard.strength
    assert easy.strength == (WED, SAT)


def test_strength_that_shares_a_day_takes_the_one_with_more_room() -> None:
    # walk-runs of 40 minutes on days of 45, 45 and 60: Saturday leaves 20 minutes, Tuesday 5
    asked = replace(
        ROOMY, minutes=(0, 45, 0, 45, 0, 60, 0), run_minutes=(40, 40, 40), run_days=(TUE, THU, SAT),
        strength_days=(TUE, THU, SAT), strength_wanted=1, strength_minutes=5, runs_apart=2, long_last=True,
    )  # fmt: skip

    assert place_week(asked).strength == (SAT,)


@pytest.mark.slow
def test_no_hard_rule_is_broken_in_six_hundred_more_weeks() -> None:
    for seed in range(1000, 1600):
        asked = random_question(Random(seed))
        placed = place_week(asked)
        assert broken(placed, asked) == [], seed
        assert (len(placed.runs), len(placed.strength)) == best_counts(asked), seed


def test_the_same_week_is_placed_the_same_way() -> None:
    asked = random_question(Random(7))
    place_week.cache_clear()
    first = place_week(asked)
    place_week.cache_clear()

    assert place_week(asked) == first


def test_runs_and_strength_stand_on_days_of_their_own_where_the_week_holds_them() -> None:
    placed = place_week(ROOMY)

    assert (len(placed.runs), len(placed.strength)) == (3, 2)
    assert not set(placed.runs) & set(placed.strength)


def test_the_wished_day_of_the_long_run_is_kept_and_the_day_before_holds_no_strength() -> None:
    for wished in (MON, WED, SAT):
        placed = place_week(replace(ROOMY, long_day=wished))
        assert placed.long_day == wished
        assert wished - 1 not in placed.strength


def test_strength_shares_the_day_of_a_first_run_that_is_bound_to_be_short() -> None:
    """The run back on the roomy Wednesday is 50 minutes: strength beside it takes nothing, beside Thursday's 20."""
    asked = replace(
        ROOMY, minutes=(0, 0, 90, 60, 0, 60, 0), run_days=(WED, THU, SAT), strength_days=(WED, THU),
        run_minutes=(100, 90, 80), strength_wanted=1, strength_minutes=20, shared_days=(WED, THU, SAT), long_day=None,
        is_first_short=True,
    )  # fmt: skip

    assert place_week(asked).strength == (THU,)
    assert place_week(replace(asked, first_most_min=50)).strength == (WED,)


def test_strength_on_the_last_sunday_does_not_take_the_only_run_of_a_week() -> None:
    """Monday is all that a week of days off leaves: the run stands there, and no strength beside last Sunday's."""
    placed = place_week(replace(ROOMY, run_days=(MON,), strength_days=(MON,), strength_before=-1, run_minutes=(30,)))

    assert (placed.runs, placed.strength) == ((MON,), ())


def test_the_wished_day_is_given_up_for_thirty_minutes_of_running_and_not_for_ten() -> None:
    # 90 minutes on Sunday, the wished day is Saturday: with 80 there ten are lost, with 60 thirty
    for room, held in ((80, SAT), (60, SUN)):
        asked = replace(
            ROOMY, minutes=(0, 90, 0, 90, 0, room, 90), run_minutes=(90, 60, 60), run_days=(TUE, THU, SAT, SUN),
            strength_days=(), strength_wanted=0, long_day=SAT, neighbours_free=9,
        )  # fmt: skip
        assert place_week(asked).long_day == held, room


def test_a_run_beside_strength_is_no_longer_than_the_long_run() -> None:
    # Sunday holds 100 minutes: the long run takes it, and the strength goes to two shorter days
    asked = replace(
        ROOMY, minutes=(57, 42, 0, 57, 0, 57, 97), run_minutes=(70, 65, 65, 60), run_days=(TUE, THU, SAT, SUN),
        strength_days=(MON, TUE, THU, SAT, SUN), strength_wanted=2, strength_minutes=20, long_day=SUN,
        rest_after_long=True, strength_before=-1, neighbours_free=1,
    )  # fmt: skip
    placed = place_week(asked)

    assert placed.long_day == SUN
    assert placed.strength == (TUE, THU)


def test_three_offered_days_hold_three_runs_and_strength_after_the_shorter_two() -> None:
    # 5.6: where the days hold only three in all
    asked = replace(ROOMY, run_days=(MON, WED, SAT), strength_days=(MON, WED, SAT))
    placed = place_week(asked)

    assert placed.runs == (MON, WED, SAT)
    assert placed.strength == (MON, WED)
    assert placed.long_day == SAT


def test_strength_stands_on_the_long_runs_day_only_where_no_other_holds_it() -> None:
    # walk-runs three times a week leave no other day two days from the first
    for rng in range(200):
        asked = replace(random_question(Random(rng)), long_last=False, has_long=True, strength_wanted=1)
        placed = place_week(asked)
        if placed.long_day in placed.strength:
            others = [
                Placed(placed.runs, (day,), long_day)
                for day in asked.strength_days
                for long_day in placed.runs
                if day != long_day
            ]
            assert all(broken(one, asked) for one in others)


def test_the_long_run_takes_the_roomiest_day() -> None:
    asked = replace(ROOMY, minutes=(60, 60, 150, 60, 60, 60, 60), run_minutes=(120, 45, 45))

    assert place_week(asked).long_day == WED


def test_walk_runs_stand_two_days_apart_over_the_end_of_the_week_too() -> None:
    asked = replace(ROOMY, runs_apart=2, run_before=-1, rest_wanted=2, long_last=True)
    placed = place_week(asked)

    assert MON not in placed.runs
    assert len(placed.runs) == 3
    assert placed.long_day == placed.runs[-1]


def test_days_already_planned_stay_where_others_have_a_few_minutes_more() -> None:
    asked = replace(ROOMY, minutes=(60, 90, 60, 90, 60, 90, 60), run_minutes=(65, 65, 65), kept=((MON, WED, FRI), ()))

    assert place_week(asked).runs == (MON, WED, FRI)


def test_once_the_long_run_is_over_the_last_run_and_strength_may_share_their_day() -> None:
    left = replace(ROOMY, run_days=(FRI, SAT, SUN), strength_days=(FRI, SAT, SUN), run_minutes=(45, 45), first_day=THU)
    asked = replace(left, has_long=False, run_before=WED, kept=((SAT, SUN), (FRI, SUN)))
    placed = place_week(asked)

    assert (placed.runs, placed.strength) == ((SAT, SUN), (FRI, SUN))


def test_a_walk_run_that_is_the_last_of_the_week_keeps_the_strength_planned_after_it() -> None:
    asked = replace(
        ROOMY, runs_apart=2, rest_wanted=2, long_last=True, is_long_hard=False, is_long_kept=True, long_day=SAT,
        kept=((TUE, THU, SAT), (TUE, SAT)),
    )  # fmt: skip

    assert place_week(asked).strength == (TUE, SAT)


def test_the_days_the_runner_chose_come_before_the_days_that_were_planned() -> None:
    asked = replace(ROOMY, chosen=((TUE, THU, SAT), (MON, FRI)), kept=((MON, WED, SUN), (TUE, THU)))
    placed = place_week(asked)

    assert placed.runs == (TUE, THU, SAT)
    assert placed.strength == (MON, FRI)
    # Friday holds strength, so the long run is not Saturday's
    assert placed.long_day != SAT


def test_a_chosen_week_that_breaks_a_rule_gives_way() -> None:
    # strength on the eve of the only day left for the long run
    asked = replace(ROOMY, runs_apart=2, chosen=((MON, TUE, WED), (THU, FRI)))

    assert broken(place_week(asked), asked) == []


def test_the_days_already_planned_stay() -> None:
    asked = replace(ROOMY, kept=((TUE, THU, SUN), (MON, WED)))

    assert place_week(asked).runs == (TUE, THU, SUN)
    assert place_week(asked).strength == (MON, WED)


def test_a_week_already_too_full_is_rest() -> None:
    asked = replace(ROOMY, first_day=SUN, active_before=6, run_days=(SUN,), strength_days=(SUN,))

    assert place_week(asked) == Placed()


def test_minutes_that_find_no_room_are_counted() -> None:
    asked = replace(ROOMY, minutes=(40,) * 7)

    # 60, 45 and 45 on days of 40: 20 + 5 + 5
    assert place_week(asked).cut_minutes == 30


def test_a_runner_of_65_has_a_day_without_a_run_after_the_long_one() -> None:
    for wished in (None, WED, SUN):
        placed = place_week(replace(ROOMY, run_minutes=(60, 45, 45, 45, 45), rest_after_long=True, long_day=wished))
        assert placed.long_day is not None
        assert placed.long_day + 1 not in placed.runs


def test_a_week_makes_no_break_of_its_own() -> None:
    # Monday and Tuesday have 60 minutes, Friday and Saturday 120; runs of 75 minutes; the last run was on Friday.
    # From Friday to Friday are six days without a run: a new return. A run cut to 60 minutes is none.
    asked = replace(
        ROOMY, minutes=(60, 60, 0, 0, 120, 120, 0), run_minutes=(75, 75), run_days=(MON, TUE, FRI, SAT),
        strength_wanted=0, run_before=FRI - 7, break_days=6, next_days=(MON, TUE, FRI, SAT),
    )  # fmt: skip

    assert place_week(asked).runs[0] in (MON, TUE)
    assert place_week(replace(asked, break_days=20)).runs == (FRI, SAT)


def test_the_last_run_leaves_no_break_before_the_next_week_begins() -> None:
    # on Monday and Tuesday only, the next Thursday is nine days away
    asked = replace(
        ROOMY, minutes=(120, 120, 0, 60, 0, 0, 0), run_minutes=(60, 45), run_days=(MON, TUE, THU), strength_wanted=0,
        run_before=-3, break_days=6, next_days=(THU,),
    )  # fmt: skip

    assert place_week(asked).runs[-1] == THU


def test_a_sunday_leaves_the_monday_open_that_the_next_week_needs() -> None:
    days = (MON, TUE, WED, FRI, SUN)
    five = replace(
        ROOMY, run_minutes=(70, 50, 45, 45, 40), run_days=days, strength_wanted=0, rest_after_long=True,
        next_days=days, next_runs=5,
    )  # fmt: skip

    # with the long run on Sunday, Monday is closed from 65 years on, and four days are left for five runs
    assert place_week(five).long_day != SUN
    # four runs fit without the Monday, and the wish counts
    assert place_week(replace(five, next_runs=4, long_day=SUN)).long_day == SUN


def test_no_more_neighbouring_runs_than_need_be() -> None:
    # three runs fit without neighbours, four with one pair at most from Monday to Sunday
    four = place_week(replace(ROOMY, run_minutes=(60, 45, 45, 45), strength_wanted=0))

    assert [b - a for a, b in zip(four.runs, four.runs[1:], strict=False)].count(1) == 0


def test_four_days_in_a_row_hold_three_runs_of_a_week_of_four() -> None:
    # Thursday to Sunday are left; four runs a week may be neighbours once (5.5)
    asked = replace(
        ROOMY, run_minutes=(60, 45, 45, 45), run_days=(THU, FRI, SAT, SUN), strength_days=(), strength_wanted=0,
        neighbours_free=1, first_day=THU, is_whole_week=True,
    )  # fmt: skip
    runs = place_week(asked).runs

    assert [b - a for a, b in itertools.pairwise(runs)].count(1) <= 1


@pytest.mark.parametrize(("run_before", "first"), [(-7, MON), (-12, MON), (-20, TUE)])
def test_the_first_open_day_after_a_short_break_holds_a_run(run_before: int, first: int) -> None:
    # a week off takes a fifth of the week that comes after it, and each day more some more; after weeks a day does not
    asked = replace(
        ROOMY, run_minutes=(50, 40, 40), run_days=(MON, TUE, WED, FRI, SUN), strength_days=(MON, WED), long_day=SUN,
        run_before=run_before, break_days=6,
    )  # fmt: skip

    assert place_week(asked).runs[0] <= first
