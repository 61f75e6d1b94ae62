"""No rule of the second reading stands without a test that names it, and none is checked by a number in code alone."""

import re
from pathlib import Path

import runback.plan.verify as verify

SOURCES = [path.read_text(encoding="utf-8") for path in sorted(Path(verify.__file__).parent.glob("*.py"))]
TESTS = "".join(path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("test_*.py")))


def rule_names():
    """The names of every break: given to ``Broken``, to ``_no_run`` and ``_close``, or returned with a limit."""
    patterns = (r'Broken\(\s*"(\w+)"', r'_no_run\(plan, reading, "(\w+)"', r'_close\(.*"(\w+)"\)', r'"(week_\w+)"')
    return {name for source in SOURCES for pattern in patterns for name in re.findall(pattern, source)}


def test_every_rule_is_named_by_a_test():
    assert len(rule_names()) > 70
    assert {name for name in rule_names() if f'"{name}"' not in TESTS} == set()


def test_nothing_of_the_planner_is_used():
    imported = {name for source in SOURCES for name in re.findall(r"from runback\.plan\.(\w+)", source)}
    assert imported == {"request", "verify"}
