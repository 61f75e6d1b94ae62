"""Reasons and blocks of the plan: a rule of the rule book, its evidence, and this runner's facts."""

from collections.abc import Mapping
from datetime import date

from runback.domain.plan import Block
from runback.domain.reason import Fact, Reason
from runback.knowledge.plan_rules import Rule


def because(rule: Rule, say: str = "", **facts: Fact | date) -> Reason:
    """The reason for a rule with its evidence; without ``say`` the sentence has the rule's own id."""
    return Reason.of(rule.id, rule.evidence, say or rule.id, **as_facts(facts))


def as_facts(facts: Mapping[str, Fact | date]) -> dict[str, Fact]:
    """The facts with days as ISO text, and distances without float noise."""
    return {name: _plain(value) for name, value in facts.items()}


def _plain(value: Fact | date) -> Fact:
    if isinstance(value, date):
        return value.isoformat()
    return round(value, 3) if isinstance(value, float) else value


def block(reason: Reason, since: date, lifts: str, **facts: Fact | date) -> Block:
    """A block that began on ``since``; ``lifts`` is the sentence of what ends it."""
    return Block(reason, since, Reason.of(reason.rule, reason.evidence, lifts, **as_facts(facts)))
