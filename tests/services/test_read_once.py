"""Each function that is read once says which rows it reads: a kind that is missing there would make a stale page."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from runback.services import activities
from runback.services.form import findings
from runback.services.insight import forecast
from runback.services.training import adjust, adjustments, check_in, diary, facts, follow_up, outcomes
from runback.store.standing import KINDS, READINGS
from tests.runs import add_many_runs
from tests.services.made_up import THURSDAY

SINCE = THURSDAY - timedelta(days=60)
NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)
FUNCTIONS = {
    activities.count_activities: (),
    activities.list_runs: (THURSDAY, SINCE),
    activities._find_doubtful: (SINCE, THURSDAY),
    adjust.list_moves: (SINCE,),
    check_in._keys_newest_first: (THURSDAY,),
    diary.list_clearances: (),
    diary.list_pain: (SINCE, THURSDAY),
    diary.list_self_tests: (SINCE, THURSDAY),
    diary.list_sessions: (SINCE, THURSDAY),
    diary.list_strength: (SINCE, THURSDAY),
    diary.worst_pain: (SINCE, THURSDAY),
    facts.measure_runs: (THURSDAY,),
    findings.find_form: (SINCE, THURSDAY),
    follow_up._list_pain_since: (SINCE, NOON, THURSDAY),
    follow_up._list_sessions_since: (SINCE, NOON, THURSDAY),
    forecast.find_word_of_caution: (THURSDAY,),
    forecast.read_loads: (SINCE, THURSDAY, 4.0),
    outcomes.find_due_outcomes: (date(2026, 4, 1), THURSDAY),
    adjustments.list_layouts: (),
    adjustments.list_days_off: (),
    adjustments.list_limits: (),
    adjustments.list_races: (),
}


def test_every_function_that_is_read_once_is_looked_at_here():
    assert {function.__qualname__ for function in FUNCTIONS} == set(READINGS)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__qualname__)
def test_a_function_reads_the_rows_that_it_names_and_no_others(ada, outcome, day, function):
    add_many_runs(ada, THURSDAY, 5)
    diary.log_pain(ada, 2)
    with CaptureQueriesContext(connection) as asked:
        function(ada, *FUNCTIONS[function])
    tables = {table for one in asked for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', one["sql"])}
    assert tables == {kind._meta.db_table for kind in READINGS[function.__qualname__]}


def test_every_kind_that_is_looked_at_is_read_by_some_function():
    assert {kind for kinds in READINGS.values() for kind in kinds} == set(KINDS)
