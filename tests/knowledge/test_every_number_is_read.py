"""No number of plan_rules.yaml is there for nothing: changing it must change what some code does."""

import re
from functools import cache
from pathlib import Path

import pytest

import runback
from runback.knowledge.plan_rule_records.base import Rule
from runback.knowledge.plan_rules import load_plan_rules

SOURCE = Path(runback.__file__).parent


@cache
def code() -> tuple[str, ...]:
    """The files that plan and check; the second reading only verifies what they do."""
    files = (path for path in SOURCE.rglob("*.py") if not {"knowledge", "verify"} & {*path.relative_to(SOURCE).parts})
    return tuple(path.read_text(encoding="utf-8") for path in files)


def is_read(number: str) -> bool:
    """Whether one file names the rule and the number."""
    rule, name = number.split(".")
    return any(re.search(rf"\.{rule}\b", text) and re.search(rf"\.{name}\b", text) for text in code())


NUMBERS = [
    f"{rule.id}.{name}"
    for rule in load_plan_rules().rules
    for name in type(rule).model_fields
    if name not in Rule.model_fields
]


@pytest.mark.parametrize("number", NUMBERS)
def test_every_number_is_read(number: str) -> None:
    assert is_read(number), f"no code reads {number}: read it, or take it out of plan_rules.yaml"


def test_the_check_reads_its_numbers_from_the_plan_rules() -> None:
    numbers = ("light_red.pain_min", "light_green.pain_max", "no_run_pain.walking_pain_min", "walk_gate.pain_max")
    assert all(is_read(number) for number in numbers)
