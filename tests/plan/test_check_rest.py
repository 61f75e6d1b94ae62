"""The independent checker sees slips in returns, lights, entry, patterns, phases, drills, cues, goals and days off."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from runback.plan.check import broken_rules

from runback.domain.adjust import DaysOff, DaysOffWhy, Layout
from runback.domain.assessment import Urgency
from runback.domain.diary import Clearance, SessionLog, StrengthLog
from runback.domain.load import Run
from runback.domain.plan import ExerciseSet, Plan, SessionKind, Step, StepKind
from runback.domain.reason import Reason
from runback.plan import PlanRequest, make_plan
from tests.plan.made_up import START, clear_assessment, flagged_assessment, green, pain, request, with_week

NEW = request(runner_status="new", weekly_km=None, longest_run_30d_km=None, pain_now=1, pain_running=None)
STEPS = make_plan(NEW)

LAWFUL = make_plan(request())


def rules(plan: Plan, asked: PlanRequest) -> set[str]:
    return {broken.rule for broken in broken_rules(plan, asked)}


def strong(plan: Plan, *sets: ExerciseSet, n: int = 1) -> Plan:
    return with_week(plan, {SessionKind.STRENGTH: {"exercises": sets}}, n)


def test_plans_these_tests_break_are_lawful() -> None:
    assert rules(STEPS, NEW) == set()
    assert rules(LAWFUL, request()) == set()


@pytest.mark.parametrize(
    ("exercise", "asked"),
    [
        ("sphinx", request(aggravated_by=["extension"])),
        ("prone_press_up", request(clear_assessment(*[request().assessment.running], "facet_arthritic"))),
        ("knee_to_chest", request(aggravated_by=["flexion"])),
        ("mountain_climber", request(clear_assessment(request().assessment.running, "discogenic_axial"))),
        ("low_jump", request(age_years=70)),
        ("reverse_lunge", request(clear_assessment(request().assessment.running, "sacral_stress_fracture"))),
        ("glute_bridge", request(contexts=["pregnant_20w"])),
        ("kettlebell_deadlift", request(clear_assessment(request().assessment.running, "muscular_acute_strain"))),
    ],
)
def test_an_exercise_that_the_pattern_speaks_against_is_seen(exercise: str, asked: PlanRequest) -> None:
    def told(name: str) -> list[str]:
        plan = strong(LAWFUL, ExerciseSet(name, 2, reps=8), n=2)
        return [b.how for b in broken_rules(plan, asked) if b.rule == "by_pattern" and b.how.startswith(name)]

    assert told(exercise)
    assert not told("wall_slide")


def test_a_lift_a_jump_and_a_heavy_dose_in_the_first_weeks_are_seen() -> None:
    assert "phase" in rules(strong(LAWFUL, ExerciseSet("kettlebell_deadlift", 1, reps=8)), request())
    assert "phase" in rules(strong(LAWFUL, ExerciseSet("low_jump", 1, reps=8)), request())
    assert "phase_dose" in rules(strong(LAWFUL, ExerciseSet("calf_raise", 4, reps=12)), request())
    assert "phase_dose" in rules(strong(LAWFUL, ExerciseSet("wall_sit", 3, hold_s=45)), request())


def test_a_first_lift_of_more_than_one_set_is_seen_and_a_second_one_is_not() -> None:
    asked = replace(request(), started_on=START - timedelta(weeks=4))
    plan = strong(LAWFUL, ExerciseSet("kettlebell_deadlift", 2, reps=8))
    log = StrengthLog(START - timedelta(days=3), "kettlebell_deadlift", 1, 8)

    assert "first_lift" in rules(plan, asked)
    assert "first_lift" not in rules(plan, replace(asked, strength_logs=(log,)))


def test_ankle_bounces_with_a_nerve_root_and_held_stretches_before_a_run_are_seen() -> None:
    def warm(text: str) -> Plan:
        steps = (
            Step(StepKind.WARM_UP, duration_s=300),
            Step(StepKind.DRILL, duration_s=60, text=text),
            Step(StepKind.RUN, distance_m=5000),
        )
        return with_week(LAWFUL, {SessionKind.RUN: {"steps": steps}})

    radicular = request(clear_assessment(request().assessment.running, "radicular_disc"))
    assert "drills" in rules(warm("20 small ankle bounces"), radicular)
    assert "drills" not in rules(warm("20 small ankle bounces"), request())
    assert "drills" in rules(warm("Hamstring stretch"), request())


def test_hills_that_the_pattern_speaks_against_are_seen() -> None:
    def hilly(text: str) -> Plan:
        return with_week(
            LAWFUL, {SessionKind.RUN: {"steps": (Step(StepKind.RUN, distance_m=5000, effort="brisk", text=text),)}}
        )

    assert "hill_pattern" in rules(hilly("Rolling hills"), request(aggravated_by=["extension"]))
    assert "hill_pattern" in rules(hilly("Rolling hills"), request(aggravated_by=["flexion"]))
    assert "hill_pattern" not in rules(hilly("Rolling hills"), request())
    walked = hilly("Easy uphill, walk the downhill")
    assert "hill_pattern" not in rules(walked, request(aggravated_by=["extension"]))


def test_two_hard_runs_a_week_and_a_hard_run_without_green_weeks_are_seen() -> None:
    brisk = {"steps": (Step(StepKind.RUN, distance_m=5000, effort="brisk"),)}
    asked = green(4)
    told = [b.how for b in broken_rules(with_week(make_plan(asked), {SessionKind.RUN: brisk}, 0), asked)]

    assert any("3 hard runs after 4 green weeks" in how for how in told)
    assert "intensity" in rules(with_week(LAWFUL, {SessionKind.RUN: brisk}), request())


def test_a_hard_run_beside_the_long_one_is_seen() -> None:
    asked = green(4)
    week = make_plan(asked).weeks[0]
    runs = [s for s in week.sessions if s.is_run]
    long = max(runs, key=lambda s: s.distance_km or 0)
    hard = next(s for s in runs if any(x.effort == "brisk" for x in s.steps[1:]))
    beside = replace(hard, date=long.date - timedelta(days=1), distance_km=(long.distance_km or 0) - 1)
    sessions = tuple(beside if s is hard else s for s in week.sessions)
    plan = replace(make_plan(asked), weeks=(replace(week, sessions=sessions), *make_plan(asked).weeks[1:]))

    assert any(b.rule == "intensity" and b.how == "beside the long run" for b in broken_rules(plan, asked))


def test_build_ups_before_two_green_weeks_are_seen() -> None:
    steps = (Step(StepKind.WARM_UP, duration_s=400, text="2 build-ups"), Step(StepKind.RUN, distance_m=5000))
    assert "build_ups" in rules(with_week(LAWFUL, {SessionKind.RUN: {"steps": steps}}), request())


def test_two_cues_in_two_weeks_and_a_forefoot_cue_are_seen() -> None:
    def cued(text: str) -> Plan:
        return with_week(LAWFUL, {SessionKind.RUN: {"reasons": (Reason("form_cue", (), text),)}})

    assert "form_cue" in rules(cued("Land on your forefoot"), request())
    assert "form_cue" in rules(cued("Swing your arms"), request())


def test_training_on_a_day_off_is_seen_and_a_walk_on_an_ill_one() -> None:
    off = DaysOff(START, START + timedelta(days=6), DaysOffWhy.BUSY)
    assert "days_off" in rules(LAWFUL, replace(request(), days_off=(off,)))
    walk = next(s.date for week in LAWFUL.weeks for s in week.sessions if s.kind is SessionKind.WALK)
    for why, is_seen in ((DaysOffWhy.ILL, True), (DaysOffWhy.TRAVEL, False)):
        asked = replace(request(), days_off=(DaysOff(walk, walk, why),))
        others = [b for b in broken_rules(LAWFUL, asked) if b.rule == "days_off" and "walk " in b.how]
        assert bool(others) is is_seen


def regular(last: int) -> PlanRequest:
    """A runner of 20 km a week for ten weeks whose last run was ``last`` days ago."""
    runs = tuple(Run(START - timedelta(days=last + n), 5, 35) for n in range(70, -1, -2))
    return replace(request(weekly_km=None, longest_run_30d_km=5), runs=runs)


def test_more_than_three_quarters_after_ten_days_off_is_seen() -> None:
    asked = regular(11)
    week = make_plan(asked)
    assert rules(week, asked) == set()
    # 5 km every other day was 17.5 km a week; 15 km is more than 75 % of it
    assert "gap_return" in rules(with_week(week, {SessionKind.RUN: {"distance_km": 5.0}}, 0), asked)


def test_a_hard_run_right_after_a_gap_is_seen() -> None:
    asked = regular(11)
    hard: dict[str, Any] = {"steps": (Step(StepKind.RUN, distance_m=1000, effort="brisk"),)}
    assert "gap_quality" in rules(with_week(make_plan(asked), {SessionKind.RUN: hard}, 0), asked)


@pytest.mark.parametrize("last", [35, 80])
def test_mileage_after_a_month_off_is_seen(last: int) -> None:
    asked = regular(last)
    assert "gap_restart" not in rules(make_plan(asked), asked)
    assert "gap_restart" in rules(LAWFUL, asked)


def lived(score: int) -> PlanRequest:
    """The new runner after a first walk-run that hurt so much."""
    first = next(s for s in STEPS.weeks[0].sessions if s.is_run)
    log = SessionLog(first.date, first.kind, pain_during=score)
    return replace(NEW, as_of=first.date + timedelta(days=1), session_logs=(log,), past_weeks=STEPS.weeks[:1])


@pytest.mark.parametrize("score", [4, 6])
def test_a_higher_stage_after_an_amber_or_red_run_is_seen(score: int) -> None:
    asked = lived(score)
    higher = tuple(
        replace(s, steps=tuple(replace(x, duration_s=180) if x.kind is StepKind.RUN else x for x in s.steps))
        for s in STEPS.weeks[0].sessions
    )
    plan = replace(STEPS, weeks=(replace(STEPS.weeks[0], sessions=higher), *STEPS.weeks[1:]))

    assert "stage_after_light" in rules(plan, asked)
    assert "stage_after_light" not in rules(make_plan(asked), asked)


def test_two_stages_in_a_week_of_a_new_runner_are_seen() -> None:
    def at(plan: Plan, seconds: int, n: int) -> Plan:
        week = plan.weeks[n]
        changed = tuple(
            replace(s, steps=tuple(replace(x, duration_s=seconds) if x.kind is StepKind.RUN else x for x in s.steps))
            for s in week.sessions
        )
        return replace(plan, weeks=(*plan.weeks[:n], replace(week, sessions=changed), *plan.weeks[n + 1 :]))

    def told(plan: Plan) -> bool:
        return any(b.rule == "one_stage_a_week" and b.day == plan.weeks[1].start for b in broken_rules(plan, NEW))

    # 15 s is stage 1, 30 s stage 2, 45 s stage 3
    assert told(at(at(STEPS, 15, 0), 45, 1))
    assert not told(at(at(STEPS, 15, 0), 30, 1))


def test_entry_beyond_stage_three_with_a_missed_check_or_old_pain_is_seen() -> None:
    assert "entry_strength_check" in rules(LAWFUL, request(self_tests={"sl_sit_to_stand": 3}))
    fifth = replace(
        STEPS,
        weeks=tuple(
            replace(
                week,
                sessions=tuple(
                    replace(s, steps=tuple(replace(x, duration_s=90) if x.kind is StepKind.RUN else x for x in s.steps))
                    for s in week.sessions
                ),
            )
            for week in STEPS.weeks
        ),
    )
    assert "entry_chronic" in rules(fifth, request(pain_days=200))


def test_running_after_a_cleared_bone_stress_injury_waits_and_begins_at_stage_one() -> None:
    bone = flagged_assessment(Urgency.CLINICIAN_WITHIN_DAYS, "bsi_focal_impact")
    cleared = Clearance("Dr A", START, START + timedelta(days=60), ("bsi_focal_impact",))
    asked = replace(request(bone), clearances=(cleared,))

    assert {"bone_gate", "entry_bone_stress"} <= rules(LAWFUL, asked)
    walks = tuple(
        SessionLog(START + timedelta(days=n), SessionKind.WALK, duration_min=30, pain_during=0) for n in range(5)
    )
    later = replace(asked, as_of=START + timedelta(days=14), session_logs=walks, answered_on=START)
    assert "bone_gate" not in rules(LAWFUL, later)
    assert "bone_gate" in rules(LAWFUL, replace(later, pain_entries=(pain(START + timedelta(days=9), 1),)))


def test_silence_about_a_race_that_is_over_or_too_near_is_seen() -> None:
    past = request(wishes={"goal": {"race_km": 10, "date": START - timedelta(days=3)}})
    near = request(wishes={"goal": {"race_km": 42.2, "date": START + timedelta(days=21)}})

    assert "goal_past" in rules(LAWFUL, past)
    assert "goal_past" not in rules(make_plan(past), past)
    assert "goal_too_soon" in rules(LAWFUL, near)
    assert "goal_too_soon" not in rules(make_plan(near), near)


def test_days_that_a_runner_chooses_never_beat_a_rule() -> None:
    every = Layout(START, tuple(range(7)), tuple(range(7)))
    asked = replace(request(), layouts=(every,))

    assert rules(make_plan(asked), asked) == set()
