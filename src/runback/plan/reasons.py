"""Reasons of the plan: a rule of the rule book, its evidence, and this runner's facts."""

from datetime import date

from runback.domain.reason import Reason
from runback.knowledge.plan_rules import load_plan_rules


def because(rule_id: str, sentence: str) -> Reason:
    """The reason for a rule of plan_rules.yaml with its evidence."""
    rule = load_plan_rules().rule(rule_id)
    return Reason(rule.id, rule.evidence, sentence)


def km(value: float) -> str:
    """A distance for a sentence: one decimal."""
    return f"{value:.1f} km"


def say_day(day: date) -> str:
    """A day for a sentence: 22 November."""
    return f"{day.day} {day:%B}"
