"""What the runner and clinicians changed about the plan, as saved: moved days, days off, races, limits."""

from runback.domain.adjust import DaysOff, Layout, Limit, Race
from runback.domain.runner import Runner
from runback.store import mapping_plan
from runback.store.models import DaysOffRow, LimitRow, MoveRow, RaceRow
from runback.store.owned import rows_of
from runback.store.standing import read_once


@read_once(MoveRow)
def list_layouts(runner: Runner) -> tuple[Layout, ...]:
    """The days that the runner chose for weeks, in the order of choosing."""
    return mapping_plan.layout_records(rows_of(MoveRow, runner).order_by("pk"))


@read_once(DaysOffRow)
def list_days_off(runner: Runner) -> tuple[DaysOff, ...]:
    """The runner's days off, in their order."""
    return tuple(mapping_plan.days_off_record(row) for row in rows_of(DaysOffRow, runner).order_by("first", "pk"))


@read_once(RaceRow)
def list_races(runner: Runner) -> tuple[Race, ...]:
    """The runner's races, in their order."""
    return tuple(mapping_plan.race_record(row) for row in rows_of(RaceRow, runner).order_by("date"))


@read_once(LimitRow)
def list_limits(runner: Runner) -> tuple[Limit, ...]:
    """The limits that clinicians set, in the order of their first days."""
    return tuple(mapping_plan.limit_record(row) for row in rows_of(LimitRow, runner).order_by("first", "pk"))
