"""Self-tests are saved, replaced on the same day, and count in the next assessment and plan."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from runback.domain.diary import SelfTestLog
from runback.domain.errors import BadAnswer, NotFound
from runback.domain.intake import read_intake
from runback.services.training import diary
from runback.services.training.exercises import choose_exercises
from runback.services.training.facts import complete_intake, gather_facts

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 14)
SHORT = SelfTestLog(TODAY, "side_plank", {"side_plank_l_s": 15.0, "side_plank_r_s": 40.0}, pain=1)


def test_a_self_test_is_kept_and_a_second_one_of_the_day_replaces_it(ada, noon):
    diary.log_self_test(ada, SHORT)
    saved = diary.log_self_test(ada, replace(SHORT, results={"side_plank_l_s": 20.0}))

    assert diary.list_self_tests(ada) == (saved,)
    assert saved.results == {"side_plank_l_s": 20.0}


@pytest.mark.parametrize(
    ("log", "said"),
    [
        (replace(SHORT, test_id="cartwheel"), "cartwheel"),
        (replace(SHORT, results={"sorensen_s": 90.0}), "sorensen_s"),
        (replace(SHORT, results={"side_plank_l_s": -1.0}), "number"),
        (SelfTestLog(TODAY, "thomas", {"thomas": "sideways"}), "sideways"),
        (replace(SHORT, day=TODAY + timedelta(days=1)), "future"),
    ],
)
def test_an_unknown_test_key_result_or_day_is_refused(ada, noon, log, said):
    with pytest.raises(BadAnswer, match=said):
        diary.log_self_test(ada, log)
    assert diary.list_self_tests(ada) == ()


def test_a_self_test_without_a_result_is_refused():
    with pytest.raises(BadAnswer, match="measured"):
        SelfTestLog(TODAY, "side_plank", {})


def test_the_next_assessment_sees_the_results_and_an_answer_of_today_counts_for_more(ada, noon):
    diary.log_self_test(ada, SHORT)
    facts = gather_facts(ada, TODAY)

    assert complete_intake(read_intake({}), facts).self_tests == SHORT.results
    answered = read_intake({"self_tests": {"side_plank_l_s": 50}})
    assert complete_intake(answered, facts).self_tests["side_plank_l_s"] == 50
    assert complete_intake(answered, facts, TODAY - timedelta(days=3)).self_tests["side_plank_l_s"] == 15


def test_results_older_than_twelve_weeks_no_longer_count(ada, noon):
    diary.log_self_test(ada, replace(SHORT, day=TODAY - timedelta(days=85)))

    assert complete_intake(read_intake({}), gather_facts(ada, TODAY)).self_tests == {}


def test_bens_self_test_cannot_be_taken_back_by_ada(cast, noon):
    saved = diary.log_self_test(cast.ben, SHORT)

    with pytest.raises(NotFound):
        diary.delete_entry(cast.ada, "self_test", saved.id)
    assert diary.list_self_tests(cast.ben) == (saved,)
    assert diary.list_self_tests(cast.ada) == ()


def test_without_a_check_nothing_is_open(ada, noon):
    choice = choose_exercises(ada, TODAY)

    assert (choice.urgency, choice.is_open, choice.tests) == (None, False, ())
