"""A record is opened by grant alone, each look is noted for its runner, and ending a grant ends it at once."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from runback.domain.errors import BadAnswer, NotFound, UnusableInput
from runback.services.people import sharing
from runback.services.people.accounts import set_active
from runback.services.people.consent import ConsentKind, agree, consent_text
from runback.store.models import ConsentRow, GrantRow, ViewRow


def test_a_clinician_opens_the_record_that_was_granted_and_no_other(clinic):
    assert sharing.open_record(clinic.cleo.user_id, clinic.ada.id, "the record") == clinic.ada
    with pytest.raises(NotFound):
        sharing.open_record(clinic.cleo.user_id, clinic.ben.id, "the record")


def test_nobody_without_a_grant_opens_a_record_and_nothing_is_noted(clinic):
    for viewer in (clinic.dora, clinic.emil):
        with pytest.raises(NotFound):
            sharing.open_record(viewer.user_id, clinic.ada.id, "the record")
    assert sharing.list_views(clinic.ada) == ()


def test_a_runner_who_does_not_exist_looks_the_same_as_no_grant(clinic):
    messages = set()
    for runner_id in (clinic.ben.id, 10**12):
        with pytest.raises(NotFound) as found:
            sharing.open_record(clinic.cleo.user_id, runner_id, "the record")
        messages.add(found.value.message)
    assert len(messages) == 1


def test_each_look_is_shown_to_its_runner_alone(clinic):
    sharing.open_record(clinic.cleo.user_id, clinic.ada.id, "the record")
    ((look),) = sharing.list_views(clinic.ada)
    assert (look.name, look.role, look.what) == ("Cleo", "Clinician", "the record")
    assert sharing.list_views(clinic.ben) == ()


def test_what_was_looked_at_cannot_be_rewritten(clinic):
    sharing.open_record(clinic.cleo.user_id, clinic.ada.id, "the record")
    row = ViewRow.objects.get()
    row.what = "nothing"
    with pytest.raises(ValueError, match="never rewritten"):
        row.save()


KEPT = {
    "save": lambda row: row.save(),
    "delete": lambda row: row.delete(),
    "update of a query": lambda row: type(row).objects.filter(pk=row.pk).update(runner_id=row.runner_id),
    "delete of a query": lambda row: type(row).objects.all().delete(),
}


@pytest.mark.parametrize("way", KEPT)
def test_who_looked_and_what_was_agreed_is_only_added_to(clinic, way):
    sharing.open_record(clinic.cleo.user_id, clinic.ada.id, "the record")
    agree(clinic.ada, consent_text(ConsentKind.SERVER))
    for row in (ViewRow.objects.get(), ConsentRow.objects.get()):
        with pytest.raises(ValueError, match=r"never rewritten|with their runner alone"):
            KEPT[way](row)
    assert (ViewRow.objects.count(), ConsentRow.objects.count()) == (1, 1)


@pytest.mark.parametrize(("table", "column"), [("record_view", "what"), ("consent", "text")])
def test_the_database_itself_refuses_to_rewrite_it(clinic, table, column):
    sharing.open_record(clinic.cleo.user_id, clinic.ada.id, "the record")
    agree(clinic.ada, consent_text(ConsentKind.SERVER))
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = 'nothing'")


def test_a_grant_that_is_ended_opens_nothing_any_more(clinic):
    (grant,) = sharing.list_grants(clinic.ada)
    sharing.revoke(clinic.ada, grant.id)
    assert sharing.list_grants(clinic.ada) == ()
    with pytest.raises(NotFound):
        sharing.open_record(clinic.cleo.user_id, clinic.ada.id, "the record")


def test_a_grant_is_ended_by_its_runner_alone(clinic):
    (grant,) = sharing.list_grants(clinic.ada)
    with pytest.raises(NotFound):
        sharing.revoke(clinic.ben, grant.id)
    assert sharing.list_grants(clinic.ada) == (grant,)


def test_a_clinician_who_is_stopped_opens_nothing(clinic):
    set_active(clinic.cleo.user_id, is_active=False)
    with pytest.raises(NotFound):
        sharing.open_record(clinic.cleo.user_id, clinic.ada.id, "the record")


def test_an_invitation_is_kept_as_a_hash_and_works_once(clinic):
    token = sharing.invite(clinic.ben)
    assert not GrantRow.objects.filter(token_sha256=token).exists()
    assert sharing.accept(token, clinic.dora) == clinic.ben
    with pytest.raises(NotFound):
        sharing.accept(token, clinic.cleo)


def test_an_invitation_is_for_clinicians_and_stays_open_when_another_tries(clinic):
    token = sharing.invite(clinic.ben)
    with pytest.raises(UnusableInput):
        sharing.accept(token, clinic.emil)
    assert sharing.accept(token, clinic.dora) == clinic.ben


def test_an_invitation_ends_after_a_week_and_when_it_is_taken_back(clinic, noon, monkeypatch):
    old, withdrawn = sharing.invite(clinic.ben), sharing.invite(clinic.ben)
    sharing.revoke(clinic.ben, sharing.list_grants(clinic.ben)[1].id)
    with pytest.raises(NotFound):
        sharing.accept(withdrawn, clinic.dora)
    monkeypatch.setattr("runback.services.clock.now", lambda: noon + timedelta(days=7, seconds=1))
    with pytest.raises(NotFound):
        sharing.accept(old, clinic.dora)


def test_ten_invitations_can_be_open_and_no_more(clinic):
    for _ in range(10):
        sharing.invite(clinic.ben)
    with pytest.raises(BadAnswer):
        sharing.invite(clinic.ben)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 4001])
def test_an_empty_or_endless_note_is_refused(clinic, text):
    with pytest.raises(BadAnswer):
        sharing.add_note(clinic.ada, clinic.cleo, text)
    assert sharing.list_notes(clinic.ada) == ()
