"""Pain of more than two weeks: worry, mood, hope, avoidance, a second look sooner. Energy and bones on impact pain."""

from datetime import timedelta
from itertools import combinations

import pytest

from runback.assess.followup import needs_soon, plan_follow_up
from runback.assess.questions import ask_form
from runback.domain.assessment import Assessment, Urgency
from runback.domain.intake import LISTS, Intake, read_intake
from tests.assess.cast import ORDINARY, TODAY, check

STAYS = {"pain_days": 21, "trend": "same"}
VAGUE = {**STAYS, "qualities": [], "aggravated_by": [], "eased_by": [], "locations": ["band_low_back"]}
CLEAR = {
    **STAYS, "locations": ["central_low_back"], "aggravated_by": ["flexion", "sitting", "cough_sneeze"],
    "eased_by": ["standing", "extension"], "onset": "sudden_lifting",
}  # fmt: skip


def _asked(result: Assessment) -> set[str]:
    return {question.id for question in result.ask_next}


def _advice(result: Assessment) -> set[str]:
    return {line.id for line in result.advice}


def _intake(**answers: object) -> Intake:
    return read_intake({**ORDINARY, **answers})


def test_worry_mood_hope_and_avoidance_are_asked_beyond_two_weeks_only() -> None:
    assert "outlook" in _asked(check(**STAYS))
    assert "outlook" not in _asked(check(pain_days=14, trend="same"))
    assert "outlook" not in _asked(check(**STAYS, outlook=[]))


@pytest.mark.parametrize("answer", LISTS["outlook"])
def test_each_of_them_is_a_contributor_and_has_advice_of_its_own(answer: str) -> None:
    result = check(**STAYS, outlook=[answer])
    assert "psychosocial" in {fit.id for fit in result.causes}
    assert f"outlook_{answer}" in _advice(result)
    assert result.urgency is Urgency.SELF_CARE_OK


@pytest.mark.parametrize("two", [*combinations(LISTS["outlook"], 2)])
def test_two_of_them_weigh_more_name_a_physiotherapist_and_bring_the_second_look_forward(two: tuple[str, str]) -> None:
    one, both = (check(**CLEAR, outlook=list(answers)) for answers in (two[:1], two))
    weights = [next(fit.weight for fit in result.causes if fit.id == "psychosocial") for result in (one, both)]
    assert weights[0] < weights[1]
    assert "outlook_support" in _advice(both) - _advice(one)
    assert needs_soon(_intake(**CLEAR, outlook=list(two)))


def test_unclear_pain_of_weeks_is_asked_about_again_after_four_days() -> None:
    vague = _intake(**VAGUE)
    due = [plan_follow_up(vague, made_on=TODAY, as_of=TODAY + timedelta(days=days)) for days in range(8)]
    assert [one.is_due for one in due] == [False, False, False, False, True, True, True, True]
    assert "weeks without getting better" in due[4].because[0]
    assert {"ces_saddle", "inf_fever", "ca_constant_night"} <= set(due[4].items)


@pytest.mark.parametrize(
    "answers",
    [{**VAGUE, "trend": "improving"}, {**VAGUE, "pain_days": 14}, {**VAGUE, "pain_days": 730}, CLEAR],
    ids=["improving", "two weeks old", "two years old", "a clear pattern"],
)
def test_other_pain_is_asked_about_again_after_a_week(answers: dict[str, object]) -> None:
    intake = _intake(**answers)
    assert not plan_follow_up(intake, made_on=TODAY, as_of=TODAY + timedelta(days=6)).is_due
    assert plan_follow_up(intake, made_on=TODAY, as_of=TODAY + timedelta(days=7)).is_due


def test_the_result_says_when_to_check_again_once() -> None:
    assert {"checkin_soon", "checkin_14d"} & _advice(check(**VAGUE)) == {"checkin_soon"}
    assert {"checkin_soon", "checkin_14d"} & _advice(check()) == {"checkin_14d"}


IMPACT = {"aggravated_by": ["running_impact"], "locations": ["buttock_left"], "trend": "same"}


def test_energy_and_earlier_stress_fractures_are_asked_where_impact_hurts() -> None:
    assert "energy_signs" in _asked(check(**IMPACT))
    assert "energy_signs" in _asked(check(**{**IMPACT, "aggravated_by": ["hopping"], "trend": "improving"}))
    assert "energy_signs" not in _asked(check(aggravated_by=["sitting"]))


def test_women_and_men_are_asked_what_fits_them() -> None:
    options = {
        sex: next(q.options for q in check(**IMPACT, sex=sex).ask_next if q.id == "energy_signs")
        for sex in ("female", "male")
    }
    assert set(options["female"]) ^ set(options["male"]) == {"periods_missed", "drive_lost"}
    assert "periods_missed" in options["female"]
    whole = ask_form("energy_signs")
    assert whole is not None
    assert set(whole.options) == set(LISTS["energy_signs"])


@pytest.mark.parametrize("sign", ["periods_missed", "drive_lost", "food_restricted", "weight_lost"])
def test_a_sign_of_too_little_energy_needs_a_clinician(sign: str) -> None:
    result = check(**IMPACT, energy_signs=[sign])
    assert "bsi_energy" in {flag.id for flag in result.flags}
    assert result.urgency is Urgency.CLINICIAN_WITHIN_DAYS


def test_an_earlier_stress_fracture_counts_by_where_it_was() -> None:
    def raised(place: str, **answers: object) -> bool:
        result = check(**{**IMPACT, **answers}, energy_signs=[place])
        return "bsi_energy" in {flag.id for flag in result.flags}

    assert raised("stress_fracture_trunk")
    assert not raised("stress_fracture_leg")
    assert raised("stress_fracture_leg", trend="worsening")
    assert not raised("stress_fracture_trunk", aggravated_by=["sitting"])
