"""The adaptive check: what is asked, what is not, and how much."""

from statistics import median

import pytest
import yaml

from runback.assess.questions import label_options
from runback.domain.assessment import Urgency
from runback.knowledge.conditions import words_of
from runback.knowledge.questions import load_questions
from runback.knowledge.red_flags import Combination, load_red_flags
from tests.assess.cast import ORDINARY, TODAY, check, say
from tests.assess.simulation import answer_all
from tests.shared_data import shared_path

CAUDA = {"ces_saddle", "ces_bladder", "ces_bowel", "ces_sexual", "ces_bilateral_leg"}


def _asked(**answers: object) -> set[str]:
    return {question.id for question in check(**answers).ask_next}


def _offered(**answers: object) -> set[str]:
    """Every red-flag item asked, alone or in a screen."""
    asked = check(**answers).ask_next
    return {q.id for q in asked} | {
        item for q in asked if q.kind == "choices" and q.key == "red_flags" for item in q.options
    }


def test_the_cauda_equina_items_are_asked_of_everybody() -> None:
    assert _offered() >= CAUDA
    assert _offered(red_flags=["radic_below_knee"]) >= CAUDA
    assert _offered(red_flags=["inf_fever"]) >= CAUDA


def test_numbness_between_the_legs_and_sexual_change_are_asked_on_their_own() -> None:
    assert _asked() >= {"ces_saddle", "ces_sexual", "screen_cauda_equina"}


def test_the_joint_screen_leaves_out_what_was_answered() -> None:
    screen = next(q for q in check(red_flag_answers={"ces_bowel": "no"}).ask_next if q.id == "screen_cauda_equina")
    assert screen.options == ("ces_bladder", "ces_bilateral_leg")
    assert "not sure" in screen.text


def test_an_answered_item_is_not_asked_again() -> None:
    assert "ces_saddle" not in _asked(red_flag_answers={"ces_saddle": "no"})


def test_age_and_sex_are_asked_first_then_what_must_not_be_missed_then_the_pain() -> None:
    asked = [question.id for question in say("").ask_next]
    assert asked[:2] == ["ces_saddle", "ces_sexual"]
    assert asked.index("screen_cauda_equina") < asked.index("locations")
    assert check(age_years=None).ask_next[0].id == "age_years"


def test_an_emergency_from_the_answers_asks_nothing_more() -> None:
    assert check(red_flags=["ces_saddle"]).ask_next == ()


def test_what_the_words_raise_is_asked_at_once() -> None:
    first = say("I am numb between my legs").ask_next[0]
    assert first.id == "ces_saddle"
    assert "numb between my legs" in first.why


def test_pregnancy_is_asked_only_where_it_can_be() -> None:
    assert "visc_pregnancy" in _offered(sex="female")
    assert "visc_pregnancy" not in _offered(sex="male")
    assert "visc_pregnancy" not in _offered(sex="female", age_years=70)


def test_fragile_bones_are_asked_from_fifty() -> None:
    assert "fx_minor_fragile" in _offered(age_years=55)
    assert "fx_minor_fragile" not in _offered(age_years=49)


def test_the_inflamed_spine_is_asked_after_three_months_under_45() -> None:
    assert "axspa_counter" in _offered(pain_days=120, trend="same")
    assert "axspa_counter" not in _offered(pain_days=20)
    assert "axspa_counter" not in _offered(pain_days=120, trend="same", age_years=60)


def test_same_day_outcomes_ask_only_what_could_be_an_emergency() -> None:
    offered = _offered(red_flags=["inf_fever"])
    assert "neuro_gait" in offered
    assert "ca_lump" not in offered
    assert "aggravated_by" not in _asked(red_flags=["inf_fever"], aggravated_by=None)


def test_a_plain_yes_is_asked_for_its_detail() -> None:
    question = next(q for q in check(red_flags=["vasc_dvt_pe"]).ask_next if q.id == "vasc_dvt_pe")
    assert label_options(question)["breathless"] == "Breathless, coughing blood, or collapsed"


def test_every_option_of_every_question_has_a_label() -> None:
    for result in (check(sex="female", age_years=52, red_flags=["vasc_dvt_pe"]), say("")):
        for question in result.ask_next:
            labels = label_options(question)
            for option in question.options:
                assert labels[option], (question.id, option)


def test_every_structured_question_has_a_reason_when_asked() -> None:
    for question in load_questions():
        assert question.why or not question.asked, question.id


def test_answering_everything_ends_the_questions_and_keeps_the_outcome() -> None:
    asked, result = answer_all(ORDINARY, TODAY)
    assert result.urgency is Urgency.SELF_CARE_OK
    assert asked <= 16


@pytest.mark.corpus
def test_self_care_cases_need_at_most_18_questions_in_the_median() -> None:
    """The web asks several of them on one screen; energy and outlook are asked where pain is on impact or lasts."""
    cases = yaml.load(shared_path("knowledge", "vignettes.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    ordinary = [case for case in cases if case["expect"]["urgency"] == "self_care_ok"]
    counts = [answer_all(case["answers"], TODAY)[0] for case in ordinary]
    assert median(counts) <= 18, counts


@pytest.mark.corpus
def test_the_flow_finds_what_the_whole_form_finds() -> None:
    cases = yaml.load(shared_path("knowledge", "vignettes.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    for case in cases:
        _, result = answer_all(case["answers"], TODAY, known=("text",))
        assert result.urgency.value in case["expect"]["acceptable_urgency"], case["id"]


EMERGENCIES = [rule for rule in load_red_flags().combinations if rule.urgency is Urgency.EMERGENCY_NOW]


@pytest.mark.parametrize("rule", EMERGENCIES, ids=lambda rule: rule.id)
def test_every_combination_that_is_an_emergency_has_a_question_or_is_made_of_signs_that_are_asked(
    rule: Combination,
) -> None:
    book = load_red_flags()
    signs = {name for word in words_of(rule.when) if word.kind == "flag" for name in word.values}
    assert book.asked_about(rule.id) or all(book.by_id[sign].worst is Urgency.EMERGENCY_NOW for sign in signs)


@pytest.mark.parametrize(
    ("text", "age", "asked"),
    [
        ("I had breast cancer. My foot is numb.", 50, "ca_history"),
        ("I have a fever and shivering. My left foot is numb.", 40, "inf_fever"),
        ("The pain comes in waves from my side to the groin.", 66, "vasc_aaa"),
        ("Suddenly severe pain in the middle of my spine when I got up.", 70, "vasc_aaa"),
        ("I am breastfeeding. Suddenly a pain in the middle of my spine.", 33, "fx_minor_fragile"),
    ],
)
def test_a_combination_that_only_words_make_asks_a_question(text: str, age: int, asked: str) -> None:
    assert asked in [question.id for question in say(text, age=age, sex="female").ask_next[:2]]


@pytest.mark.parametrize(
    ("sign", "denied", "given"),
    [
        ("ca_constant_night", {"night_pain": "none"}, {"night_pain": "wakes_constant"}),
        ("radic_below_knee", {"leg_pain": "above_knee"}, {"leg_pain": "below_knee"}),
        ("neuro_numb_patch", {"numbness": "none"}, {"numbness": "foot"}),
    ],
)
def test_a_sign_that_an_answer_of_the_form_denies_is_not_asked_about_again(
    sign: str, denied: dict[str, str], given: dict[str, str]
) -> None:
    assert sign in _offered(**dict.fromkeys(denied))
    assert sign not in _offered(**denied)
    assert sign in {flag.id for flag in check(**given).flags}


def test_short_morning_stiffness_is_not_asked_about_again() -> None:
    young = {"age_years": 28, "pain_days": 200, "trend": "same", "eased_by": None}
    assert "axspa_stiffness" in _offered(**young)
    assert "axspa_stiffness" not in _offered(**young, morning_stiffness_min=10)
    assert "axspa_stiffness" in _offered(**young, morning_stiffness_min=40)
