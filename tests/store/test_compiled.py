"""A query that is made once finds what the ORM finds, for whoever is asked about and as the rows are now."""

from datetime import UTC, date, datetime, timedelta
from inspect import signature

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from runback.domain.diary import PainMoment
from runback.services.home.runners import user_id_of
from runback.services.training import check_in, diary
from runback.services.training.plans import current_plan
from runback.store import queries
from runback.store.compiled import QUERIES
from runback.store.models import ActivityRow, PainRow, SessionRow
from runback.store.owned import owner_id, rows_of
from runback.web import sessions  # noqa: F401 -- its queries are looked at here
from runback.web.signin import backends  # noqa: F401 -- and these
from tests.runs import add_many_runs
from tests.services.made_up import THURSDAY
from tests.web.conftest import CLEAR

pytestmark = pytest.mark.django_db


@pytest.fixture
def life(cast):
    """Ada with something of each kind; the values that queries are asked with, by their names."""
    ada, monday = cast.ada, THURSDAY - timedelta(days=3)
    add_many_runs(ada, THURSDAY - timedelta(days=1), 3)
    ActivityRow.objects.filter(pk=rows_of(ActivityRow, ada).latest("pk").pk).update(sport="walk")
    check_in.save_check(ada, CLEAR, monday)
    current_plan(ada, THURSDAY)
    diary.log_pain(ada, 2, PainMoment.MORNING, datetime(2026, 5, 14, 5, tzinfo=UTC))
    SessionRow.objects.create(runner_id=owner_id(ada), day=THURSDAY, kind="run", done=True)
    Session.objects.create(session_key="k" * 32, session_data="", expire_date=datetime(2030, 1, 1, tzinfo=UTC))
    return {
        "runner_id": owner_id(ada),
        "user_id": user_id_of(ada),
        "key": "k" * 32,
        "now": datetime(2026, 5, 14, tzinfo=UTC),
        "first": date.min,
        "last": date.max,
        "until": date.max,
        "instant": datetime(2020, 1, 1, tzinfo=UTC),
        "logged": "logged",
    }


def test_every_query_finds_what_the_orm_finds_each_time(life):
    for query in QUERIES:
        given = [life[name] for name in signature(query.make).parameters]
        expected = list(query.make(*given))
        assert expected, f"nothing of {query.make} is there"
        with CaptureQueriesContext(connection) as asked:
            assert query(*given) == query(*given) == expected
        assert len(asked) == 2, "an answer was kept, or asked for twice"


def test_every_query_finds_only_what_belongs_to_its_values(life, cast):
    other = life | {"runner_id": owner_id(cast.ben), "user_id": user_id_of(cast.ben), "key": "another"}
    for query in QUERIES:
        names = signature(query.make).parameters
        found = query(*(other[name] for name in names))
        assert found == list(query.make(*(other[name] for name in names)))
        assert found != query(*(life[name] for name in names))


def test_a_query_finds_rows_as_they_are_now(life, cast):
    before = queries.pain_between(life["runner_id"], date.min, date.max)
    diary.log_pain(cast.ada, 5, PainMoment.NOW, datetime(2026, 5, 14, 9, tzinfo=UTC))
    after = queries.pain_between(life["runner_id"], date.min, date.max)
    assert ([score for _, _, score, *_ in before], [score for _, _, score, *_ in after]) == ([2], [2, 5])


def test_both_days_count_and_an_instant_itself_does_not(life, cast):
    for score, day in ((3, 11), (4, 12), (5, 13)):
        diary.log_pain(cast.ada, score, PainMoment.NOW, datetime(2026, 5, day, 12, 30, tzinfo=UTC))
    days = life["runner_id"], date(2026, 5, 12), date(2026, 5, 13)
    assert [score for _, _, score, *_ in queries.pain_between(*days)] == [4, 5]
    saved_at = rows_of(PainRow, cast.ada).get(score=4).updated_at
    assert [row.score for row in queries.pain_since(*days, saved_at)] == [5]


def test_a_query_without_a_row_has_no_first(life):
    assert queries.last_revision.first(life["runner_id"], date(2026, 1, 1)) is None
