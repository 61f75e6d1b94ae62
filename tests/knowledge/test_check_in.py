"""The weekly check-in covers every warning sign that can change in a week, each once."""

import pytest

from runback.knowledge.check_in import load_check_in, parse_check_in
from runback.knowledge.reading import BrokenRuleBook
from runback.knowledge.red_flags import load_red_flags


def test_every_warning_sign_that_can_change_in_a_week_has_its_place():
    book = load_check_in()
    covered = {item for asked in (book.saddle, book.cauda_equina, *book.lines) for item in asked.items}
    items = load_red_flags().items
    assert {item.id for item in items if not item.lasts and item.ask != "alone"} <= covered


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("items: [ces_bladder, wings]", "no item 'wings'"),
        ("items: [ces_bladder, ces_bladder]", "two places"),
    ],
)
def test_a_sign_that_does_not_exist_or_occurs_twice_is_reported(wrong, words):
    with pytest.raises(BrokenRuleBook, match=words):
        parse_check_in(f"saddle: {{text: Numb}}\ncauda_equina: {{text: New, {wrong}}}\nlines: []\n")
