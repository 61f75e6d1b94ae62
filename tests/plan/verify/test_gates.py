"""Who may run: flags, clearances, age, birth, leg signs, the walking gate."""

from datetime import timedelta

import pytest

from runback.domain.assessment import Urgency
from runback.domain.diary import Clearance, LegSymptom, SessionLog
from runback.domain.load import Run
from runback.domain.plan import SessionKind
from tests.plan.verify.made_up import (
    FRI,
    MON,
    MONDAY,
    SAT,
    SUN,
    THU,
    TUE,
    WED,
    assessment,
    check,
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
    strength,
    usual_plan,
    walk_run,
    week,
)

CLEARED = Clearance("Dr A", MONDAY - timedelta(days=3), MONDAY + timedelta(days=60), ("bsi_adolescent", "ca_history"))


def test_a_flag_for_a_clinician_closes_running_until_a_clearance_covers_it():
    flagged = assessment("ca_history")
    assert "flag" in names(usual_plan(), request(found=flagged))
    assert "flag" not in names(usual_plan(), request(found=flagged, more={"clearances": (CLEARED,)}))


def test_a_clearance_that_is_over_covers_nothing_that_is_up_today():
    over = Clearance("Dr A", MONDAY - timedelta(days=30), MONDAY - timedelta(days=1), ("ca_history",))
    assert "flag" in names(usual_plan(), request(found=assessment("ca_history"), more={"clearances": (over,)}))


@pytest.mark.parametrize("urgency", [Urgency.SAME_DAY_URGENT, Urgency.EMERGENCY_NOW])
def test_what_is_urgent_today_is_not_cleared(urgency):
    flagged = assessment("ca_history", urgency=urgency)
    assert "flag" in names(usual_plan(), request(found=flagged, more={"clearances": (CLEARED,)}))


def test_a_check_without_the_flag_does_not_clear_the_flag_of_an_earlier_one():
    checks = (check(MONDAY, assessment("ca_history")), check(day(7)))
    later = {"checks": checks, "as_of": day(7)}
    made = plan(*usual_plan(5).weeks[1:])
    assert "flag" in names(made, request(**later))
    seen = Clearance("Dr A", day(3), day(40), ("ca_history",))
    assert "flag" not in names(made, request(**later, more={"clearances": (seen,)}))


def test_an_answer_that_was_corrected_on_its_day_is_forgotten():
    assert "flag" not in names(usual_plan(), request(checks=(check(MONDAY, assessment("ca_history")), check(MONDAY))))


@pytest.mark.parametrize(("age", "found"), [(15, True), (None, True), (16, False), (70, False)])
def test_running_plans_are_for_people_of_sixteen_and_over(age, found):
    assert ("age" in names(usual_plan(), request(age_years=age))) is found


def test_the_young_with_long_pain_on_arching_back_are_seen_first():
    young = {"age_years": 17, "pain_days": 35, "aggravated_by": ("extension",)}
    assert "young_extension" in names(usual_plan(), request(**young))
    assert "young_extension" not in names(usual_plan(), request(**young, more={"clearances": (CLEARED,)}))
    assert "young_extension" not in names(usual_plan(), request(**young | {"pain_days": 15}))


def test_the_young_stay_closed_when_the_pain_is_gone_and_nobody_has_seen_them():
    young = check(MONDAY, age_years=17, pain_days=35, aggravated_by=("extension",))
    later = request(checks=(young, check(day(7), age_years=17)), as_of=day(7))
    assert "young_extension" in names(plan(*usual_plan(5).weeks[1:]), later)


def test_there_is_no_running_in_pregnancy():
    assert "pregnancy" in names(usual_plan(), request(contexts=("pregnant_12w",)))


@pytest.mark.parametrize(("weeks", "found"), [(8, True), (13, False)])
def test_there_is_no_running_in_the_twelve_weeks_after_a_birth(weeks, found):
    assert ("postpartum" in names(usual_plan(), request(contexts=(f"postpartum_{weeks}w",)))) is found


def test_running_is_planned_for_the_days_after_the_twelfth_week():
    late = plan(week(0, strength(day(TUE))), *usual_plan().weeks[1:])
    assert "postpartum" not in names(late, request(contexts=("postpartum_11w",)))


@pytest.mark.parametrize("sign", [{"leg_pain": "below_knee"}, {"weakness": "calf"}, {"numbness": "foot"}])
def test_a_leg_sign_of_the_check_closes_running(sign):
    assert "leg_signs" in names(usual_plan(), request(**sign))
    assert "leg_signs" not in names(usual_plan(), request(**sign, more={"clearances": (CLEARED,)}))


def test_a_leg_sign_of_the_diary_closes_running_until_the_next_check():
    signs = {"as_of": day(WED), "more": {"pain_entries": (morning(day(TUE), 1, LegSymptom.TINGLING),)}}
    assert "purple" in names(usual_plan(), request(**signs))
    answered = request(checks=(check(), check(day(WED))), **signs)
    assert "purple" not in names(usual_plan(), answered)


def test_whoever_has_not_walked_does_not_run_on_the_first_two_days():
    rested = history(days_off=15)
    early = plan(week(0, run(day(TUE), 4)), *usual_plan().weeks[1:])
    late = plan(week(0, run(day(WED), 4)), *usual_plan().weeks[1:])
    assert "walk_gate" in names(early, request(runs=rested))
    assert "walk_gate" not in names(late, request(runs=rested))


def test_whoever_ran_twenty_minutes_in_the_last_week_has_passed_the_walking_gate():
    early = plan(week(0, run(day(MON), 4)), *usual_plan().weeks[1:])
    assert "walk_gate" not in names(early, request())
    assert "walk_gate" in names(early, request(pain_running=5))


def test_an_unpassed_walking_gate_keeps_today_free_of_runs():
    today = {"as_of": day(SAT), "runs": history(days_off=15)}
    sore = log(day(THU), 4, SessionKind.WALK, duration_min=30)
    assert "walk_gate" in names(usual_plan(), request(**today, more={"session_logs": (sore,)}))
    calm = log(day(THU), 1, SessionKind.WALK, duration_min=30)
    assert "walk_gate" not in names(usual_plan(), request(**today, more={"session_logs": (calm,)}))


@pytest.mark.parametrize(("woke", "found"), [(1, False), (3, True)])
def test_three_calm_mornings_after_a_week_open_the_walking_gate_too(woke, found):
    mornings = {"pain_entries": tuple(morning(day(on), woke) for on in (6, 7, 8))}
    made = plan(week(1, run(day(8), 4), run(day(11), 4)))
    assert ("walk_gate" in names(made, request(as_of=day(8), runs=history(days_off=15), more=mornings))) is found


def test_a_walk_that_is_felt_next_morning_does_not_pass():
    walked = {
        "session_logs": (log(day(THU), 1, SessionKind.WALK, duration_min=30),),
        "pain_entries": (morning(day(FRI), 4),),
    }
    assert "walk_gate" in names(usual_plan(), request(as_of=day(SAT), runs=history(days_off=15), more=walked))


@pytest.mark.parametrize("sore", [{"pain_running": 5}, {"pain_walking": 4}, {"pain_next_morning": "up_longer"}])
def test_pain_of_five_in_runs_waits_for_the_test_walk_of_the_third_day(sore):
    early, late = (plan(week(0, run(day(on), 4)), *usual_plan().weeks[1:]) for on in (WED, THU))
    assert "sore_runs" in names(early, request(**sore))
    assert "sore_runs" not in names(late, request(**sore))


def test_without_the_test_walk_the_run_waits_on():
    walked = {"session_logs": (SessionLog(day(WED), SessionKind.WALK, duration_min=30, pain_during=2),)}
    late = plan(week(0, run(day(SUN), 4)), *usual_plan().weeks[1:])
    assert "sore_runs" in names(late, request(as_of=day(SUN), pain_running=6))
    assert "sore_runs" not in names(late, request(as_of=day(SUN), pain_running=6, more=walked))


def test_the_first_bouts_after_a_bone_stress_injury_are_one_minute():
    asked = request(runs=history(days_off=70), more={"clearances": (CLEARED,)})
    assert "first_bout" in names(plan(week(0, walk_run(day(WED), 120, 60, 8, 2))), asked)
    assert "first_bout" not in names(plan(week(0, walk_run(day(WED), 60, 60, 10, 1))), asked)


def test_the_first_bouts_after_a_birth_are_ninety_seconds():
    asked = request(runs=history(days_off=100), contexts=("postpartum_20w",))
    assert "first_bout" in names(plan(week(0, walk_run(day(WED), 120, 60, 8, 2))), asked)
    assert "first_bout" not in names(plan(week(0, walk_run(day(WED), 60, 60, 10, 1))), asked)


def test_a_new_runner_may_begin_after_the_walk():
    assert not {"walk_gate", "sore_runs", "first_bout"} & names(new_plan(), new_runner())


@pytest.mark.parametrize(
    ("minutes", "entries", "found"),
    [(33, (), False), (20, (), True), (33, (morning(day(FRI), 4),), True), (33, (morning(day(FRI), 1),), False)],
)
def test_a_recorded_walk_opens_the_walking_gate_unless_a_logged_score_is_too_high(minutes, entries, found):
    more = {"walks": (Run(day(THU), minutes / 11, minutes),), "pain_entries": entries}
    made = request(as_of=day(SAT), runs=history(days_off=15), more=more)
    assert ("walk_gate" in names(usual_plan(), made)) is found
