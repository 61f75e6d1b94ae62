"""The secret address under which a calendar program may read a runner's plan, and shutting it again.

The database stores the first half of a token. The second is signed with the key of the home: who reads the database
alone, or a dump of it, has no address. Addresses that were given out before version 0.3 work until a new one is made.
"""

import hmac
import secrets

from django.conf import settings

from runback import languages
from runback.domain.distances import showing
from runback.domain.errors import NotFound
from runback.domain.runner import Runner
from runback.domain.weights import weighing
from runback.languages.catalogue import gettext
from runback.services import clock
from runback.services.sharing.plan_files import export_calendar, export_empty_calendar
from runback.services.training.plans import NeedsCheck
from runback.services.training.preferences import read_preferences
from runback.store.mapping_history import runner_record
from runback.store.models import CalendarFeedRow
from runback.store.owned import owner_id, rows_of
from runback.store.wall import lifted, open_for

_TOKEN_BYTES = 18
_WHY = "-why"
_HALF = "half."
"""How a first half begins in the database, where the whole tokens of older versions are too."""


def _whole(half: str, key: str | None = None) -> str:
    """The token of a first half, signed with the home's key or with an old one."""
    signed = hmac.new((key or settings.SECRET_KEY).encode(), f"calendar:{half}".encode(), "sha256").hexdigest()
    return f"{half}.{signed}"


def _is_ours(token: str, half: str) -> bool:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(hmac.compare_digest(token.encode(), _whole(half, key).encode()) for key in keys)


def feed_token(runner: Runner) -> str | None:
    """The token of the runner's open feed; None where it is shut."""
    row = rows_of(CalendarFeedRow, runner).first()
    if row is None:
        return None
    stored = str(row.token)
    return _whole(stored.removeprefix(_HALF)) if stored.startswith(_HALF) else stored


def open_feed(runner: Runner, *, with_reasons: bool = False) -> str:
    """Open the feed under a new token; an address given out before stops working.

    The first half of a feed that gives reasons, and so reveals the runner's health, ends with ``-why``.
    """
    half = secrets.token_urlsafe(_TOKEN_BYTES) + (_WHY if with_reasons else "")
    CalendarFeedRow.objects.update_or_create(runner_id=owner_id(runner), defaults={"token": _HALF + half})
    return _whole(half)


def close_feed(runner: Runner) -> None:
    """Shut the feed."""
    rows_of(CalendarFeedRow, runner).delete()


def read_feed(token: str) -> bytes:
    """The calendar of the feed with that token, as of today, empty before the first check, in the runner's language.

    Raises ``NotFound``.
    """
    row = _find_feed(token)
    runner = runner_record(row.runner)
    open_for([owner_id(runner)])
    language = languages.ready_or_english(runner.language)
    with showing(runner.units), weighing(lambda: read_preferences(runner).weights), languages.using(language):
        try:
            return export_calendar(runner, clock.today(runner), with_reasons=row.token.endswith(_WHY))
        except NeedsCheck:
            return export_empty_calendar(runner)


@lifted()
def _find_feed(token: str) -> CalendarFeedRow:
    half, dot, _ = token.rpartition(".")
    stored = _HALF + half if dot else token
    row: CalendarFeedRow | None = CalendarFeedRow.objects.filter(token=stored).select_related("runner").first()
    if row is None or (dot and not _is_ours(token, half)):
        raise NotFound(gettext("There is no such calendar."))
    return row
