"""Plans: weeks of sessions whose safety rules hold by construction, and the traffic light behind them."""

from runback.plan.compare import compare_plans
from runback.plan.lights import light_for
from runback.plan.planner import make_plan
from runback.plan.request import PlanRequest

__all__ = ["PlanRequest", "compare_plans", "light_for", "make_plan"]
