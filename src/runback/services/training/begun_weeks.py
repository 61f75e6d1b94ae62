"""Weeks of the plan that have begun: saved as they were last planned."""

import logging
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from runback.domain.plan import Plan, Week
from runback.domain.runner import Runner
from runback.load.measure import monday_of
from runback.store import mapping_plan, queries
from runback.store.models import PlannedWeekRow
from runback.store.owned import owner_id, rows_of

_log = logging.getLogger(__name__)
_WHOLE_WEEKS = timedelta(days=14)


def save_begun_weeks(runner: Runner, last: Any, as_of: date) -> None:
    """Keep the weeks that began since the last revision as its plan (JSON values, None without one) had them."""
    if last is None:
        return
    known = set(queries.planned_week_starts(owner_id(runner)))
    for raw in last.get("weeks", []):
        start = date.fromisoformat(raw["start"])
        if start <= as_of and start not in known:
            PlannedWeekRow.objects.create(runner_id=owner_id(runner), start=start, week=raw)


def save_week(runner: Runner, plan: Plan, begun: Sequence[Week], as_of: date) -> None:
    """Save this week as it is planned now; ``begun`` are the weeks already saved."""
    week = next((one for one in plan.weeks if one.start == monday_of(as_of)), None)
    if week is None or week in begun:
        return
    raw = mapping_plan.week_json(week)
    known = rows_of(PlannedWeekRow, runner).filter(start=week.start).first()
    if known is None or known.week != raw:
        PlannedWeekRow.objects.update_or_create(runner_id=owner_id(runner), start=week.start, defaults={"week": raw})


def begun_weeks(runner: Runner, started_on: date, as_of: date) -> tuple[Week, ...]:
    """Each week of the course that has begun as it was last planned, ascending; old ones in outline."""
    rows = queries.planned_weeks_between(owner_id(runner), monday_of(started_on), as_of)
    whole_from = as_of - _WHOLE_WEEKS
    return tuple(week for row in rows if (week := _saved_week(row, is_whole=row.start >= whole_from)) is not None)


def _saved_week(row: PlannedWeekRow, *, is_whole: bool) -> Week | None:
    """The week as it was last planned, or in outline; None for an impossible one read, which is left aside."""
    try:
        return mapping_plan.week_record(row.week) if is_whole else mapping_plan.week_outline(row.week)
    except mapping_plan.OutdatedRecord as problem:
        _log.warning("The planned week of %s is left aside. %s", row.start, problem)
        return None
