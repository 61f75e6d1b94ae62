"""What is due for a reminder now. Every text may appear on a lock screen: nothing about health, no number, no name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from runback.domain.plan import RUNNING_KINDS
from runback.domain.runner import Runner
from runback.services.activities import list_runs
from runback.services.reminders.choices import Choice
from runback.services.training.diary import list_sessions, morning_pain
from runback.services.training.shoes import view_shoes
from runback.services.training.today import TodayView, view_today

MORNING_UNTIL, SESSION_UNTIL = 12, 18
"""The hour from which the question about the morning, and the day's session, are no longer worth a reminder."""

AUTOMATIC_REASONS = ("revision.day", "revision.import", "revision.limit", "revision.rules")
"""Why a plan changed without its runner: what they did themselves they have seen."""

_SESSION = ("run", "walk_run", "walk", "strength")


@dataclass(frozen=True, slots=True)
class Cause:
    """One message to send once: ``key`` identifies it. ``page`` is the name of a URL."""

    kind: str
    key: str
    page: str


def find_due(runner: Runner, choice: Choice, now: datetime) -> tuple[Cause, ...]:
    """The chosen reminders that are due at that instant (aware), the most urgent first."""
    local = now.astimezone(ZoneInfo(runner.zone))
    view = view_today(runner, local.date())
    found = (*_of_the_plan(view), *_of_the_morning(runner, local), *_of_the_session(view, local))
    found += (*_of_the_check(view, local.date()), *_of_the_shoes(runner, local.date(), choice))
    return tuple(cause for cause in found if cause.kind in choice.kinds)


def _of_the_plan(view: TodayView) -> Iterator[Cause]:
    if view.changes and view.plan is not None and view.plan.reason in AUTOMATIC_REASONS:
        yield Cause("plan", f"plan:{view.today}", "plan")


def _of_the_morning(runner: Runner, local: datetime) -> Iterator[Cause]:
    today = local.date()
    is_open = local.hour < MORNING_UNTIL and today not in morning_pain(runner, today, today)
    if is_open and _ran_on(runner, today - timedelta(days=1)):
        yield Cause("morning", f"morning:{today}", "pain")


def _ran_on(runner: Runner, day: date) -> bool:
    if list_runs(runner, since=day, until=day):
        return True
    return any(log.done and log.kind in RUNNING_KINDS for log in list_sessions(runner, since=day, until=day))


def _of_the_session(view: TodayView, local: datetime) -> Iterator[Cause]:
    if view.status in _SESSION and not view.is_done and local.hour < SESSION_UNTIL:
        yield Cause("session", f"session:{view.today}", "today")


def _of_the_check(view: TodayView, today: date) -> Iterator[Cause]:
    """Once when it is due, and once more each week that it stays so."""
    if view.due is not None:
        weeks = (today - view.due.last.made_on).days // 7
        yield Cause("check_in", f"check_in:{view.due.last.id}:{weeks}", "check")


def _of_the_shoes(runner: Runner, today: date, choice: Choice) -> Iterator[Cause]:
    if "shoes" in choice.kinds:
        for pair in view_shoes(runner, today):
            if pair.wear:
                yield Cause("shoes", f"shoes:{pair.shoe.id}:{pair.wear}", "shoes")
