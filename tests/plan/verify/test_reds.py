"""What follows an amber and a red."""

from datetime import timedelta

import pytest

from runback.domain.diary import Clearance
from runback.domain.load import Run
from runback.domain.plan import SessionKind
from tests.plan.verify.made_up import (
    FRI,
    MONDAY,
    N4,
    N5,
    SUN,
    THU,
    TUE,
    WED,
    day,
    history,
    log,
    morning,
    names,
    new_plan,
    new_runner,
    plan,
    request,
    run,
    swap,
    table_week,
    usual_plan,
    week,
)


def lived(as_of, ran, *, logs=(), mornings=(), weeks=None, **more):
    """The usual runner on a later day: what was run (day, km), logged and felt, on the usual plan."""
    runs = (*history(), *(Run(day(on), km, km * 6.0) for on, km in ran))
    past = (weeks or usual_plan(6).weeks)[: as_of // 7 + 1]
    fields = {"session_logs": tuple(logs), "pain_entries": tuple(mornings), "past_weeks": past} | more
    return request(runs=runs, as_of=day(as_of), more=fields)


def test_there_are_two_days_without_a_run_after_a_red():
    red = lived(WED, [(TUE, 8)], logs=[log(day(TUE), 6)])
    next_day = swap(usual_plan(), 0, run(day(WED), 4), run(day(SUN), 4))
    assert "red_48h" in names(next_day, red)
    assert "red_48h" not in names(swap(usual_plan(), 0, run(day(THU), 4), run(day(SUN), 4)), red)


@pytest.mark.parametrize("fields", [{"limp": True}, {"sharp": True}, {"pain": 5}])
def test_a_limp_a_sharp_pain_and_five_are_red(fields):
    red = lived(WED, [(TUE, 8)], logs=[log(day(TUE), **({"pain": 1} | fields))])
    assert "red_48h" in names(swap(usual_plan(), 0, run(day(WED), 4)), red)


def test_a_morning_two_above_the_usual_one_is_red():
    mornings = [morning(day(0), 1), morning(day(TUE), 1), morning(day(WED), 3)]
    red = lived(WED, [(TUE, 8)], logs=[log(day(TUE), 1)], mornings=mornings)
    assert "red_48h" in names(swap(usual_plan(), 0, run(day(WED), 4)), red)


def test_a_chronic_runner_with_a_steady_three_is_not_red_at_four():
    made = swap(usual_plan(), 0, run(day(WED), 4))
    steady = [morning(day(0), 3), morning(day(TUE), 3), morning(day(WED), 3)]
    runs = (*history(), Run(day(TUE), 8, 48))
    logged = {"session_logs": (log(day(TUE), 5),), "pain_entries": tuple(steady)}
    chronic = request(runs=runs, as_of=day(WED), pain_days=400, pain_now=3, more=logged)
    assert "red_48h" not in names(made, chronic)
    assert "red_48h" in names(made, request(runs=runs, as_of=day(WED), pain_now=3, more=logged))


def test_two_reds_in_a_fortnight_close_seven_days():
    ran = [(TUE, 8), (THU, 4)]
    reds = lived(FRI, ran, logs=[log(day(TUE), 6), log(day(THU), 6)])
    assert "two_reds" in names(swap(usual_plan(), 1, run(day(8), 4)), reds)
    late = plan(week(0), week(1, run(day(11), 4), run(day(13), 4)), *usual_plan().weeks[2:])
    assert "two_reds" not in names(late, reds)


def test_three_reds_in_three_weeks_close_running_until_somebody_has_looked():
    ran = [(TUE, 8), (THU, 4), (14, 4)]
    logs = [log(day(on), 6) for on, _ in ran]
    later = plan(week(2), week(3, run(day(25), 4)), *usual_plan(6).weeks[4:])
    assert "three_reds" in names(later, lived(15, ran, logs=logs))
    seen = Clearance("Dr A", day(14), day(60), ("three_reds",))
    assert "three_reds" not in names(later, lived(15, ran, logs=logs, clearances=(seen,)))


def test_the_next_run_after_a_red_is_half_as_long():
    red = lived(FRI, [(TUE, 8), (THU, 10)], logs=[log(day(TUE)), log(day(THU), 6)])
    whole = swap(usual_plan(), 0, run(day(SUN), 10))
    half = swap(usual_plan(), 0, run(day(SUN), 5))
    assert "after_red" in names(whole, red)
    assert "after_red" not in names(half, red)


def test_walk_run_goes_one_stage_down_after_a_red():
    walked = log(MONDAY, 0, SessionKind.WALK, duration_min=30)
    red = {
        "session_logs": (walked, log(day(WED), 0, SessionKind.WALK_RUN), log(day(FRI), 6, SessionKind.WALK_RUN)),
        "past_weeks": new_plan().weeks[:1],
    }
    first = table_week(0, N4, N5, N5)
    red["past_weeks"] = (first,)
    asked = request(runs=(), checks=new_runner().checks, as_of=day(SUN), more=red)
    assert "after_red" in names(plan(first, *new_plan().weeks[1:]), asked)
    lower = table_week(0, N4, N5, N4)
    assert "after_red" not in names(plan(lower, *new_plan().weeks[1:]), asked)


def test_the_run_after_an_amber_is_not_longer():
    amber = lived(FRI, [(TUE, 8), (THU, 8)], logs=[log(day(TUE)), log(day(THU), 4)])
    made = swap(usual_plan(), 0, run(day(TUE), 8), run(day(THU), 10), run(day(SUN), 14))
    assert "after_amber" in names(made, amber)
    same = swap(usual_plan(), 0, run(day(TUE), 8), run(day(THU), 10), run(day(SUN), 10))
    assert "after_amber" not in names(same, amber)


def test_the_run_after_an_amber_is_easy():
    amber = lived(FRI, [(TUE, 8), (THU, 10)], logs=[log(day(THU), 3)])
    assert "after_amber" in names(swap(usual_plan(), 0, run(day(SUN), 8, effort="hard")), amber)


def test_walk_run_keeps_its_stage_after_an_amber():
    walked = log(MONDAY, 0, SessionKind.WALK, duration_min=30)
    first = table_week(0, N4, N4, N5)
    logs = (walked, log(day(WED), 0, SessionKind.WALK_RUN), log(day(FRI), 4, SessionKind.WALK_RUN))
    more = {"session_logs": logs, "past_weeks": (first,)}
    asked = request(runs=(), checks=new_runner().checks, as_of=day(SUN), more=more)
    assert "after_amber" in names(plan(first, *new_plan().weeks[1:]), asked)
    assert "after_amber" not in names(plan(table_week(0, N4, N4, N4), *new_plan().weeks[1:]), asked)


def test_entries_made_long_after_the_run_change_no_light():
    late = log(day(TUE), 6, entered_on=day(TUE) + timedelta(days=9))
    assert "two_reds" not in names(usual_plan(), lived(12, [(TUE, 8)], logs=[late]))
