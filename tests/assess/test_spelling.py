"""Slips of the pen in the words that matter most."""

import pytest

from runback.assess.spelling import mend_spelling
from runback.assess.text import screen_text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("genitls", "genitals"),
        ("bladdder", "bladder"),
        ("tiolet", "toilet"),
        ("incontinance", "incontinence"),
        ("sciatca", "sciatica"),
        ("pregnent", "pregnant"),
        ("numbnes", "numbnes"),
    ],
)
def test_near_misses_are_read_as_the_word(written: str, meant: str) -> None:
    assert mend_spelling(written) == meant


@pytest.mark.parametrize(
    "word", ["bowls", "crutch", "shouting", "fewer", "cancel", "election", "tinkling", "period", "severed", "toilets"]
)
def test_words_that_only_look_alike_stay(word: str) -> None:
    assert mend_spelling(word) == word


def test_a_misspelt_emergency_is_heard() -> None:
    assert "saddle_change" in screen_text("numb round my genitls since yesteday").said
    assert "bladder_change" in screen_text("cnt control my blader").said
