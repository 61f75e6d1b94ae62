"""Which table a runner is on, and where it is entered (rules 1.2 to 1.5, 1.10, 1.11, 2.1)."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from runback.domain.assessment import Running
from runback.domain.diary import Clearance
from runback.domain.plan import SessionKind
from runback.knowledge.exercises import load_exercises
from runback.plan import PlanRequest, make_plan
from runback.plan.course.entry import open_course, start_pain
from runback.plan.course.happened import read_happened
from runback.plan.course.standing import Standing
from runback.plan.course.table import (
    Track,
    enter_new,
    enter_trained,
    lower_for_break,
    minutes_at,
    position_of_bout,
    row_at,
    rows_of,
)
from runback.plan.course.usual import find_usual
from runback.plan.strength import plan_strength
from tests.plan.living import Felt, Life, on_runs
from tests.plan.made_up import (
    MON,
    NEW,
    SAT,
    WED,
    after_break,
    asked,
    check,
    clear_assessment,
    day,
    first_run,
    flagged,
    held_by,
    history,
    morning,
    new_runner,
    offer,
    request,
    running_km,
    runs_of,
    walked,
)


def opening(made: PlanRequest, *, is_bone_stress: bool = False) -> Standing:
    return open_course(made, read_happened(made), find_usual(made), is_bone_stress=is_bone_stress)


def track(made: PlanRequest) -> Track:
    return opening(made).track


# --- the track


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, Track.TRAINED),
        ({"weekly_km": 8}, Track.TRAINED),
        ({"weekly_km": 7.9}, Track.NEW),
        ({"runner_status": "new", "weekly_km": 0}, Track.NEW),
        ({"weeks_off": 104}, Track.TRAINED),  # 728 days
        ({"weeks_off": 105}, Track.NEW),  # 735 days
        ({"pain_days": 100, "weeks_off": 4}, Track.NEW),  # in pain for over 12 weeks and not running
        ({"pain_days": 84, "weeks_off": 4}, Track.TRAINED),  # 12 weeks are not over 12 weeks
        ({"pain_days": 400, "weeks_off": 1}, Track.TRAINED),  # ran a week ago
    ],
)
def test_the_usual_week_the_break_and_old_pain_decide_the_track(changes: dict[str, Any], found: Track) -> None:
    assert track(request(**changes)) is found


def test_who_runs_each_week_with_old_pain_stays_with_the_kilometres() -> None:
    made = request(more={"runs": history()}, pain_days=400, pain_running=3, pain_now=3)

    assert track(made) is Track.TRAINED
    assert running_km(make_plan(made)) > 20


# --- bouts and where the trained runner enters


@pytest.mark.parametrize(
    ("days_off", "pain", "position"),
    [
        (0, 0, None), (14, 2, None),  # no walks
        (21, 0, 7),  # 15 minutes: T8
        (28, 0, 6),  # 10 minutes: T7
        (42, 0, 3.5),  # 5 minutes lie half way from T4 (4) to T5 (6)
        (56, 0, 2),  # 3 minutes: T3
        (84, 0, 1), (112, 0, 0.5),  # 2 minutes: T2; 1.5 lie half way from T1 to T2
        (182, 0, 0), (900, 0, 0),  # 1 minute: T1
        (0, 3, 7), (0, 4, 5),  # 15 and 8 minutes: T8, T6
        (42, 3, 3.5), (21, 4, 5),  # the shorter bout counts
        (17.5, 0, 7.5),  # 22.5 minutes lie half way from T8 to T9
    ],
)  # fmt: skip
def test_the_trained_table_is_entered_at_the_bout_of_break_and_pain(
    days_off: float, pain: float, position: float | None
) -> None:
    found = enter_trained(days_off, pain)  # type: ignore[arg-type]

    assert found == (None if position is None else pytest.approx(position))


@pytest.mark.parametrize(("most", "position"), [(1, 0), (1.5, 0.5), (10, 6)])
def test_a_special_start_bounds_the_first_bout(most: float, position: float) -> None:
    assert enter_trained(0, 0, most) == pytest.approx(position)
    assert enter_trained(182, 0, most) == 0


def test_thirty_minutes_and_more_need_no_table() -> None:
    assert position_of_bout(30) is None
    assert position_of_bout(0.5) == 0


def test_between_two_rows_the_minutes_lie_on_a_straight_line() -> None:
    # T4 is 20 minutes, T5 24
    assert minutes_at(Track.TRAINED, 3.5) == 22
    assert minutes_at(Track.TRAINED, None) == 30
    assert minutes_at(Track.NEW, 0) == 2.5


def test_the_row_of_a_position_is_the_whole_one_below() -> None:
    assert [row_at(Track.TRAINED, one).stage for one in (0, 0.9, 1, 7.5, 8, 20)] == [1, 1, 2, 8, 9, 9]


# --- where the new runner enters


@pytest.mark.parametrize(
    ("pain", "contexts", "row"),
    [(0, [], 4), (1, [], 4), (0, ["fear"], 3), (1, ["fear"], 3), (2, [], 2), (2, ["fear"], 2), (3, [], 1), (4, [], 1)],
)
def test_the_new_table_is_entered_by_pain_and_worry(pain: float, contexts: list[str], row: int) -> None:
    assert enter_new(check(base=NEW, contexts=contexts).intake, pain, 0) == row - 1


def test_a_heavy_new_runner_enters_at_row_three_at_most() -> None:
    assert enter_new(check(base=NEW, bmi=31).intake, 0, 0) == 2
    assert enter_new(check(base=NEW, bmi=30).intake, 0, 0) == 3


@pytest.mark.parametrize(
    ("minutes", "pain", "row"),
    [
        (20, 2, 8),  # 20 minutes were run lately: N8
        (19, 0, 7),  # 18 minutes: N7
        (20, 3, 6),  # three quarters with pain 3 are 15 minutes: N6 (14)
        (4, 0, 4),  # less than the entry changes nothing
    ],
)
def test_nobody_enters_below_what_was_run_in_the_last_two_weeks(minutes: float, pain: float, row: int) -> None:
    assert enter_new(check(base=NEW).intake, pain, minutes) == row - 1


def test_who_runs_five_km_a_week_with_old_pain_starts_from_it() -> None:
    # archetype a12: 5 km a week at 7 minutes in three runs are 11.7 minutes each, three quarters 8.75: N3 (7.5)
    made = request(runner_status="regular", weekly_km=5, pain_days=400, pain_running=3, pain_now=3, usual_long_run_km=3,
                   easy_pace_s_per_km=None, runs_per_week=3)  # fmt: skip

    here = opening(made)

    assert here.track is Track.NEW
    assert here.start.entry == 2


def test_two_weeks_without_a_run_count_as_none_lately() -> None:
    made = request(runner_status="regular", weekly_km=5, weeks_off=2, pain_running=2)

    assert opening(made).start.entry == 1


def test_a_break_lowers_the_row_to_what_is_left_of_its_minutes() -> None:
    # N7 is 18 minutes; half of it 9: N3 (7.5)
    assert lower_for_break(Track.NEW, 6, 0.5) == 2
    # T5 is 24 minutes; 0.8 of it 19.2: T3 (18)
    assert lower_for_break(Track.TRAINED, 4, 0.8) == 2


# --- the pain it starts from


@pytest.mark.parametrize(
    ("changes", "pain"),
    [
        ({"pain_running": 3, "pain_now": 1}, 3),
        ({"pain_running": None, "pain_now": 2}, 2),
        ({"pain_running": 7}, 4),  # waits, then starts as with 4
        ({"pain_running": 1, "pain_next_morning": "up_longer"}, 4),  # rule 1.6
        ({"pain_running": None, "pain_now": None}, 0),
    ],
)
def test_the_course_starts_from_the_pain_in_runs(changes: dict[str, Any], pain: float) -> None:
    assert start_pain(check(**changes).intake) == pain


def test_pain_gone_within_a_day_makes_the_first_week_fifteen_percent_smaller() -> None:
    steady = running_km(make_plan(request()))
    restless = running_km(make_plan(request(pain_next_morning="up_gone_24h")))

    assert restless == pytest.approx(0.85 * steady, abs=0.1)


# --- first weeks of whole plans


def test_a_new_runner_without_pain_begins_with_ten_one_minute_runs() -> None:
    plan = make_plan(new_runner())

    first = first_run(plan)
    assert (first.kind, first.stage) == (SessionKind.WALK_RUN, 4)
    assert first.running_min == 10
    # three times 10 minutes at 7 minutes a kilometre
    assert running_km(plan) == pytest.approx(30 / 7, abs=0.3)


def test_a_heavy_new_runner_runs_three_km_at_most_in_the_first_week() -> None:
    plan = make_plan(new_runner(bmi=32, pain_running=1))

    assert running_km(plan) <= 3.0
    assert first_run(plan).stage == 3


def test_a_runner_after_birth_begins_with_ninety_seconds_at_most() -> None:
    # 14 weeks after the birth, 30 weeks without a run
    plan = make_plan(after_break(210, contexts=["postpartum_14w"]))
    short = make_plan(after_break(20, contexts=["postpartum_14w"]))

    assert first_run(plan).stage == 1
    assert first_run(short).stage == 1


def test_a_settled_and_cleared_nerve_begins_with_ten_minutes_at_most() -> None:
    flags = flagged("radic_below_knee")
    cleared = Clearance("Dr A", day(-1), day(90), ("radic_below_knee",))
    checks = (replace(check(-20, flags), day=day(-20)), check(0))
    made = PlanRequest(checks, checks[-1].assessment, day(0), day(0), history(), clearances=(cleared,))

    first = first_run(make_plan(made))

    assert max(step.duration_s or 0 for step in first.steps if step.kind == "run") <= 600


def cleared_bone() -> PlanRequest:
    """Six weeks off, a bone stress injury cleared, two weeks without pain and five calm walks."""
    flags = flagged("bsi_focal_impact")
    cleared = Clearance("Dr A", day(-20), day(90), ("bsi_focal_impact",))
    calm = tuple(morning(n) for n in range(-16, 1))
    walks = tuple(walked(n, minutes=15) for n in (-6, -5, -4, -3, -2))
    checks = (check(-25, flags, weeks_off=6), check(-16, flags, weeks_off=7))
    return PlanRequest(
        checks, flags, day(0), day(-25), clearances=(cleared,), session_logs=walks, pain_entries=calm, weeks=1
    )


def test_a_cleared_bone_begins_with_one_minute_runs_every_other_day() -> None:
    runs = runs_of(make_plan(cleared_bone()))

    assert len(runs) <= 3
    assert runs[0].stage == 1
    assert all((b.date - a.date).days >= 2 for a, b in pairwise(runs))


def test_a_cleared_bone_begins_with_the_first_row_whatever_the_base() -> None:
    # three times 10 minutes at 6 minutes a kilometre are 5 km ("about 4.8")
    assert running_km(make_plan(cleared_bone())) <= 5.4


def test_every_row_is_a_little_more_running_than_the_one_before() -> None:
    for name in Track:
        minutes = [row.run_min for row in rows_of(name)]
        assert minutes == sorted(minutes)


def test_nobody_jumps_on_a_bone_that_was_stressed_whatever_a_later_check_says() -> None:
    made = asked(check(-90, flagged("bsi_focal_impact")), check(0))

    strength = plan_strength(made)
    assert not any(one.jump and strength.suits_on(day(0)).allows(one) for one in load_exercises().exercises)


def test_a_healed_bone_that_hurt_for_long_is_no_beginners() -> None:
    long_ago = {"pain_days": 95, "weeks_off": 12}

    assert opening(request(**long_ago), is_bone_stress=True).track is Track.TRAINED
    assert opening(request(**long_ago)).track is Track.NEW


@pytest.mark.parametrize(("days_off", "short"), [(0, True), (10, False), (30, False)])
def test_strength_gets_short_for_a_tenth_of_the_running_of_those_alone_who_never_stopped(
    days_off: int, short: bool
) -> None:
    plan = make_plan(after_break(days_off, more={"weeks": 12}, wishes=offer(45, MON, WED, SAT)))

    # 45 minutes without 9 around the run and 3 of stretches are 33; 10 minutes of strength leave 23, 20 of them 15
    shared = min(run.running_min for run in runs_of(plan, 11))
    assert round(shared) == (23 if short else 15)


def test_a_check_with_the_usual_pain_after_a_run_that_went_well_closes_nothing() -> None:
    sore = {"pain_days": 400, "pain_now": 3, "pain_running": 3}
    life = Life(request(more={"runs": history()}, **sore))
    life.live(range(8), on_runs(then=Felt(during=3, after=3)))
    checked = check(7, clear_assessment(Running.WALK_ONLY), **sore)
    again = replace(life.request, as_of=day(8), checks=(*life.request.checks, checked), assessment=checked.assessment)

    assert "no_run_pain" not in held_by(make_plan(again))
    limping = replace(
        again, checks=(again.checks[0], check(7, clear_assessment(Running.WALK_ONLY), **sore, contexts=["limp"]))
    )
    assert "no_run_pain" in held_by(make_plan(limping))
