"""The clock: the only place that reads the current time."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from runback.domain.runner import Runner


def now() -> datetime:
    """This instant, aware UTC; in a demo home served as of another day, the same time of that day."""
    return datetime.now(UTC) + settings.CLOCK_SHIFT


def utc_today() -> date:
    """Today in UTC, for what belongs to no runner and no home."""
    return datetime.now(UTC).date()


def today(runner: Runner) -> date:
    """The runner's local day."""
    return local_day(runner, now())


def local_day(runner: Runner, instant: datetime) -> date:
    """The runner's local day at that instant (aware)."""
    return instant.astimezone(ZoneInfo(runner.zone)).date()
