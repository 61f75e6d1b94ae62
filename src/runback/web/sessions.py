"""Sessions as Django keeps them, found by a query that is compiled once: every request begins with it."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from runback.store.compiled import Compiled

_OPEN = Compiled(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))


class SessionStore(db.SessionStore):
    """A session in the table of Django's own."""

    def _get_session_from_db(self) -> Session | None:
        found = _OPEN.first(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return found
