"""A sign that needs a clinician stands at every later check and in every later plan, until a clearance is recorded."""

from datetime import timedelta
from typing import Any

import pytest

from runback.domain.assessment import FlagSource, Running, Urgency
from runback.domain.diary import Clearance
from runback.domain.plan import PlanStatus
from runback.services.training import check_in, diary, plans
from runback.services.training.today import view_today
from tests.services.made_up import ANSWERS, MONDAY

PAIN_FREE: dict[str, Any] = ANSWERS | {"pain_now": 0, "pain_worst": 0, "trend": "improving"}
LATER = (1, 7, 40, 220)


def _clear(runner, flag: str, day) -> None:
    diary.record_clearance(runner, Clearance("Dr Grey", day, day + timedelta(days=60), (flag,)), day)


@pytest.mark.parametrize(
    "sign",
    [
        {"red_flags": ["bsi_focal_impact"]},
        {"red_flags": ["bsi_energy"]},
        {"red_flags": ["ca_history"]},
        {"red_flags": ["axspa_counter"]},
        {"red_flags": ["visc_haematuria"]},
        {"red_flags": ["inf_fever"]},
        {"red_flags": ["ces_saddle"]},
        {"text": "I am numb between my legs"},
    ],
    ids=str,
)
@pytest.mark.parametrize("later", LATER)
def test_a_pain_free_check_never_opens_running_for_a_flag_nobody_has_cleared(ada, sign, later):
    first = check_in.save_check(ada, ANSWERS | sign, MONDAY)
    flag = first.assessment.flags[0].id
    day = MONDAY + timedelta(days=later)

    again = check_in.save_check(ada, PAIN_FREE, day).assessment
    assert again.urgency is Urgency.CLINICIAN_WITHIN_DAYS
    assert {one.source for one in again.flags if one.id == flag} == {FlagSource.EARLIER}
    assert again.running.rank >= Running.MODIFY.rank
    assert plans.current_plan(ada, day).plan.status is PlanStatus.BLOCKED
    assert plans.plan_answers(ada, PAIN_FREE, day + timedelta(days=1)).status is PlanStatus.BLOCKED
    assert view_today(ada, day).status == "blocked"


def test_the_flag_says_when_it_was_raised_and_what_ends_it(ada):
    check_in.save_check(ada, ANSWERS | {"red_flags": ["ca_history"]}, MONDAY)
    again = check_in.assess_answers(ada, PAIN_FREE, MONDAY + timedelta(days=3))
    assert again.flags[0].why.startswith("At your check of 11 May 2026: ")
    assert again.flags[0].why.endswith("until a clinician has cleared it.")


def test_a_clearance_opens_both_the_check_and_the_plan_and_its_end_closes_them(ada):
    check_in.save_check(ada, ANSWERS | {"red_flags": ["ca_history"]}, MONDAY)
    _clear(ada, "ca_history", MONDAY + timedelta(days=2))
    open_day, closed_day = MONDAY + timedelta(days=3), MONDAY + timedelta(days=80)

    assert check_in.save_check(ada, PAIN_FREE, open_day).assessment.is_clear
    assert plans.current_plan(ada, open_day).plan.status is PlanStatus.PLAN
    assert not check_in.assess_answers(ada, PAIN_FREE, closed_day).is_clear


def test_a_later_check_still_asks_what_a_plan_needs(ada):
    check_in.save_check(ada, ANSWERS | {"red_flags": ["ca_history"]}, MONDAY)
    asked = check_in.assess_answers(ada, PAIN_FREE, MONDAY + timedelta(days=3)).ask_next
    assert "aggravated_by" in {question.id for question in asked}


def test_a_check_corrected_on_its_own_day_is_not_held_against_anyone(ada):
    check_in.save_check(ada, ANSWERS | {"red_flags": ["ca_history"]}, MONDAY)
    check_in.save_check(ada, PAIN_FREE, MONDAY)
    assert check_in.assess_answers(ada, PAIN_FREE, MONDAY + timedelta(days=1)).is_clear


def test_pain_that_healed_slowly_needs_no_clearance_once_it_has_healed(ada):
    slow = ANSWERS | {"pain_days": 60, "trend": "worsening"}
    assert check_in.save_check(ada, slow, MONDAY).assessment.flags[0].id == "not_improving"
    assert check_in.assess_answers(ada, PAIN_FREE, MONDAY + timedelta(days=14)).is_clear


def test_a_guess_that_was_answered_no_does_not_stand(ada):
    guessed = (
        "The tap down there has dried to a trickle and I press on my tummy to help it, all new since the back went."
    )
    first = check_in.save_check(ada, ANSWERS | {"text": guessed}, MONDAY)
    assert first.assessment.is_guess
    denied = PAIN_FREE | {"text": guessed, "red_flag_answers": {"ces_bladder": "no"}}
    assert check_in.assess_answers(ada, denied, MONDAY + timedelta(days=1)).is_clear
