"""Strength by sessions done: phases, ladders of exercises, double progression (plan_rules_2 section 9)."""

from runback.plan.strength.plan import StrengthPlan, next_plan, plan_strength, sessions_a_week
from runback.plan.strength.session import TRUNK_ROLE, strength_session, trunk_session

__all__ = [
    "TRUNK_ROLE",
    "StrengthPlan",
    "next_plan",
    "plan_strength",
    "sessions_a_week",
    "strength_session",
    "trunk_session",
]
