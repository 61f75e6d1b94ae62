"""Tomorrow morning from a home: which entries count, and what the forecast may say."""

from datetime import date, timedelta

import pytest

from runback.domain.diary import PainMoment, SessionLog
from runback.domain.plan import SessionKind
from runback.knowledge.forecast import load_forecast_model
from runback.knowledge.sentences import render_sentence
from runback.services.insight.forecast import find_word_of_caution, forecast, read_loads
from runback.services.insight.mornings import read_mornings
from runback.services.training import diary
from tests.runs import add_run
from tests.services.insight.made_up import add_mornings
from tests.services.made_up import THURSDAY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WEEKS = 12
FIRST = THURSDAY - (7 * WEEKS - 4) * DAY
"""The last of four quiet mornings of the last week is today's."""


@pytest.fixture
def ups_and_downs(ada, noon):
    """Each week four quiet mornings, a hard run on the fourth day, and three bad mornings."""
    days = {FIRST + place * DAY: (1, 1, 1, 1, 5, 5, 5)[place % 7] for place in range(7 * WEEKS)}
    add_mornings(ada, {day: score for day, score in days.items() if day <= THURSDAY})
    for week in range(WEEKS):
        add_run(ada, FIRST + (7 * week + 3) * DAY, 16)
    return ada


def test_mornings_are_what_was_entered_for_the_morning_or_before_noon(ada, noon):
    add_mornings(ada, {THURSDAY - DAY: 3})
    add_mornings(ada, {THURSDAY: 2}, PainMoment.NOW)
    add_mornings(ada, {THURSDAY - 2 * DAY: 7}, PainMoment.AFTER_RUN)
    assert read_mornings(ada, THURSDAY) == {THURSDAY - DAY: 3, THURSDAY: 2}


def test_load_is_effort_times_minutes_of_runs_and_of_sessions_without_a_run(ada, noon):
    add_run(ada, THURSDAY, 5)  # 30 minutes
    diary.log_session(ada, SessionLog(THURSDAY, SessionKind.STRENGTH, duration_min=20, effort_rpe=4))
    diary.log_session(ada, SessionLog(THURSDAY - DAY, SessionKind.RUN, distance_km=5, duration_min=40, effort_rpe=8))
    diary.log_session(ada, SessionLog(THURSDAY - DAY, SessionKind.CROSS, done=False, duration_min=60))
    loads = read_loads(ada, THURSDAY - DAY, THURSDAY, 6)
    assert loads == {THURSDAY: pytest.approx(30 * 6 + 20 * 4), THURSDAY - DAY: pytest.approx(40 * 8)}


def test_after_a_hard_day_tomorrow_may_be_worse_and_the_words_ask_to_go_easier(ups_and_downs):
    found = forecast(ups_and_downs, THURSDAY)
    assert found.probability > 0.5
    assert render_sentence(find_word_of_caution(ups_and_downs, THURSDAY)).endswith(
        "If you have the choice, go easier today."
    )


def test_after_a_bad_morning_there_is_a_forecast_and_nothing_to_say(ups_and_downs):
    day = THURSDAY - 5 * DAY  # the second bad morning of the week before
    assert forecast(ups_and_downs, day).probability < 0.1
    assert find_word_of_caution(ups_and_downs, day) is None


def test_entries_of_later_days_change_no_earlier_forecast(ups_and_downs):
    day = date.fromordinal(THURSDAY.toordinal() - 7)
    before = forecast(ups_and_downs, day)
    add_mornings(ups_and_downs, {THURSDAY + place * DAY: 9 for place in range(1, 8)})
    assert forecast(ups_and_downs, day) == before


def test_an_empty_home_has_no_forecast_and_says_why(ada, noon):
    found = forecast(ada, THURSDAY)
    assert found.abstains
    assert found.base_rate == load_forecast_model().usual_rate
    assert render_sentence(found.because) == "There is no score for this morning."
    assert find_word_of_caution(ada, THURSDAY) is None
