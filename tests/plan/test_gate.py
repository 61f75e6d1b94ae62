"""The gate: what blocks every plan, what leaves running out, what makes it wait (plan_rules.md 1 and 2)."""

from dataclasses import replace
from typing import Any

import pytest

from runback.domain.assessment import Running, Urgency
from runback.domain.diary import Clearance, LegSymptom, SessionLog
from runback.domain.plan import Plan, PlanStatus, SessionKind
from runback.plan import make_plan
from tests.plan.made_up import START, clear_assessment, day, flagged_assessment, pain, reds, request


def rules_of(plan: Plan) -> set[str]:
    return {reason.rule for reason in plan.blocked_by}


def has_running(plan: Plan) -> bool:
    return any(session.is_run for week in plan.weeks for session in week.sessions)


def kinds(plan: Plan) -> set[SessionKind]:
    return {session.kind for week in plan.weeks for session in week.sessions}


@pytest.mark.parametrize("urgency", list(Urgency)[1:])
def test_a_check_that_is_not_clear_blocks_every_plan(urgency: Urgency) -> None:
    plan = make_plan(request(flagged_assessment(urgency, "inf_fever")))

    assert plan.status is PlanStatus.BLOCKED
    assert rules_of(plan) == {"inf_fever"}


def test_a_clearance_opens_a_plan_only_when_it_covers_every_deciding_flag() -> None:
    flags = flagged_assessment(Urgency.CLINICIAN_WITHIN_DAYS, "axspa_counter", "ca_history")
    one = Clearance("Dr A", START, day(30), ("axspa_counter",))
    both = Clearance("Dr A", START, day(30), ("axspa_counter", "ca_history"))

    assert rules_of(make_plan(replace(request(flags), clearances=(one,)))) == {"ca_history"}
    assert has_running(make_plan(replace(request(flags), clearances=(both,))))


def test_a_clearance_never_opens_an_emergency() -> None:
    flags = flagged_assessment(Urgency.EMERGENCY_NOW, "ces_saddle")
    cleared = Clearance("Dr A", START, day(30), ("ces_saddle",))

    assert make_plan(replace(request(flags), clearances=(cleared,))).status is PlanStatus.BLOCKED


def test_a_clearance_that_has_ended_opens_nothing() -> None:
    flags = flagged_assessment(Urgency.CLINICIAN_WITHIN_DAYS, "axspa_counter")
    ended = Clearance("Dr A", day(-20), day(-1), ("axspa_counter",))

    assert make_plan(replace(request(flags), clearances=(ended,))).status is PlanStatus.BLOCKED


def test_running_stops_on_the_day_a_clearance_ends() -> None:
    flags = flagged_assessment(Urgency.CLINICIAN_WITHIN_DAYS, "axspa_counter")
    short = Clearance("Dr A", START, day(9), ("axspa_counter",))

    plan = make_plan(replace(request(flags), clearances=(short,)))

    runs = [s.date for week in plan.weeks for s in week.sessions if s.is_run]
    assert runs
    assert max(runs) <= day(9)


def test_a_cleared_same_day_finding_opens_walking_and_strength_only() -> None:
    flags = flagged_assessment(Urgency.SAME_DAY_URGENT, "inf_fever")
    cleared = Clearance("Dr A", START, day(30), ("inf_fever",))

    plan = make_plan(replace(request(flags), clearances=(cleared,)))

    assert not has_running(plan)
    assert SessionKind.STRENGTH in kinds(plan)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"age_years": 15}, "gate_age"),
        ({"leg_pain": "below_knee"}, "gate_leg_symptoms"),
        ({"locations": ["leg_below_knee"]}, "gate_leg_symptoms"),
        ({"weakness": "mild"}, "gate_leg_symptoms"),
        ({"numbness": "foot"}, "gate_leg_symptoms"),
        ({"age_years": 18, "aggravated_by": ["extension"], "pain_days": 22}, "gate_young_extension"),
    ],
)
def test_the_body_can_block_what_the_check_let_through(changes: dict[str, Any], rule: str) -> None:
    assert rules_of(make_plan(request(**changes))) == {rule}


def test_under_twenty_with_three_weeks_of_extension_pain_is_not_blocked_yet() -> None:
    assert not rules_of(make_plan(request(age_years=18, aggravated_by=["extension"], pain_days=21)))


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"contexts": ["pregnant_20w"]}, "gate_pregnancy"),
        ({"contexts": ["postpartum_8w"]}, "gate_postpartum"),
        ({"contexts": ["postpartum_11w"]}, "gate_postpartum"),
        ({"contexts": ["postpartum_16w", "new_leakage"]}, "gate_postpartum"),
        ({"age_years": None}, "gate_age"),
    ],
)
def test_some_runners_get_walking_and_strength_without_running(changes: dict[str, Any], rule: str) -> None:
    plan = make_plan(request(**changes))

    assert plan.status is PlanStatus.PLAN
    assert not has_running(plan)
    assert {SessionKind.WALK, SessionKind.STRENGTH} <= kinds(plan)
    assert rule in {note.id for note in plan.notes}


def test_twelve_weeks_after_a_birth_running_may_start() -> None:
    assert has_running(make_plan(request(contexts=["postpartum_12w"])))


def test_a_check_that_says_stop_leaves_running_out() -> None:
    assert not has_running(make_plan(request(clear_assessment(Running.STOP))))


def test_a_pattern_of_the_bone_leaves_running_out() -> None:
    assert not has_running(make_plan(request(clear_assessment(Running.OK, "sacral_stress_fracture"))))


def test_pain_of_three_begins_with_a_walking_week() -> None:
    plan = make_plan(request(pain_now=3, pain_worst=4))

    runs = [s.date for week in plan.weeks for s in week.sessions if s.is_run]
    assert min(runs) >= day(7)
    assert any(s.kind is SessionKind.WALK and s.duration_min == 30 for s in plan.weeks[0].sessions)


def test_a_logged_walk_of_thirty_minutes_opens_running() -> None:
    walk = SessionLog(day(1), SessionKind.WALK, duration_min=30, pain_during=2)
    later = replace(request(pain_now=3, pain_worst=4), as_of=day(2), session_logs=(walk,))

    first = [s.date for s in make_plan(replace(later, pain_entries=(pain(day(2), 2),))).weeks[0].sessions if s.is_run]
    still = [s.date for s in make_plan(replace(later, pain_entries=(pain(day(2), 3),))).weeks[0].sessions if s.is_run]

    assert first
    assert not still


@pytest.mark.parametrize("leg", [LegSymptom.BELOW_KNEE, LegSymptom.TINGLING, LegSymptom.WEAKNESS])
def test_a_logged_leg_symptom_blocks_until_the_check_is_answered_again(leg: LegSymptom) -> None:
    logged = replace(request(), as_of=day(4), pain_entries=(pain(day(3), 1, leg=leg),))

    assert rules_of(make_plan(logged)) == {"light_purple"}
    assert not rules_of(make_plan(replace(logged, answered_on=day(4))))


def test_after_a_red_run_there_is_no_run_for_two_days_and_the_next_day_is_rest() -> None:
    plan = make_plan(replace(request(), as_of=day(0), session_logs=reds(0)))

    assert not [s for s in plan.weeks[0].sessions if s.is_run and s.date <= day(2)]
    on_next = {s.kind for s in plan.weeks[0].sessions if s.date == day(1)}
    assert on_next <= {SessionKind.REST, SessionKind.WALK, SessionKind.MOBILITY}


def test_two_reds_in_fourteen_days_stop_running_until_the_check_and_seven_days() -> None:
    asked = replace(request(), as_of=day(5), session_logs=reds(0, 4))
    again = replace(asked, answered_on=day(5))

    assert not has_running(make_plan(asked))
    runs = [s.date for week in make_plan(again).weeks for s in week.sessions if s.is_run]
    assert min(runs) >= day(4 + 8)


def test_three_reds_in_fourteen_days_block_until_a_clinician_has_seen_the_runner() -> None:
    asked = replace(request(), as_of=day(10), answered_on=day(10), session_logs=reds(0, 4, 9))
    seen = Clearance("Physio B", day(10), day(20), ("three_reds",))

    assert rules_of(make_plan(asked)) == {"three_reds"}
    assert not rules_of(make_plan(replace(asked, clearances=(seen,))))


def test_a_purple_run_counts_as_a_red_one_after_the_check_is_answered_again() -> None:
    logs = reds(0, 4, 9)
    purple = (*logs[:2], replace(logs[2], pain_during=0, leg=LegSymptom.TINGLING))
    asked = replace(request(), as_of=day(11), answered_on=day(11), session_logs=purple)

    assert rules_of(make_plan(asked)) == {"three_reds"}


def test_after_a_cleared_bone_stress_injury_two_pain_free_weeks_and_five_walks_come_before_stage_one() -> None:
    flags = flagged_assessment(Urgency.CLINICIAN_WITHIN_DAYS, "bsi_focal_impact")
    cleared = Clearance("Dr A", START, day(90), ("bsi_focal_impact",))
    start = replace(request(flags), clearances=(cleared,))
    walks = tuple(SessionLog(day(n), SessionKind.WALK, duration_min=15, pain_during=0) for n in range(5))

    assert not has_running(make_plan(start))
    later = make_plan(replace(start, as_of=day(14), session_logs=walks))
    first = next(s for week in later.weeks for s in week.sessions if s.is_run)
    assert first.title.startswith("Walk-run, stage 1:")
    assert not has_running(make_plan(replace(start, as_of=day(14), session_logs=walks[:4])))
