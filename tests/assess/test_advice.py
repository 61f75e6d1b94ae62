"""Advice: what users expect for each outcome, and what must never be said."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from runback.assess import assess
from runback.assess.advice import give_advice
from runback.assess.causes import rank_causes
from runback.assess.patterns import fit_patterns
from runback.domain.assessment import Flag, FlagSource, Running, Urgency
from runback.domain.intake import read_intake
from runback.knowledge.advice import load_advice
from runback.knowledge.red_flags import load_red_flags
from runback.knowledge.wording import load_wording
from tests.assess.made_up import answers
from tests.shared_data import shared_path

TODAY = date(2026, 11, 22)
STRAIN = {
    "onset": "sudden_lifting", "pain_days": 2, "pain_now": 6, "trend": "improving", "locations": ["left_low_back"],
    "qualities": ["spasm"], "aggravated_by": ["rotation"], "leg_pain": "none",
}  # fmt: skip


def advise(raw: dict[str, Any], urgency: Urgency = Urgency.SELF_CARE_OK, flags: Sequence[str] = ()) -> set[str]:
    intake = read_intake(raw)
    raised = tuple(Flag(name, urgency, FlagSource.ANSWER, "why") for name in flags)
    given_ = give_advice(intake, raised, urgency, fit_patterns(intake, raised), rank_causes(intake, raised), TODAY)
    return {piece.id for piece in given_}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (STRAIN, {"stay_active", "heat_option", "pause_running_until_walk_30_ok", "walk_run_entry", "not_better"}),
        ({"weeks_off": 10, "runner_status": "returning"}, {"walk_run_entry"}),
        ({"pain_days": 150, "locations": ["band_low_back"]}, {"run_walk_option", "leg_strength_included"}),
        ({"aggravated_by": ["downhill", "extension"]}, {"avoid_downhill_early"}),
        ({"leg_pain": "above_knee", "locations": ["thigh_back"]}, {"reassess_if_below_knee"}),
        (
            {"contexts": ["postpartum_8w"]},
            {"no_run_before_12_weeks", "walk_and_strength_plan", "pelvic_floor_check_offer", "no_hop_test"},
        ),
        ({"contexts": ["treadmill_only", "worn_shoes"]}, {"say_treadmill_not_cause", "rank_load_above_shoes"}),
        ({"contexts": ["no_warmup", "race_fatigue"]}, {"warmup_advice", "recovery_week"}),
        ({"contexts": ["stable_stress_leak_7y"]}, {"confirm_no_change_bladder", "offer_pelvic_health_advice"}),
        ({"last_run_km": 19, "longest_run_30d_km": 8}, {"cite_single_session_spike_2_28"}),
        ({"locations": ["si_dimple"], "aggravated_by": ["rolling_in_bed"]}, {"load_adjust", "no_hop_test"}),
        ({"age_years": 17}, {"guardian_note"}),
    ],
)
def test_self_care_says_what_the_runner_needs(raw: dict[str, Any], expected: set[str]) -> None:
    assert expected <= advise(raw)


@pytest.mark.parametrize(
    ("raw", "flags", "expected"),
    [
        ({"leg_pain": "below_knee", "numbness": "foot"}, (), {"pause_running", "ces_safety_card", "recheck_weakness"}),
        (
            {"locations": ["buttock_left"], "qualities": ["deep_bone"], "aggravated_by": ["running_impact"]},
            ("bsi_focal_impact", "bsi_energy"),
            {"stop_running", "no_hop_test", "mention_red_s"},
        ),
        (
            {"age_years": 28, "morning_stiffness_min": 60, "pain_days": 200, "eased_by": ["movement"]},
            ("axspa_counter",),
            {"mention_axspa_referral", "ng65_count"},
        ),
        ({"age_years": 65, "leg_pain": "below_knee"}, ("vasc_claudication",), {"pulse_check_suggested"}),
        (
            {"age_years": 16, "aggravated_by": ["extension"], "pain_days": 30},
            ("bsi_adolescent",),
            {"guardian_note", "stop_running"},
        ),
    ],
)
def test_a_clinician_outcome_says_what_to_do_until_then(
    raw: dict[str, Any], flags: tuple[str, ...], expected: set[str]
) -> None:
    assert expected <= advise(raw, Urgency.CLINICIAN_WITHIN_DAYS, flags)


@pytest.mark.parametrize("urgency", [u for u in Urgency if u is not Urgency.SELF_CARE_OK])
def test_nothing_about_starting_to_run_is_on_an_outcome_that_is_not_clear(urgency: Urgency) -> None:
    ids = advise(STRAIN, urgency)
    assert not ids & {"walk_run_entry", "run_walk_option", "heat_option", "pain_rule", "leg_strength_included"}


def test_twelve_weeks_after_a_birth_running_is_no_longer_ruled_out() -> None:
    assert "no_run_before_12_weeks" not in advise({"contexts": ["postpartum_14w"]})


def test_nobody_before_twelve_weeks_is_advised_to_start_running() -> None:
    ids = advise({**STRAIN, "contexts": ["postpartum_8w"], "weeks_off": 20})
    assert not ids & {"walk_run_entry", "run_walk_option", "pain_rule"}


def _pairs() -> list[tuple[str, str]]:
    return [(kept, dropped) for one in load_advice().exclusions for kept in one.keeps for dropped in one.drops]


@pytest.mark.parametrize(("kept", "dropped"), _pairs())
def test_of_two_lines_that_exclude_each_other_the_careful_one_stays(kept: str, dropped: str) -> None:
    book = load_advice()
    assert book.find_excluded([kept, dropped]) == book.find_excluded([dropped, kept]) == {dropped}


def test_every_line_of_the_exclusions_is_a_line_of_the_rule_book() -> None:
    wording = load_wording()
    outcomes = [*wording.outcomes.values(), wording.guess, wording.guess_in_days]
    lines = {line.id for outcome in outcomes for line in outcome.lines}
    lines |= {line.id for line in (*wording.unclear, *wording.unhurried)}
    lines |= {line.id for family in wording.families.values() for line in family}
    assert {name for pair in _pairs() for name in pair} <= lines | set(load_advice().by_id)


def test_no_line_excludes_one_that_excludes_it() -> None:
    pairs = set(_pairs())
    assert {(dropped, kept) for kept, dropped in pairs} & pairs == set()


@settings(max_examples=150, deadline=None)
@given(answers, st.lists(st.sampled_from(sorted(load_red_flags().by_id)), max_size=2))
def test_no_result_has_two_lines_that_exclude_each_other(raw: dict[str, Any], flags: list[str]) -> None:
    ids = {piece.id for piece in assess(read_intake({**raw, "red_flags": flags}), as_of=TODAY).advice}
    assert [pair for pair in _pairs() if set(pair) <= ids] == []


def test_nobody_who_may_only_walk_reads_that_they_may_run() -> None:
    chronic = {"pain_days": 150, "locations": ["band_low_back"], "trend": "same"}
    may_run = assess(read_intake({**chronic, "pain_now": 2}), as_of=TODAY)
    may_walk = assess(
        read_intake({**chronic, "pain_now": 5, "eased_by": ["walking"], "trend": "improving"}), as_of=TODAY
    )
    assert "run_walk_option" in {piece.id for piece in may_run.advice}
    assert may_walk.running is Running.WALK_ONLY
    assert "run_walk_option" not in {piece.id for piece in may_walk.advice}


@settings(max_examples=100, deadline=None)
@given(answers)
def test_an_emergency_is_not_drowned_in_advice(raw: dict[str, Any]) -> None:
    assert advise(raw, Urgency.EMERGENCY_NOW) <= {"muscle_breakdown", "no_pain_relief_comfort"}


def test_dark_urine_after_hard_exercise_gets_no_advice_to_massage() -> None:
    assert advise({}, Urgency.EMERGENCY_NOW, ("rhabdo_dark_urine",)) == {"muscle_breakdown"}


@settings(max_examples=100, deadline=None)
@given(answers, st.sampled_from(Urgency))
def test_advice_keeps_to_its_length_unless_all_of_it_is_essential(raw: dict[str, Any], urgency: Urgency) -> None:
    book = load_advice()
    essential = {rule.id for rule in book.rules if rule.always}
    ids = advise(raw, urgency)
    assert len(ids) <= book.at_most or ids <= essential


def test_the_public_vignettes_get_what_their_users_expect() -> None:
    cases = yaml.load(shared_path("knowledge", "vignettes.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    missing = {}
    for case in cases:
        advised = {piece.id for piece in assess(read_intake(case["answers"]), as_of=TODAY).advice}
        if lacking := set(case["expect"]["must"]) - advised - {"safety_net"}:
            missing[case["id"]] = lacking
    assert missing == {}


@pytest.mark.parametrize("flag", ["ces_saddle", "ces_bladder", "ces_bowel", "ces_sexual", "ces_bilateral_leg"])
def test_a_sign_of_squeezed_nerves_gets_what_to_say_at_the_desk(flag: str) -> None:
    assert "ces_say_it" in advise({}, Urgency.EMERGENCY_NOW, (flag,))
    assert "possible cauda equina" in load_advice().by_id["ces_say_it"].text


def test_another_emergency_does_not_mention_cauda_equina() -> None:
    assert "ces_say_it" not in advise({}, Urgency.EMERGENCY_NOW, ("cardiac_chest",))


@pytest.mark.parametrize(
    "word", ["pharmacist", "kidney", "ulcer", "pregnancy", "long or hot runs", "to be able to run"]
)
def test_medicines_are_spoken_of_without_a_dose(word: str) -> None:
    assert word in load_advice().by_id["no_masking"].text


def test_a_runner_with_much_pain_or_on_tablets_gets_advice_about_medicines() -> None:
    assert "no_masking" in advise({"pain_now": 5})
    assert "no_masking" in advise({"eased_by": ["nsaid"]}, Urgency.CLINICIAN_WITHIN_DAYS)
    assert "no_masking" not in advise({"pain_now": 1, "pain_worst": 3})


def test_self_care_needs_no_picture_and_a_visit_is_explained() -> None:
    assert "no_imaging_needed" in advise(STRAIN)
    assert "no_imaging_needed" not in advise(STRAIN, Urgency.CLINICIAN_WITHIN_DAYS)
    assert "clinician_may_do" in advise(STRAIN, Urgency.CLINICIAN_WITHIN_DAYS)
    assert "clinician_may_do" not in advise(STRAIN, Urgency.SAME_DAY_URGENT)


def test_a_possible_bone_stress_injury_gets_questions_to_ask_before_running_again() -> None:
    bone = {"locations": ["buttock_left"], "qualities": ["deep_bone"], "aggravated_by": ["running_impact"]}
    assert "bone_return_questions" in advise(bone, Urgency.CLINICIAN_WITHIN_DAYS, ("bsi_focal_impact",))
    assert "bone_return_questions" not in advise(STRAIN, Urgency.CLINICIAN_WITHIN_DAYS)


LEGS = [
    {"leg_pain": "below_knee", "locations": ["leg_below_knee"]},
    {"leg_pain": "below_knee", "locations": ["left_low_back", "thigh_back", "leg_below_knee"], "numbness": "foot"},
    {"leg_pain": "above_knee", "locations": ["thigh_back"]},
    {
        "leg_pain": "above_knee",
        "locations": ["buttock_left", "thigh_back"],
        "aggravated_by": ["sitting", "cough_sneeze"],
    },
    {"leg_pain": "none", "locations": ["foot"]},
    {"leg_pain": "below_knee", "weakness": "mild"},
]
WATCHING = {"ces_safety_card", "recheck_weakness", "reassess_if_below_knee", "mention_new_leg_weakness_emergency"}


@pytest.mark.parametrize("leg", LEGS)
@pytest.mark.parametrize("pain", [2, 5, 8])
def test_for_a_leg_that_hurts_the_first_line_says_what_to_do_and_the_card_of_signs_is_in_sight(
    leg: dict[str, Any], pain: int
) -> None:
    result = assess(read_intake({"age_years": 44, "pain_days": 10, "pain_now": pain, **leg}), as_of=TODAY)
    own = {line.id for line in load_wording().outcome_of(result.urgency, is_guess=result.is_guess).lines}
    shown = [piece.id for piece in result.advice if piece.id not in own][:5]
    assert shown[0] not in WATCHING
    if leg["leg_pain"] == "below_knee":
        assert {"ces_safety_card", "mention_new_leg_weakness_emergency"} & {*shown, *own}


COURSE = {"expected_course", "expected_course_weeks", "expected_course_lasting"}
FIRST_WEEKS = re.compile(r"two weeks|six weeks after it began|by then", re.IGNORECASE)


@pytest.mark.parametrize(
    ("days", "course", "see_someone"),
    [
        (1, "expected_course", "not_better"),
        (41, "expected_course", "not_better"),
        (42, "expected_course_weeks", "not_better_lasting"),
        (83, "expected_course_weeks", "not_better_lasting"),
        (84, "expected_course_lasting", "not_better_lasting"),
        (730, "expected_course_lasting", "not_better_lasting"),
    ],
)
def test_what_to_expect_depends_on_how_long_it_has_lasted(days: int, course: str, see_someone: str) -> None:
    pain = {"pain_days": days, "pain_now": 2, "pain_worst": 3, "trend": "improving", "locations": ["band_low_back"]}
    found = assess(read_intake(pain), as_of=TODAY)
    ids = {piece.id for piece in found.advice}
    assert found.urgency is Urgency.SELF_CARE_OK
    assert ids & COURSE == {course}
    assert ids & {"not_better", "not_better_lasting"} == {see_someone}
    if days >= 42:
        assert [piece.text for piece in found.advice if FIRST_WEEKS.search(piece.text)] == []


@pytest.mark.parametrize("place", [{"locations": ["buttock_left"]}, {"leg_pain": "above_knee"}], ids=str)
def test_advice_about_the_thigh_or_buttock_is_for_who_has_pain_there(place: dict[str, Any]) -> None:
    disc = {"aggravated_by": ["flexion", "sitting"], "eased_by": ["walking"], "pain_days": 20, "leg_pain": "none"}
    here, elsewhere = advise({**disc, **place}), advise({**disc, "locations": ["central_low_back"]})
    both = {"reassess_if_below_knee", "reassess_if_in_leg"}
    assert here & both == {"reassess_if_below_knee"}
    assert elsewhere & both == {"reassess_if_in_leg"}


@pytest.mark.parametrize(("pain", "is_told"), [(1, False), (2, False), (3, False), (4, True), (6, True)])
def test_a_regular_runner_starts_with_walks_between_where_the_pain_asks_for_short_bouts(
    pain: int, is_told: bool
) -> None:
    # plan_rules_2, 1.2: up to a pain of 3 runs have no planned walks below ten minutes
    raw = STRAIN | {"runner_status": "regular", "weeks_off": 0, "pain_now": pain, "pain_running": None}

    assert ("walk_run_entry" in advise(raw)) is is_told
