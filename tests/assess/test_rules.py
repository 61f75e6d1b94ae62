"""Rules over several answers: stressed bones, bones around a birth, fever with nerve signs, blood flow or nerve."""

from itertools import product
from typing import Any

import pytest

from runback.assess.text import screen_by_lexicon
from runback.domain.assessment import Running, Urgency
from tests.assess.cast import check, say, urgency

OK, DAYS, TODAY_URGENT, NOW = Urgency

RUNNER_WITH_A_SORE_BUTTOCK: dict[str, Any] = {
    "locations": ["buttock_left"],
    "trend": "worsening",
    "pain_days": 10,
    "eased_by": ["rest"],
    "aggravated_by": ["running_impact"],
    "qualities": ["ache"],
}


@pytest.mark.parametrize("now_also", ["walking", "rest_night", "hopping", "single_leg_stance"])
@pytest.mark.parametrize("place", ["buttock_left", "buttock_right", "si_dimple"])
def test_impact_pain_at_the_pelvis_that_grows_raises_bone_stress_without_feeling_deep(
    place: str, now_also: str
) -> None:
    result = check(
        **{**RUNNER_WITH_A_SORE_BUTTOCK, "locations": [place], "aggravated_by": ["running_impact", now_also]}
    )
    assert "bsi_focal_impact" in {flag.id for flag in result.flags}
    assert (result.urgency, result.running) == (DAYS, Running.STOP)


def test_impact_pain_at_the_pelvis_that_improves_is_no_bone_stress() -> None:
    calm = {"trend": "improving", "eased_by": ["movement"]}
    assert urgency(**{**RUNNER_WITH_A_SORE_BUTTOCK, **calm}) is OK


@pytest.mark.parametrize(
    ("pattern", "answers"),
    [
        (
            "sacral_stress_fracture",
            {"locations": ["left_low_back", "buttock_left"], "aggravated_by": ["running_impact", "hopping"]}
            | {"trend": "worsening", "eased_by": ["rest"], "pain_days": 6, "onset": "gradual"},
        ),
        (
            "pars_stress",
            {"age_years": 17, "runner_status": "competitive", "aggravated_by": ["extension"], "trend": "same"}
            | {"pain_days": 14, "eased_by": ["rest"]},
        ),
        (
            "vertebral_compression_fracture",
            {"age_years": 66, "onset": "sudden_lifting", "locations": ["thoracic"], "aggravated_by": ["all_movements"]}
            | {"eased_by": ["lying"], "pain_days": 3, "trend": "same"},
        ),
    ],
)  # fmt: skip
def test_a_bone_pattern_in_first_place_needs_a_clinician_before_any_running(
    pattern: str, answers: dict[str, Any]
) -> None:
    result = check(**answers)
    assert result.patterns[0].id == pattern
    assert result.urgency.rank >= DAYS.rank
    assert result.running is Running.STOP
    assert pattern in {flag.id for flag in result.flags}


@pytest.mark.parametrize("context", ["postpartum_8w", "breastfeeding", "lactating"])
@pytest.mark.parametrize("place", ["thoracic", "central_low_back"])
@pytest.mark.parametrize("onset", ["sudden_lifting", "sudden_during_run"])
def test_sudden_midline_pain_around_a_birth_raises_a_fracture(context: str, place: str, onset: str) -> None:
    mother = {"sex": "female", "contexts": [context], "locations": [place], "onset": onset, "pain_days": 3}
    result = check(**mother)
    assert result.urgency is DAYS
    assert result.patterns[0].id == "vertebral_compression_fracture"
    if place == "thoracic":
        assert urgency(**mother, pain_now=8, pain_worst=9) is TODAY_URGENT


def test_slow_pain_or_pain_at_the_side_around_a_birth_raises_no_fracture() -> None:
    mother = {"sex": "female", "contexts": ["postpartum_20w"]}
    assert urgency(**mother, locations=["central_low_back"], onset="gradual") is OK
    assert urgency(**mother, locations=["left_low_back"], onset="sudden_lifting") is OK


def test_sudden_mid_back_pain_while_breastfeeding_is_heard_in_words() -> None:
    said = "8 weeks post partum, breastfeeding. Out of nowhere very strong pain mid back."
    assert say(said, sex="female").urgency.rank >= DAYS.rank


NERVE_SIGNS: tuple[dict[str, Any], ...] = (
    {"numbness": "saddle"},
    {"numbness": "both"},
    {"weakness": "both"},
    {"weakness": "foot_drop"},
    {"leg_pain": "below_knee", "numbness": "leg"},
    {"red_flags": ["inf_fever", "ces_bladder"]},
    {"red_flags": ["inf_fever", "ces_bowel"]},
    {"red_flags": ["inf_fever", "neuro_gait"]},
    {"red_flags": ["inf_fever", "neuro_progressive_weakness"]},
)


@pytest.mark.parametrize("sign", NERVE_SIGNS, ids=str)
def test_fever_with_a_nerve_sign_names_infection_first(sign: dict[str, Any]) -> None:
    result = check(**{"red_flags": ["inf_fever"], **sign})
    assert result.urgency is NOW
    assert result.patterns[0].id == "infection_spinal"


@pytest.mark.parametrize("effort", ["walking", "running_impact", "uphill"])
@pytest.mark.parametrize("nerve", [{"leg_pain": "below_knee"}, {"leg_pain": "below_knee", "numbness": "foot"}])
def test_leg_pain_with_effort_that_standing_still_ends_names_blood_flow_before_the_nerve(
    effort: str, nerve: dict[str, Any]
) -> None:
    result = check(locations=["leg_below_knee"], aggravated_by=[effort], eased_by=["standing", "rest"], **nerve)
    assert result.patterns[0].id == "vascular_claudication"
    assert result.urgency is DAYS


def test_leg_pain_that_sitting_brings_on_stays_with_the_nerve() -> None:
    result = check(locations=["leg_below_knee"], leg_pain="below_knee", aggravated_by=["sitting"], eased_by=["walking"])
    assert result.patterns[0].id == "radicular_disc"


def test_a_new_urge_to_pass_urine_is_heard_and_an_old_or_explained_one_is_not() -> None:
    urges = ("a sudden urge to pee", "an urgency and cannot hold my wee", "to rush to the loo")
    news = ("since my back went", "new this week", "never had that, all of a sudden")
    for urge, new in product(urges, news):
        assert "bladder_urge" in screen_by_lexicon(f"I get {urge}, {new}.".replace("get to", "have to")).said, (
            urge,
            new,
        )
    for text in (
        "I have to rush to the loo before every race.",
        "I drink so much lately that I have to run to the toilet.",
        "I have had to rush to the loo for years.",
        "No new urgency, bladder fine.",
    ):
        assert "bladder_urge" not in screen_by_lexicon(text).said, text


def test_mid_back_pain_from_fifty_that_stays_is_examined() -> None:
    stays = {"locations": ["thoracic"], "age_years": 56, "pain_days": 23}
    assert urgency(**stays, trend="same") is DAYS
    assert urgency(**stays, trend="improving") is OK
    assert urgency(**{**stays, "age_years": 35}, trend="same") is OK


def test_an_inflamed_spine_is_seen_within_two_weeks_and_exercise_continues() -> None:
    result = check(red_flags=["axspa_counter"])
    lines = {line.id: line.text for line in result.advice}
    assert "within the next 7 to 14 days" in lines["see_clinician_days"]
    assert "exercises you are used to can go on" in lines["exercise_is_fine"]
    assert (result.urgency, result.running) == (DAYS, Running.MODIFY)


@pytest.mark.parametrize("other", ["ca_history", "radic_below_knee", "neuro_numb_patch", "bsi_focal_impact"])
def test_with_another_sign_it_is_seen_within_a_week(other: str) -> None:
    lines = {line.id: line.text for line in check(red_flags=["axspa_counter", other]).advice}
    assert "within the next 7 days" in lines["see_clinician_days"]


def test_with_an_urgent_sign_no_exercise_is_recommended() -> None:
    lines = {line.id for line in check(red_flags=["axspa_counter", "axspa_red_eye"]).advice}
    assert "no_running" in lines
    assert "exercise_is_fine" not in lines
