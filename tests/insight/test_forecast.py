"""The forecast of tomorrow: calculated by hand, and withheld if it is no better than a guess."""

import math
from datetime import date, timedelta

import numpy as np
import pytest

from runback.insight.forecast import find_bayes_factor, forecast_tomorrow, replay
from runback.knowledge.forecast import ForecastModel, load_forecast_model, load_forecast_rules
from runback.knowledge.sentences import render_sentence

RULES = load_forecast_rules()
MODEL = load_forecast_model()
FIRST = date(2026, 3, 2)
PLAIN = ForecastModel(
    half_life_days=10,
    usual_weight=4,
    usual_rate=0.25,
    intercept=0.5,
    own_share=1,
    load=0.8,
    load_days=28,
    plain_intercept=-0.5,
    plain_own_share=2,
    usual_effort=5,
)


def diary(scores, first=FIRST):
    """Scores of one day after another; None is a morning without one."""
    return {first + timedelta(days=place): score for place, score in enumerate(scores) if score is not None}


def ups_and_downs(weeks=20):
    """Four quiet mornings, and after hard days three bad ones: what comes can be forecasts from this morning."""
    return diary([1, 1, 1, 1, 5, 5, 5] * weeks)


def hard_days(weeks=20):
    """A hard session on the day before the bad mornings begin."""
    return {FIRST + timedelta(days=7 * week + 3): 600.0 for week in range(weeks)}


def ask(mornings, loads=None, day=None):
    return forecast_tomorrow(mornings, loads or {}, day or max(mornings), RULES, MODEL)


def test_a_forecast_worked_by_hand():
    mornings = {FIRST: 5, FIRST + timedelta(days=10): 3}
    found = replay(mornings, {FIRST + timedelta(days=10): 300.0}, 2, PLAIN)
    share = (4 * 0.25 + 0.5) / (4 + 0.5)  # a morning ten days old counts a half
    odds = 0.5 + math.log(share / (1 - share)) + 0.8 * math.log(4)
    assert found.forecast[1] == pytest.approx(1 / (1 + math.exp(-odds)))
    # On the first day nothing was ever logged: the load is unknown, and the plain weights count.
    assert found.forecast[0] == pytest.approx(1 / (1 + math.exp(-(-0.5 + 2 * math.log(1 / 3)))))
    assert found.has_load.tolist() == [False, True]
    assert np.isnan(found.is_worse).all()


def test_the_own_rate_knows_only_what_had_come():
    found = replay(diary([1, 4, 4, None, 2, 1]), {}, 2, PLAIN)
    assert found.is_worse.tolist()[:2] == [1.0, 0.0]
    assert np.isnan(found.is_worse[2])
    # Pulled by four mornings at 0.25: 1/4; then 2 of 5; then 2 of 6; the gap adds nothing.
    assert found.own_rate.tolist() == pytest.approx([1 / 4, 2 / 5, 2 / 6, 2 / 6, 2 / 7])


def test_what_came_later_never_changes_a_forecast():
    whole = replay(ups_and_downs(), hard_days(), 2, MODEL)
    cut = {day: score for day, score in ups_and_downs().items() if day < FIRST + timedelta(days=60)}
    past = replay(cut, hard_days(), 2, MODEL)
    assert whole.forecast[:60].tolist() == pytest.approx(past.forecast.tolist())
    assert whole.own_rate[:60].tolist() == pytest.approx(past.own_rate.tolist())


def test_a_hard_day_after_a_quiet_morning_is_forecast_and_asks_to_go_easier():
    day = FIRST + timedelta(days=7 * 15 + 3)
    found = ask(ups_and_downs(), hard_days(), day)
    assert not found.abstains
    assert found.base_rate == pytest.approx(15 / 108)  # of 108 mornings 15 were followed by a bad one
    assert found.n_days == 108
    assert found.probability > 0.5
    assert found.asks_to_ease
    assert render_sentence(found.because).startswith("It rests on 108 of your own mornings")


def test_a_bad_morning_is_not_followed_by_a_worse_one_and_asks_for_nothing():
    day = FIRST + timedelta(days=7 * 15 + 5)
    found = ask(ups_and_downs(), hard_days(), day)
    assert found.probability < 0.1
    assert not found.asks_to_ease


def test_the_load_is_unknown_after_four_weeks_without_a_logged_session_and_the_text_says_so():
    day = FIRST + timedelta(days=100)
    for back, is_known in ((27, True), (28, False)):
        found = replay(ups_and_downs(), {day - timedelta(days=back): 300.0}, 2, PLAIN)
        assert found.has_load[100] == is_known
    jumpy = diary([1, 1, 1, 6] * 30)
    assert "no session is logged" in render_sentence(ask(jumpy).because)


def test_a_higher_load_never_lowers_the_forecast():
    found = [
        replay(ups_and_downs(), {max(ups_and_downs()): load}, 2, MODEL).forecast[-1] for load in (10, 50, 200, 900)
    ]
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("scores", "sentence"),
    [
        ([1, 1, 4] * 20 + [None, None], "There is no score for this morning."),
        ([1, 1, 4] * 20 + [9], "This morning's score leaves no room to be worse by 2 points."),
        ([1, 1, 4] * 3, "It needs 28 mornings that are followed by another morning's score. You have 8."),
        ([2, 3] * 30, "0 of 59 mornings were followed by a worse one. That is too few to learn from."),
    ],
)
def test_it_abstains_and_says_why(scores, sentence):
    mornings = diary(scores)
    found = ask(mornings, day=FIRST + timedelta(days=len(scores) - 1))
    assert (found.abstains, found.asks_to_ease) == (True, False)
    assert render_sentence(found.because) == sentence


def test_an_empty_diary_abstains_with_the_usual_rate():
    found = ask({}, day=FIRST)
    assert (found.abstains, found.base_rate, found.n_days) == (True, MODEL.usual_rate, 0)


def test_it_abstains_where_the_runners_own_rate_was_as_good():
    """Whether a morning is worse has nothing to do with the last one or the day: always up by two, then down slowly."""
    random = np.random.default_rng(4)
    level, scores = 5.0, []
    for _ in range(120):
        scores.append(level)
        level += 2.0 if random.random() < 0.2 else -0.5
        level = min(max(level, 0), 8)
    mornings = diary(scores)
    loads = {day: float(random.integers(0, 900)) for day in mornings}
    found = ask(mornings, loads)
    assert found.abstains
    assert (
        render_sentence(found.because)
        == "On your last 119 mornings a forecast would not have been better than your usual rate."
    )


def test_the_gate_is_the_product_of_what_each_forecast_gave_to_what_came():
    past = replay(diary([1, 4, 4, 1, 1]), {}, 2, PLAIN)
    forecasts = [past.forecast[0], *(1 - past.forecast[1:4])]
    own = [past.own_rate[0], *(1 - past.own_rate[1:4])]
    assert find_bayes_factor(past) == pytest.approx(math.prod(forecasts) / math.prod(own))


def test_days_beyond_the_look_back_and_after_the_day_change_nothing():
    day = FIRST + timedelta(days=60)
    now = {one: score for one, score in ups_and_downs().items() if one <= day}
    old = {FIRST - timedelta(days=400 + back): 9 for back in range(30)}
    assert ask(now, day=day) == ask(now | old | {day + timedelta(days=1): 9}, day=day)
