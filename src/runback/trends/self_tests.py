"""Repeats of a self-test: whether the result steadily improved or declined."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from runback.knowledge.plan_rules import load_plan_rules
from runback.trends.finding import Finding
from runback.trends.noise import find_order


@dataclass(frozen=True, slots=True)
class Repeats:
    """The results of one test on one side, in the test's unit, oldest first."""

    test_id: str
    label: str
    unit: str
    results: tuple[tuple[date, float], ...]


def find_progress(repeats: Sequence[Repeats]) -> Finding | None:
    """The test with the most certain change; None if all may be chance. The tests share the significance level."""
    rules = load_plan_rules().findings
    enough = [one for one in repeats if len(one.results) >= rules.self_tests]
    found = []
    for one in enough:
        values = [value for _, value in one.results]
        chance = find_order(values)
        if chance < rules.chance / len(enough) and values[0] != values[-1]:
            say = "finding.test_grew" if values[-1] > values[0] else "finding.test_shrank"
            facts = (("test", one.label), ("first", values[0]), ("last", values[-1]), ("unit", one.unit))
            found.append(Finding(say, facts, chance))
    return min(found, key=lambda one: one.chance, default=None)
