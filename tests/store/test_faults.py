"""An error of the disk or of the database is reported with its cause."""

from pathlib import Path

import pytest

from runback.domain.errors import UnusableInput
from runback.store.faults import explain


@pytest.mark.parametrize("text", ["\ud800", "my back \udfff hurts", b"a\xffb".decode("utf-8", "surrogateescape")])
def test_half_a_character_is_something_that_cannot_be_kept(text):
    with pytest.raises(UnicodeEncodeError) as raised:
        text.encode()
    error = explain(raised.value, Path("home"))
    assert isinstance(error, UnusableInput)
    assert "has a character that cannot be kept. Nothing was saved." in error.message


def test_a_terminal_that_cannot_show_a_letter_is_nothing_that_was_entered():
    with pytest.raises(UnicodeEncodeError) as raised:
        "é".encode("ascii")
    assert explain(raised.value, Path("home")) is None
