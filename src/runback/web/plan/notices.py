"""Imported runs that were not as planned, as a page tells them."""

from dataclasses import dataclass
from datetime import date

from runback.domain.plan import Change
from runback.domain.runner import Runner
from runback.plan.notice import RunNotice
from runback.services.training.plans import recent_notices


@dataclass(frozen=True, slots=True)
class Noticed:
    """Notices that came together, what they changed, and the days whose run is still to be logged, with its kind."""

    notices: tuple[RunNotice, ...]
    changes: tuple[Change, ...]
    days: tuple[tuple[date, str], ...]


def describe_notices(runner: Runner, today: date) -> list[Noticed]:
    """The notices of today and yesterday whose runs are not logged yet, newest first."""
    return [
        Noticed(
            view.notices, view.changes, tuple(dict.fromkeys((one.day, view.kind_on(one.day)) for one in view.notices))
        )
        for view in recent_notices(runner, today)
    ]
