"""Each flag alone, its near miss, and combinations. Expected values are read off red_flags.yaml by hand."""

from importlib import import_module

import pytest

from runback.assess import assess
from runback.domain.assessment import FlagSource, Running, Urgency
from runback.domain.diary import Clearance
from runback.domain.errors import BadAnswer
from runback.domain.intake import read_intake
from runback.knowledge.plan_rules import load_plan_rules
from runback.knowledge.red_flags import load_red_flags
from tests.assess.cast import ORDINARY, TODAY, check, say, urgency

OK, DAYS, TODAY_URGENT, NOW = Urgency

ANSWERED_ALONE = {
    "ces_saddle": NOW,
    "ces_bladder": NOW,
    "ces_bowel": NOW,
    "ces_sexual": NOW,
    "ces_bilateral_leg": NOW,
    "neuro_progressive_weakness": TODAY_URGENT,
    "neuro_foot_drop": TODAY_URGENT,
    "neuro_gait": NOW,
    "neuro_leg_pain_vanished": TODAY_URGENT,
    "neuro_numb_patch": DAYS,
    "cord_band_symptoms": TODAY_URGENT,
    "fx_major_trauma": TODAY_URGENT,
    "fx_contusion": TODAY_URGENT,
    "fx_minor_fragile": DAYS,
    "fx_osteoporosis": DAYS,
    "fx_steroids": DAYS,
    "fx_height_loss": DAYS,
    "fx_fused_spine": NOW,
    "bsi_focal_impact": DAYS,
    "bsi_groin_limp": TODAY_URGENT,
    "bsi_energy": DAYS,
    "bsi_adolescent": DAYS,
    "age_under_16": DAYS,
    "ca_history": DAYS,
    "ca_weight_loss": DAYS,
    "ca_constant_night": DAYS,
    "ca_age_new_persistent": DAYS,
    "ca_lump": DAYS,
    "inf_fever": TODAY_URGENT,
    "inf_risk": DAYS,
    "inf_tb_night_sweats": DAYS,
    "axspa_counter": DAYS,
    "axspa_stiffness": DAYS,
    "axspa_red_eye": TODAY_URGENT,
    "vasc_aaa": NOW,
    "vasc_dissection": NOW,
    "vasc_claudication": DAYS,
    "vasc_dvt_pe": TODAY_URGENT,
    "cardiac_chest": NOW,
    "visc_renal_colic": TODAY_URGENT,
    "visc_pyelo": TODAY_URGENT,
    "visc_haematuria": DAYS,
    "rhabdo_dark_urine": NOW,
    "rhabdo_compartment": NOW,
    "visc_pregnancy": DAYS,
    "visc_gi": TODAY_URGENT,
    "visc_cyclic_pelvic": DAYS,
    "shingles": TODAY_URGENT,
    "anticoag_neuro": TODAY_URGENT,
    "pain_unbearable": TODAY_URGENT,
    "not_improving": DAYS,
    "radic_below_knee": DAYS,
    "mental_health": NOW,
}


def test_every_item_of_the_rule_book_is_tested_alone() -> None:
    assert set(ANSWERED_ALONE) == set(load_red_flags().by_id)


@pytest.mark.parametrize(("item", "expected"), ANSWERED_ALONE.items())
def test_one_item_answered_yes_alone(item: str, expected: Urgency) -> None:
    result = check(red_flags=[item])
    assert result.urgency is expected
    assert next(flag for flag in result.flags if flag.id == item).source is FlagSource.ANSWER


def test_an_ordinary_sore_back_is_self_care() -> None:
    result = check()
    assert (result.urgency, result.flags, result.running) == (OK, (), Running.OK)
    assert "numbness between the legs" in result.safety_net


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"numbness": "saddle"}, NOW),
        ({"numbness": "leg"}, DAYS),
        ({"numbness": "both"}, NOW),
        ({"weakness": "foot_drop"}, TODAY_URGENT),
        ({"weakness": "calf"}, TODAY_URGENT),
        ({"weakness": "quad"}, TODAY_URGENT),
        ({"weakness": "both"}, NOW),
        ({"weakness": "mild"}, DAYS),
        ({"weakness": "mild", "leg_pain": "below_knee"}, TODAY_URGENT),
        ({"leg_pain": "both", "locations": ["both_legs"]}, NOW),
        ({"leg_pain": "below_knee"}, DAYS),
        ({"leg_pain": "above_knee"}, OK),
        ({"night_pain": "wakes_constant"}, DAYS),
        ({"night_pain": "second_half_up_and_about"}, OK),
        ({"age_years": 15}, DAYS),
        ({"age_years": 16}, OK),
        ({"age_years": 17, "pain_days": 30, "aggravated_by": ["extension"]}, DAYS),
        ({"age_years": 17, "pain_days": 10, "aggravated_by": ["extension"]}, OK),
        ({"age_years": 21, "pain_days": 30, "aggravated_by": ["extension"]}, OK),
        ({"pain_days": 15, "trend": "worsening"}, DAYS),
        ({"pain_days": 14, "trend": "worsening"}, OK),
        ({"pain_days": 700, "trend": "same"}, OK),
        ({"pain_days": 60, "trend": "same", "pain_now": 6, "pain_worst": 7}, DAYS),
        ({"pain_now": 10, "pain_worst": 10}, TODAY_URGENT),
        ({"pain_now": 9, "pain_worst": 9}, DAYS),
        ({"pain_now": 9, "pain_worst": 9, "aggravated_by": ["all_movements"]}, TODAY_URGENT),
        ({"pain_now": 8, "pain_worst": 9}, OK),
        ({"qualities": ["deep_bone"], "aggravated_by": ["running_impact", "walking"]}, DAYS),
        ({"qualities": ["ache"], "aggravated_by": ["running_impact", "walking"]}, OK),
        ({"locations": ["groin"], "aggravated_by": ["hopping"]}, TODAY_URGENT),
        ({"locations": ["groin"], "aggravated_by": ["sitting"]}, OK),
        ({"qualities": ["colicky"], "locations": ["flank"]}, TODAY_URGENT),
        ({"qualities": ["tearing"], "locations": ["thoracic"], "onset": "sudden_during_run"}, NOW),
        ({"onset": "sudden_trauma"}, OK),
        ({"onset": "sudden_trauma", "pain_now": 8, "pain_worst": 8}, TODAY_URGENT),
        ({"onset": "sudden_trauma", "numbness": "leg"}, NOW),
        ({"age_years": 68, "onset": "sudden_lifting"}, DAYS),
        ({"age_years": 68, "onset": "sudden_lifting", "locations": ["central_low_back"]}, TODAY_URGENT),
        ({"age_years": 68, "onset": "gradual", "locations": ["central_low_back"]}, OK),
        ({"age_years": 60, "sex": "female", "onset": "sudden_lifting", "locations": ["thoracic"]}, TODAY_URGENT),
        ({"age_years": 60, "sex": "male", "onset": "sudden_lifting", "locations": ["central_low_back"]}, OK),
        ({"contexts": ["pregnant_20w"], "sex": "female"}, DAYS),
        ({"contexts": ["postpartum_8w"], "sex": "female"}, OK),
        ({"contexts": ["stable_stress_leak_7y"], "sex": "female"}, OK),
        ({"pain_days": 200, "age_years": 30, "morning_stiffness_min": 45}, DAYS),
        ({"pain_days": 200, "age_years": 30, "morning_stiffness_min": 20}, OK),
        ({"pain_days": 200, "age_years": 60, "morning_stiffness_min": 45}, OK),
    ],
)  # fmt: skip
def test_structured_answers_raise_flags_without_red_flags(answers: dict[str, object], expected: Urgency) -> None:
    assert urgency(**answers) is expected
    assert urgency(**{**answers, "red_flags": None}) is expected


@pytest.mark.parametrize(
    ("flags", "answers", "expected"),
    [
        (["ca_history"], {"night_pain": "wakes_constant"}, TODAY_URGENT),
        (["ca_history"], {"locations": ["thoracic"]}, TODAY_URGENT),
        (["ca_history"], {"numbness": "leg"}, NOW),
        (["ca_history", "ca_weight_loss"], {}, TODAY_URGENT),
        (["ca_history", "ces_bladder"], {}, NOW),
        (["ca_weight_loss", "ca_constant_night"], {}, TODAY_URGENT),
        (["inf_fever"], {"numbness": "leg"}, NOW),
        (["inf_fever"], {"weakness": "mild"}, NOW),
        (["inf_fever", "visc_renal_colic"], {}, NOW),
        (["inf_risk"], {"trend": "worsening"}, TODAY_URGENT),
        (["inf_risk", "ca_constant_night"], {}, TODAY_URGENT),
        (["inf_tb_night_sweats"], {"weakness": "mild"}, NOW),
        (["fx_major_trauma"], {"pain_now": 8, "pain_worst": 8, "locations": ["central_low_back"]}, NOW),
        (["fx_major_trauma"], {"numbness": "leg"}, NOW),
        (["fx_osteoporosis"], {"onset": "sudden_lifting"}, TODAY_URGENT),
        (["fx_steroids"], {"locations": ["central_low_back"]}, TODAY_URGENT),
        (["fx_osteoporosis", "fx_steroids"], {}, TODAY_URGENT),
        (["fx_steroids"], {"age_years": 70}, TODAY_URGENT),
        (["bsi_focal_impact", "bsi_energy"], {}, DAYS),
        (["cord_band_symptoms", "neuro_foot_drop"], {}, NOW),
        (["neuro_progressive_weakness"], {"weakness": "both"}, NOW),
        (["neuro_progressive_weakness"], {"pain_days": 2}, NOW),
        (["visc_renal_colic"], {"age_years": 66}, NOW),
        (["visc_renal_colic"], {"contexts": ["pregnant_20w"], "sex": "female"}, NOW),
        (["anticoag_neuro"], {"pain_now": 8, "pain_worst": 8}, NOW),
        (["anticoag_neuro"], {"weakness": "mild"}, NOW),
        (["vasc_claudication"], {"text": "My foot has suddenly gone cold and white."}, NOW),
        (["vasc_dvt_pe"], {"text": "I am suddenly short of breath."}, NOW),
        (["visc_pregnancy"], {"sex": "female", "text": "Regular tightenings and some bleeding."}, NOW),
        (["axspa_counter", "axspa_stiffness"], {}, DAYS),
    ],
)
def test_combinations(flags: list[str], answers: dict[str, object], expected: Urgency) -> None:
    assert urgency(red_flags=flags, **answers) is expected


@pytest.mark.parametrize(
    ("item", "option", "expected"),
    [
        ("vasc_dvt_pe", "breathless", NOW),
        ("vasc_dvt_pe", "calf", TODAY_URGENT),
        ("neuro_foot_drop", "both", NOW),
        ("visc_pregnancy", "danger", NOW),
        ("mental_health", "self_harm", NOW),
        ("ces_saddle", "not_sure", NOW),
        ("ces_bladder", "not_sure", NOW),
        ("inf_fever", "not_sure", TODAY_URGENT),
        ("ca_lump", "not_sure", OK),
        ("ces_saddle", "no", OK),
    ],
)
def test_an_item_answered_with_an_option(item: str, option: str, expected: Urgency) -> None:
    assert urgency(sex="female", red_flag_answers={item: option}) is expected


def test_a_no_does_not_take_back_a_yes() -> None:
    assert urgency(red_flags=["ces_saddle"], red_flag_answers={"ces_saddle": "no"}) is NOW


def test_a_no_does_not_take_back_the_runners_own_words() -> None:
    result = check(red_flag_answers={"ces_saddle": "no"}, text="I am numb between my legs.")
    assert result.urgency is NOW


# ---- explanations: the only facts that lower anything, one test each


def test_both_legs_unchanged_for_weeks_is_same_day() -> None:
    flags = {"red_flags": ["ces_bilateral_leg"], "leg_pain": "both", "locations": ["both_legs"]}
    assert urgency(**flags, pain_days=30, trend="same") is TODAY_URGENT
    assert urgency(**flags, pain_days=30, trend="worsening") is NOW
    assert urgency(**flags, pain_days=10, trend="same") is NOW
    assert urgency(**flags, pain_days=30, trend="same", numbness="both") is NOW
    assert urgency(**flags, pain_days=30, trend="same", weakness="mild") is NOW
    assert urgency(**flags, pain_days=30, trend=None) is NOW


def test_walking_legs_eased_by_sitting_for_months_is_clinician() -> None:
    flags = {"red_flags": ["ces_bilateral_leg"], "leg_pain": "both", "locations": ["both_legs"], "trend": "same"}
    picture = {"aggravated_by": ["standing", "walking"], "eased_by": ["sitting"]}
    result = check(**flags, **picture, pain_days=150, age_years=66)
    assert result.urgency is DAYS
    assert result.patterns[0].id == "stenosis_neurogenic"
    assert urgency(**flags, **picture, pain_days=20) is TODAY_URGENT
    assert urgency(**flags, **picture, pain_days=150, numbness="saddle") is NOW


def test_sore_legs_after_a_run_are_not_both_leg_nerve_symptoms() -> None:
    sore = {"onset": "after_run", "pain_days": 2, "leg_pain": "both", "locations": ["band_low_back", "both_legs"]}
    assert urgency(**sore) is OK
    assert urgency(**sore, red_flags=["ces_bilateral_leg"]) is NOW
    assert urgency(**sore, red_flags=None) is NOW
    assert urgency(**sore, qualities=["electric"]) is NOW
    assert urgency(**sore, numbness="both") is NOW


def test_sudden_pain_that_moves_with_the_back_is_not_an_artery() -> None:
    start = {"age_years": 64, "onset": "sudden_during_run", "pain_days": 0, "pain_now": 8, "pain_worst": 8}
    assert urgency(**start, aggravated_by=["rotation", "sit_to_stand"]) is DAYS
    assert urgency(**{**start, "age_years": 66}, aggravated_by=["rotation", "sit_to_stand"]) is TODAY_URGENT
    assert urgency(**start, aggravated_by=[]) is NOW
    assert urgency(**start, aggravated_by=["none_mechanical"]) is NOW
    assert urgency(**start, aggravated_by=["rotation"], locations=["abdomen"]) is NOW


def test_a_pulsing_tummy_with_slow_pain_is_same_day() -> None:
    assert urgency(red_flag_answers={"vasc_aaa": "gradual"}) is TODAY_URGENT
    assert urgency(red_flag_answers={"vasc_aaa": "gradual"}, onset="sudden_during_run") is NOW
    assert urgency(red_flag_answers={"vasc_aaa": "sudden"}) is NOW


def test_eating_worry_alone_is_clinician() -> None:
    assert urgency(red_flag_answers={"mental_health": "eating"}) is DAYS
    assert urgency(red_flag_answers={"mental_health": "eating"}, text="I have thoughts of hurting myself.") is NOW


def test_skipping_the_sexual_question_with_leg_pain_is_same_day() -> None:
    assert urgency(red_flag_answers={"ces_sexual": "rather_not_say"}, leg_pain="above_knee") is TODAY_URGENT


def test_skipping_the_sexual_question_alone_raises_nothing() -> None:
    assert urgency(red_flag_answers={"ces_sexual": "rather_not_say"}) is OK


def test_every_explanation_is_held_by_a_test_of_its_name() -> None:
    for explanation in load_red_flags().explanations:
        assert explanation.test in globals(), explanation.id
        assert explanation.reason
        assert explanation.source


# ---- the rest of the outcome


@pytest.mark.parametrize(
    ("flags", "family"),
    [
        (["ces_saddle"], "cauda_equina"),
        (["inf_fever", "inf_risk"], "infection_spinal"),
        (["ca_history", "ca_constant_night"], "malignancy_spinal"),
        (["vasc_aaa"], "vascular_aortic"),
        (["rhabdo_dark_urine"], "rhabdo_compartment"),
        (["visc_renal_colic"], "visceral_renal_other"),
        (["fx_major_trauma"], "vertebral_compression_fracture"),
        (["neuro_foot_drop"], "radicular_disc"),
        (["bsi_focal_impact"], "sacral_stress_fracture"),
        (["bsi_adolescent"], "pars_stress"),
        (["vasc_claudication"], "vascular_claudication"),
        (["axspa_counter"], "inflammatory_axspa"),
    ],
)
def test_the_family_that_decides_comes_first(flags: list[str], family: str) -> None:
    patterns = check(red_flags=flags).patterns
    assert patterns[0].id == family
    assert [fit.id for fit in patterns].count(family) == 1
    assert patterns[0].confidence == max(fit.confidence for fit in patterns)


@pytest.mark.parametrize(
    ("answers", "running"),
    [
        ({"red_flags": ["ces_saddle"]}, Running.STOP),
        ({"red_flags": ["bsi_focal_impact"]}, Running.STOP),
        ({"red_flags": ["radic_below_knee"]}, Running.WALK_ONLY),
        ({"red_flags": ["axspa_counter"]}, Running.MODIFY),
        ({"pain_now": 5, "pain_worst": 6}, Running.WALK_ONLY),
        ({"pain_now": 3}, Running.MODIFY),
        ({"pain_running": 5}, Running.MODIFY),
        ({"contexts": ["postpartum_8w"], "sex": "female"}, Running.WALK_ONLY),
        ({"contexts": ["postpartum_2m"], "sex": "female"}, Running.WALK_ONLY),
        ({"contexts": ["postpartum_20w"], "sex": "female"}, Running.OK),
        ({"weeks_off": 6}, Running.MODIFY),
        ({"weeks_off": 2}, Running.MODIFY),
        ({"weeks_off": 1}, Running.OK),
        ({"pain_walking": 4}, Running.WALK_ONLY),
        ({"pain_walking": 3}, Running.OK),
        ({"aggravated_by": ["walking"], "pain_now": 3}, Running.WALK_ONLY),
        ({"aggravated_by": ["walking"], "pain_now": 2}, Running.OK),
    ],
)
def test_what_running_is_allowed(answers: dict[str, object], running: Running) -> None:
    assert check(**answers).running is running


def test_the_check_stops_running_where_the_rule_book_says(monkeypatch: pytest.MonkeyPatch) -> None:
    book = load_plan_rules()
    changed = book.model_copy(update={"light_red": book.light_red.model_copy(update={"pain_min": 4})})
    assert check(pain_now=4).running is Running.MODIFY
    monkeypatch.setattr(import_module("runback.assess.triage"), "load_plan_rules", lambda: changed)
    assert check(pain_now=4).running is Running.WALK_ONLY


def test_a_clearance_lifts_a_days_flag_but_never_an_urgent_one() -> None:
    def allowed(item: str) -> tuple[Running, Urgency]:
        given = Clearance(by="J. Doe, physio", given_on=TODAY, until=TODAY, flags=(item,))
        result = assess(read_intake({**ORDINARY, "red_flags": [item]}), as_of=TODAY, clearances=(given,))
        return result.running, result.urgency

    assert allowed("radic_below_knee") == (Running.MODIFY, DAYS)
    assert allowed("neuro_foot_drop") == (Running.STOP, TODAY_URGENT)
    assert allowed("ces_saddle") == (Running.STOP, NOW)


def test_an_unknown_red_flag_id_names_the_allowed_ones() -> None:
    with pytest.raises(BadAnswer) as problem:
        check(red_flags=["ces_sadle"])
    assert problem.value.key == "red_flags"
    assert "ces_saddle" in problem.value.allowed


def test_an_unknown_option_names_the_allowed_ones() -> None:
    with pytest.raises(BadAnswer) as problem:
        check(red_flag_answers={"vasc_dvt_pe": "purple"})
    assert problem.value.allowed == ("yes", "breathless", "calf", "no", "not_sure")


def test_an_unknown_context_is_warned_of_and_changes_nothing() -> None:
    result = check(contexts=["purple_socks"])
    assert result.urgency is OK
    assert any("purple_socks" in warning for warning in result.warnings)
    assert check(contexts=["desk_job", "postpartum_8w"], sex="female").warnings == ()


def test_an_unknown_self_test_is_warned_of() -> None:
    assert any("purple_plank" in warning for warning in check(self_tests={"purple_plank": 3}).warnings)
    assert check(self_tests={"side_plank_l_s": 40}).warnings == ()


def test_dark_urine_after_hard_exercise_is_named_before_the_weak_legs_it_explains() -> None:
    weak = {"weakness": "both", "leg_pain": "both"}
    assert check(**weak).patterns[0].id == "cauda_equina"
    assert check(red_flags=["rhabdo_dark_urine"], **weak).patterns[0].id == "rhabdo_compartment"


def test_a_leg_lost_within_a_day_is_an_emergency_in_own_words() -> None:
    assert say("This morning the leg was tired, by dinner I could not lift it.").urgency is Urgency.EMERGENCY_NOW


def test_pain_on_breathing_in_is_same_day_and_with_a_clot_risk_an_emergency() -> None:
    assert say("My ribs hurt with every breath.").urgency is Urgency.SAME_DAY_URGENT
    assert say("My ribs hurt with every breath. I flew home on Sunday.").urgency is Urgency.EMERGENCY_NOW


def test_a_pelvic_flag_with_severe_new_pain_in_the_belly_is_an_emergency_and_a_milder_or_older_one_is_not() -> None:
    def look(**answers: object) -> Urgency:
        reported = {
            "age_years": 30,
            "red_flags": ["visc_cyclic_pelvic"],
            "locations": ["abdomen", "left_low_back"],
        } | answers
        return assess(read_intake(reported), as_of=TODAY).urgency

    assert look(pain_now=9, pain_days=0) is Urgency.EMERGENCY_NOW
    assert look(pain_now=4, pain_days=0) is not Urgency.EMERGENCY_NOW
    assert look(pain_now=5, pain_days=200) is not Urgency.EMERGENCY_NOW
