"""What a clearance may be about: one concern a line, whatever flags and combinations are behind it."""

from datetime import timedelta

import pytest

from runback.domain.diary import Clearance
from runback.knowledge.red_flags import load_red_flags
from runback.services.training import check_in, concerns, diary, plans
from tests.services.made_up import ANSWERS, MONDAY

NEXT = MONDAY + timedelta(days=1)
PAIN_FREE = ANSWERS | {"pain_now": 0, "pain_worst": 0}


def listed(runner, *signs: str, text: str = "", **answers) -> tuple[concerns.Concern, ...]:
    """What may be cleared the day after a check with these signs."""
    check_in.save_check(runner, ANSWERS | {"red_flags": list(signs), "text": text} | answers, MONDAY)
    check_in.save_check(runner, PAIN_FREE | answers, NEXT)
    return concerns.list_concerns(runner, plans.current_plan(runner, NEXT))


def test_a_sign_and_the_combination_made_of_it_are_one_concern_in_the_words_of_the_check(ada):
    [concern] = listed(ada, "ces_saddle")
    assert set(concern.ids) == {"ces_saddle", "c_ces_any"}
    assert concern.text == "Numbness or a changed feeling between your legs"


def test_signs_that_have_nothing_to_do_with_each_other_are_two_concerns(ada):
    found = listed(ada, "ca_history", "axspa_red_eye")
    assert [concern.text for concern in found] == [
        "A painful red eye that dislikes light",
        "Cancer, now or ever",
    ]


def test_signs_of_one_combination_are_one_concern_that_lists_each(ada):
    [concern] = listed(ada, "inf_tb_night_sweats", "ca_weight_loss")
    assert {"inf_tb_night_sweats", "ca_weight_loss", "c_sweats_weight"} <= set(concern.ids)
    assert concern.text.count(";") == 1


def test_no_line_is_listed_twice_whatever_two_signs_stand():
    """Every pair of signs of the rule book with all combinations they are part of, without the database."""
    book = load_red_flags()
    items = [item.id for item in book.items]
    for place, one in enumerate(items):
        for other in items[place + 1 :: 7]:
            standing = {one, other} | {rule.id for rule in book.combinations if {one, other} & concerns.parts_of(rule)}
            groups = concerns.join(sorted(standing), {rule.id: rule for rule in book.combinations})
            assert sorted(each for group in groups for each in group) == sorted(standing)
            assert len(groups) <= 2


@pytest.mark.parametrize("named", ["ces_saddle", "c_ces_any"])
def test_naming_any_part_clears_the_whole_concern(ada, named):
    listed(ada, "ces_saddle")
    view = plans.current_plan(ada, NEXT)
    ids = concerns.complete_ids(ada, view, [named])
    assert set(ids) == {"ces_saddle", "c_ces_any"}
    diary.record_clearance(ada, Clearance("Dr Grey", NEXT, NEXT + timedelta(days=30), ids), NEXT)
    assert not concerns.may_be_cleared(plans.current_plan(ada, NEXT))


def test_what_is_no_concern_now_is_kept_as_it_was_named(ada):
    listed(ada, "ca_history")
    assert concerns.complete_ids(ada, plans.current_plan(ada, NEXT), ["bsi_energy"]) == ("bsi_energy",)


def test_what_is_only_in_the_words_is_quoted(ada):
    check_in.save_check(ada, ANSWERS | {"text": "I had breast cancer six years ago. Now my back aches."}, MONDAY)
    [concern] = concerns.list_concerns(ada, plans.current_plan(ada, MONDAY))
    assert "breast cancer" in concern.text
