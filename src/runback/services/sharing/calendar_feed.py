"""The secret address under which a calendar program may read a runner's plan, and shutting it again."""

import secrets

from runback.domain.distances import showing
from runback.domain.errors import NotFound
from runback.domain.runner import Runner
from runback.services import clock
from runback.services.sharing.plan_files import export_calendar, export_empty_calendar
from runback.services.training.plans import NeedsCheck
from runback.store.mapping_history import runner_record
from runback.store.models import CalendarFeedRow
from runback.store.owned import owner_id, rows_of

_TOKEN_BYTES = 32
_WHY = "-why"


def feed_token(runner: Runner) -> str | None:
    """The token of the runner's open feed; None where it is shut."""
    row = rows_of(CalendarFeedRow, runner).first()
    return None if row is None else str(row.token)


def open_feed(runner: Runner, *, with_reasons: bool = False) -> str:
    """Open the feed under a new token; an address given out before stops working.

    The token of a feed that tells why, and with that of the runner's health, ends with ``-why``.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES) + (_WHY if with_reasons else "")
    CalendarFeedRow.objects.update_or_create(runner_id=owner_id(runner), defaults={"token": token})
    return token


def close_feed(runner: Runner) -> None:
    """Shut the feed."""
    rows_of(CalendarFeedRow, runner).delete()


def read_feed(token: str) -> bytes:
    """The calendar of the feed with that token, as of today, empty before the first check; raises ``NotFound``."""
    row = CalendarFeedRow.objects.filter(token=token).select_related("runner").first()
    if row is None:
        raise NotFound("There is no such calendar.")
    runner = runner_record(row.runner)
    with showing(runner.units):
        try:
            return export_calendar(runner, clock.today(runner), with_reasons=token.endswith(_WHY))
        except NeedsCheck:
            return export_empty_calendar(runner)
