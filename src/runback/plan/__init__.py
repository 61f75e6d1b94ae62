"""The plan: where a runner stands (course), the weeks that follow (weeks, strength), and their second reading (verify)."""

from runback.plan.compare import compare_plans
from runback.plan.planner import make_plan
from runback.plan.request import DatedCheck, PlanRequest

__all__ = ["DatedCheck", "PlanRequest", "compare_plans", "make_plan"]
