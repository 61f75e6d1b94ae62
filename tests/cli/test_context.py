"""Answers from a file: what cannot be read is refused with the place and what to do."""

import pytest

from runback.cli.context import read_answers
from runback.domain.errors import UnusableInput


@pytest.mark.parametrize("text", [r'{"text": "my back \ud800 hurts"}', r'{"red_flags": ["\udfff"]}', r'{"\ud83d": 1}'])
def test_answers_with_half_a_character_are_refused_with_it_and_with_what_to_do(tmp_path, text):
    (tmp_path / "answers.json").write_text(text, encoding="utf-8")
    with pytest.raises(UnusableInput, match=r"half a character \(\\u(d800|dfff|d83d)\)\. Save them as UTF-8"):
        read_answers(str(tmp_path / "answers.json"))


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "a: &a [*a]", "- &a\n  b: *a"])
def test_answers_that_are_nested_without_end_are_refused(tmp_path, text):
    (tmp_path / "answers.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(UnusableInput, match="nested too deep"):
        read_answers(str(tmp_path / "answers.yaml"))


def test_answers_in_yaml_may_have_dates_and_numbers_as_keys(tmp_path):
    (tmp_path / "answers.yaml").write_text("age_years: 40\n1: 2026-05-14\n", encoding="utf-8")
    assert read_answers(str(tmp_path / "answers.yaml"))["age_years"] == 40
