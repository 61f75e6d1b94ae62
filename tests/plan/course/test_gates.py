"""What stands before any running (rules 1.7, 1.11 and the gates that stayed): flags, the body, bone, birth, legs."""

from dataclasses import replace
from typing import Any

import pytest

from runback.domain.assessment import FlagSource, Running, Urgency
from runback.domain.diary import Clearance, LegSymptom
from runback.domain.plan import Plan, PlanStatus, SessionKind
from runback.plan import PlanRequest, make_plan
from tests.plan.made_up import (
    asked,
    blocked_by,
    check,
    clear_assessment,
    day,
    felt,
    flagged,
    held_by,
    history,
    later,
    morning,
    ran,
    request,
    runs_of,
    sessions_of,
    walked,
)


def kinds(plan: Plan) -> set[SessionKind]:
    return {session.kind for session in sessions_of(plan)}


def cleared(*flags: str, given: int = 0, until: int = 90) -> Clearance:
    return Clearance("Dr A", day(given), day(until), flags)


def lifted_by(plan: Plan) -> dict[str, str]:
    return {block.reason.rule: block.lifts.say for block in (*plan.blocked_by, *plan.held_by)}


# --- flags


@pytest.mark.parametrize("urgency", list(Urgency)[1:])
def test_a_check_that_is_not_clear_blocks_every_plan(urgency: Urgency) -> None:
    plan = make_plan(request(flagged("inf_fever", urgency=urgency)))

    assert plan.status is PlanStatus.BLOCKED
    assert blocked_by(plan) == {"inf_fever"}
    assert not plan.weeks


def test_a_clearance_opens_a_plan_only_when_it_covers_every_flag() -> None:
    flags = flagged("axspa_counter", "ca_history", running=Running.OK)
    one = request(flags, more={"clearances": (cleared("axspa_counter"),)})
    both = request(flags, more={"clearances": (cleared("axspa_counter", "ca_history"),)})

    assert blocked_by(make_plan(one)) == {"ca_history"}
    assert runs_of(make_plan(both))


def test_a_clearance_never_opens_an_emergency() -> None:
    made = request(flagged("ces_saddle", urgency=Urgency.EMERGENCY_NOW), more={"clearances": (cleared("ces_saddle"),)})

    plan = make_plan(made)
    assert blocked_by(plan) == {"ces_saddle"}
    assert lifted_by(plan) == {"ces_saddle": "lifts.emergency"}


def test_a_clearance_that_has_ended_opens_nothing() -> None:
    made = request(flagged("axspa_counter"), more={"clearances": (cleared("axspa_counter", given=-20, until=-1),)})

    assert make_plan(made).status is PlanStatus.BLOCKED


def test_a_clearance_from_before_an_urgent_finding_does_not_open_it() -> None:
    flags = flagged("inf_fever", urgency=Urgency.SAME_DAY_URGENT, running=Running.OK)
    before = request(flags, more={"clearances": (cleared("inf_fever", given=-5),)})
    after = request(flags, more={"clearances": (cleared("inf_fever", given=0),)})

    assert blocked_by(make_plan(before)) == {"inf_fever"}
    assert make_plan(after).status is PlanStatus.PLAN


def test_running_stops_on_the_day_a_clearance_ends() -> None:
    flags = flagged("axspa_counter", running=Running.OK)
    plan = make_plan(request(flags, more={"runs": history(), "clearances": (cleared("axspa_counter", until=9),)}))

    dates = [run.date for run in runs_of(plan)]
    assert dates
    assert max(dates) <= day(9)
    assert "clearance_ends" in {note.id for note in plan.notes}


def test_a_sign_that_needs_a_clinician_stands_although_a_later_check_does_not_name_it() -> None:
    checks = (check(-10, flagged("ca_history")), check(0))
    plan = make_plan(asked(*checks, as_of=day(0)))

    assert blocked_by(plan) == {"ca_history"}
    [block] = plan.blocked_by
    assert block.since == day(-10)


def test_a_guess_from_own_words_goes_with_the_check_that_asked_again() -> None:
    flags = flagged("axspa_counter", running=Running.OK, source=FlagSource.TEXT).flags
    guessed = replace(flagged(), flags=tuple(replace(flag, is_guess=True) for flag in flags))

    assert blocked_by(make_plan(asked(check(-10, guessed), check(0), as_of=day(0)))) == set()


def test_a_check_corrected_on_the_same_day_counts_alone() -> None:
    checks = (check(0, flagged("ca_history")), check(0))

    assert blocked_by(make_plan(asked(*checks, as_of=day(0)))) == set()


def test_a_block_says_since_when_and_what_lifts_it() -> None:
    plan = make_plan(later(request(flagged("ca_history")), 5))

    assert [(block.since, block.lifts.say) for block in plan.blocked_by] == [(day(0), "lifts.clearance")]


# --- the body


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"age_years": 15}, "gate_age"),
        ({"leg_pain": "below_knee"}, "gate_leg_symptoms"),
        ({"leg_pain": "both"}, "gate_leg_symptoms"),
        ({"locations": ["leg_below_knee"]}, "gate_leg_symptoms"),
        ({"weakness": "mild"}, "gate_leg_symptoms"),
        ({"numbness": "foot"}, "gate_leg_symptoms"),
        ({"age_years": 18, "aggravated_by": ["extension"], "pain_days": 22}, "gate_young_extension"),
    ],
)
def test_the_body_can_block_what_the_check_let_through(changes: dict[str, Any], rule: str) -> None:
    assert blocked_by(make_plan(request(**changes))) == {rule}


@pytest.mark.parametrize(
    "changes",
    [
        {"age_years": 16},
        {"leg_pain": "above_knee"},
        {"age_years": 18, "aggravated_by": ["extension"], "pain_days": 21},
        {"age_years": 20, "aggravated_by": ["extension"], "pain_days": 60},
        {"age_years": 18, "aggravated_by": ["flexion"], "pain_days": 60},
    ],
)
def test_what_lies_just_beside_a_gate_passes(changes: dict[str, Any]) -> None:
    plan = make_plan(request(more={"runs": history()}, **changes))

    assert plan.status is PlanStatus.PLAN
    assert runs_of(plan)


def test_a_young_runners_gate_stays_after_a_calmer_check_until_a_clearance() -> None:
    young = {"age_years": 18, "aggravated_by": ["extension"], "pain_days": 30}
    checks = (check(-14, **young), check(0, age_years=18))
    seen = cleared("gate_young_extension", given=-2)

    assert blocked_by(make_plan(asked(*checks, as_of=day(0)))) == {"gate_young_extension"}
    assert blocked_by(make_plan(asked(*checks, as_of=day(0), clearances=(seen,)))) == set()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"contexts": ["pregnant_20w"]}, "gate_pregnancy"),
        ({"contexts": ["postpartum_8w"]}, "gate_postpartum"),
        ({"contexts": ["postpartum_11w"]}, "gate_postpartum"),
        ({"contexts": ["postpartum_16w", "new_leakage"]}, "gate_postpartum"),
        ({"contexts": ["postpartum_30w", "heaviness"]}, "gate_postpartum"),
        ({"age_years": None}, "gate_age"),
    ],
)
def test_some_runners_get_walking_and_strength_without_running(changes: dict[str, Any], rule: str) -> None:
    plan = make_plan(request(more={"runs": history()}, **changes))

    assert plan.status is PlanStatus.PLAN
    assert not runs_of(plan)
    assert {SessionKind.WALK, SessionKind.STRENGTH} <= kinds(plan)
    assert held_by(plan) == {rule}


def test_twelve_weeks_after_a_birth_running_may_start_or_earlier_with_a_clearance() -> None:
    twelve = make_plan(request(contexts=["postpartum_12w"], weeks_off=30))
    early = make_plan(
        request(contexts=["postpartum_9w"], weeks_off=30, more={"clearances": (cleared("gate_postpartum"),)})
    )

    assert runs_of(twelve)
    assert runs_of(early)


def test_the_weeks_after_a_birth_go_on_while_the_plan_is_used() -> None:
    made = request(contexts=["postpartum_10w"], weeks_off=30)

    assert not runs_of(make_plan(later(made, 13)))
    assert runs_of(make_plan(later(made, 14)))


def test_leakage_closes_running_and_another_check_without_it_opens_again() -> None:
    leaking = check(10, contexts=["postpartum_20w", "leakage"], weeks_off=30)
    checks = (check(0, contexts=["postpartum_19w"], weeks_off=30), leaking)

    assert "gate_postpartum" in held_by(make_plan(asked(*checks, as_of=day(10))))
    again = (*checks, check(20, contexts=["postpartum_22w"], weeks_off=30))
    assert "gate_postpartum" not in held_by(make_plan(asked(*again, as_of=day(20))))


# --- what the check says of running


def test_a_check_that_says_stop_leaves_running_out() -> None:
    assert held_by(make_plan(request(clear_assessment(Running.STOP)))) == {"gate_check"}


def test_a_cleared_urgent_finding_that_today_still_shows_leaves_walks_and_strength() -> None:
    made = request(
        flagged("inf_fever", urgency=Urgency.SAME_DAY_URGENT, running=Running.OK),
        more={"clearances": (cleared("inf_fever"),)},
    )
    plan = make_plan(made)

    assert not runs_of(plan)
    assert SessionKind.STRENGTH in kinds(plan)


def test_a_pattern_of_the_bone_leaves_running_out() -> None:
    plan = make_plan(request(clear_assessment(Running.OK, "sacral_stress_fracture")))

    assert held_by(plan) == {"gate_bone_stress"}
    assert not runs_of(plan)


# --- bone stress


def bone(*, calm_days: int = 16, walks: int = 5, minutes: float = 15, score: int = 0, **more: Any) -> PlanRequest:
    """A cleared bone stress injury with so many pain-free mornings and brisk walks."""
    flags = flagged("bsi_focal_impact")
    mornings = tuple(morning(-n) for n in range(calm_days, -1, -1))
    return asked(
        check(-calm_days, flags, weeks_off=8), as_of=day(0), started_on=day(-calm_days),
        clearances=(cleared("bsi_focal_impact", given=-calm_days),), pain_entries=mornings,
        session_logs=tuple(walked(-n - 1, score, minutes) for n in range(walks)), **more,
    )  # fmt: skip


def test_a_bone_stress_injury_waits_for_two_pain_free_weeks_and_five_walks() -> None:
    assert runs_of(make_plan(bone()))
    for waiting in (bone(calm_days=13), bone(walks=4), bone(minutes=9), bone(score=1)):
        plan = make_plan(waiting)
        assert held_by(plan) == {"gate_bone_stress"}
        assert not runs_of(plan)


def test_a_bone_stress_injury_without_clearance_is_blocked() -> None:
    assert blocked_by(make_plan(replace(bone(), clearances=()))) == {"bsi_focal_impact"}


def test_pain_in_the_two_weeks_closes_it_again() -> None:
    sore = bone()
    entries = tuple(morning(-5, 2) if one.day == day(-5) else one for one in sore.pain_entries)

    assert held_by(make_plan(replace(sore, pain_entries=entries))) == {"gate_bone_stress"}


# --- legs


@pytest.mark.parametrize("leg", [LegSymptom.BELOW_KNEE, LegSymptom.TINGLING, LegSymptom.WEAKNESS])
def test_a_leg_sign_in_the_diary_blocks_until_the_check_is_answered_again(leg: LegSymptom) -> None:
    logged = later(request(), 3, runs=(*history(), ran(2, 5)), session_logs=(felt(2, 1, leg=leg),))
    woken = later(request(), 3, runs=history(), pain_entries=(morning(3, 1, leg),))

    for made in (logged, woken):
        plan = make_plan(made)
        assert blocked_by(plan) == {"light_purple"}
        assert lifted_by(plan) == {"light_purple": "lifts.check_again"}
        again = replace(made, as_of=day(4), checks=(*made.checks, check(4)))
        assert blocked_by(make_plan(again)) == set()


def test_a_cleared_leg_sign_of_today_leaves_walks_and_strength() -> None:
    made = request(leg_pain="below_knee", more={"clearances": (cleared("gate_leg_symptoms"),)})
    plan = make_plan(made)

    assert plan.status is PlanStatus.PLAN
    assert not runs_of(plan)
    assert held_by(plan) == {"gate_leg_symptoms"}
