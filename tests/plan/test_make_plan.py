"""Weeks of sessions; expected numbers are worked by hand from plan_rules.md."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
import yaml
from runback.plan.check import broken_rules
from runback.plan.goal import weeks_needed
from runback.plan.stages import reps_of, stage_of

from runback.domain.assessment import Running
from runback.domain.diary import SessionLog
from runback.domain.intake import Goal, read_intake
from runback.domain.load import Run
from runback.domain.plan import Plan, PlanStatus, Session, SessionKind
from runback.plan import PlanRequest, compare_plans, make_plan
from tests.plan.made_up import START, WELL, clear_assessment, day, pain, request
from tests.shared_data import shared_path


def runs_of(plan: Plan) -> list[Session]:
    return [s for week in plan.weeks for s in week.sessions if s.is_run]


def notes_of(plan: Plan) -> set[str]:
    return {note.id for note in plan.notes}


def new_runner(**changes: Any) -> PlanRequest:
    """A new runner without pain and without a run."""
    return request(**({"runner_status": "new", "weekly_km": 0, "longest_run_30d_km": None} | changes))


def test_the_vignettes_that_are_self_care_break_no_rule() -> None:
    cases = yaml.safe_load(shared_path("knowledge", "vignettes.yaml").read_text(encoding="utf-8"))
    for case in cases:
        if case["expect"]["urgency"] == "self_care_ok":
            pattern = case["expect"]["patterns"][0]
            asked = PlanRequest(read_intake(case["answers"]), clear_assessment(Running.MODIFY, pattern), START, START)
            plan = make_plan(asked)

            assert plan.status is PlanStatus.PLAN, case["id"]
            assert broken_rules(plan, asked) == [], case["id"]


@pytest.mark.parametrize(
    ("changes", "stage"),
    [
        ({"runner_status": "new", "pain_now": 0}, 3),
        ({"runner_status": "new", "pain_now": 2, "pain_worst": 2}, 1),
        ({"runner_status": "new", "bmi": 31}, 1),
        ({"runner_status": "returning", "weeks_off": 9}, 1),
        ({"runner_status": "returning", "weeks_off": 3, "pain_running": 1}, 4),
        ({"runner_status": "returning", "weeks_off": 3, "pain_running": 1, "contexts": ["fear"], "pain_now": 1}, 2),
        ({"runner_status": "returning", "weeks_off": 6, "pain_running": 0}, 7),
        ({"runner_status": "returning", "weeks_off": 6, "pain_running": 1}, 3),
        ({"pain_days": 2, "onset": "sudden_lifting", "pain_now": 1, "pain_worst": 5}, 6),
        ({"pain_running": 4, "pain_worst": 4}, 4),
        ({"pain_running": 6, "pain_worst": 6, "pain_now": 2}, 1),
        ({"self_tests": {"sl_sit_to_stand": 5}}, 3),
    ],
)
def test_walk_run_starts_at_the_lowest_stage_a_rule_asks_for(changes: dict[str, Any], stage: int) -> None:
    first = runs_of(make_plan(request(**changes)))[0]

    assert stage_of(first) == stage


def test_a_regular_runner_without_break_and_with_mild_pain_keeps_running() -> None:
    runs = runs_of(make_plan(request(pain_now=1, pain_running=2, pain_worst=3)))

    assert {run.kind for run in runs} == {SessionKind.RUN}


def test_the_first_week_of_a_sore_regular_runner_is_a_fifth_below_the_usual() -> None:
    plan = make_plan(request(pain_now=1, pain_running=2))

    assert plan.weeks[0].target_km == pytest.approx(0.8 * 25, abs=0.4)


def test_stage_one_is_thirty_minutes_and_the_distance_counts_the_walking() -> None:
    runs = runs_of(make_plan(new_runner(pain_now=2, pain_worst=2, pain_running=1)))

    session = runs[1]
    assert (stage_of(session), reps_of(session)) == (1, 10)
    # 10 x 15 s at 7 min/km, 10 x 105 s + 10 min at 10.9 min/km
    assert session.distance_km == pytest.approx(2.5 / 7 + (17.5 + 10) / 10.9, abs=0.01)
    without_drills = sum((s.duration_s or 0) * s.repeat for s in session.steps if s.kind != "drill")
    assert without_drills == 30 * 60


def test_walk_run_moves_up_one_stage_a_week_when_all_is_green() -> None:
    plan = make_plan(replace(new_runner(), weeks=4))

    assert [max(stage_of(s) or 0 for s in week.sessions if s.is_run) for week in plan.weeks] == [3, 4, 5, 6]


def test_without_a_known_run_no_session_passes_three_and_a_half_km() -> None:
    plan = make_plan(request(longest_run_30d_km=None))

    assert runs_of(plan)[0].distance_km <= 3.5
    assert "longest_unknown" in notes_of(plan)


def test_the_long_run_is_never_over_110_percent_of_the_longest() -> None:
    plan = make_plan(request(longest_run_30d_km=6, weekly_km=60))

    first_week = [s.distance_km for s in plan.weeks[0].sessions if s.is_run]
    # 6.6, then 110 % of 6.6 = 7.26, then 110 % of 7.2 = 7.92
    assert first_week == [pytest.approx(6.6), pytest.approx(7.2), pytest.approx(7.9)]


def test_a_deload_week_comes_every_fourth_week() -> None:
    plan = make_plan(replace(request(weekly_km=30, longest_run_30d_km=14), weeks=8))

    totals = [week.target_km for week in plan.weeks]
    assert totals[3] <= 0.8 * totals[2]
    assert totals[7] <= 0.8 * totals[6]


def test_a_history_without_an_easy_week_brings_the_deload_forward() -> None:
    mondays = (START - timedelta(weeks=n) for n in range(1, 13))
    history = tuple(Run(monday + timedelta(days=n), 9, 54) for monday in mondays for n in (0, 2, 5))
    plan = make_plan(replace(request(weekly_km=27, longest_run_30d_km=9), runs=history))

    assert plan.weeks[0].target_km == pytest.approx(0.75 * 27, abs=0.3)


def test_after_ten_days_off_a_painless_runner_gets_three_quarters_of_the_usual_week() -> None:
    history = tuple(Run(START - timedelta(days=n), 10, 60) for n in range(10, 80, 2))
    plan = make_plan(replace(request(weekly_km=None, longest_run_30d_km=None), runs=history))

    week = plan.weeks[0]
    assert week.cap_km == pytest.approx(0.75 * 35)
    assert any(reason.rule == "gap_6_13" for s in week.sessions for reason in s.reasons)


def test_after_twenty_days_off_the_first_week_is_half_and_never_over_sixteen_km() -> None:
    history = tuple(Run(START - timedelta(days=n), 14, 84) for n in range(20, 90, 2))
    plan = make_plan(replace(request(weekly_km=None, longest_run_30d_km=None), runs=history))

    assert plan.weeks[0].cap_km == pytest.approx(16)


def test_strength_stands_twice_a_week_not_on_neighbouring_days_nor_before_the_long_run() -> None:
    plan = make_plan(replace(request(), weeks=6))

    days = [s.date for week in plan.weeks for s in week.sessions if s.kind is SessionKind.STRENGTH]
    assert len(days) == 12
    assert min((b - a).days for a, b in pairwise(days)) >= 2
    longs = [max((s for s in w.sessions if s.is_run), key=lambda s: s.distance_km or 0).date for w in plan.weeks]
    assert not {one - timedelta(days=1) for one in longs} & set(days)


def test_every_run_begins_with_a_warm_up_and_is_followed_by_stretches() -> None:
    plan = make_plan(request())

    for run in runs_of(plan):
        assert run.steps[0].kind == "warm_up"
        same_day = [s.kind for week in plan.weeks for s in week.sessions if s.date == run.date]
        assert SessionKind.MOBILITY in same_day


def test_where_days_hold_three_runs_or_two_strength_sessions_strength_maintains_its_two() -> None:
    plan = make_plan(request(wishes={"days": {"mon": 30, "wed": 30, "fri": 30}}))

    week = plan.weeks[1]
    assert sum(s.kind is SessionKind.STRENGTH for s in week.sessions) == 2
    assert sum(s.is_run for s in week.sessions) == 1
    assert "wish_not_met" in notes_of(plan)


@pytest.mark.parametrize("days", [{}, {"mon": 0, "tue": 0}, {"sat": 5}])
def test_wishes_without_time_give_walks_and_say_so(days: dict[str, int]) -> None:
    plan = make_plan(request(wishes={"days": days}))

    kinds = {s.kind for week in plan.weeks for s in week.sessions}
    assert kinds == {SessionKind.WALK, SessionKind.REST}
    assert "wish_not_met" in notes_of(plan)


def test_the_long_run_stands_on_the_wished_day() -> None:
    plan = make_plan(request(wishes={"long_run_day": "thu"}))

    longest = max((s for s in plan.weeks[1].sessions if s.is_run), key=lambda s: s.distance_km or 0)
    assert longest.date.weekday() == 3


def test_a_bodyweight_runner_gets_no_exercise_that_needs_kit_and_a_short_day_with_dumbbells_the_routine() -> None:
    plan = make_plan(request(wishes={"days": {"tue": 10, "thu": 10}, "equipment": ["dumbbell"]}))

    titles = {s.title for week in plan.weeks for s in week.sessions if s.kind is SessionKind.STRENGTH}
    assert titles == {"Seven-minute dumbbell routine"}


def test_a_flexion_pattern_gets_no_bend_and_an_extension_pattern_no_arch() -> None:
    flexion = make_plan(replace(request(clear_assessment(Running.MODIFY, "discogenic_axial"), pain_now=1), weeks=12))
    ids = {e.id for week in flexion.weeks for s in week.sessions for e in s.exercises}

    assert not ids & {"childs_pose", "mountain_climber", "kettlebell_deadlift", "romanian_deadlift"}


@pytest.mark.parametrize(("longest", "goal", "weeks"), [(5, 10, 11), (5, 21, 22), (10, 30, 16), (10, 9, 0)])
def test_weeks_to_a_goal_are_those_of_the_examples(longest: float, goal: float, weeks: int) -> None:
    assert weeks_needed(goal, longest) == weeks


def test_a_race_too_soon_is_said_with_three_ways_out_and_breaks_no_rule() -> None:
    asked = request(wishes={"goal": {"race_km": 42.2, "date": START + timedelta(weeks=6)}})
    plan = make_plan(replace(asked, weeks=6))

    [text] = [note.text for note in plan.notes if note.id == "goal_date_not_met"]
    assert all(word in text for word in ("pick a race from", "shorter", "run-walk"))
    assert broken_rules(plan, replace(asked, weeks=6)) == []


def test_a_race_in_the_past_is_said() -> None:
    wished = replace(request().intake.wishes, goal=Goal(10, START - timedelta(days=1)))
    asked = replace(request(), intake=replace(request().intake, wishes=wished))

    assert "goal_in_past" in notes_of(make_plan(asked))


def test_the_same_request_gives_the_same_plan() -> None:
    assert make_plan(request(pain_now=1)) == make_plan(request(pain_now=1))


def test_the_past_is_never_rewritten_and_a_red_changes_the_days_to_come() -> None:
    first = make_plan(request())
    run = next(s for s in first.weeks[0].sessions if s.is_run)
    red = SessionLog(run.date, run.kind, duration_min=run.duration_min, pain_during=7)
    later = replace(request(), as_of=run.date + timedelta(days=1), session_logs=(red,), past_weeks=first.weeks[:1])

    second = make_plan(later)

    old_days = [s for s in first.weeks[0].sessions if s.date < later.as_of]
    assert [s for s in second.weeks[0].sessions if s.date < later.as_of] == old_days
    changes = compare_plans(first, second)
    assert changes
    assert all(change.date >= later.as_of for change in changes)
    assert any("-> " in str(change) and "because" in str(change) for change in changes)


def test_two_green_sessions_at_the_top_count_move_the_stage_up_the_week_after() -> None:
    start = request(runner_status="new", pain_now=2, pain_worst=2, pain_running=1)
    first = make_plan(start)
    runs = [s for s in first.weeks[0].sessions if s.is_run]
    logs = tuple(SessionLog(s.date, s.kind, duration_min=s.duration_min, pain_during=1) for s in runs)
    mornings = tuple(pain(s.date + timedelta(days=1), 1) for s in runs)
    after = replace(start, as_of=day(7), past_weeks=first.weeks[:1], session_logs=logs, pain_entries=mornings)

    assert stage_of(runs_of(make_plan(after))[0]) == 2
    assert stage_of(runs_of(make_plan(replace(after, pain_entries=())))[0]) == 1
    sore = tuple(replace(log, pain_during=3) for log in logs)
    assert stage_of(runs_of(make_plan(replace(after, session_logs=sore)))[0]) == 1


def test_three_sessions_at_stage_twelve_in_one_green_week_open_mileage() -> None:
    plan = make_plan(replace(new_runner(), weeks=14))

    kinds = [{s.kind for s in week.sessions if s.is_run} for week in plan.weeks]
    first_run_week = kinds.index({SessionKind.RUN})
    before = [s for s in plan.weeks[first_run_week - 1].sessions if s.is_run]
    assert [stage_of(s) for s in before] == [12, 12, 12]


def test_runs_do_not_stand_on_neighbouring_days_even_across_weeks() -> None:
    days = sorted(s.date for s in runs_of(make_plan(replace(request(weekly_km=80, longest_run_30d_km=20), weeks=6))))

    assert min((b - a).days for a, b in pairwise(days)) >= 2


def test_a_plan_made_on_a_friday_plans_from_friday_on() -> None:
    friday = date(2026, 11, 27)
    plan = make_plan(replace(request(), as_of=friday, started_on=friday))

    assert plan.weeks[0].start == START
    assert min(s.date for s in plan.weeks[0].sessions) == friday


def test_the_well_runner_of_these_tests_is_answered_in_full() -> None:
    assert set(WELL) <= request().intake.answered
