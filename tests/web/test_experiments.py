"""The page What helps me: choose, follow, read the answer; nothing is tried while something else comes first."""

from datetime import timedelta
from html import unescape

import pytest

from runback.services.insight import experiments
from runback.services.training import check_in
from tests.services.insight.made_up import add_mornings
from tests.web.conftest import CLEAR, EMERGENCY, TODAY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def page_of(client, path="/experiments/"):
    return unescape(client.get(path).content.decode())


def test_a_change_is_chosen_with_its_chance_of_an_answer_and_started_with_one_tap(client, ada, checked):
    assert 'href="/experiments/heat/"' in page_of(client)
    choose = page_of(client, "/experiments/heat/")
    assert "6 weeks, 2 points less pain: found in about 9 of 10 if it is there" in choose
    assert 'href="/evidence/heat-for-back/"' in choose
    answer = client.post("/experiments/heat/", {"choice": "42-2"})
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/experiments/")
    running = page_of(client)
    assert "Day 1 of 40" in running
    assert "The answer comes after 22 June. 0 mornings count so far." in running
    assert "heat" not in running.partition("Try one change")[2]


def test_the_page_says_what_to_do_today(client, ada, checked, move_clock_to):
    one = experiments.start_experiment(ada, "heat", 42, 2, TODAY)
    for place in (0, one.block_days):
        move_clock_to(one.started_on + place * DAY)
        page = page_of(client)
        assert ("Today with the change." in page) is one.is_with(one.started_on + place * DAY)
        assert ("Today without the change." in page) is not one.is_with(one.started_on + place * DAY)


def test_the_answer_is_in_words_with_its_interval_and_evidence(client, ada, checked, move_clock_to):
    one = experiments.start_experiment(ada, "heat", 42, 2, TODAY)
    days = (TODAY + place * DAY for place in range(40))
    add_mornings(ada, {day: (1 if one.is_with(day) else 4) + day.toordinal() % 2 for day in days})
    move_clock_to(one.ends_on + DAY)
    check_in.save_check(ada, CLEAR, one.ends_on + DAY)
    page = page_of(client)
    assert "Warmth in the evening: it helps you" in page
    assert "points lower with the change, most likely between" in page
    assert 'href="/evidence/one-change-at-a-time/"' in page
    assert "hope alone can move a score" in page


def test_stopping_takes_one_tap_and_says_that_the_result_is_unclear(client, ada, checked):
    check_in.save_check(ada, CLEAR, TODAY - 3 * DAY)
    experiments.start_experiment(ada, "heat", 42, 2, TODAY - 3 * DAY)
    assert client.post("/experiments/stop/").status_code == 302
    assert "Warmth in the evening: your scores cannot tell" in page_of(client)
    assert client.post("/experiments/stop/").status_code == 404


def test_with_an_emergency_nothing_is_offered_and_a_post_starts_nothing(client, ada, emergency):
    assert "do first what Today says" in page_of(client)
    assert "Try one change" not in page_of(client)
    assert "warm pack" not in page_of(client, "/experiments/heat/")
    assert client.post("/experiments/heat/", {"choice": "42-2"}).status_code == 400
    assert experiments.list_experiments(ada, TODAY) == ()


def test_an_emergency_in_the_middle_hides_what_the_change_asks_for(client, ada, checked):
    experiments.start_experiment(ada, "cadence", 42, 2, TODAY)
    check_in.save_check(ada, EMERGENCY, TODAY)
    page = page_of(client)
    assert "Training is on hold, so this waits too." in page
    assert "steps a minute" not in page


@pytest.mark.parametrize("choice", ["", "9-9", "٤٢-٢"])
def test_a_choice_that_is_not_on_the_page_is_answered_with_the_page(client, ada, checked, choice):
    answer = client.post("/experiments/heat/", {"choice": choice})
    assert answer.status_code == 400
    assert b'role="alert"' in answer.content
    assert experiments.list_experiments(ada, TODAY) == ()


def test_an_unknown_change_is_not_found(client, checked):
    assert client.get("/experiments/magnets/").status_code == 404


def test_ben_sees_none_of_adas_experiment(client, ben_client, ada, checked):
    experiments.start_experiment(ada, "heat", 42, 2, TODAY)
    assert "Day 1" not in page_of(ben_client)
    assert ben_client.post("/experiments/stop/").status_code == 404


def test_without_enough_mornings_the_forecast_says_why(client, checked):
    assert "No forecast. There is no score for this morning." in page_of(client)
