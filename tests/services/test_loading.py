"""While modules are loaded nobody looks for garbage; afterwards the collector works as it did."""

import gc

import pytest

from runback.services.loading import loading


@pytest.fixture(autouse=True)
def _as_it_was():
    yield
    gc.enable()
    gc.unfreeze()


def test_the_collector_rests_while_modules_are_loaded_and_works_again_after_an_error():
    seen = []

    def load() -> None:
        with loading():
            seen.append(gc.isenabled())
            raise ImportError

    with pytest.raises(ImportError):
        load()
    assert seen == [False]
    assert gc.isenabled()


def test_what_was_loaded_is_not_looked_at_again():
    with loading():
        entries = [[] for _ in range(1000)]
    assert gc.get_freeze_count() >= len(entries)


def test_a_collector_that_was_off_stays_off():
    gc.disable()
    with loading():
        pass
    assert not gc.isenabled()
