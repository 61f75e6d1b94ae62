"""Where the runner stands and why (rules 11.2, 12.1 to 12.5): one answer, and what is missing by name."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

import pytest

from runback.domain.plan import Plan, Progress, Session
from runback.plan import make_plan
from runback.plan.course.progress import look_ahead
from tests.plan.living import Felt, Life, live, on_runs
from tests.plan.made_up import (
    after_break,
    day,
    flagged,
    history,
    later,
    morning,
    new_runner,
    note_ids,
    offer,
    request,
    running_km,
    runs_of,
    walked,
)

NOW = {
    "now.green", "now.amber", "now.after_red", "now.cut", "now.days", "now.not_counted", "now.unknown", "now.usual",
    "now.on_the_way", "now.ceiling",
}  # fmt: skip
SILENT = Felt(None, None)


def progress(plan: Plan) -> Progress:
    assert plan.progress is not None
    return plan.progress


def says(plan: Plan) -> str:
    return progress(plan).now.say


def waits_for(plan: Plan) -> set[str]:
    return {reason.say for reason in progress(plan).waiting_for}


@pytest.mark.parametrize(
    ("felt", "days", "answer"),
    [
        ((Felt(3),), 3, "now.amber"),
        ((Felt(3), Felt(3)), 5, "now.cut"),
        ((Felt(6),), 4, "now.after_red"),
    ],
)
def test_what_holds_progress_is_the_answer(felt: tuple[Felt, ...], days: int, answer: str) -> None:
    life = Life(after_break(10, more={"weeks": 1, "runs": history(4)}, weeks_off=0))
    act = on_runs(*felt)
    n = 0
    while len([run for run in life.request.runs if run.day >= day(0)]) < len(felt):
        life.open(n)
        life.do(n, act)
        n += 1
    plan = life.open(n + (2 if answer == "now.after_red" else 0))

    assert says(plan) == answer


def test_a_hold_is_the_answer_while_it_lasts() -> None:
    assert progress(make_plan(after_break(40))).now.rule == "walk_gate"
    assert progress(make_plan(request(pain_running=6, pain_worst=6))).now.rule == "no_run_pain"


def test_a_stop_is_the_answer_before_anything_else() -> None:
    assert progress(make_plan(request(contexts=["pregnant_20w"]))).now.rule == "gate_pregnancy"


def test_at_the_usual_week_the_answer_is_that_it_is_reached() -> None:
    life = live(request(more={"runs": history(), "weeks": 1}), 15)

    assert says(life.plan) == "now.usual"


def test_on_the_table_it_is_how_many_greens_are_gathered() -> None:
    life = Life(new_runner(more={"weeks": 1}))
    life.live(range(6))
    plan = life.open(6)

    assert says(plan) == "now.green"
    # Thursday and Saturday were green: the row is gained, the count begins again
    assert dict(progress(plan).now.facts)["needed"] == 2
    assert progress(plan).stage in (4, 5)


def test_after_half_a_year_off_two_greens_are_needed() -> None:
    life = Life(after_break(200, more={"weeks": 1}))
    life.live(range(6))
    plan = life.open(6)

    assert says(plan) != "now.green" or dict(progress(plan).now.facts)["needed"] == 2


def test_runs_without_answers_are_the_answer_and_each_missing_entry_is_named() -> None:
    life = live(after_break(21, more={"weeks": 1}), 12, on_runs(then=SILENT))

    assert says(life.plan) == "now.unknown"
    assert {"waiting.felt", "waiting.morning"} <= waits_for(life.plan)


def test_somebody_who_logs_mornings_alone_is_asked_whether_the_runs_were_run() -> None:
    life = Life(after_break(28, pain_now=1))
    for n in range(16):
        life.open(n)
        life.request = replace(life.request, pain_entries=(*life.request.pain_entries, morning(n, 1)))

    assert "waiting.run" in {reason.say for reason in life.plan.progress.waiting_for}


def test_logged_runs_without_mornings_wait_only_for_the_mornings() -> None:
    life = live(after_break(21, more={"weeks": 1}), 12, on_runs(then=Felt(0, None)))

    assert "waiting.morning" in waits_for(life.plan)
    assert "waiting.felt" not in waits_for(life.plan)


def test_a_full_diary_waits_for_nothing() -> None:
    life = live(after_break(10, more={"weeks": 1}), 12)

    assert waits_for(life.plan) == set()


def test_a_test_walk_that_is_missing_is_named() -> None:
    assert "waiting.walk" in waits_for(make_plan(later(after_break(40), 3)))


def test_two_strength_sessions_without_a_log_are_named() -> None:
    life = live(request(more={"runs": history(), "weeks": 1}), 12)
    without = tuple(log for log in life.request.session_logs if log.kind != "strength")

    assert "waiting.strength" in waits_for(make_plan(replace(life.request, session_logs=without)))
    assert "waiting.strength" not in waits_for(life.plan)


def test_a_week_that_did_not_count_is_the_answer() -> None:
    life = live(after_break(10, more={"weeks": 1}), 7, on_runs(then=Felt(share=0.4)))

    assert says(life.open(7)) in ("now.not_counted", "now.days")


@pytest.mark.parametrize("n", [7, 10, 13])
def test_what_the_days_hold_is_that_of_the_whole_week_on_each_of_its_days(n: int) -> None:
    life = live(request(more={"runs": history(), "weeks": 1}, wishes=offer(50)), n)
    plan = life.open(n)

    assert says(plan) == "now.days"
    assert float(dict(progress(plan).now.facts)["km"]) == pytest.approx(running_km(plan), rel=0.05)


def test_days_too_short_are_the_answer_with_both_numbers() -> None:
    plan = make_plan(request(more={"runs": history(), "weeks": 12}, wishes=offer(50)))

    assert says(plan) == "now.days"
    facts = dict(progress(plan).now.facts)
    assert 0 < float(facts["km"]) < float(facts["wanted"]) <= 40
    # what the days come to hold, and not what this week does
    assert max(running_km(plan, week) for week in range(12)) == pytest.approx(float(facts["km"]), rel=0.05)
    assert "wish_not_met" in note_ids(plan)


@pytest.mark.parametrize(("weeks_off", "minutes"), [(4, 60), (8, 75), (20, 90)])
def test_days_that_hold_the_usual_week_in_the_end_are_never_called_too_short(weeks_off: float, minutes: int) -> None:
    life = Life(after_break(round(7 * weeks_off), weekly_km=30, usual_long_run_km=None, wishes=offer(minutes)))
    life.live(range(70))

    assert "now.days" not in {says(plan) for _, plan in life.opened}


def test_every_morning_of_a_life_has_exactly_one_known_answer() -> None:
    life = live(
        after_break(30, more={"weeks": 1}),
        28,
        on_runs(Felt(), Felt(3), Felt(3), SILENT, SILENT, Felt(6), Felt(share=0)),
    )

    for _, plan in life.opened:
        assert says(plan) in NOW | {"walk_gate", "walk_gate.passed", "light_red.run", "two_reds", "light_red.flare"}


# --- the road


def test_the_usual_week_is_dated_with_its_range() -> None:
    plan = make_plan(after_break(28, more={"weeks": 8}))
    here = progress(plan)

    first = next(week.start for n, week in enumerate(plan.weeks) if running_km(plan, n) >= 0.97 * 40)
    assert here.usual_from == first
    assert here.usual_until is not None
    assert (here.usual_until - first).days >= 7


def test_half_an_hour_without_a_walk_is_dated() -> None:
    plan = make_plan(after_break(56, more={"weeks": 8}))

    here = progress(plan)
    assert here.continuous_from is not None
    [run] = [run for run in runs_of(plan) if run.date == here.continuous_from]
    assert run.running_min >= 29.5


def test_the_road_is_the_same_however_many_weeks_are_asked_for() -> None:
    roads = {
        (progress(plan).continuous_from, progress(plan).usual_from)
        for plan in (make_plan(after_break(56, more={"weeks": n})) for n in (1, 4, 14))
    }

    assert len(roads) == 1


def test_a_new_runner_has_a_stage_and_no_usual_week() -> None:
    here = progress(live(new_runner(more={"weeks": 1}), 7).plan)

    assert (here.usual_km, here.usual_from, here.stages) == (None, None, 13)


def test_a_new_runner_is_on_the_table_from_the_first_day() -> None:
    assert (progress(make_plan(new_runner())).stage, progress(make_plan(new_runner())).stages) == (4, 13)


def test_at_the_usual_week_nothing_is_ahead() -> None:
    here = progress(live(request(more={"runs": history(), "weeks": 1}), 15).plan)

    assert (here.usual_from, here.usual_until) == (None, None)


class PlannedRuns(NamedTuple):
    monday: date
    all_runs: list[Session]
    usual_share: float | None


def test_look_ahead_reads_planned_weeks_only_from_today() -> None:
    runs = [run for week in make_plan(request(more={"runs": history()})).weeks for run in week.sessions if run.is_run]
    weeks = [PlannedRuns(day(0), runs, 0.5)]

    assert look_ahead(weeks, 40, day(10)).continuous_on == next(run.date for run in runs if run.date >= day(10))


def test_a_blocked_plan_has_no_progress() -> None:
    assert make_plan(request(flagged("ca_history"))).progress is None


@pytest.mark.parametrize(
    ("days", "note"), [(13, None), (14, "check_day_14"), (42, "check_6_weeks"), (84, "check_12_weeks")]
)
def test_a_check_in_is_asked_for_when_it_is_due(days: int, note: str | None) -> None:
    plan = make_plan(later(request(), days, runs=history(-days)))

    assert {one for one in note_ids(plan) if one.startswith("check_")} == ({note} if note else set())


def test_a_check_done_since_then_is_not_asked_for_again() -> None:
    made = later(request(), 20)
    again = replace(made, checks=(*made.checks, replace(made.checks[0], day=day(16))))

    assert not [one for one in note_ids(make_plan(again)) if one.startswith("check_")]


def test_three_weeks_below_the_usual_one_without_a_rise_are_said_with_what_to_do() -> None:
    # half of each planned run is run, and nothing hurts: the week is repeated
    life = Life(after_break(30, more={"weeks": 1}))
    life.log(walked(0))
    for n in range(49):
        life.mornings[n] = 0
        life.open(n)
        for session in life.planned_on(n):
            if session.is_run:
                life.run_km(n, 0.5 * (session.distance_km or 0))
    assert "plateau.flat" in {note.say for note in life.plan.notes}


def test_a_runner_whose_weeks_rise_hears_of_no_plateau() -> None:
    life = live(after_break(30, more={"weeks": 1}), 42)

    assert not {"plateau.flat", "plateau.late"} & {note.say for note in life.plan.notes}


@pytest.mark.parametrize("minutes", [50, 55, 60])
def test_days_too_short_for_the_usual_week_are_named_before_the_week_comes_to_a_stand(minutes: int) -> None:
    days = {"days": {"tue": minutes, "thu": 30, "sat": minutes}}
    answers = {"weekly_km": 12, "runs_per_week": 2, "usual_long_run_km": 7, "easy_pace_s_per_km": 450}
    plan = make_plan(request(pain_running=2, pain_now=2, wishes=days, more={"weeks": 4}, **answers))

    held = max(running_km(plan, week) for week in range(4))
    assert held < 11.5
    assert plan.progress is not None
    assert plan.progress.usual_from is None
    assert plan.progress.next_step.say == "next.days"
    assert dict(plan.progress.next_step.facts)["km"] == pytest.approx(held, abs=0.05)
    assert "wish.minutes" in {note.say for note in plan.notes}
