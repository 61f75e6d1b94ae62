"""A row is found by its runner and by nobody else."""

from datetime import datetime
from itertools import product

import pytest

from runback.domain.diary import PainEntry
from runback.domain.errors import NotFound
from runback.domain.runner import Runner
from runback.store.mapping_diary import pain_record, pain_values
from runback.store.models import PainRow, ShoeRow
from runback.store.models.runner import OwnedRow
from runback.store.owned import owner_id, row_of, rows_of, stamp_rows


@pytest.fixture
def adas_pain(cast, noon) -> PainRow:
    entry = PainEntry(noon, noon.date(), 4, note="stiff")
    return PainRow.objects.create(runner_id=cast.ada.id, **pain_values(entry))


def test_another_runners_row_is_not_found(cast, adas_pain):
    assert row_of(PainRow, cast.ada, adas_pain.pk) == adas_pain
    with pytest.raises(NotFound, match="nothing of yours with the number"):
        row_of(PainRow, cast.ben, adas_pain.pk)
    assert list(rows_of(PainRow, cast.ben)) == []


@pytest.mark.parametrize("row_id", ["", "x", "-1", "1.5", "٣", "9" * 40, "1; drop table pain_entry"])
def test_an_id_that_is_no_number_is_not_found(cast, adas_pain, row_id):
    with pytest.raises(NotFound):
        row_of(PainRow, cast.ada, row_id)


def test_an_unsaved_runner_owns_nothing(cast):
    with pytest.raises(NotFound):
        owner_id(Runner("Nobody"))


def test_a_pain_entry_comes_back_as_it_went_in(adas_pain, noon):
    back = pain_record(PainRow.objects.get(pk=adas_pain.pk))
    assert back == PainEntry(noon, noon.date(), 4, note="stiff", id=adas_pain.pk)


def test_every_table_but_those_of_accounts_has_a_runner_that_cannot_be_missing():
    from django.apps import apps

    of_accounts = {"RunnerRow", "PersonRow", "DeviceRow", "GroupRow"}
    tables = [model for model in apps.get_app_config("store").get_models() if model.__name__ not in of_accounts]
    assert len(tables) >= 12
    for model in tables:
        assert issubclass(model, OwnedRow)
        assert not model._meta.get_field("runner").null


def test_each_kind_has_a_stamp_of_the_runners_own_rows_which_moves_when_one_is_saved(cast, adas_pain, noon):
    PainRow.objects.create(runner_id=cast.ben.id, **pain_values(PainEntry(noon, noon.date(), 1)))
    before = stamp_rows((ShoeRow, PainRow), cast.ada)
    assert [stamp[:2] for stamp in before] == [(0, 0), (1, 1)]

    adas_pain.save(update_fields=["note"])  # a save of one column moves it, too
    after = stamp_rows((ShoeRow, PainRow), cast.ada)
    assert (after[0], after[1][2] > before[1][2]) == (before[0], True)


def test_no_two_states_of_three_rows_have_one_stamp(cast, noon):
    """Each row is gone, as it was, or changed: undoing either of two changes leaves count and last moment alike."""
    shoes = [ShoeRow.objects.create(runner_id=cast.ada.id, name=name) for name in ("red", "blue", "old")]
    first, changed = (271_828, 314_159, 141_421), (577_215, 618_033, 693_147)
    versions = [
        (None, noon.replace(microsecond=a), noon.replace(microsecond=b)) for a, b in zip(first, changed, strict=True)
    ]
    stamps = set()
    for state in product(*versions):
        for shoe, saved_at in zip(shoes, state, strict=True):
            _leave(shoe, saved_at)
        stamps.add(stamp_rows((ShoeRow,), cast.ada))
    assert len(stamps) == 3**3


def _leave(shoe: ShoeRow, saved_at: datetime | None) -> None:
    """The row as it was saved at that moment, or not there."""
    if saved_at is None:
        ShoeRow.objects.filter(pk=shoe.pk).delete()
    else:
        shoe.updated_at = saved_at
        shoe.save_base(raw=True)
