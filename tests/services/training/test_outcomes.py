"""Outcomes of a runner: saved, due, skipped, compared, and never another's."""

from datetime import date, timedelta

import pytest

from runback.domain.errors import BadAnswer
from runback.outcome.change import Verdict
from runback.outcome.scoring import find_instrument
from runback.services.training import check_in
from runback.services.training.outcomes import (
    AdverseEvent,
    answer_due,
    save_adverse_event,
    save_answers,
    skip_due,
    view_outcomes,
)
from tests.services.made_up import ANSWERS, THURSDAY

pytestmark = pytest.mark.django_db
LATER = THURSDAY + timedelta(weeks=2)


@pytest.fixture
def checked(ada, day) -> None:
    check_in.save_check(ada, ANSWERS, THURSDAY)


def due_of(runner, on: date) -> list[str]:
    return [one.instrument for one in view_outcomes(runner, on).due]


def psfs(*names, score=4):
    return {"activities": [{"name": name, "score": score} for name in names]}


def test_without_a_check_nothing_is_due(ada, day):
    view = view_outcomes(ada, THURSDAY)
    assert (view.started_on, view.due) == (None, ())


def test_each_questionnaire_is_due_at_the_check_and_harm_is_asked_only_later(ada, checked, day):
    assert due_of(ada, THURSDAY) == ["nprs", "psfs", "rmdq", "peg"]
    answer_due(ada, {"nprs": {"pain": 5}}, None, THURSDAY)
    assert due_of(ada, THURSDAY) == []
    day(LATER)
    assert due_of(ada, LATER) == ["nprs", "psfs", "rmdq", "peg", "adverse"]
    skip_due(ada, LATER)
    assert due_of(ada, LATER) == []
    assert due_of(ada, THURSDAY + timedelta(weeks=6)) == ["nprs", "psfs", "rmdq", "peg", "adverse"]


def test_a_skipped_questionnaire_is_no_score(ada, checked):
    skip_due(ada, THURSDAY)
    assert all(one.scores == () for one in view_outcomes(ada, THURSDAY).outcomes)


def test_a_change_needs_the_same_activities(ada, checked, day):
    save_answers(ada, "psfs", psfs("run 5 km", "sit", "lift"), THURSDAY)
    day(LATER)
    save_answers(ada, "psfs", psfs("run 5 km", "sit", "lift", score=8), LATER)
    change = view_outcomes(ada, LATER).outcomes[1].change
    assert (change.points, change.verdict) == (4, Verdict.BETTER)
    save_answers(ada, "psfs", psfs("run 10 km", "sit", "lift", score=8), LATER)
    assert view_outcomes(ada, LATER).outcomes[1].change is None


def test_a_second_set_of_answers_of_a_day_takes_the_place_of_the_first(ada, checked):
    save_answers(ada, "nprs", {"pain": 6}, THURSDAY)
    save_answers(ada, "nprs", {"pain": 4}, THURSDAY)
    (only,) = view_outcomes(ada, THURSDAY).outcomes[0].scores
    assert (only.score.score, only.week) == (4.0, 0)


def test_after_half_a_year_of_silence_a_check_begins_a_new_course(ada, checked, day):
    save_answers(ada, "nprs", {"pain": 6}, THURSDAY)
    later = THURSDAY + timedelta(days=181)
    day(later)
    check_in.save_check(ada, ANSWERS, later)
    view = view_outcomes(ada, later)
    assert view.started_on == later == check_in.course_checks(ada, later)[0].made_on
    assert view.outcomes[0].scores == ()
    assert view.due[0].week == 0


def test_answers_before_the_course_belong_to_an_earlier_one(ada, checked, day):
    save_answers(ada, "nprs", {"pain": 9}, THURSDAY - timedelta(days=100))
    assert view_outcomes(ada, THURSDAY).outcomes[0].scores == ()


def test_a_day_to_come_and_an_instrument_that_may_not_be_shipped_are_refused(ada, checked):
    with pytest.raises(BadAnswer, match="in the future"):
        save_answers(ada, "nprs", {"pain": 1}, THURSDAY + timedelta(days=1))
    with pytest.raises(BadAnswer, match="Oswestry Disability Index is not part of Runback"):
        find_instrument("odi")
    with pytest.raises(BadAnswer, match="nprs, psfs, rmdq, peg, start_back"):
        find_instrument("eq5d")


def test_harm_is_kept_with_its_day_and_what_was_done(ada, checked, cast):
    save_adverse_event(ada, AdverseEvent(THURSDAY, True, True, "sore knee"))
    assert view_outcomes(ada, THURSDAY).adverse_events == (AdverseEvent(THURSDAY, True, True, "sore knee"),)
    assert view_outcomes(cast.ben, THURSDAY).adverse_events == ()
