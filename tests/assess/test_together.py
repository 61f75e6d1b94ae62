"""A combination says which of this runner's answers it rests on."""

import pytest

from runback.knowledge.red_flags import load_red_flags
from tests.assess.cast import check, say

RULES = {rule.id: rule for rule in load_red_flags().combinations}
ITEMS = load_red_flags().by_id


def _why(result, rule: str) -> str:
    return next(flag.why for flag in result.flags if flag.id == rule)


def test_one_cauda_equina_sign_is_named_before_it_is_called_enough() -> None:
    why = _why(check(red_flags=["ces_bowel"]), "c_ces_any")
    assert why == f"{ITEMS['ces_bowel'].short}. One such symptom is enough."


def test_two_signs_are_both_named() -> None:
    why = _why(check(red_flags=["ces_bowel", "ces_saddle"]), "c_ces_any")
    assert f"{ITEMS['ces_saddle'].short}. {ITEMS['ces_bowel'].short}." in why


def test_answers_are_named_with_their_question() -> None:
    why = _why(check(numbness="both", weakness="calf"), "c_saddle_weak")
    assert why.startswith(
        "Is anything numb or tingling? Both legs or feet. Is a leg or foot weak (not just sore)? The calf;"
    )
    assert why.endswith(RULES["c_saddle_weak"].why)


def test_words_are_quoted() -> None:
    result = say("I had breast cancer treated three years ago. Now my leg is numb and the pain never lets up.")
    assert "You wrote: \u201c" in _why(result, "c_cancer_pattern")


def test_a_number_is_named_with_its_question() -> None:
    why = _why(check(pain_now=9, pain_worst=9), "c_very_severe")
    assert "9" in why.partition(RULES["c_very_severe"].why)[0]


@pytest.mark.parametrize(
    "flags", [["ca_history", "neuro_gait"], ["inf_fever", "ces_saddle"], ["inf_risk", "ca_constant_night"]]
)
def test_every_sign_that_makes_a_combination_hold_is_named(flags: list[str]) -> None:
    whys = " ".join(flag.why for flag in check(red_flags=flags).flags if flag.id in RULES)
    assert [flag for flag in flags if ITEMS[flag].short not in whys] == []
