"""What is not answered is taken from the history, and only that."""

from datetime import date, timedelta

import pytest

from runback.domain.intake import read_intake
from runback.services.training.facts import complete_intake, gather_facts
from tests.runs import add_run

TODAY = date(2026, 5, 14)


@pytest.fixture
def facts(ada):
    for days_ago, km in ((40, 15.0), (31, 12.0), (30, 9.0), (10, 7.0), (1, 11.0)):
        add_run(ada, TODAY - timedelta(days=days_ago), km)
    add_run(ada, TODAY + timedelta(days=1), 30.0)
    return gather_facts(ada, TODAY)


def test_the_longest_run_of_30_days_comes_from_the_history(facts):
    assert complete_intake(read_intake({}), facts).longest_run_30d_km == 11.0


def test_it_leaves_out_the_last_run_when_that_is_answered(facts):
    assert complete_intake(read_intake({"last_run_km": 11}), facts).longest_run_30d_km == 12.0


def test_an_answer_is_used(facts):
    assert complete_intake(read_intake({"longest_run_30d_km": 3}), facts).longest_run_30d_km == 3


def test_without_runs_nothing_is_made_up(cast):
    empty = gather_facts(cast.ben, TODAY)
    assert complete_intake(read_intake({}), empty).longest_run_30d_km is None


def test_a_run_of_tomorrow_is_not_known_today(facts):
    assert max(run.distance_km for run in facts.runs) == 15.0
    assert facts.load.longest_run_30d_km == 11.0
