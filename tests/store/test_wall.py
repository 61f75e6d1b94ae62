"""The second wall: in a request PostgreSQL shows no rows of any other runner, whatever the query."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import IntegrityError, ProgrammingError, connection, transaction

from runback.services.people import groups, leaving, sharing
from runback.services.people.clinic import list_runners
from runback.services.sharing import report_links
from runback.store import wall
from runback.store.models import OriginalRow, PainRow, RunnerRow
from runback.store.models.runner import OwnedRow
from runback.store.shared_files import shared_originals
from tests.web.conftest import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture(autouse=True)
def lifted_afterwards():
    yield
    wall.lift()


def test_the_wall_covers_every_table_with_rows_of_a_runner():
    assert wall.find_gap() == ""
    models = [one for one in apps.get_app_config("store").get_models() if issubclass(one, OwnedRow)]
    assert set(wall.walled_tables()) == {one._meta.db_table for one in models} | {"runner"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_policies WHERE policyname = 'own_rows'")
        assert {name for (name,) in cursor.fetchall()} == set(wall.walled_tables())


@pytest.mark.parametrize("table", sorted(wall.walled_tables()))
def test_a_query_that_forgets_its_runner_sees_changes_and_deletes_nothing_of_ada(cast, hers, table):
    column = wall.walled_tables()[table]
    with connection.cursor() as cursor:
        for opened in ((), (cast.ben.id,)):
            wall.close()
            wall.open_for(opened)
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)} WHERE {column} = {cast.ada.id}")
            assert cursor.fetchone() == (0,)
            cursor.execute(f"UPDATE {connection.ops.quote_name(table)} SET created_at = now()")
            assert cursor.rowcount == len(opened) * (table == "runner")
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)} WHERE {column} = {cast.ada.id}")
            assert cursor.rowcount == 0
        wall.open_for([cast.ada.id])
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)} WHERE {column} = {cast.ada.id}")
        assert cursor.fetchone()[0] >= 1


def test_a_row_cannot_be_written_for_another_runner_or_given_to_one(cast, noon):
    values = {"at_utc": noon, "day": noon.date(), "score": 1, "moment": "now", "leg": "none"}
    wall.close()
    wall.open_for([cast.ben.id])
    own = PainRow.objects.create(runner_id=cast.ben.id, **values)
    for attempt in (
        lambda: PainRow.objects.create(runner_id=cast.ada.id, **values),
        lambda: PainRow.objects.filter(pk=own.pk).update(runner_id=cast.ada.id),
    ):
        with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
            attempt()


def test_a_moment_without_the_wall_ends_with_it_also_after_an_error(cast):
    wall.close()
    with wall.lifted():
        assert RunnerRow.objects.count() == 2
    assert RunnerRow.objects.count() == 0
    with pytest.raises(ProgrammingError), transaction.atomic(), wall.lifted(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM no_such_table")
    assert RunnerRow.objects.count() == 0


def test_what_is_opened_in_a_change_that_is_taken_back_is_closed_again(cast):
    wall.close()
    with transaction.atomic():
        wall.open_for([cast.ada.id])
        transaction.set_rollback(True)
    assert RunnerRow.objects.count() == 0


def test_workers_and_commands_are_never_closed_by_opening(cast):
    wall.open_for([cast.ada.id])
    assert RunnerRow.objects.count() == 2


def test_a_page_works_as_the_role_of_the_web_and_what_follows_does_not(cast, noon, monkeypatch):
    seen = []

    def look(home):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, current_setting('runback.runners')")
            seen.append(cursor.fetchone())
        return ()

    monkeypatch.setattr("runback.web.data.views.describe_backups", look)
    client_of(cast.ada).get("/data/")
    assert seen == [(wall.ROLE, f"{{{cast.ada.id}}}")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() != (wall.ROLE,)


def test_a_clinician_sees_the_runners_who_let_them_and_no_others(clinic):
    wall.close()
    assert [one.name for one in list_runners(clinic.cleo.user_id)] == ["Ada"]
    assert list(RunnerRow.objects.values_list("name", flat=True)) == ["Ada"]
    wall.close()
    sharing.open_record(clinic.cleo.user_id, clinic.ada.id, "record")
    assert list(RunnerRow.objects.values_list("name", flat=True)) == ["Ada"]


def test_a_file_that_another_runner_has_too_is_seen_so_that_it_stays(cast, hers):
    sha256 = OriginalRow.objects.get(runner_id=cast.ada.id).sha256
    wall.close()
    wall.open_for([cast.ben.id])
    assert shared_originals([sha256, "none"]) == {sha256}


def test_an_administrator_still_gets_the_numbers_of_a_group_and_the_list_of_who_left(cast, noon, monkeypatch):
    monkeypatch.setattr(groups, "FEWEST", 2)
    group_id = groups.add_group("Club")
    RunnerRow.objects.update(group_id=group_id, grouped_on=noon.date() - timedelta(days=90))
    get_user_model().objects.update(date_joined=noon - timedelta(days=400))
    wall.close()

    assert [one.members for one in groups.list_groups(noon.date())] == ["2"]
    assert sorted(one.name for one in leaving.list_due(12)) == ["Ada", "Ben"]
    assert RunnerRow.objects.count() == 0


def test_a_table_that_is_made_after_the_wall_is_there_for_the_web(cast):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE made_later (id bigint)")
        assert wall.find_gap() == ""
        wall.close()
        cursor.execute("SELECT count(*) FROM made_later")
        cursor.execute("SELECT count(*) FROM cache")
        wall.lift()
        cursor.execute(f"REVOKE ALL ON made_later FROM {wall.ROLE}")
    assert wall.find_gap() == "made_later without a policy or a grant"


def test_a_report_opened_by_its_link_sees_its_runner_alone_and_the_look_is_noted(cast, noon, monkeypatch):
    token = report_links.make_link(cast.ada, noon.date(), noon.date() - timedelta(days=28), 7)
    monkeypatch.setattr(
        report_links, "make_report", lambda *_: ",".join(RunnerRow.objects.values_list("name", flat=True))
    )
    wall.close()
    assert report_links.open_report(token) == "Ada"
    assert [one.name for one in sharing.list_views(cast.ada)] == [report_links.VIEWER]
