"""What keeps running closed for a while (rules 1.5, 1.7, 4.6, 8.1, 10): since when, until when, and that it ends."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from runback.domain.adjust import DaysOff, DaysOffWhy
from runback.domain.diary import Clearance, PainMoment, SessionLog
from runback.domain.load import Run
from runback.domain.plan import Light, Plan, PlanStatus, SessionKind
from runback.plan import PlanRequest, make_plan
from tests.plan.living import Life
from tests.plan.made_up import (
    SAT,
    TUE,
    after_break,
    asked,
    check,
    day,
    felt,
    held_by,
    history,
    later,
    morning,
    new_runner,
    pain,
    ran,
    request,
    running_km,
    runs_of,
    sessions_of,
    walked,
)


def first_day(plan: Plan) -> date:
    return runs_of(plan)[0].date


def holds(plan: Plan) -> dict[str, date]:
    return {block.reason.rule: block.since for block in plan.held_by}


def red_runs(*days: int, as_of: int, **more: Any) -> PlanRequest:
    """The usual runner whose runs of these days hurt with 6; mornings were calm."""
    runs = (*history(), *(ran(n, 8) for n in days))
    logs = tuple(felt(n, 6) for n in days)
    calm = tuple(morning(n) for n in range(-3, as_of + 1))
    return later(request(), as_of, runs=runs, session_logs=logs, pain_entries=calm, **more)


# --- the test walk


@pytest.mark.parametrize("made", [after_break(7), after_break(40), new_runner(weeks_off=60)])
def test_the_first_run_back_is_on_the_third_day_after_a_test_walk(made: PlanRequest) -> None:
    plan = make_plan(made)

    assert held_by(plan) == {"walk_gate"}
    test = next(s for s in sessions_of(plan) if s.role == "test_walk")
    assert (test.date, test.duration_min) == (day(0), 30)
    assert first_day(plan) in (day(2), day(3))


def test_who_ran_twenty_minutes_in_the_last_week_has_passed_the_walking_gate() -> None:
    assert held_by(make_plan(request(more={"runs": history(3)}))) == set()
    assert held_by(make_plan(request(more={"runs": history(3)}, pain_running=4, pain_now=2))) == set()


@pytest.mark.parametrize(("km", "holds_back"), [(1.0, True), (1.4, True), (1.8, False)])
def test_runs_of_a_few_minutes_are_no_test_of_twenty(km: float, holds_back: bool) -> None:
    # two runs a week at 6 minutes a kilometre: 12, 17 and 22 minutes in the last week
    short = history(1, week=((TUE, km), (SAT, km)))
    made = new_runner(more={"runs": short}, weekly_km=None)

    assert ("walk_gate" in held_by(make_plan(made))) == holds_back


def test_a_later_walk_that_hurt_takes_back_what_an_earlier_one_opened() -> None:
    for later_walk in (walked(1, 5), walked(1, 1, limp=True), replace(walked(1, limp=True), pain_during=None)):
        twice = later(after_break(40), 2, session_logs=(walked(0, 1), later_walk))
        assert "walk_gate" in held_by(make_plan(twice))


def test_three_calm_mornings_open_running_only_in_a_row() -> None:
    # the check says that walking hurts, so nothing but mornings or a walk opens running
    sore = after_break(40, pain_walking=3, pain_now=2)
    for scores, is_open in (((2, 2, 3, 1), False), ((3, 2, 1, 2), True)):
        mornings = tuple(morning(n, score) for n, score in zip((3, 5, 6, 7), scores, strict=True))
        assert ("walk_gate" in held_by(make_plan(later(sore, 7, pain_entries=mornings)))) != is_open


def test_a_passed_test_walk_opens_running() -> None:
    tested = later(after_break(40), 2, session_logs=(walked(0, 2),), pain_entries=(morning(1, 0),))

    assert held_by(make_plan(tested)) == set()
    assert first_day(make_plan(tested)) in (day(2), day(3))


def test_a_test_walk_that_hurt_opens_nothing_and_asks_again() -> None:
    sore = later(after_break(40), 2, session_logs=(walked(0, 3),), pain_entries=(morning(1, 0),))
    plan = make_plan(sore)

    assert "walk_gate" in held_by(plan)
    assert any(s.role == "test_walk" and s.date >= day(2) for s in sessions_of(plan))


def test_a_sore_morning_after_the_test_walk_keeps_running_closed() -> None:
    sore = later(after_break(40), 2, session_logs=(walked(0, 1),), pain_entries=(morning(0, 0), morning(1, 4)))

    assert "walk_gate" in held_by(make_plan(sore))


def test_a_walk_with_a_limp_or_of_twenty_minutes_is_no_test() -> None:
    for walk in (walked(0, 1, limp=True), walked(0, 1, minutes=20)):
        plan = make_plan(later(after_break(40), 2, session_logs=(walk,), pain_entries=(morning(1, 0),)))
        assert "walk_gate" in held_by(plan)


@pytest.mark.parametrize(
    ("on", "minutes", "entries", "opens"),
    [
        (0, 35, (), True),
        (0, 30, (), True),
        (0, 29, (), False),
        (1, 45, (), True),
        (-1, 60, (), False),
        (0, 60, (morning(1, 1),), True),
        (0, 60, (morning(1, 3),), False),
        (0, 60, (pain(0, 5, PainMoment.EVENING),), False),
        (0, 60, (pain(0, 2, PainMoment.EVENING),), True),
    ],
)
def test_a_walk_that_the_watch_recorded_counts_as_the_test_walk(on, minutes, entries, opens) -> None:
    recorded = Run(day(on), minutes / 11, minutes)
    plan = make_plan(later(after_break(40), on + 2 if on > 0 else 2, walks=(recorded,), pain_entries=entries))

    assert (held_by(plan) == set()) is opens


@pytest.mark.parametrize(("entries", "opens"), [((), False), ((morning(1, 1),), True), ((morning(1, 3),), False)])
def test_where_walking_hurts_a_recorded_walk_counts_only_with_a_score(entries, opens) -> None:
    made = after_break(40, pain_walking=3, pain_now=1)
    plan = make_plan(later(made, 2, walks=(Run(day(0), 3.0, 33),), pain_entries=entries))

    assert ("walk_gate" not in held_by(plan)) is opens


def test_on_the_day_of_a_recorded_walk_running_waits_for_two_more_days_at_most() -> None:
    plan = make_plan(later(after_break(40), 0, walks=(Run(day(0), 3.0, 33),)))

    assert not any(s.role == "test_walk" for s in sessions_of(plan))
    assert first_day(plan) in (day(2), day(3))


@pytest.mark.parametrize("log", [walked(0, 3), walked(0, 0, limp=True)])
def test_what_the_runner_logged_of_a_recorded_walk_counts_for_more(log) -> None:
    made = later(after_break(40), 2, walks=(Run(day(0), 3.0, 33),), session_logs=(log,))

    assert "walk_gate" in held_by(make_plan(made))


def test_with_pain_of_five_in_runs_a_walk_has_to_be_logged_with_its_pain() -> None:
    made = request(more={"runs": history(3)}, pain_running=6)
    walks = tuple(Run(day(n), 3.0, 33) for n in range(5))

    assert "no_run_pain" in held_by(make_plan(later(made, 5, walks=walks)))


def test_with_long_standing_pain_a_walk_of_three_passes() -> None:
    made = after_break(40, pain_days=200, pain_now=2)
    tested = later(made, 2, session_logs=(walked(0, 3),), pain_entries=(morning(0, 2), morning(1, 2)))

    assert held_by(make_plan(tested)) == set()


def test_the_test_walk_is_asked_for_until_it_is_passed_and_the_hold_keeps_its_day() -> None:
    for n in range(10):
        plan = make_plan(later(after_break(40, pain_now=3), n))
        assert holds(plan) == {"walk_gate": day(0)}
        assert first_day(plan) >= day(max(2, n + 2))


def test_somebody_who_answers_nothing_runs_from_the_fifth_day_on() -> None:
    (hold,) = make_plan(after_break(40)).held_by

    assert dict(hold.lifts.facts)["day"] == day(4).isoformat()
    assert holds(make_plan(later(after_break(40), 3))) == {"walk_gate": day(0)}
    assert held_by(make_plan(later(after_break(40), 4))) == set()
    assert first_day(make_plan(later(after_break(40), 4))) <= day(6)


@pytest.mark.parametrize("score", [0, 1, 2])
def test_calm_mornings_never_close_what_no_answer_at_all_would_have_opened(score: int) -> None:
    # three calm mornings opened the eighth day, and closed the fifth, sixth and seventh again
    made = after_break(28, pain_now=1)
    for n in range(12):
        woke = later(made, n, pain_entries=tuple(morning(d, score) for d in range(n + 1)))
        assert ("walk_gate" in held_by(make_plan(woke))) == (n < 4), n


def test_the_gate_never_makes_an_empty_week() -> None:
    for n in range(7):
        start = after_break(60, more={"as_of": day(n), "started_on": day(n), "weeks": 2})
        moved = replace(start, checks=(replace(start.checks[0], day=day(n)),))
        plan = make_plan(moved)
        assert runs_of(plan, 1), n
        if n <= 4:
            assert runs_of(plan, 0), n


# --- pain of 5 or more in runs, a limp, 4 or more on walking


@pytest.mark.parametrize(
    "changes",
    [
        {"pain_running": 5, "pain_worst": 6},
        {"contexts": ["limp"]},
        {"pain_walking": 4, "pain_now": 3, "pain_worst": 5},
        {"pain_running": 3, "pain_next_morning": "up_longer"},
    ],
)
def test_pain_of_five_in_runs_a_limp_or_four_on_walking_closes_running_and_leaves_walks_and_strength(
    changes: dict[str, Any],
) -> None:
    plan = make_plan(request(more={"runs": history(2)}, **changes))

    assert held_by(plan) == {"no_run_pain"}
    # the first test walk is on day 3
    test = next(s for s in sessions_of(plan) if s.role == "test_walk")
    assert test.date == day(2)
    assert first_day(plan) > day(3)
    kinds = {s.kind for s in sessions_of(plan)}
    assert {SessionKind.WALK, SessionKind.STRENGTH} <= kinds


def test_test_walks_come_every_second_day() -> None:
    made = request(more={"runs": history(2)}, pain_running=6, pain_worst=6)
    tests = set()
    for n in range(12):
        tests |= {s.date for s in sessions_of(make_plan(later(made, n))) if s.role == "test_walk" and s.date == day(n)}

    assert {day(n) for n in (2, 4, 6, 8)} <= tests


def test_after_the_test_walk_the_course_starts_as_with_pain_of_four() -> None:
    made = request(more={"runs": history(2)}, pain_running=7, pain_worst=7)
    passed = later(made, 4, session_logs=(walked(2, 2),), pain_entries=(morning(3, 0),))
    plan = make_plan(replace(passed, weeks=2))

    assert held_by(plan) == set()
    # 40 x 0.60 for pain 4, less for six days off by then (0.90): between 19 and 24 in a whole week
    assert 17 <= running_km(plan, 1) <= 29
    # bouts of 8 minutes, not the first row
    assert runs_of(plan)[0].stage in (5, 6)


def test_after_pain_on_walking_the_course_starts_as_with_pain_of_four_too() -> None:
    made = request(more={"runs": history(2)}, pain_walking=5, pain_now=5, pain_worst=6)
    plan = make_plan(later(made, 4, session_logs=(walked(2, 2),), pain_entries=(morning(3, 0),)))

    # bouts of 8 minutes, as for pain 4 in runs
    assert runs_of(plan)[0].stage in (5, 6)


def test_still_five_after_two_weeks_or_three_failed_walks_names_a_clinician() -> None:
    made = request(more={"runs": history(2)}, pain_running=6, pain_worst=6)
    again = asked(*made.checks, check(15, pain_running=6, pain_worst=6), as_of=day(15), runs=history(2))
    failed = later(made, 8, session_logs=tuple(walked(n, 5) for n in (2, 4, 6)))

    for one in (again, failed):
        [block] = make_plan(one).held_by
        assert block.lifts.say == "lifts.no_run_pain_long"
        assert block.since == day(0)


def test_three_logged_runs_make_the_pain_of_the_check_void() -> None:
    made = request(more={"runs": history(2)}, pain_running=6, pain_worst=6)
    runs = (*history(2), ran(5, 3), ran(7, 3), ran(9, 3))
    logs = (walked(2, 1), *(felt(n, 1) for n in (5, 7, 9)))

    assert held_by(make_plan(later(made, 11, runs=runs, session_logs=logs))) == set()


def test_a_check_with_less_pain_ends_the_hold() -> None:
    made = request(more={"runs": history(2)}, pain_running=6, pain_worst=6)
    calmer = asked(*made.checks, check(8, pain_running=2), as_of=day(8), runs=history(2))

    assert "no_run_pain" not in held_by(make_plan(calmer))


# --- reds


def test_one_red_closes_running_for_two_days() -> None:
    plan = make_plan(red_runs(0, as_of=1))

    assert holds(plan) == {"light_red": day(0)}
    assert first_day(plan) == day(2)
    assert held_by(make_plan(red_runs(0, as_of=2))) == set()


def test_a_second_red_within_fourteen_days_closes_running_for_seven() -> None:
    plan = make_plan(replace(red_runs(0, 9, as_of=10), weeks=3))

    assert holds(plan)["two_reds"] == day(9)
    assert first_day(plan) >= day(16)
    assert held_by(make_plan(red_runs(0, 9, as_of=16))) == set()


@pytest.mark.parametrize("days_between", [1, 2, 3, 13])
def test_two_red_runs_are_two_reds_however_near_they_are(days_between: int) -> None:
    second = days_between
    plan = make_plan(replace(red_runs(0, second, as_of=second + 1), weeks=3))

    assert holds(plan)["two_reds"] == day(second)


def test_a_run_after_the_morning_that_made_the_last_one_red_is_a_second_red() -> None:
    # calm in the run of the first day, 4 in the morning after it, and 6 in the run of that day
    runs, logs = (*history(), ran(0, 5), ran(1, 8)), (felt(0, 0), felt(1, 6))
    mornings = tuple(morning(n, 4 if n == 1 else 0) for n in range(-3, 3))
    plan = make_plan(later(request(), 2, runs=runs, session_logs=logs, pain_entries=mornings, weeks=3))

    assert "two_reds" in held_by(plan)


def test_a_red_run_and_the_bad_mornings_after_it_are_one_red() -> None:
    made = red_runs(0, as_of=3)
    mornings = tuple(morning(n, 6) for n in (1, 2, 3))

    assert held_by(make_plan(replace(made, pain_entries=(*made.pain_entries, *mornings)))) == {"light_red"}


def test_reds_more_than_fourteen_days_apart_are_two_single_ones() -> None:
    assert held_by(make_plan(red_runs(0, 15, as_of=16))) == {"light_red"}


def test_after_the_week_without_running_the_start_is_as_after_a_week_off() -> None:
    plan = make_plan(replace(red_runs(0, 9, as_of=16), weeks=3))

    # 40 x 0.80 for a week off, times what pain of 4 leaves at most (0.60 for the last runs' pain)
    assert running_km(plan, 1) <= 0.8 * 40
    assert running_km(plan, 0) + running_km(plan, 1) > 0


def test_a_third_red_within_three_weeks_asks_for_a_clinician() -> None:
    third = red_runs(0, 8, 18, as_of=19)
    plan = make_plan(replace(third, weeks=4))

    assert holds(plan)["three_reds"] == day(18)
    assert not [run for run in runs_of(plan) if run.date < day(32)]
    seen = Clearance("Physio B", day(20), day(90), ("three_reds",))
    cleared = make_plan(replace(third, as_of=day(21), clearances=(seen,)))
    assert "three_reds" not in held_by(cleared)


def test_a_third_red_that_nobody_looked_at_ends_after_two_weeks() -> None:
    assert held_by(make_plan(red_runs(0, 8, 18, as_of=32))) == set()


def test_the_day_a_hold_began_does_not_move_while_it_lasts() -> None:
    since = {holds(make_plan(red_runs(0, 9, as_of=n)))["two_reds"] for n in range(9, 16)}

    assert since == {day(9)}


# --- a flare outside running


@pytest.mark.parametrize("mornings", [{2: 5}, {2: 4, 3: 5}, {3: 6}])
def test_bad_mornings_after_a_red_run_make_its_hold_longer_and_do_not_move_its_begin(mornings: dict[int, int]) -> None:
    last = max(mornings)
    made = red_runs(1, as_of=last)
    sore = tuple(morning(n, mornings.get(n, 0)) for n in range(-3, last + 1))

    assert holds(make_plan(replace(made, pain_entries=sore)))["light_red"] == day(1)


@pytest.mark.parametrize(
    ("scores", "opens"), [((6, 4, 3, 2), 5), ((5, 3, 2), 4), ((5, 3, 2, 2), None), ((4, 2, 2), None), ((4, 2, 3), 5)]
)
def test_a_flare_that_is_going_keeps_the_day_on_which_running_opens(scores: tuple[int, ...], opens: int | None) -> None:
    # mornings from day 1 on, 0 before; the last 3 or more, or rise, counts 48 hours
    mornings = (*(morning(n) for n in range(-6, 1)), *(morning(n, score) for n, score in enumerate(scores, 1)))
    plan = make_plan(later(request(more={"runs": history()}), len(scores), pain_entries=mornings))

    lifts = [dict(block.lifts.facts).get("day") for block in plan.held_by if block.reason.rule == "light_red"]
    assert lifts == ([] if opens is None else [day(opens).isoformat()])


def test_a_flare_counts_as_a_red() -> None:
    made = later(request(), 3, runs=history(), pain_entries=(*(morning(n) for n in range(-3, 3)), morning(3, 5)))
    plan = make_plan(made)

    assert holds(plan) == {"light_red": day(3)}
    assert first_day(plan) >= day(5)


def flared(as_of: int, *scores: int) -> PlanRequest:
    """The usual runner who woke with these scores from day 3 on, and ran on day 1."""
    calm = tuple(morning(n) for n in range(-3, 3))
    high = tuple(morning(3 + n, score) for n, score in enumerate(scores) if 3 + n <= as_of)
    return later(request(), as_of, runs=(*history(), ran(1, 8)), session_logs=(felt(1),), pain_entries=(*calm, *high))


def test_the_first_run_after_a_flare_is_half_as_long_the_second_three_quarters() -> None:
    runs = [run for run in runs_of(make_plan(flared(6, 6, 5, 3, 0))) if run.date >= day(6)]

    said = [(run.reasons[0].say, dict(run.reasons[0].facts).get("share")) for run in runs[:2]]
    assert said == [("run.after_flare", 0.5), ("run.after_flare", 0.75)]
    assert runs[2].reasons[0].say != "run.after_flare"
    assert runs[0].running_km <= 0.5 * max(run.running_km for run in runs) + 0.05


def test_the_mornings_of_a_flare_are_no_usual_mornings() -> None:
    # 6, 5, 4, 3: the last one is still 3 above the usual 0
    assert "light_red" in held_by(make_plan(flared(6, 6, 5, 4, 3)))
    # pain that stays up for over a week is the new usual: nothing is closed for ever
    assert held_by(make_plan(flared(24, *(3 for _ in range(22))))) == set()


def test_a_hold_that_waits_for_a_calm_morning_says_so() -> None:
    (hold,) = make_plan(flared(5, 6, 5, 5)).held_by

    assert hold.lifts.say == "lifts.calm_morning"


def test_a_red_run_is_named_by_its_own_day() -> None:
    runs, logs = (*history(), ran(0, 8)), (felt(0, 1),)
    made = later(
        request(), 1, runs=runs, session_logs=logs, pain_entries=(*(morning(n) for n in range(-3, 1)), morning(1, 3))
    )

    (hold,) = make_plan(made).held_by
    assert dict(hold.reason.facts)["day"] == day(0).isoformat()
    assert hold.since == day(1)


def test_running_that_is_open_again_after_a_red_is_amber() -> None:
    assert make_plan(red_runs(0, as_of=1)).light is Light.RED
    assert make_plan(red_runs(0, as_of=2)).light is Light.AMBER


def test_a_flare_that_stays_high_keeps_running_closed_and_ends_when_it_settles() -> None:
    high = tuple(morning(n, 6) for n in range(3, 9))
    calm = tuple(morning(n) for n in (-3, -2, -1, 0, 1, 2))
    lasting = later(request(), 8, runs=history(), pain_entries=(*calm, *high))
    settled = later(request(), 10, runs=history(), pain_entries=(*calm, *high, morning(9, 1), morning(10, 0)))

    assert "light_red" in held_by(make_plan(lasting))
    assert held_by(make_plan(settled)) == set()


def test_one_flare_of_several_days_is_one_red() -> None:
    high = tuple(morning(n, 6) for n in (3, 4, 5))
    calm = tuple(morning(n) for n in (-3, -2, -1, 0, 1, 2))

    plan = make_plan(later(request(), 6, runs=history(), pain_entries=(*calm, *high, morning(6, 1))))

    assert held_by(plan) <= {"light_red"}


def test_pain_in_the_evening_below_five_is_no_flare() -> None:
    made = later(request(), 3, runs=history(), pain_entries=(morning(2), pain(2, 4, PainMoment.EVENING), morning(3)))

    assert held_by(make_plan(made)) == set()


# --- illness


def test_an_illness_closes_everything_until_two_days_without() -> None:
    ill = DaysOff(day(1), day(4), DaysOffWhy.ILL)
    plan = make_plan(later(request(), 2, runs=history(), days_off=(ill,), weeks=2))

    assert holds(plan)["ill"] == day(1)
    assert first_day(plan) >= day(7)
    busy = [s for s in sessions_of(plan) if s.date in ill.days() and s.date >= day(2)]
    assert {s.kind for s in busy} <= {SessionKind.REST}
    assert "ill" not in held_by(make_plan(later(request(), 7, runs=history(), days_off=(ill,), weeks=2)))


def week_back(lived: int, why: DaysOffWhy) -> float:
    """Kilometres of the week planned after seven days off, opened on the first day that an illness leaves free."""
    life = Life(request(more={"runs": history(), "weeks": 1}))
    if lived:
        life.live(range(lived))
    life.take_off(lived, lived + 6, why)
    return running_km(life.open(lived + 9))


def test_after_three_days_of_illness_the_first_week_is_a_fifth_smaller() -> None:
    assert week_back(7, DaysOffWhy.ILL) == pytest.approx(0.8 * week_back(7, DaysOffWhy.BUSY), rel=0.05)


def test_an_illness_before_the_first_run_makes_it_a_fifth_smaller_too() -> None:
    assert week_back(0, DaysOffWhy.ILL) == pytest.approx(0.8 * week_back(0, DaysOffWhy.BUSY), rel=0.05)


def test_no_hold_lasts_for_ever() -> None:
    """Fourteen days after the last red or high score every hold is gone."""
    made = red_runs(0, 5, 12, as_of=40)

    plan = make_plan(made)

    assert plan.status is PlanStatus.PLAN
    assert held_by(plan) == set()
    assert runs_of(plan, 0)


def test_a_test_walk_whose_morning_is_known_waits_only_for_the_day() -> None:
    def says(**more: Any) -> str:
        (hold,) = make_plan(later(after_break(40), 1, session_logs=(walked(0),), **more)).held_by
        return hold.reason.say

    assert says() == "walk_gate.passed"
    assert says(pain_entries=(morning(1),)) == "walk_gate.open"


@pytest.mark.parametrize("walked", [0, 1])
def test_a_walk_of_the_first_two_days_does_not_open_running_after_a_pain_of_five(walked: int) -> None:
    # 1.5: test walks on day 3, 5, 7, ...
    walk = {"session_logs": (SessionLog(day(walked), SessionKind.WALK, duration_min=30, pain_during=1),)}
    mornings = {"pain_entries": (morning(walked + 1, 1),)}
    plan = make_plan(request(pain_running=5, more={"as_of": day(3)} | walk | mornings))

    assert "no_run_pain" in {block.reason.rule for block in plan.held_by}
    assert [s.date for s in sessions_of(plan) if s.role == "test_walk"] == [day(4)]
