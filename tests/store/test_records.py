"""A record is read from its row once, and again whenever the row was saved."""

import pytest

from runback.languages import using
from runback.store.models import ShoeRow
from runback.store.owned import owner_id, rows_of
from runback.store.records import KeptRecords

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(cast):
    """The names of shoes as records, and the names that were read from rows, in order."""
    seen: list[str] = []

    def name_of(row: ShoeRow) -> str:
        seen.append(row.name)
        return row.name

    for name in ("red", "blue", "old"):
        ShoeRow.objects.create(runner_id=owner_id(cast.ada), name=name)
    return KeptRecords(ShoeRow, name_of, most=3), seen


def names(kept: KeptRecords, runner) -> list[str]:
    return list(kept.of_rows(rows_of(ShoeRow, runner).order_by("name")))


def test_a_row_is_read_once_however_often_it_is_requested(cast, read):
    kept, seen = read
    assert names(kept, cast.ada) == names(kept, cast.ada) == ["blue", "old", "red"]
    assert sorted(seen) == ["blue", "old", "red"]


def test_a_row_that_was_saved_is_read_again_and_the_others_are_not(cast, read):
    kept, seen = read
    names(kept, cast.ada)
    row = ShoeRow.objects.get(name="old")
    row.name = "older"
    row.save()
    assert names(kept, cast.ada) == ["blue", "older", "red"]
    assert seen[3:] == ["older"]


def test_a_row_that_is_undone_to_what_it_was_is_shown_as_it_was(cast, read):
    kept, _ = read
    names(kept, cast.ada)
    before = ShoeRow.objects.get(name="old")
    after = ShoeRow.objects.get(name="old")
    after.name = "older"
    after.save()
    names(kept, cast.ada)
    before.save_base(raw=True)  # as Undo puts a row back, with the moment it was saved at
    assert names(kept, cast.ada) == ["blue", "old", "red"]


def test_a_row_that_is_gone_is_left_out_and_nobody_elses_is_shown(cast, read):
    kept, _ = read
    names(kept, cast.ada)
    ShoeRow.objects.filter(name="old").delete()
    assert names(kept, cast.ada) == ["blue", "red"]
    assert names(kept, cast.ben) == []


def test_a_row_that_goes_between_its_key_and_itself_is_left_out(cast, read):
    kept, _ = read
    keys = list(rows_of(ShoeRow, cast.ada).order_by("name").values_list("pk", "updated_at"))
    ShoeRow.objects.filter(name="old").delete()
    assert list(kept.of_keys(keys)) == ["blue", "red"]


def test_a_row_that_was_just_saved_is_not_read_again(cast, read):
    kept, seen = read
    row = ShoeRow.objects.create(runner_id=owner_id(cast.ada), name="new")
    assert kept.of_row(row) == kept.of_row(row) == "new"
    assert list(kept.of_rows(rows_of(ShoeRow, cast.ada).filter(name="new"))) == ["new"]
    assert seen == ["new"]


def test_each_language_has_its_own_records(cast, read):
    kept, seen = read
    names(kept, cast.ada)
    with using("de"):
        names(kept, cast.ada)
    assert len(seen) == 6


def test_the_least_recently_used_is_dropped_first(cast, read):
    kept, seen = read
    names(kept, cast.ada)
    ShoeRow.objects.create(runner_id=owner_id(cast.ada), name="young")
    assert names(kept, cast.ada) == ["blue", "old", "red", "young"]  # "blue" made room
    seen.clear()
    assert list(kept.of_rows(rows_of(ShoeRow, cast.ada).filter(name__in=("red", "young")))) == ["red", "young"]
    assert seen == []
    assert list(kept.of_rows(rows_of(ShoeRow, cast.ada).filter(name="blue"))) == ["blue"]
    assert seen == ["blue"]


def test_versions_of_a_row_that_are_past_take_no_room_from_other_rows(cast, read):
    kept, seen = read
    row = ShoeRow.objects.get(name="old")
    for _ in range(4):
        row.save()
        names(kept, cast.ada)
    assert sorted(seen) == ["blue", "old", "old", "old", "old", "red"]
