"""A change is called better or worse only where it matters and is more than measurement error; days on which to ask."""

from datetime import date, timedelta

import pytest

from runback.knowledge.instruments import load_instruments
from runback.outcome.change import Verdict, describe_score_change, judge_change
from runback.outcome.schedule import find_due, weeks_until

BOOK = load_instruments().by_id
FOLLOW_UP = load_instruments().follow_up
START = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("instrument", "first", "last", "points", "important", "verdict"),
    [
        ("nprs", 6, 3, 3, 2, Verdict.BETTER),
        ("nprs", 6, 5, 1, 2, Verdict.CANNOT_TELL),
        ("nprs", 2, 6, -4, 2, Verdict.WORSE),
        ("rmdq", 12, 6, 6, 3.6, Verdict.BETTER),  # 30 % of 12
        ("rmdq", 6, 2, 4, 2, Verdict.CANNOT_TELL),  # it matters, and can be measurement error
        ("psfs", 3, 7, 4, 2, Verdict.BETTER),
        ("psfs", 7, 3, -4, 2, Verdict.WORSE),
        ("psfs", 3, 4.5, 1.5, 2, Verdict.CANNOT_TELL),
        ("peg", 6, 3, 3, 1, Verdict.BETTER),
    ],
)
def test_a_change_is_judged_by_the_smallest_important_one_and_by_error(
    instrument, first, last, points, important, verdict
):
    change = judge_change(BOOK[instrument], first, last)
    error = BOOK[instrument].error
    assert (change.points, change.verdict) == (points, verdict)
    assert change.important == pytest.approx(important)
    assert (change.low, change.high) == pytest.approx((points - error, points + error))


def test_a_score_that_does_not_measure_change_has_none():
    assert judge_change(BOOK["start_back"], 6, 2) is None


def test_a_change_is_said_with_what_error_leaves_open():
    instrument = BOOK["psfs"]
    assert describe_score_change(instrument, judge_change(instrument, 3, 7)) == (
        "Better by 4. Measurement error leaves 2 to 6 open. From 2 on, people call a change important."
    )
    assert describe_score_change(instrument, judge_change(instrument, 7, 3)).startswith(
        "Worse by 4. Measurement error leaves 2 to 6"
    )
    assert describe_score_change(instrument, judge_change(instrument, 3, 4)) == (
        "Better by 1, which can be measurement error alone (up to 2). It is too early to tell."
    )
    assert describe_score_change(instrument, judge_change(instrument, 3, 3)).startswith("No change so far.")


def test_outcomes_are_asked_at_the_start_after_2_6_and_12_weeks_and_then_each_month():
    assert weeks_until(START, START, FOLLOW_UP) == (0,)
    assert weeks_until(START, START + timedelta(weeks=13), FOLLOW_UP) == (0, 2, 6, 12)
    assert weeks_until(START, START + timedelta(weeks=25), FOLLOW_UP) == (0, 2, 6, 12, 16, 20, 24)
    assert weeks_until(START, START - timedelta(days=8), FOLLOW_UP) == ()


def test_what_was_answered_or_skipped_at_its_time_is_not_due_and_comes_back_at_the_next():
    answered = [("nprs", START), ("rmdq", START + timedelta(days=1))]
    due = find_due(("nprs", "rmdq", "peg"), answered, START, START + timedelta(days=10), FOLLOW_UP)
    assert [(one.instrument, one.week) for one in due] == [("peg", 0)]
    due = find_due(("nprs", "rmdq"), answered, START, START + timedelta(days=14), FOLLOW_UP)
    assert [(one.instrument, one.week, one.since) for one in due] == [
        ("nprs", 2, START + timedelta(days=14)),
        ("rmdq", 2, START + timedelta(days=14)),
    ]


def test_an_answer_a_few_days_early_counts_for_the_time_it_is_near():
    early = [("nprs", START + timedelta(days=12))]
    assert find_due(("nprs",), early, START, START + timedelta(days=15), FOLLOW_UP) == ()
    too_early = [("nprs", START + timedelta(days=10))]
    assert len(find_due(("nprs",), too_early, START, START + timedelta(days=15), FOLLOW_UP)) == 1
