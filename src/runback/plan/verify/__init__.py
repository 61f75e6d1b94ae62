"""The second reading of a plan, from the text of the rules alone: it shares no code with the planner.

Where the text leaves freedom the plan gets the benefit: every module states its tolerances. Numbers of rules come from
``knowledge/plan_rules.yaml``, as they do for the planner.
"""

from collections.abc import Sequence

from runback.domain.plan import Plan
from runback.plan.request import PlanRequest
from runback.plan.verify import (
    course,
    days,
    form,
    gates,
    limits,
    quality,
    races,
    reds,
    runs,
    single_run,
    strength,
    table,
    volume,
)
from runback.plan.verify.broken import Broken
from runback.plan.verify.course import Opening
from runback.plan.verify.reading import read

__all__ = ["Broken", "broken_course", "broken_rules"]

PLAN_CHECKS = tuple(
    check
    for module in (form, gates, days, reds, single_run, volume, runs, table, strength, quality, races, limits)
    for check in module.CHECKS
)


def broken_rules(plan: Plan, request: PlanRequest) -> list[Broken]:
    """The rules that one plan breaks, made for ``request``; empty where it keeps them all."""
    reading = read(request)
    return [broken for check in PLAN_CHECKS for broken in check(plan, reading)]


def broken_course(opened: Sequence[tuple[PlanRequest, Plan]]) -> list[Broken]:
    """What the plans of consecutive openings of one life break together, oldest first."""
    openings = [Opening(request, plan) for request, plan in opened]
    return [broken for check in course.CHECKS for broken in check(openings)] if openings else []
