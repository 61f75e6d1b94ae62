"""A saved check counts from the day it was made, and stays readable when its results are refused today."""

from datetime import date, timedelta

import pytest

from runback.assess.self_tests import judge_self_tests
from runback.domain.errors import BadAnswer
from runback.knowledge.sentences import render_sentence
from runback.services.training import check_in, follow_up, plans
from runback.services.training.exercises import choose_exercises
from runback.services.training.today import view_today
from runback.store.models import CheckRow
from tests.runs import add_run
from tests.services.made_up import ANSWERS, MONDAY

STARTED = ANSWERS | {"onset": "after_run", "pain_days": 10}
POSSIBLE = {"side_plank_r_s": 40, "sorensen_s": 90}
IMPOSSIBLE = POSSIBLE | {"thomas": "sideways", "side_plank_l_s": "long"}


@pytest.fixture
def leap(ada):
    """Short runs, and one of 16 km the day before the pain of ``STARTED`` began."""
    for days in (14, 17, 20, 23, 26, 29):
        add_run(ada, MONDAY - timedelta(days=days), 4.0)
    add_run(ada, MONDAY - timedelta(days=11), 16.0)
    return ada


def days_before_the_pain(runner, day: date) -> list[str]:
    causes = plans.current_plan(runner, day).assessment.causes
    said = [render_sentence(reason) for cause in causes for reason in cause.reasons]
    return [sentence for sentence in said if "16.0 km" in sentence]


@pytest.mark.parametrize("later", [0, 1, 6, 14])
def test_the_pain_of_a_check_began_on_one_day_whenever_the_plan_is_made_again(leap, later):
    check_in.save_check(leap, STARTED, MONDAY)

    (said,) = days_before_the_pain(leap, MONDAY + timedelta(days=later))
    assert "4.0 times" in said
    assert "1 day before the pain began" in said


def test_a_check_in_of_a_week_later_grows_the_days_of_pain_and_keeps_the_day_it_began(leap):
    check_in.save_check(leap, STARTED, MONDAY)
    week_later = MONDAY + timedelta(days=7)
    due = follow_up.find_due(leap, week_later)

    answers = follow_up.begin_answers(due, week_later)
    assert answers["pain_days"] == 17
    check_in.save_check(leap, answers | {"red_flags": [], "numbness": "none", "weakness": "none"}, week_later)
    (said,) = days_before_the_pain(leap, week_later + timedelta(days=5))
    assert "1 day before the pain began" in said


@pytest.fixture
def old(ada):
    """A check saved before results that cannot be were refused."""
    saved = check_in.save_check(ada, ANSWERS, MONDAY)
    CheckRow.objects.filter(pk=saved.id).update(answers=ANSWERS | {"self_tests": IMPOSSIBLE})
    with pytest.raises(BadAnswer):
        judge_self_tests(IMPOSSIBLE)
    return ada


def test_a_saved_result_that_is_invalid_today_is_left_out_with_a_warning(old):
    check = check_in.latest_check(old)

    assert check.intake.self_tests == check.answers["self_tests"] == POSSIBLE
    assert CheckRow.objects.get().answers["self_tests"] == IMPOSSIBLE
    left_out = [warning for warning in check.assessment.warnings if "left out" in warning]
    assert len(left_out) == 2
    assert "sideways" in " ".join(left_out)


def test_today_the_plan_and_the_exercises_work_with_a_check_like_this(old):
    assert not view_today(old, MONDAY).needs_check
    assert plans.plan_request(old, MONDAY).intake.self_tests == POSSIBLE
    assert choose_exercises(old, MONDAY).urgency is not None


def test_the_next_check_in_can_be_saved_after_a_check_like_this(old):
    week_later = MONDAY + timedelta(days=7)
    answers = follow_up.begin_answers(follow_up.find_due(old, week_later), week_later)

    assert answers["self_tests"] == POSSIBLE
    assert check_in.save_check(old, answers, week_later).id


def test_a_new_check_with_a_result_like_this_is_still_refused(ada):
    with pytest.raises(BadAnswer):
        check_in.save_check(ada, ANSWERS | {"self_tests": IMPOSSIBLE}, MONDAY)
    assert not CheckRow.objects.exists()
