"""Questionnaires are scored by their published rules, missing items included."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runback.domain.errors import BadAnswer
from runback.knowledge.evidence import load_evidence
from runback.knowledge.instruments import load_instruments
from runback.outcome.scoring import score_answers

BOOK = load_instruments().by_id
TICK = st.sampled_from([True, False, None])
NUMBER = st.one_of(st.none(), st.integers(0, 10))


def activities(*scores):
    return {"activities": [{"name": f"thing {n}", "score": score} for n, score in enumerate(scores)]}


def ticks(ticked: int, blank: int = 0):
    return {"items": [True] * ticked + [None] * blank + [False] * (24 - ticked - blank)}


@pytest.mark.parametrize(
    ("ticked", "blank", "score", "high"),
    [(0, 0, 0, 0), (24, 0, 24, 24), (12, 0, 12, 12), (7, 3, 7, 10), (0, 23, 0, 23)],
)
def test_the_roland_score_counts_ticked_sentences_and_a_blank_one_is_not_ticked(ticked, blank, score, high):
    found = score_answers(BOOK["rmdq"], ticks(ticked, blank))
    assert (found.score, found.max, found.answered, found.valid) == (score, 24, 24 - blank, True)
    assert (found.low, found.high) == (score, high)


def test_a_roland_questionnaire_without_any_answer_has_no_score():
    found = score_answers(BOOK["rmdq"], ticks(0, 24))
    assert (found.score, found.answered, found.valid) == (None, 0, False)


@pytest.mark.parametrize(
    ("scores", "mean"),
    # by hand: (2 + 4 + 6) / 3 = 4; (1 + 2 + 2) / 3 = 1.67; (0 + 10 + 5 + 3) / 4 = 4.5; 25 / 5 = 5
    [((2, 4, 6), 4.0), ((1, 2, 2), 1.67), ((0, 10, 5, 3), 4.5), ((3, 4, 5, 6, 7), 5.0)],
)
def test_the_score_of_own_activities_is_their_mean(scores, mean):
    found = score_answers(BOOK["psfs"], activities(*scores))
    assert (found.score, found.max, found.answered, found.valid) == (mean, 10, len(scores), True)


def test_an_activity_without_a_score_is_left_out_while_three_have_one():
    found = score_answers(BOOK["psfs"], activities(2, 4, 6, None))
    # low with a 0 in its place: 12 / 4 = 3; high with a 10: 22 / 4 = 5.5
    assert (found.score, found.answered, found.valid, found.low, found.high) == (4.0, 3, True, 3.0, 5.5)
    assert score_answers(BOOK["psfs"], activities(2, 4, None)).score is None


@pytest.mark.parametrize(
    ("pain", "enjoyment", "activity", "mean"), [(7, 5, 6, 6.0), (0, 0, 0, 0.0), (10, 10, 10, 10.0), (4, 3, 4, 3.67)]
)
def test_the_peg_score_is_the_mean_of_its_three_items(pain, enjoyment, activity, mean):
    found = score_answers(BOOK["peg"], {"pain": pain, "enjoyment": enjoyment, "activity": activity})
    assert (found.score, found.max, found.answered, found.valid) == (mean, 10, 3, True)


def test_the_peg_score_needs_all_three_items():
    found = score_answers(BOOK["peg"], {"pain": 4, "activity": 4})
    assert (found.score, found.answered, found.valid) == (None, 2, False)


@pytest.mark.parametrize(
    ("instrument", "answers", "key"),
    [
        ("rmdq", {"items": [True] * 23}, "items"),
        ("rmdq", {"items": [True] * 23 + [1]}, "items, number 24"),
        ("rmdq", {"items": "yes"}, "items"),
        ("rmdq", {}, "items"),
        ("rmdq", {"items": [None] * 24, "extra": 1}, "extra"),
        ("rmdq", [True] * 24, "answers"),
        ("psfs", activities(1, 2), "activities"),
        ("psfs", activities(1, 2, 3, 4, 5, 6), "activities"),
        ("psfs", activities(1, 2, 11), "activities, number 3"),
        ("psfs", {"activities": [{"name": " ", "score": 1}] * 3}, "activities, number 1"),
        ("psfs", {"activities": [{"name": "run", "score": True}] * 3}, "activities, number 1"),
        ("peg", {"pain": -1, "enjoyment": 0, "activity": 0}, "pain"),
        ("peg", {"pain": 1, "joy": 0, "activity": 0}, "joy"),
        ("peg", {"pain": "5", "enjoyment": 0, "activity": 0}, "pain"),
        ("peg", {"pain": float("nan"), "enjoyment": 0, "activity": 0}, "pain"),
    ],
)
def test_answers_that_cannot_be_are_refused_with_their_key(instrument, answers, key):
    with pytest.raises(BadAnswer) as caught:
        score_answers(BOOK[instrument], answers)
    assert caught.value.key == key


@given(st.lists(TICK, min_size=24, max_size=24))
def test_whatever_was_left_blank_the_true_roland_score_is_between_low_and_high(items):
    found = score_answers(BOOK["rmdq"], {"items": items})
    if found.score is None:
        assert set(items) == {None}
        return
    for filled in (True, False):
        whole = score_answers(BOOK["rmdq"], {"items": [filled if item is None else item for item in items]})
        assert found.low <= whole.score <= found.high


@given(st.lists(NUMBER, min_size=3, max_size=5), st.integers(0, 10))
def test_whatever_was_left_blank_the_true_mean_of_activities_is_between_low_and_high(scores, filled):
    found = score_answers(BOOK["psfs"], activities(*scores))
    assert found.valid == (sum(score is not None for score in scores) >= 3)
    if found.valid:
        whole = score_answers(BOOK["psfs"], activities(*(filled if score is None else score for score in scores)))
        assert found.low - 0.01 <= whole.score <= found.high + 0.01


@pytest.mark.parametrize(("total", "distress"), [(0, 0), (5, 4), (9, None)])
def test_a_clinicians_start_back_score_is_taken_as_it_is(total, distress):
    found = score_answers(BOOK["start_back"], {"total": total, "distress": distress})
    assert (found.score, found.max, found.valid) == (total, 9, True)


@pytest.mark.parametrize(("answers", "key"), [({"total": 10}, "total"), ({"total": 3, "distress": 6}, "distress")])
def test_a_start_back_score_that_cannot_be_is_refused(answers, key):
    with pytest.raises(BadAnswer) as caught:
        score_answers(BOOK["start_back"], answers)
    assert caught.value.key == key


def test_every_statement_of_evidence_that_an_instrument_names_exists():
    for instrument in load_instruments().instruments:
        assert {*instrument.evidence, *(one.evidence for one in instrument.usual)} <= load_evidence().keys()


def test_every_instrument_names_its_source_and_a_licence_that_was_looked_up():
    for instrument in load_instruments().instruments:
        assert instrument.source
        assert instrument.licence
        assert instrument.checked.year == 2026
    assert {one.id for one in load_instruments().not_shipped} == {"odi", "start_back_items"}
    assert len(BOOK["rmdq"].items) == 24
