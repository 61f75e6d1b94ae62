"""Weeks that have begun: missed and extra runs, days off, moved sessions (rules 5.7, 8.2, 8.6, wishes)."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from runback.domain.adjust import DaysOff, DaysOffWhy, Layout
from runback.domain.plan import Plan, SessionKind
from runback.plan import PlanRequest, compare_plans, explain_days_off, make_plan
from runback.plan.move import layout_of, move_options
from tests.plan.living import Felt, Life, on_runs
from tests.plan.made_up import (
    FRI,
    SAT,
    START,
    SUN,
    THU,
    TUE,
    WED,
    after_break,
    day,
    history,
    later,
    new_runner,
    number_of,
    offer,
    ran,
    request,
    runs_of,
    sessions_of,
)


def steady(weeks: int = 2) -> PlanRequest:
    return request(more={"runs": history(), "weeks": weeks})


def steady_new() -> PlanRequest:
    """A new runner who ran half an hour three days ago and needs no test walk."""
    return new_runner(more={"runs": (ran(-3, 4),), "weeks": 2})


def off(first: int, last: int, why: DaysOffWhy = DaysOffWhy.BUSY) -> DaysOff:
    return DaysOff(day(first), day(last), why)


# --- what was planned before


def lived_and_promised(made: PlanRequest) -> tuple[list[tuple[date, float]], list[tuple[date, float]]]:
    """The runs of the first week as they stood on Sunday when opened each day, and as they stood on Monday."""
    life = Life(made)
    life.open(0)
    promised = [(s.date, s.running_km) for s in runs_of(life.plan, 0)]
    life.do(0)
    life.live(range(1, 7))
    week = next(week for week in life.plan.weeks if week.start == START)
    return [(s.date, s.running_km) for s in week.sessions if s.is_run], promised


def test_opening_the_plan_each_morning_moves_nothing_while_all_is_green() -> None:
    # four days off ask for no test walk
    for made in (steady(), request(more={"runs": history(5), "weeks": 2}), steady_new()):
        lived, promised = lived_and_promised(made)
        assert lived == promised


@pytest.mark.parametrize("made", [after_break(10), after_break(30), after_break(120), new_runner()])
def test_after_a_passed_test_walk_the_promised_runs_stand(made: PlanRequest) -> None:
    lived, promised = lived_and_promised(made)

    assert lived == promised


def test_the_days_before_today_stay_as_they_were_planned() -> None:
    life = Life(steady())
    life.live(range(3), on_runs(Felt(share=0), Felt(during=6)))
    before = [s for s in life.plan.weeks[0].sessions if s.date < day(3)]

    plan = life.open(3)
    assert [s for s in plan.weeks[0].sessions if s.date < day(3)] == before


def test_opening_twice_on_a_day_that_was_run_adds_no_second_run() -> None:
    life = Life(steady())
    life.live(range(1))
    first = [s for s in life.open(0).weeks[0].sessions if s.is_run and s.date == day(0)]

    assert len(first) == 1


# --- missed and extra runs


def left_and_promised(made: PlanRequest, lived: int, opened: int) -> tuple[list[float], list[float]]:
    """The runs from day ``opened`` on, none run since day ``lived``: as planned that day, and as planned before."""
    life = Life(made)
    if lived:
        life.live(range(lived))
    life.open(lived)
    week = opened // 7
    promised = [s.running_km for s in life.plan.weeks[0].sessions if s.is_run and s.date >= day(opened)]
    left = [s.running_km for s in life.open(opened).weeks[0].sessions if s.is_run and s.date >= day(opened)]
    assert life.plan.weeks[0].start == day(7 * week)
    return left, promised


def test_a_missed_run_is_not_made_up() -> None:
    left, promised = left_and_promised(steady(), 7, 10)

    assert left == promised


def test_a_run_missed_on_the_first_days_of_the_course_is_not_made_up() -> None:
    left, promised = left_and_promised(steady(), 0, 3)

    assert max(left) <= max(promised) + 0.01
    assert sum(left) <= sum(promised) + 0.01


@pytest.mark.parametrize("days_off", [16, 21, 24])
def test_the_first_run_back_that_was_missed_takes_no_later_run_of_its_week_with_it(days_off: int) -> None:
    # two runs a week or more: a break of six days and more is still one when its first run is missed
    life = Life(after_break(days_off, more={"runs": history(days_off)}, wishes=offer(60, TUE, WED, FRI, SUN)))
    life.live(range(1))
    first, *later = [s.date for s in life.plan.weeks[0].sessions if s.is_run]
    life.live(range(1, (first - day(0)).days + 1), lambda _n, _run: Felt(share=0))

    seen = []
    for n in range((first - day(0)).days + 1, (later[0] - day(0)).days + 1):
        week = [s for s in life.open(n).weeks[0].sessions if s.date > first]
        seen.append([(s.date, s.running_km) for s in week if s.is_run])
        assert any(s.kind == "strength" for s in life.plan.weeks[0].sessions if s.date > first)
    assert [on for on, _km in seen[0]] == later
    # a day more without a run costs at most a tenth of the usual 40 km, not the whole run
    assert all(abs(sum(km for _on, km in one) - sum(km for _on, km in seen[0])) <= 4 for one in seen)
    assert all(km >= 2 for one in seen for _on, km in one)


def test_a_run_that_nobody_planned_takes_its_distance_from_the_rest_of_the_week() -> None:
    calm, extra = Life(steady()), Life(steady())
    calm.live(range(2))
    extra.live(range(2))
    extra.run_km(1, 6)

    def km_left(life: Life) -> float:
        return sum(s.running_km for s in runs_of(life.open(2), 0) if s.date >= day(2))

    assert km_left(extra) == pytest.approx(km_left(calm) - 6, abs=0.1)


def test_no_run_is_taken_below_the_shortest_by_an_extra_one() -> None:
    life = Life(steady())
    life.live(range(2))
    life.run_km(1, 38)

    left = [s.running_km for s in runs_of(life.open(2), 0) if s.date >= day(2)]
    assert all(km >= 2 - 0.01 for km in left)


# --- days off


BREAKS = [(8, 9), (9, 10), (8, 13), (12, 15), (13, 13)]


@pytest.mark.parametrize(("first", "last"), BREAKS)
def test_days_off_hold_no_training(first: int, last: int) -> None:
    for made in (steady(3), after_break(30, more={"weeks": 3}), new_runner(more={"weeks": 3})):
        away = make_plan(replace(made, days_off=(off(first, last),)))
        busy = [s for s in sessions_of(away) if s.kind not in ("rest", "walk") and day(first) <= s.date <= day(last)]
        assert not busy


def longer_for_days_off(made: PlanRequest, first: int, last: int) -> list[tuple[int, float, float]]:
    """Days after days off whose run is longer than any up to that day without them (0.1 km aside)."""
    plain, away = make_plan(made), make_plan(replace(made, days_off=(off(first, last),)))
    longest, found = 0.0, []
    for n in range(21):
        longest = max([longest, *(s.running_km for s in runs_of(plain) if s.date == day(n))])
        km = max((s.running_km for s in runs_of(away) if s.date == day(n)), default=0.0)
        if n > last and km > longest + 0.1:
            found.append((n, km, longest))
    return found


@pytest.mark.parametrize(("first", "last"), BREAKS)
def test_no_later_run_of_a_steady_runner_is_longer_for_days_off(first: int, last: int) -> None:
    assert longer_for_days_off(steady(3), first, last) == []


@pytest.mark.parametrize(("first", "last"), [(9, 10), (12, 15)])
def test_no_later_run_of_a_return_after_a_month_is_longer_for_days_off(first: int, last: int) -> None:
    assert longer_for_days_off(after_break(30, more={"weeks": 3}), first, last) == []


@pytest.mark.parametrize(("first", "last"), [(9, 10), (8, 9)])
def test_no_later_run_of_a_return_after_three_months_is_longer_for_days_off(first: int, last: int) -> None:
    assert longer_for_days_off(after_break(100, more={"weeks": 3}), first, last) == []


def test_ill_days_hold_rest_alone_and_travel_days_may_hold_a_walk() -> None:
    ill = make_plan(replace(steady(), days_off=(off(8, 10, DaysOffWhy.ILL),)))
    travel = make_plan(replace(steady(), days_off=(off(8, 10, DaysOffWhy.TRAVEL),)))

    def kinds(plan: Plan) -> set[SessionKind]:
        return {s.kind for s in sessions_of(plan) if day(8) <= s.date <= day(10)}

    assert kinds(ill) == {SessionKind.REST}
    assert kinds(travel) <= {SessionKind.REST, SessionKind.WALK}


def test_days_off_are_said_and_are_the_reason_of_their_changes() -> None:
    away = off(9, 11)
    before = make_plan(steady())
    after = make_plan(replace(steady(), days_off=(away,)))

    assert ("days_off", "days_off.busy") in {(note.id, note.say) for note in after.notes}
    changes = explain_days_off(compare_plans(before, after, START), (away,))
    reasons = {change.date: change.because.say for change in changes if change.because and change.date in away.days()}
    assert set(reasons.values()) == {"change.days_off_busy"}


@pytest.mark.parametrize("pain", [0, 2])
def test_days_off_are_the_reason_of_less_running_on_the_other_days_of_their_week(pain: int) -> None:
    away = off(8, 11)
    asked = request(pain_running=pain, more={"runs": history(), "weeks": 3})
    before, after = make_plan(asked), make_plan(replace(asked, days_off=(away,)))

    changes = explain_days_off(compare_plans(before, after, START), (away,))
    beside = [one for one in changes if day(7) <= one.date < day(14) and one.date not in away.days()]
    less = {
        change.because.say
        for change in beside
        if change.because
        and sum(t.distance_km or 0 for t in change.after) < sum(t.distance_km or 0 for t in change.before)
    }
    assert less <= {"change.part_week"}


def test_after_days_off_four_runs_are_not_put_on_four_days_in_a_row() -> None:
    plan = make_plan(replace(steady(), days_off=(off(7, 9),)))
    dates = [run.date for run in runs_of(plan, 1)]

    assert [(b - a).days for a, b in pairwise(dates)].count(1) <= 1


# --- moved sessions


def test_a_chosen_week_has_its_runs_on_the_chosen_days() -> None:
    wish = Layout(day(7), runs=(1, 3, 5, 6), strength=(0, 4))
    plan = make_plan(replace(steady(), layouts=(wish,)))

    assert layout_of(plan.weeks[1]).runs == (1, 3, 5, 6)


def test_days_that_a_runner_chooses_never_beat_a_rule() -> None:
    every = Layout(START, tuple(range(7)), tuple(range(7)))
    for made in (steady(), after_break(90), new_runner()):
        plan = make_plan(replace(made, layouts=(every,)))
        plain = make_plan(made)
        assert len(runs_of(plan, 0)) == len(runs_of(plain, 0))
        active = {s.date for s in plan.weeks[0].sessions if s.is_run or s.kind is SessionKind.STRENGTH}
        assert len(active) <= 6


def test_the_days_that_may_take_a_run_are_offered_with_what_changes() -> None:
    made = steady()
    plan = make_plan(made)
    run = next(s for s in runs_of(plan, 1) if s.role == "easy_run")

    options, refused = move_options(made, plan, run.date, SessionKind.RUN)
    assert options
    assert {one.day for one in options} | {one.day for one in refused} == {
        day(n) for n in range(7, 14) if day(n) != run.date
    }
    for option in options:
        moved = make_plan(replace(made, layouts=(option.layout,)))
        assert any(s.is_run and s.date == option.day for s in sessions_of(moved))
        assert not any(s.is_run and s.date == run.date for s in sessions_of(moved))
        assert {change.because.say for change in option.changes if change.because and change.date == option.day} == {
            "change.moved_here"
        }


def test_a_day_that_holds_a_run_or_is_off_or_not_offered_is_refused_with_its_reason() -> None:
    made = request(
        more={"runs": history(), "weeks": 2, "days_off": (off(11, 11),)}, wishes=offer(120, 0, 1, 2, 3, 4, 6)
    )
    plan = make_plan(made)
    run = runs_of(plan, 1)[0]

    _, refused = move_options(made, plan, run.date, run.kind)
    said = {one.day: one.because.say for one in refused}
    assert said[day(11)] == "refused.off"
    assert said[day(12)] == "refused.minutes"
    assert "refused.taken" in said.values()


def test_nothing_of_the_past_and_no_walk_can_be_moved() -> None:
    life = Life(steady())
    life.live(range(3))
    walk = next(s for s in sessions_of(life.plan) if s.kind is SessionKind.WALK)
    past = next(s for s in runs_of(life.plan, 0) if s.date < day(2))

    assert move_options(life.opened[-1][0], life.plan, walk.date, SessionKind.WALK) == ((), ())
    assert move_options(life.opened[-1][0], life.plan, past.date, SessionKind.RUN) == ((), ())


def test_a_layout_of_another_week_changes_nothing() -> None:
    wish = Layout(day(70), runs=(0,), strength=())

    assert make_plan(replace(steady(), layouts=(wish,))).weeks == make_plan(steady()).weeks


def test_a_week_begun_on_its_last_day_holds_at_most_one_run() -> None:
    made = steady()
    plan = make_plan(replace(made, as_of=day(SUN), started_on=day(SUN)))

    assert len(runs_of(plan, 0)) <= 1


def test_a_run_of_today_is_counted_once() -> None:
    made = later(request(), 0, runs=(*history(), ran(0, 8)), weeks=1)

    assert all(run.date > START for run in runs_of(make_plan(made)))


OFFERED = {"mon": 45, "tue": 60, "wed": 45, "thu": 60, "sat": 60, "sun": 105}


@pytest.mark.parametrize(("first", "last"), [(15, 18), (15, 19), (14, 18), (16, 19), (12, 18), (17, 20)])
@pytest.mark.parametrize("wishes", [{}, {"days": OFFERED, "long_run_day": "sun"}], ids=["any day", "no Friday"])
def test_the_runs_after_an_illness_stay_where_they_were_while_each_is_done(
    first: int, last: int, wishes: dict[str, object]
) -> None:
    # on each of these mornings the run of the day moved to the next one, as if the closed Monday had been missed
    week = ((TUE, 7.1), (THU, 7.1), (SAT, 6.5), (SUN, 11.7))
    answers = {"weekly_km": 32, "usual_long_run_km": None, "runs_per_week": 4, "wishes": wishes}
    life = Life(request(more={"runs": history(week=week)}, **answers))
    life.live(range(first))
    life.take_off(first, last, DaysOffWhy.ILL)
    life.live(range(first, last + 3))

    monday = 7 * ((last + 3) // 7)
    planned = [run.date for run in runs_of(life.open(last + 3)) if monday <= number_of(run.date) < monday + 7]
    for n in range(last + 3, monday + 7):
        weeks = life.open(n).weeks
        assert life.open(n).weeks == weeks, n
        life.do(n)

    assert planned
    assert [run.day for run in life.request.runs if number_of(run.day) >= last + 1] == planned
