"""Which days may hold what."""

import pytest

from runback.domain.adjust import DaysOff, DaysOffWhy, Layout
from runback.domain.diary import SessionLog
from runback.domain.intake import Wishes
from runback.domain.load import Run
from runback.domain.plan import Session, SessionKind
from tests.plan.verify.made_up import (
    FRI,
    MON,
    MONDAY,
    N4,
    SAT,
    SUN,
    THU,
    TUE,
    WED,
    add,
    day,
    history,
    names,
    new_plan,
    new_runner,
    plan,
    request,
    run,
    strength,
    swap,
    table_week,
    usual_plan,
    week,
)

OFFERED = {"mon": 30.0, "tue": 80.0, "thu": 90.0, "fri": 40.0, "sat": 60.0, "sun": 120.0}


def off(first, last, why=DaysOffWhy.BUSY, entered_on=None):
    return {"days_off": (DaysOff(first, last, why, entered_on=entered_on),)}


def test_days_off_hold_no_training():
    assert "days_off" in names(usual_plan(), request(more=off(day(TUE), day(TUE))))
    assert "days_off" not in names(usual_plan(), request(more=off(day(WED), day(WED))))


def test_days_off_that_are_entered_later_are_not_known_yet():
    assert "days_off" not in names(usual_plan(), request(more=off(day(TUE), day(TUE), entered_on=day(1))))


@pytest.mark.parametrize(("why", "found"), [(DaysOffWhy.ILL, True), (DaysOffWhy.TRAVEL, False)])
def test_a_walk_is_welcome_on_days_off_but_not_in_illness(why, found):
    walk = Session(day(WED), SessionKind.WALK, "walk", duration_min=30, reasons=run(day(WED), 5).reasons)
    assert ("days_off" in names(add(usual_plan(), 0, walk), request(more=off(day(WED), day(WED), why)))) is found


def test_training_stands_on_offered_days():
    wishes = Wishes(days=OFFERED)
    assert not {"offered_days", "day_minutes"} & names(usual_plan(), request(wishes=wishes))
    assert "offered_days" in names(add(usual_plan(), 0, strength(day(WED))), request(wishes=wishes))


def test_a_day_that_the_runner_chose_is_offered():
    chosen = {"layouts": (Layout(MONDAY, (TUE, WED), ()),)}
    moved = add(usual_plan(), 0, run(day(WED), 5))
    assert "offered_days" not in names(moved, request(wishes=Wishes(days=OFFERED), more=chosen))


def test_everything_of_a_day_fits_its_minutes():
    short = Wishes(days=OFFERED | {"tue": 60.0})  # 8 km take 53 minutes, strength 25 more
    assert "day_minutes" in names(usual_plan(), request(wishes=short))


def test_one_day_of_the_week_has_no_training():
    made = add(usual_plan(), 0, strength(day(MON)), strength(day(WED)))
    assert "rest_days" in names(made, request())


def test_walking_and_running_needs_two_rest_days():
    assert "rest_days" not in names(new_plan(), new_runner())
    assert "rest_days" in names(add(new_plan(), 0, strength(day(MON))), new_runner())


def test_walk_run_sessions_are_not_on_neighbouring_days():
    beside = swap(new_plan(), 1, *table_week(1, N4, N4, N4, days=(WED, THU, SUN)).sessions)
    assert "walk_run_neighbours" in names(beside, new_runner())
    assert "walk_run_neighbours" not in names(new_plan(), new_runner())


def test_walk_run_is_not_on_the_day_after_a_run_of_ones_own():
    ran = {"runs": (Run(day(TUE), 1.5, 11),), "as_of": day(WED)}
    walked = SessionLog(day(MON), SessionKind.WALK, duration_min=30, pain_during=0)
    asked = new_runner(more={"session_logs": (walked,)})
    asked = type(asked)(**{name: getattr(asked, name) for name in asked.__dataclass_fields__} | ran)
    assert "walk_run_neighbours" in names(new_plan(), asked)


def test_four_runs_have_one_pair_of_neighbours():
    packed = [run(day(7 + on), km) for on, km in ((THU, 8), (FRI, 8), (SAT, 10), (SUN, 14))]
    assert "run_neighbours" in names(swap(usual_plan(), 1, *packed), request())
    assert "run_neighbours" not in names(usual_plan(), request())


def test_four_runs_may_be_neighbours_where_the_days_leave_no_other_way():
    packed = [run(day(7 + on), km) for on, km in ((THU, 8), (FRI, 8), (SAT, 10), (SUN, 14))]
    days = Wishes(days={"thu": 150.0, "fri": 150.0, "sat": 150.0, "sun": 150.0})
    made = plan(*(week(n, *packed) if n == 1 else one for n, one in enumerate(usual_plan().weeks)))
    assert "run_neighbours" not in names(made, request(wishes=days, runs=history()))
