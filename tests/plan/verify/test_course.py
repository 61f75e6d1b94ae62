"""What must hold over the plans of one life."""

from dataclasses import replace
from datetime import timedelta

import pytest

from runback.domain.adjust import DaysOff
from runback.domain.intake import Wishes
from runback.domain.load import Run
from runback.domain.plan import Block, Plan, PlanStatus, Week
from runback.plan.request import DatedCheck, PlanRequest
from runback.plan.verify import broken_course
from tests.plan.verify.made_up import (
    FRI,
    SAT,
    SUN,
    THU,
    WED,
    assessment,
    check,
    day,
    history,
    hold,
    log,
    morning,
    plan,
    request,
    run,
    week,
)


def mondays(weeks: list[Week], checks: tuple[DatedCheck, ...] | None = None, pain: int = 0, **more):
    """A life opened on Mondays: every planned run was done with that pain, every morning was a 0."""
    opened: list[tuple[PlanRequest, Plan]] = []
    for n in range(len(weeks) - 1):
        ran = [session for one in weeks[:n] for session in one.sessions if session.is_run]
        fields = {
            "session_logs": tuple(log(session.date, pain) for session in ran),
            "pain_entries": tuple(morning(day(on), 0) for on in range(7 * n + 1)),
            "past_weeks": tuple(weeks[: n + 1]),
        }
        runs = (*history(days_off=30), *(Run(s.date, s.distance_km, s.duration_min) for s in ran))
        asked = request(runs=runs, as_of=day(7 * n), checks=checks, weeks=2, more=fields | more)
        opened.append((asked, plan(*weeks[n : n + 2])))
    return opened


def three_runs(number: int, km: float) -> Week:
    """A week of three equal runs."""
    return week(number, *(run(day(7 * number + on), km / 3) for on in (WED, FRI, SUN)))


def growing(*kms: float) -> list[Week]:
    return [three_runs(n, km) for n, km in enumerate(kms)]


def rules(opened):
    return {broken.rule for broken in broken_course(opened)}


def test_a_course_that_grows_to_the_usual_week_keeps_every_rule():
    assert broken_course(mondays(growing(18, 22, 27, 33, 40, 40, 40))) == []


def test_a_day_that_is_over_is_not_planned_again():
    opened = mondays(growing(18, 22, 27))
    asked, made = opened[0]
    changed = plan(replace(made.weeks[0], sessions=made.weeks[0].sessions[1:]), made.weeks[1])
    sunday = replace(asked, as_of=day(SUN))
    assert "course_past" in rules([opened[0], (sunday, changed)])
    assert "course_past" not in rules([opened[0], (sunday, made)])


def test_three_equal_weeks_below_the_usual_one_are_stuck():
    assert "stuck" in rules(mondays(growing(18, 22, 22, 22, 22, 30)))
    assert "stuck" not in rules(mondays(growing(18, 22, 22, 25, 25, 30)))


def test_equal_weeks_at_the_usual_volume_are_not_stuck():
    assert "stuck" not in rules(mondays(growing(40, 40, 40, 40, 40, 40)))


def test_equal_weeks_after_ambers_are_not_stuck():
    assert "stuck" not in rules(mondays(growing(18, 22, 22, 22, 22, 30), pain=4))


def test_equal_weeks_that_fill_the_days_are_not_stuck():
    opened = mondays(growing(18, 22, 22, 22, 22, 30))
    full = {"wed": 52.0, "fri": 52.0, "sun": 52.0}  # 7.3 km and the warm-up take 49 minutes
    checks = (check(wishes=Wishes(days=full)),)
    opened = [(replace(asked, checks=checks), made) for asked, made in opened]
    assert "stuck" not in rules(opened)


def test_no_week_is_empty_after_a_green_one():
    opened = mondays([*growing(18, 22, 27), week(3), *[three_runs(4, 27), three_runs(5, 30)]])
    assert "empty_after_green" in rules(opened)
    held = [
        (asked, replace(made, held_by=(hold(since=day(21)),)) if asked.as_of == day(21) else made)
        for asked, made in opened
    ]
    assert "empty_after_green" not in rules(held)


def test_days_off_may_empty_a_week_after_a_green_one():
    opened = mondays(
        [*growing(18, 22, 27), week(3), three_runs(4, 27), three_runs(5, 30)], days_off=(DaysOff(day(21), day(27)),)
    )
    assert "empty_after_green" not in rules(opened)


def checked_again(**answers):
    """The day before and the day of a second check, with the answers changed."""
    first = check(pain_now=3, pain_running=3)
    weeks = growing(18, 22, 27)
    asked, made = mondays(weeks, checks=(first,))[1]
    again = replace(asked, checks=(first, check(day(8), pain_now=1, pain_running=1, **answers)), as_of=day(8))
    return (asked, made), again


def test_a_check_with_less_pain_does_not_block():
    before, again = checked_again()
    blocked = Plan(PlanStatus.BLOCKED, blocked_by=(hold("gate_check", day(8)),))
    assert "better_blocks" in rules([before, (again, blocked)])
    assert "better_blocks" not in rules([before, (again, before[1])])


def test_a_check_with_less_pain_does_not_lower_the_coming_week():
    before, again = checked_again()
    lower = plan(three_runs(1, 18), three_runs(2, 22))
    assert "better_lowers" in rules([before, (again, lower)])
    higher = plan(three_runs(1, 24), three_runs(2, 28))
    assert "better_lowers" not in rules([before, (again, higher)])


def test_a_check_with_a_new_flag_may_lower_it():
    before, again = checked_again()
    flagged = replace(again, checks=(again.checks[0], replace(again.checks[1], assessment=assessment("ca_history"))))
    assert "better_blocks" not in rules(
        [before, (flagged, Plan(PlanStatus.BLOCKED, blocked_by=(hold("gate_triage", day(8)),)))]
    )


def green_days(now: Plan, *, score: int = 0):
    """Monday and Tuesday of the fourth week; what is planned on Tuesday is ``now``."""
    weeks = growing(18, 22, 27, 33)
    asked, made = mondays([*weeks, three_runs(4, 40)])[3]
    mornings = (*asked.pain_entries, morning(day(22), score))
    tuesday = replace(asked, as_of=day(22), pain_entries=mornings)
    return [(asked, made), (tuesday, now)]


def test_nothing_is_taken_back_while_all_is_green():
    assert "taken_back" in rules(green_days(plan(three_runs(3, 22), three_runs(4, 40))))
    assert "taken_back" not in rules(green_days(plan(three_runs(3, 33), three_runs(4, 40))))


def test_a_sore_morning_may_take_running_back():
    assert "taken_back" not in rules(green_days(plan(three_runs(3, 22), three_runs(4, 40)), score=4))


def after_a_missed_run(*days):
    """Thursday of the first week: the run of Wednesday was missed, and runs stand on these days."""
    asked, made = mondays(growing(18, 22, 27))[0]
    wednesday = replace(asked, as_of=day(WED))
    thursday = replace(asked, as_of=day(WED) + timedelta(days=1))
    runs = [made.weeks[0].sessions[0], *(run(day(on), 6) for on in days)]
    return [(wednesday, made), (thursday, plan(week(0, *runs), made.weeks[1]))]


def test_a_missed_run_is_not_made_up():
    assert "made_up" in rules(after_a_missed_run(THU, SAT, SUN))
    assert "made_up" not in rules(after_a_missed_run(FRI, SUN))


def held_twice(first: Block, second: Block, **more):
    asked, made = mondays(growing(18, 22, 27, 33))[2]
    later = replace(asked, as_of=asked.as_of + timedelta(days=1), **more)
    return [(asked, replace(made, held_by=(first,))), (later, replace(made, held_by=(second,)))]


def test_the_begin_of_a_hold_does_not_move():
    assert "since_moves" in rules(held_twice(hold(since=day(10)), hold(since=day(12))))
    assert "since_moves" not in rules(held_twice(hold(since=day(10)), hold(since=day(10))))


def test_a_new_red_restarts_a_hold():
    red = {"session_logs": (log(day(11), 6),)}
    assert "since_moves" not in rules(held_twice(hold(since=day(10)), hold(since=day(11)), **red))


@pytest.mark.parametrize(("weeks", "found"), [(2, False), (4, True)])
def test_a_hold_ends_two_weeks_after_the_last_sign(weeks, found):
    asked, made = mondays(growing(18, 22, 27, 33, 36, 40))[weeks]
    opened = [(asked, replace(made, held_by=(hold(since=day(1)),)))]
    assert ("stop_lasts" in rules(opened)) is found


def test_an_open_flag_lasts_until_somebody_has_looked():
    asked, made = mondays(growing(18, 22, 27, 33, 36, 40))[4]
    assert "stop_lasts" not in rules([(asked, replace(made, held_by=(hold("gate_triage", day(1)),)))])


def test_a_life_without_an_opening_breaks_nothing():
    assert broken_course([]) == []
