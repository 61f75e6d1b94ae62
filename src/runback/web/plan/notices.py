"""Imported runs that were not as planned, as a page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from runback.plan.notice import RunNotice
from runback.services.training.plans import PlanView


@dataclass(frozen=True, slots=True)
class Noticed:
    """What was noticed, and the days whose run is still to be logged, each with its kind."""

    notices: tuple[RunNotice, ...]
    days: tuple[tuple[date, str], ...]


def describe_notices(notices: Iterable[RunNotice], plan: PlanView) -> Noticed | None:
    """The notices of runs that are not logged yet; None without one."""
    found = tuple(notices)
    days = tuple(dict.fromkeys((one.day, str(plan.kind_on(one.day))) for one in found))
    return Noticed(found, days) if found else None
