"""What an amber and a red run change (rules 4.5, 4.6, 4.8, 4.10), lived day by day."""

from dataclasses import replace

import pytest

from runback.domain.plan import Light, Session, StepKind
from runback.plan import PlanRequest, make_plan
from runback.plan.course.ceiling import running_ceiling
from runback.plan.course.record import record_run
from runback.plan.course.standing import restart
from tests.plan.course.standings import coming_back, planned, run_day, standing
from tests.plan.living import Felt, Life, live, on_runs
from tests.plan.made_up import (
    after_break,
    day,
    felt,
    held_by,
    history,
    later,
    new_runner,
    note_ids,
    number_of,
    ran,
    request,
    runs_of,
)

AMBER, RED = Felt(during=3), Felt(during=6)


def regular(weeks: int = 2) -> PlanRequest:
    """The usual runner with a history, running on."""
    return request(more={"runs": history(), "weeks": weeks})


def coming(life: Life, since: int) -> list[Session]:
    """The runs from that day on."""
    return [run for run in runs_of(life.plan) if run.date >= day(since)]


def until_run(life: Life, count: int, *felt: Felt) -> int:
    """Live until so many runs were done, the last ones like ``felt``; the day after."""
    act = on_runs(*([Felt()] * (count - len(felt))), *felt)
    n = 0
    while sum(run.day >= day(0) for run in life.request.runs) < count:
        life.open(n)
        life.do(n, act)
        n += 1
    life.open(n)
    return n


# --- amber


def test_after_an_amber_run_the_next_one_is_not_longer_and_easy() -> None:
    life = Life(regular())
    n = until_run(life, 1, AMBER)
    sore = life.request.runs[-1]

    following = coming(life, n)[0]
    assert following.running_km <= sore.distance_km + 0.01
    assert all(step.effort != "brisk" for step in following.steps if step.kind is StepKind.RUN)


def test_two_ambers_in_a_row_take_a_fifth_of_each_run_and_drop_none() -> None:
    calm, sore = Life(regular()), Life(regular())
    n = until_run(calm, 2)
    assert until_run(sore, 2, AMBER, AMBER) == n

    before = [run for run in coming(calm, n) if run.date < day(n + 7)]
    after = [run for run in coming(sore, n) if run.date < day(n + 7)]
    assert len(after) == len(before)
    # the first two; the plan takes them as green, and two green runs end the cut
    assert all(b.running_km <= 0.8 * a.running_km + 0.01 for a, b in zip(before[:2], after[:2], strict=True))


def test_the_cut_ends_after_two_green_runs() -> None:
    here = coming_back(0, runs=(), position=None)
    for n, light in ((0, Light.AMBER), (2, Light.AMBER)):
        here = record_run(here, run_day(n, 8, light, pain=3))
    assert (here.cut_since, here.cut_until) == (day(3), day(9))

    here = record_run(here, run_day(4, 6))
    assert here.cut_until == day(9)
    assert record_run(here, run_day(5, 6)).cut_until is None


def test_two_ambers_in_a_row_bring_one_more_walk_break() -> None:
    life = Life(regular())
    n = until_run(life, 2, AMBER, AMBER)

    assert any(step.kind is StepKind.WALK for step in coming(life, n)[0].steps)


def test_three_amber_weeks_in_a_row_ask_for_the_check() -> None:
    life = live(regular(), 22, on_runs(then=AMBER))

    assert "amber_weeks" in {note.id for note in life.plan.notes}


def test_the_run_after_an_amber_is_no_longer_where_runs_have_walk_breaks_too() -> None:
    life = live(after_break(28, more={"weeks": 1}), 14, on_runs(Felt(), Felt(), Felt(), AMBER))
    *_, amber, after, _ = life.request.runs

    assert after.distance_km <= amber.distance_km


@pytest.mark.parametrize("days_off", [21, 28])
def test_a_week_with_one_amber_does_not_raise_the_long_run(days_off: int) -> None:
    # three runs in the first week; the first of the second week is sore
    life = live(after_break(days_off, more={"weeks": 1}), 21, on_runs(Felt(), Felt(), Felt(), AMBER))
    longest = [
        max(run.distance_km for run in life.request.runs if 7 * n <= number_of(run.day) < 7 * n + 7) for n in (1, 2)
    ]

    assert longest[1] <= longest[0] + 0.01


# --- red


def test_a_red_run_is_followed_by_two_days_without_running() -> None:
    life = Life(regular())
    n = until_run(life, 1, RED)

    assert "light_red" in held_by(life.plan)
    assert coming(life, n)[0].date >= day(n - 1 + 2)


def test_after_a_red_run_come_half_of_it_three_quarters_and_all_of_it_each_after_a_green() -> None:
    here = coming_back(0, runs=(), position=None)
    here = record_run(here, run_day(0, 8, Light.RED, planned=planned(0, 10), pain=6))
    assert (here.after_red, here.red_km) == (1, 10)

    half = record_run(here, run_day(3, 5))
    assert half.after_red == 2
    most = record_run(half, run_day(5, 7.5))
    assert (half.red_share_on(day(5)), most.red_share_on(day(7))) == (0.75, 1.0)
    assert record_run(most, run_day(7, 10)).after_red == 0
    # an unknown run is no green
    assert record_run(here, run_day(3, 5, None, weight=0.25)).after_red == 1


def test_a_red_run_with_walk_breaks_of_ten_minutes_and_more_is_halved_too() -> None:
    life = Life(after_break(23, weekly_km=60, usual_long_run_km=20, more={"weeks": 2}))
    n = until_run(life, 1, RED)
    red = next(run for run in runs_of(life.opened[0][1]) if number_of(run.date) == n - 1)
    assert red.stage is not None
    assert max(step.duration_s or 0 for step in red.steps if step.kind is StepKind.RUN) >= 600

    assert coming(life, n)[0].running_km <= 0.5 * red.running_km + 0.01


@pytest.mark.parametrize("days_off", [2, 25, 60])
def test_a_flare_before_the_first_run_counts_for_the_runs_after_it_too(days_off: int) -> None:
    """The plan showed the first run a row lower, and the run after it two rows higher."""
    flared = replace(standing(days_off), flare_on=day(1))

    again = restart(flared, day(3), days_off + 3)
    calm = restart(standing(days_off), day(3), days_off + 3)
    if calm.position is None:
        assert again.red_share_on(day(3)) == 0.5
    else:
        assert again.position == max(0.0, calm.position - 1)


def test_a_red_bounds_no_run_after_two_weeks() -> None:
    here = record_run(coming_back(0, runs=(), position=None), run_day(0, 8, Light.RED, planned=planned(0, 10), pain=6))

    assert here.red_share_on(day(14)) == 0.5
    assert here.red_share_on(day(15)) is None


def test_the_run_after_a_red_one_is_half_as_long_in_the_plan() -> None:
    life = Life(regular(weeks=3))
    n = until_run(life, 1, RED)
    red = next(run for run in runs_of(life.opened[0][1]) if number_of(run.date) == n - 1)

    first, second = coming(life, n)[:2]
    assert first.running_km <= 0.5 * red.running_km + 0.01
    assert second.running_km <= 0.75 * red.running_km + 0.01


def test_a_red_walk_run_is_one_row_lower_next_time() -> None:
    life = Life(after_break(60))
    n = until_run(life, 2, RED)
    last = next(s for s in life.opened[-2][1].weeks[0].sessions if s.is_run and s.date == day(n - 1))

    assert last.stage is not None
    assert coming(life, n)[0].stage == last.stage - 1


def test_a_new_runner_starts_the_row_again_after_a_red_run_and_not_the_table() -> None:
    life = Life(new_runner(more={"weeks": 2}))
    n = until_run(life, 6, RED)
    last = next(s for s in life.opened[-2][1].weeks[0].sessions if s.is_run and s.date == day(n - 1))

    assert coming(life, n)[0].stage == (last.stage or 0) - 1


# --- more than planned


def test_a_run_within_the_limits_that_was_longer_than_planned_is_the_new_base() -> None:
    here = coming_back(28, runs=(run_day(0, 8.0),))

    longer = record_run(here, run_day(3, 8.8))
    assert running_ceiling(longer, day(5)) == pytest.approx(1.1 * 8.8)


def test_after_a_run_far_beyond_the_ceiling_seven_days_bring_no_raise() -> None:
    here = coming_back(28, runs=(run_day(0, 8.0),))
    beyond = record_run(here, run_day(3, 14.0))

    assert running_ceiling(beyond, day(5)) <= 14.0
    assert running_ceiling(replace(beyond, runs=(*beyond.runs, run_day(5, 8.0))), day(12)) == pytest.approx(15.4)


# --- one amber after the other


def km_of(life: Life, week: int) -> float:
    """The kilometres really run in a week."""
    return sum(run.distance_km for run in life.request.runs if 0 <= (run.day - day(7 * week)).days < 7)


@pytest.mark.parametrize(("pain", "least"), [(3, 0.7), (4, 0.6)])
def test_steady_ambers_settle_at_what_that_pain_leaves_of_the_usual_week(pain: int, least: float) -> None:
    # three calm weeks of 40 km, then the same pain in every run: each was no longer than the one before, 13 km at last
    life = Life(request(pain_running=2, pain_now=2, more={"runs": history()}))
    life.live(range(84), lambda n, _: Felt(during=2 if n < 21 else pain, after=2))

    weeks = [km_of(life, week) for week in range(12)]
    assert min(weeks[3:]) >= least * 40 - 0.5
    assert max(weeks[4:]) <= 0.85 * 40


def test_a_run_far_over_its_limit_gets_a_plain_word_for_as_long_as_nothing_grows() -> None:
    start = request(weeks_off=2, more={"runs": history(14)})
    plan = make_plan(start)
    first = runs_of(plan)[0]
    n = number_of(first.date)
    far = later(start, n + 1, runs=(*history(14), ran(n, 1.5 * plan.ceiling_km)), session_logs=(felt(n, 0),))

    assert "ran_beyond" in note_ids(make_plan(replace(far, past_weeks=plan.weeks[:1])))
    assert "ran_beyond" not in note_ids(make_plan(later(far, n + 8)))
