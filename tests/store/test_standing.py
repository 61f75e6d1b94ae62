"""What was read from a runner's rows is cached while they are unchanged, and read again when one changed."""

from datetime import date

import pytest

from runback.domain.diary import SessionLog
from runback.domain.plan import SessionKind
from runback.languages import using
from runback.services.training.diary import list_sessions, log_session
from runback.store.models import ActivityRow, ShoeRow
from runback.store.models.runner import OwnedRows
from runback.store.owned import owner_id, rows_of
from runback.store.standing import KINDS, READINGS, read_once, standing
from tests.runs import add_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(cast):
    """A function that returns the names of a runner's shoes, and the runners whose rows it read."""
    seen: list[str] = []

    @read_once(ShoeRow)
    def names(runner, longest: int = 99) -> list[str]:
        seen.append(runner.name)
        return sorted(row.name for row in rows_of(ShoeRow, runner) if len(row.name) <= longest)

    for name in ("red", "blue"):
        ShoeRow.objects.create(runner_id=owner_id(cast.ada), name=name)
    yield names, seen
    del READINGS[names.__qualname__]


def on_a_page(runner, names, *given):
    with standing(runner):
        return names(runner, *given)


def test_pages_read_rows_once_while_they_are_unchanged(cast, read):
    names, seen = read
    assert on_a_page(cast.ada, names) == on_a_page(cast.ada, names) == ["blue", "red"]
    assert seen == ["Ada"]


def test_what_is_no_page_reads_each_time(cast, read):
    names, seen = read
    assert names(cast.ada) == names(cast.ada) == ["blue", "red"]
    assert seen == ["Ada", "Ada"]


def test_other_arguments_and_other_languages_are_read_for_themselves(cast, read):
    names, seen = read
    assert on_a_page(cast.ada, names, 3) == ["red"]
    assert on_a_page(cast.ada, names) == ["blue", "red"]
    with using("de"):
        on_a_page(cast.ada, names)
    assert seen == ["Ada"] * 3


def test_nobody_is_given_what_was_read_for_another_runner(cast, read):
    names, _ = read
    assert on_a_page(cast.ada, names) == ["blue", "red"]
    assert on_a_page(cast.ben, names) == []
    with standing(cast.ada):
        assert names(cast.ben) == []


@pytest.mark.parametrize("change", ["add", "rename", "rename many", "delete", "undo"])
def test_a_page_after_a_change_shows_it(cast, read, change):
    names, _ = read
    before = ShoeRow.objects.get(name="red")
    row = ShoeRow.objects.get(name="red")
    row.name = "dark red"
    if change == "undo":
        row.save()
    on_a_page(cast.ada, names)
    if change == "add":
        ShoeRow.objects.create(runner_id=owner_id(cast.ada), name="new")
    elif change == "rename":
        row.save(update_fields=["name"])
    elif change == "rename many":
        rows_of(ShoeRow, cast.ada).filter(name="red").update(name="dark red")
    elif change == "delete":
        before.delete()
    else:
        before.save_base(raw=True)  # as Undo puts a row back, with the moment it was saved at
    shown = {"add": ["blue", "new", "red"], "delete": ["blue"], "undo": ["blue", "red"]}
    assert on_a_page(cast.ada, names) == shown.get(change, ["blue", "dark red"])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_rows_of_each_kind_get_another_stamp_once_they_change_though_none_is_saved(kind):
    """Many changed at once, and what Django sets to nothing where a row is deleted to which they point."""
    assert isinstance(kind._default_manager.all(), OwnedRows)
    assert isinstance(kind._base_manager.all(), OwnedRows)


def test_a_page_after_the_run_of_a_log_was_deleted_shows_the_log_without_it(cast):
    add_run(cast.ada, date(2026, 5, 3), 5.0)
    run = ActivityRow.objects.get()
    log_session(cast.ada, SessionLog(day=run.day, kind=SessionKind.RUN, activity_id=str(run.pk)))
    assert [log.activity_id for log in on_a_page(cast.ada, list_sessions)] == [str(run.pk)]
    run.delete()
    assert [log.activity_id for log in on_a_page(cast.ada, list_sessions)] == [None]


def test_what_was_read_while_a_row_changed_is_not_cached(cast, read):
    """Another request renames the shoes after this page looked at the stamps of the rows, and then takes that back."""
    names, _ = read
    before = ShoeRow.objects.get(name="red")
    with standing(cast.ada):
        row = ShoeRow.objects.get(name="red")
        row.name = "dark red"
        row.save()
        assert names(cast.ada) == ["blue", "dark red"]
    before.save_base(raw=True)
    assert on_a_page(cast.ada, names) == ["blue", "red"]


def test_inside_a_page_a_new_look_sees_what_changed_meanwhile(cast, read):
    names, _ = read
    with standing(cast.ada):
        names(cast.ada)
        ShoeRow.objects.create(runner_id=owner_id(cast.ada), name="new")
        assert names(cast.ada) == ["blue", "red"]
        with standing(cast.ada, again=True):
            assert names(cast.ada) == ["blue", "new", "red"]
    assert on_a_page(cast.ada, names) == ["blue", "new", "red"]
