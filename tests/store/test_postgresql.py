"""A connection to PostgreSQL is found to be gone before it is used, and one that is there is not asked each time."""

import psycopg
import pytest
from django.db import connection

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def heard(monkeypatch):
    """The statements that psycopg is given from here on."""
    said: list[str] = []
    execute = psycopg.Cursor.execute

    def listen(cursor, query, *given, **named):
        said.append(str(query))
        return execute(cursor, query, *given, **named)

    connection.ensure_connection()
    monkeypatch.setattr(psycopg.Cursor, "execute", listen)
    return said


def own_process() -> int:
    return connection.connection.info.backend_pid


def end(pid: int) -> None:
    """End the connection from another, as a database that is stopped does."""
    info = connection.connection.info
    with psycopg.connect(host=info.host, port=info.port, user=info.user, dbname=info.dbname) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])
        while other.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [pid]).fetchone():
            pass


def test_a_connection_that_is_there_is_usable_without_a_statement(heard):
    assert connection.is_usable()
    assert heard == []


def test_a_connection_that_ended_is_not_usable_and_the_next_request_has_another(heard):
    before = own_process()
    end(before)
    assert not connection.is_usable()
    connection.health_check_enabled, connection.health_check_done = True, False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert own_process() != before


def test_the_database_is_asked_after_an_error(heard):
    connection.errors_occurred = True
    try:
        assert connection.is_usable()
    finally:
        connection.errors_occurred = False
    assert heard == ["SELECT 1"]


def test_a_connection_on_which_something_has_come_is_asked_and_goes_on(heard):
    with connection.cursor() as cursor:
        cursor.execute("LISTEN news")
    info = connection.connection.info
    with psycopg.connect(host=info.host, port=info.port, user=info.user, dbname=info.dbname, autocommit=True) as other:
        other.execute("NOTIFY news")
    heard.clear()
    assert connection.is_usable()
    assert set(heard) <= {"SELECT 1"}
    assert connection.is_usable()
