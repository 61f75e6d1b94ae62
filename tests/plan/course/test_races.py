"""Races (rule 7): what a goal asks for, readiness, the days before and after, four ways on where it comes too soon."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from runback.domain.adjust import Priority, Race
from runback.domain.plan import GoalStatus, Plan, SessionKind
from runback.plan import PlanRequest, make_plan
from runback.plan.course.races import (
    bounds_on,
    cuts_before,
    ready_km,
    run_walk_ready_km,
    shorter_race_km,
    weeks_needed,
)
from tests.plan.course.standings import usual
from tests.plan.living import Felt, Life, on_runs
from tests.plan.made_up import (
    day,
    felt,
    history,
    morning,
    note_ids,
    offer,
    ran,
    request,
    running_km,
    runs_of,
    sessions_of,
)

FIVE, TEN, HALF, MARATHON = 5.0, 10.0, 21.1, 42.2
SUNDAY = 34
"""The race is on the Sunday of the fifth week."""


def race(km: float, n: int = SUNDAY, priority: Priority = Priority.A) -> Race:
    return Race(day(n), km, priority)


def racing(*races: Race, weeks: int = 8, **answers: Any) -> PlanRequest:
    """The usual runner, with these races."""
    return request(more={"runs": history(), "weeks": weeks, "races": races}, **answers)


def share_of_usual(plan: Plan, n: int) -> float:
    """The running of days ``n`` to ``n + 6`` without the race, as a share of 40 km."""
    days = [day(n + k) for k in range(7)]
    return sum(s.running_km for s in runs_of(plan) if s.date in days and s.kind is not SessionKind.RACE) / 40


def race_of(plan: Plan, n: int = SUNDAY) -> bool:
    return any(s.kind is SessionKind.RACE and s.date == day(n) for s in sessions_of(plan))


# --- readiness


@pytest.mark.parametrize(
    ("km", "ready", "run_walk"), [(5, 3.5, 3.0), (10, 7.0, 6.0), (21.1, 14.77, 12.66), (42.2, 28, 25)]
)
def test_a_race_is_ready_with_seven_tenths_of_it_six_with_walk_breaks(km: float, ready: float, run_walk: float) -> None:
    assert ready_km(km) == pytest.approx(ready)
    assert run_walk_ready_km(km) == pytest.approx(run_walk)


def test_a_ready_race_stands_on_its_day_and_no_strength_within_three_days_before() -> None:
    plan = make_plan(racing(race(HALF)))

    [session] = [s for s in sessions_of(plan) if s.kind is SessionKind.RACE]
    assert (session.date, session.distance_km) == (day(SUNDAY), 21.1)
    strong = [s.date for s in sessions_of(plan) if s.kind is SessionKind.STRENGTH]
    assert not [one for one in strong if 0 <= (day(SUNDAY) - one).days <= 3]
    # one short session in the week of the race
    assert sum(day(28) <= one <= day(SUNDAY) for one in strong) <= 1


def test_a_race_that_is_not_ready_is_not_planned() -> None:
    plan = make_plan(racing(race(MARATHON)))

    assert not race_of(plan)
    assert plan.goal is not None
    assert plan.goal.status is GoalStatus.NOT_IN_TIME


def test_a_red_in_the_two_weeks_before_takes_the_race_out() -> None:
    made = racing(race(TEN, 13), weeks=3)
    red = request(
        more={"runs": (*history(), ran(2, 8)), "races": (race(TEN, 13),), "as_of": day(3),
              "session_logs": (felt(2, 6),), "pain_entries": (morning(3),)},
    )  # fmt: skip

    assert race_of(make_plan(made), 13)
    assert not race_of(make_plan(red), 13)


def test_two_ambers_in_the_week_before_take_the_race_out() -> None:
    amber = request(
        more={"runs": (*history(), ran(1, 6), ran(3, 6)), "races": (race(TEN, 6),), "as_of": day(5),
              "session_logs": (felt(1, 3), felt(3, 3)), "pain_entries": (morning(2), morning(4))},
    )  # fmt: skip

    plan = make_plan(amber)
    assert not race_of(plan, 6)
    # the amber of day 1 counts up to day 8
    assert plan.goal is not None
    assert plan.goal.offers is not None
    assert plan.goal.status is GoalStatus.NOT_IN_TIME
    assert plan.goal.offers.reachable_on >= day(9)


def test_one_amber_in_the_week_before_leaves_the_race_in() -> None:
    amber = request(
        more={"runs": (*history(), ran(1, 6), ran(3, 6)), "races": (race(TEN, 6),), "as_of": day(5),
              "session_logs": (felt(1, 0), felt(3, 3)), "pain_entries": (morning(2), morning(4))},
    )  # fmt: skip

    assert race_of(make_plan(amber), 6)


def test_a_strain_of_four_in_the_week_before_takes_the_race_out() -> None:
    strained = racing(
        race(TEN, 6), weeks=1, onset="sudden_lifting", pain_days=1, pain_now=4, pain_worst=5, pain_running=1
    )

    assert not race_of(make_plan(strained), 6)


# --- before


@pytest.mark.parametrize(("km", "cuts"), [(5, (0.3,)), (10, (0.4,)), (21.1, (0.3, 0.5)), (42.2, (0.2, 0.4, 0.6))])
def test_the_weeks_before_a_race_are_cut_by_its_distance(km: float, cuts: tuple[float, ...]) -> None:
    assert cuts_before(race(km), is_returning=False) == cuts


def test_a_b_race_is_not_tapered() -> None:
    assert cuts_before(race(HALF, priority=Priority.B), is_returning=False) == ()


def test_the_last_week_before_a_half_marathon_holds_half_and_the_one_before_seven_tenths() -> None:
    plan = make_plan(racing(race(HALF)))

    # days 28 to 34 hold the race and the day before it without a run
    assert 0.35 <= share_of_usual(plan, 28) <= 0.5 + 0.01
    assert 0.5 <= share_of_usual(plan, 21) <= 0.7 + 0.01
    assert plan.weeks[3].is_taper
    assert plan.weeks[4].is_taper
    assert share_of_usual(plan, 7) == pytest.approx(1, abs=0.01)


def test_a_taper_keeps_the_number_of_runs_and_gives_the_day_before_the_race_off() -> None:
    plan = make_plan(racing(race(HALF)))

    assert len(runs_of(plan, 3)) == 4
    assert len([s for s in runs_of(plan, 4) if s.kind is not SessionKind.RACE]) >= 3
    assert not [s for s in runs_of(plan) if s.date == day(SUNDAY - 1)]


def test_no_run_in_the_eight_days_before_is_longer_than_sixty_percent_of_the_race() -> None:
    plan = make_plan(racing(race(HALF)))
    near = [s.running_km for s in runs_of(plan) if 0 < (day(SUNDAY) - s.date).days <= 8]

    assert max(near) <= 0.6 * HALF


def test_before_five_km_only_five_days_are_cut() -> None:
    plan = make_plan(racing(race(FIVE)))

    assert share_of_usual(plan, 21) == pytest.approx(1, abs=0.02)


def test_before_a_b_race_three_days_are_easy_and_short() -> None:
    plan = make_plan(racing(race(TEN, priority=Priority.B)))

    assert race_of(plan)
    near = [s for s in runs_of(plan) if 0 < (day(SUNDAY) - s.date).days <= 3]
    assert all(s.running_km <= 0.55 * 16 for s in near)
    assert share_of_usual(plan, 21) == pytest.approx(1, abs=0.01)


def test_a_b_race_beyond_the_single_run_limit_is_prepared_like_an_a_race() -> None:
    # 110 % of 16 km are 17.6
    plan = make_plan(racing(race(HALF, priority=Priority.B)))

    assert not race_of(plan) or share_of_usual(plan, 21) <= 0.71


def test_a_b_race_takes_the_place_of_the_long_run() -> None:
    plan = make_plan(racing(race(TEN, priority=Priority.B)))

    # 40 km less the long run of 16
    assert running_km(plan, 4) == pytest.approx(24, abs=0.5)
    assert "long_run" in {s.role for s in runs_of(plan, 3)}
    assert "long_run" not in {s.role for s in runs_of(plan, 4)}


@pytest.mark.parametrize("km", [FIVE, TEN, HALF, MARATHON])
def test_in_a_return_there_is_no_taper_but_a_week_of_a_fifth_less(km: float) -> None:
    assert cuts_before(race(km), is_returning=True) == (0.2,)


# --- after


@pytest.mark.parametrize(
    ("km", "n", "is_rest", "share"),
    [
        (10, 1, True, 1.0), (10, 2, True, 1.0), (10, 3, False, 0.6), (10, 9, False, 1.0),
        (21.1, 3, True, 1.0), (21.1, 4, False, 0.45), (21.1, 10, False, 0.7), (21.1, 15, False, 1.0),
        (42.2, 3, True, 1.0), (42.2, 4, False, 0.25), (42.2, 10, False, 0.5), (42.2, 17, False, 0.75),
        (42.2, 23, False, 1.0),
    ],
)  # fmt: skip
def test_the_days_after_a_race_rest_first_and_then_come_back(km: float, n: int, is_rest: bool, share: float) -> None:
    found = bounds_on(day(SUNDAY + n), (race(km),), is_returning=False, longest_km=20, age=35)

    assert (found.is_rest, found.share) == (is_rest, share)


@pytest.mark.parametrize(("age", "rested"), [(35, 3), (46, 4), (56, 5)])
def test_older_runners_rest_longer_after_a_marathon(age: float, rested: int) -> None:
    # 3 days; times 1.3 from 46, 3.9; times 1.6 from 56, 4.8
    days = [
        n
        for n in range(1, 15)
        if bounds_on(day(SUNDAY + n), (race(MARATHON),), is_returning=False, longest_km=30, age=age).is_rest
    ]

    assert days == list(range(1, rested + 1))


def test_the_easy_days_after_a_race_hold_no_long_run_and_no_quality() -> None:
    plan = make_plan(racing(race(HALF)))

    # one easy day per 3 km: 7 days
    after = [s for s in runs_of(plan) if 0 < (s.date - day(SUNDAY)).days <= 7]
    assert all(s.running_km <= 0.5 * 21.1 for s in after)
    assert all(step.effort != "brisk" for s in after for step in s.steps if step.kind == "run")


@pytest.mark.parametrize("km", [HALF, MARATHON])
def test_the_planned_rest_after_a_race_is_no_break(km: float) -> None:
    # 40 km, long run 28: ready for either
    life = Life(
        request(more={"runs": history(week=((1, 6.0), (3, 6.0), (6, 28.0))), "races": (race(km, 13),), "weeks": 4})
    )
    life.live(range(28))

    assert any(run.distance_km >= 0.9 * km for run in life.request.runs)
    # three weeks after a half, four after a marathon: usual again; no new return in between
    life.open(28)
    assert sum(s.running_km for s in runs_of(life.plan, 2)) >= 0.9 * 40


# --- too soon


def test_a_goal_too_soon_shows_four_dated_ways_on() -> None:
    plan = make_plan(racing(race(MARATHON, 41), weeks=2))

    assert plan.goal is not None
    offers = plan.goal.offers
    assert offers is not None
    # six weeks away; 28 km from 16: ln 1.75 / ln 1.1 = 5.87, 6 steps x 4/3 = 8 weeks, and 3 of taper
    assert offers.reachable_on == day(0) + timedelta(weeks=11)
    assert offers.shorter_km is not None
    assert 16 / 0.7 - 0.1 <= offers.shorter_km < MARATHON
    assert "goal_date_not_met" in note_ids(plan)


def test_a_goal_too_soon_bends_no_limit() -> None:
    with_goal = make_plan(racing(race(MARATHON, 41), weeks=2))
    longest = 16.0
    for run in runs_of(with_goal):
        assert run.running_km <= 1.1 * longest + 0.01
        longest = max(longest, run.running_km)


@pytest.mark.parametrize(
    ("km", "long_km", "to_usual", "weeks"),
    [
        (10, 16, 0, 1),  # ready: the taper of 10 km
        (21.1, 10, 0, 8),  # ln 1.477 / ln 1.1 = 4.09, 5 steps x 4/3 = 6.67, and 2: 8.67, rounded up to 9 in all
        (42.2, 16, 4, 15),  # 4 + 8 + 3
    ],
)
def test_the_weeks_a_goal_needs_are_the_way_back_the_steps_and_the_taper(
    km: float, long_km: float, to_usual: float, weeks: int
) -> None:
    found = weeks_needed(race(km), usual(40, long_km), to_usual, 0)

    assert weeks <= found <= weeks + 1


def test_a_race_that_is_over_is_said_and_the_plan_goes_on() -> None:
    wishes = offer(90) | {"goal": {"race_km": 10, "date": day(-1)}}
    plan = make_plan(request(more={"runs": history()}, wishes=wishes))

    assert plan.goal is not None
    assert plan.goal.status is GoalStatus.DONE
    assert "goal_in_past" in note_ids(plan)
    assert runs_of(plan, 1)


def test_a_marathon_half_a_year_away_that_is_called_reachable_is_reached() -> None:
    made = racing(race(MARATHON, 7 * 26 + 6), weeks=27, wishes=offer(200))
    plan = make_plan(made)

    assert plan.goal is not None
    assert plan.goal.status is GoalStatus.ON_THE_WAY
    assert max(s.running_km for s in runs_of(plan) if s.kind is not SessionKind.RACE) >= 25
    assert race_of(plan, 7 * 26 + 6)


def test_a_marathon_is_out_of_reach_where_its_long_run_takes_longer_than_a_plan_holds() -> None:
    # 150 minutes at 7:20 are 20.5 km; 25 are needed, and 20.5 / 0.7 = 29.2 could be raced: a half marathon
    plan = make_plan(racing(race(MARATHON, 7 * 26 + 6), weeks=1, easy_pace_s_per_km=440))

    assert plan.goal is not None
    assert plan.goal.status is GoalStatus.NOT_IN_TIME
    assert plan.goal.offers is not None
    assert plan.goal.offers.reachable_on is None
    assert plan.goal.offers.shorter_km == pytest.approx(21.1)
    assert "goal_date_not_met" in note_ids(plan)


@pytest.mark.parametrize(
    ("race_km", "reach_km", "shorter_km"),
    [(42.2, 40.4, 30), (21.1, 16, 15), (10, 9.5, 5), (5, 4.6, 3), (100, 96, 50), (10, 4.9, 3), (5, 2.5, None)],
)
def test_a_shorter_race_is_one_that_is_held_and_clearly_shorter(
    race_km: float, reach_km: float, shorter_km: float | None
) -> None:
    assert shorter_race_km(race(race_km, 40), reach_km) == shorter_km


@pytest.mark.parametrize(("weeks_off", "km", "long_km"), [(3, 35, 14), (8, 45, 18)])
def test_the_day_on_which_a_race_is_ready_does_not_slip_while_all_is_green(
    weeks_off: int, km: int, long_km: int
) -> None:
    goal = {"goal": {"race_km": MARATHON, "date": day(70)}}
    answers = {"weekly_km": km, "runs_per_week": 4, "usual_long_run_km": long_km, "weeks_off": weeks_off}
    life = Life(request(pain_running=1, wishes=goal, more={"runs": ()}, **answers))
    offers = []
    for n in range(5 * 7):
        plan = life.open(n)
        assert plan.goal is not None
        assert plan.goal.offers is not None
        offers.append(plan.goal.offers)
        life.do(n)

    ready = [one.reachable_on for one in offers if one.reachable_on]
    shorter = [one.shorter_km or 0 for one in offers]
    assert len(ready) == len(offers)
    assert all(b <= a for a, b in pairwise(ready)), ready
    assert all(b >= a for a, b in pairwise(shorter)), shorter


def test_the_day_on_which_a_race_is_ready_stays_while_the_long_run_grows() -> None:
    marathon = race(MARATHON, 100)

    # 27 km are 19 x 1.1^3.7, a raise a week; one raise more, with easy weeks 1.33, to 28 km; three weeks of taper
    assert weeks_needed(marathon, usual(65, 27, 5), 0, 19.0) == 6 + 3
    assert weeks_needed(marathon, usual(65, 27, 5), 0, 20.9) == 5 + 3
    # on the way back the long run comes with the usual week
    assert weeks_needed(marathon, usual(65, 27, 5), 4, 19.0) == 4 + 2 + 3


@pytest.mark.parametrize(("km", "runs", "race_km"), [(25, 5, HALF), (50, 5, MARATHON)])
def test_a_race_that_is_on_the_way_is_reached_with_many_short_runs_too(km: float, runs: int, race_km: float) -> None:
    # the long run is a quarter of the usual week
    answers = {"weekly_km": km, "runs_per_week": runs, "usual_long_run_km": km / 4, "wishes": offer(240)}
    plan = make_plan(request(more={"weeks": 27, "races": (race(race_km, 7 * 26 + 6),)}, **answers))

    assert plan.goal is not None
    assert plan.goal.status is GoalStatus.ON_THE_WAY
    assert race_of(plan, 7 * 26 + 6)


@pytest.mark.parametrize("runs", [2, 3, 4])
def test_a_half_marathon_half_a_year_away_is_reached_without_walk_breaks(runs: int) -> None:
    # 70 % of 21.1 km; with three runs that is two fifths of 36.9 km a week
    made = request(
        more={"weeks": 27, "races": (race(HALF, 7 * 26 + 6),)},
        weekly_km=20, usual_long_run_km=8, runs_per_week=runs, wishes=offer(200),
    )  # fmt: skip
    plan = make_plan(made)

    assert max(s.running_km for s in runs_of(plan) if s.kind is not SessionKind.RACE) >= 14.7
    [one] = [s for s in sessions_of(plan) if s.kind is SessionKind.RACE]
    assert "race_walk" not in {step.say for step in one.steps}


def test_a_red_week_before_a_race_brings_the_offers() -> None:
    life = Life(racing(race(TEN, 13), weeks=3))
    life.live(range(7), on_runs(Felt(), Felt(during=6)))
    plan = life.open(7)

    assert not race_of(plan, 13)
