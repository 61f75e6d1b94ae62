"""The plan: where a runner is (course), the weeks that follow (weeks, strength), a second reading (verify)."""

from runback.plan.compare import compare_plans, explain_days_off, explain_move
from runback.plan.planner import look_ahead_from, make_plan
from runback.plan.request import DatedCheck, PlanRequest

__all__ = [
    "DatedCheck",
    "PlanRequest",
    "compare_plans",
    "explain_days_off",
    "explain_move",
    "look_ahead_from",
    "make_plan",
]
