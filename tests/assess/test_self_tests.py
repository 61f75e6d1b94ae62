"""Self-tests: who may do which, and what results say."""

from datetime import date
from typing import Any

import pytest

from runback.assess import assess
from runback.assess.patterns import fit_patterns
from runback.assess.self_tests import judge_self_test, judge_self_tests, offer_self_tests
from runback.domain.assessment import Urgency
from runback.domain.errors import BadAnswer
from runback.domain.intake import read_intake
from runback.knowledge.self_tests import load_self_tests


def offered(raw: dict[str, Any], urgency: Urgency = Urgency.SELF_CARE_OK) -> set[str]:
    intake = read_intake(raw)
    return {test.id for test in offer_self_tests(intake, (), urgency, fit_patterns(intake))}


def test_a_runner_without_special_needs_may_do_every_test() -> None:
    assert offered({"locations": ["band_low_back"], "qualities": ["ache"]}) == set(load_self_tests().tests)


@pytest.mark.parametrize("urgency", [u for u in Urgency if u is not Urgency.SELF_CARE_OK])
def test_no_test_is_offered_before_a_clinician_has_looked(urgency: Urgency) -> None:
    assert offered({}, urgency) == set()


def test_holds_that_arch_the_back_are_left_out_when_arching_hurts() -> None:
    ids = offered({"aggravated_by": ["extension"]})
    assert not ids & {"prone_hold", "sorensen", "repeated_movement"}
    assert "front_plank" in ids


@pytest.mark.parametrize("contexts", [["pregnant_20w"], ["postpartum_8w"]])
def test_planks_and_prone_holds_are_left_out_in_pregnancy_and_soon_after(contexts: list[str]) -> None:
    assert not offered({"contexts": contexts}) & {"side_plank", "front_plank", "prone_hold", "sorensen"}


def test_the_hamstring_test_is_left_out_with_pain_below_the_knee() -> None:
    assert "hamstring_lag" not in offered({"leg_pain": "below_knee"})


@pytest.mark.parametrize("instead", [t.instead for t in load_self_tests().tests.values() if t.instead])
def test_what_is_offered_instead_is_a_test_itself(instead: str) -> None:
    assert instead in load_self_tests().tests


def test_every_test_says_when_to_stop_and_where_its_norm_comes_from() -> None:
    for test in load_self_tests().tests.values():
        assert any("3 of 10" in line for line in test.stop_when)
        assert test.norm.source
        assert test.seconds_at_most <= 240


def test_the_weaker_side_and_the_gap_are_judged() -> None:
    # 60 s and 40 s: gap 20/60 = 33 %, weaker side below 45 s
    result = judge_self_test(load_self_tests().tests["side_plank"], {"side_plank_l_s": 60, "side_plank_r_s": 40})
    assert result is not None
    assert result.weaker == 40
    assert result.gap_pct == pytest.approx(100 / 3)
    assert result.is_low is True
    assert result.feeds == ("core_weakness",)


def test_an_even_strong_result_feeds_nothing() -> None:
    result = judge_self_test(load_self_tests().tests["side_plank"], {"side_plank_l_s": 80, "side_plank_r_s": 78})
    assert result is not None
    assert result.is_low is False
    assert result.feeds == ()


def test_a_result_given_for_the_weaker_side_only_is_enough() -> None:
    result = judge_self_test(load_self_tests().tests["sl_sit_to_stand"], {"sl_sit_to_stand": 6})
    assert result is not None
    assert (result.weaker, result.is_low) == (6, True)


def test_a_word_result_is_judged_and_an_unknown_word_refused() -> None:
    thomas = load_self_tests().tests["thomas"]
    result = judge_self_test(thomas, {"thomas": "positive"})
    assert result is not None
    assert result.feeds == ("tight_muscles",)
    with pytest.raises(BadAnswer, match="negative, positive"):
        judge_self_test(thomas, {"thomas": "maybe"})


def test_a_word_where_a_number_belongs_is_refused() -> None:
    with pytest.raises(BadAnswer, match="number of seconds"):
        judge_self_test(load_self_tests().tests["side_plank"], {"side_plank_l_s": "long"})


def test_more_missing_degrees_are_worse() -> None:
    result = judge_self_test(load_self_tests().tests["hamstring_lag"], {"hamstring_lag_deg": 30})
    assert result is not None
    assert result.is_low is True


def test_unknown_results_are_left_out_and_known_ones_come_in_the_books_order() -> None:
    results = judge_self_tests({"thomas": "negative", "juggling": 3, "side_plank_l_s": 50})
    assert [result.test for result in results] == ["side_plank", "thomas"]


@pytest.mark.parametrize("results", [{"thomas": "maybe"}, {"side_plank_l_s": "long"}])
def test_a_result_a_known_test_cannot_have_is_refused_by_the_check(results: dict[str, str]) -> None:
    with pytest.raises(BadAnswer) as caught:
        assess(read_intake({"self_tests": results}), as_of=date(2026, 11, 22))
    assert caught.value.key == "self_tests"


def test_bending_to_the_side_is_judged_by_the_gap_between_the_sides() -> None:
    test = load_self_tests().tests["side_bend"]
    even = judge_self_test(test, {"side_bend_l_cm": 20, "side_bend_r_cm": 18})
    uneven = judge_self_test(test, {"side_bend_l_cm": 20, "side_bend_r_cm": 15})
    assert even is not None
    assert uneven is not None
    assert (even.is_low, uneven.is_low) == (False, True)


def test_nobody_with_nerve_pain_is_asked_to_bend_to_the_side() -> None:
    assert "side_bend" in offered({"locations": ["band_low_back"], "qualities": ["ache"]})
    assert "side_bend" not in offered({"leg_pain": "below_knee", "leg_dominant": True, "qualities": ["electric"]})
