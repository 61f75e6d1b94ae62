"""Links that show one report to anyone who has them: signed, ended by a date or by the runner, each look noted.

The address is signed with the home's key and names a link of the runner's; ending the link deletes it. The report is
that of the day the link was made: what is logged later is not in it.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core import signing
from django.db import transaction

from runback.domain.distances import showing
from runback.domain.errors import BadAnswer, NotFound
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext, gettext_noop
from runback.services import clock
from runback.services.sharing.report.make import make_report
from runback.store.mapping_history import runner_record
from runback.store.models import RunnerRow, ViewRow
from runback.store.owned import one_at_a_time, owner_id
from runback.store.wall import lifted, open_for

LASTS_DAYS = (1, 7, 30)
"""A link may last this many days."""

LINKS_MAX = 5
VIEWER = "Somebody with the link"
_KEPT = "report_links"
_SALT = "report-link"
_GONE = gettext_noop("This link has ended or was taken back. Ask the runner for a new one.")


@dataclass(frozen=True, slots=True)
class ReportLink:
    """An open link: the day of its report, the first day it looks back to, and when it ends."""

    id: str
    as_of: date
    since: date
    until: datetime


@one_at_a_time
def make_link(runner: Runner, as_of: date, since: date, days: int) -> str:
    """A token for the report of that day; raises ``BadAnswer`` for another length, or while five links are open."""
    if days not in LASTS_DAYS:
        raise BadAnswer("days", gettext("A link lasts {lengths} days.").format(lengths=", ".join(map(str, LASTS_DAYS))))
    row = RunnerRow.objects.get(pk=owner_id(runner))
    links = _open_links(row)
    if len(links) >= LINKS_MAX:
        raise BadAnswer("days", gettext("{links_max} links are open. End one first.").format(links_max=LINKS_MAX))
    made = ReportLink(secrets.token_urlsafe(9), as_of, since, clock.now() + timedelta(days=days))
    _keep(row, (*links, made))
    return signing.dumps([row.pk, made.id], salt=_SALT)


def list_links(runner: Runner) -> tuple[ReportLink, ...]:
    """The links that are open, oldest first."""
    return _open_links(RunnerRow.objects.only("running").get(pk=owner_id(runner)))


@one_at_a_time
def end_link(runner: Runner, link_id: str) -> None:
    """End a link from this moment on; raises ``NotFound``."""
    row = RunnerRow.objects.get(pk=owner_id(runner))
    links = _open_links(row)
    if link_id not in {link.id for link in links}:
        raise NotFound(gettext("There is no such link of yours."))
    _keep(row, tuple(one for one in links if one.id != link_id))


def find_link(token: str) -> ReportLink:
    """The open link of a token; raises ``NotFound`` for one that is invented, expired or withdrawn."""
    return _find(token)[1]


@transaction.atomic
def open_report(token: str) -> bytes:
    """The report of a link as a PDF, in the runner's unit; the look is noted for the runner. Raises ``NotFound``."""
    row, link = _find(token)
    runner = runner_record(row)
    open_for([owner_id(runner)])
    with showing(runner.units):
        pdf = make_report(runner, link.as_of, link.since)
    ViewRow.objects.create(runner=row, viewer_name=VIEWER, viewer_role="link", what="the report")
    return pdf


@lifted()
def _find(token: str) -> tuple[RunnerRow, ReportLink]:
    try:
        runner_id, link_id = signing.loads(token, salt=_SALT)
        row = RunnerRow.objects.get(pk=runner_id)
    except (signing.BadSignature, RunnerRow.DoesNotExist):
        raise NotFound(gettext(_GONE)) from None
    link = next((one for one in _open_links(row) if one.id == link_id), None)
    if link is None:
        raise NotFound(gettext(_GONE))
    return row, link


def _open_links(row: RunnerRow) -> tuple[ReportLink, ...]:
    links = (_read(kept) for kept in row.running.get(_KEPT, ()))
    return tuple(link for link in links if link.until > clock.now())


def _read(kept: Mapping[str, Any]) -> ReportLink:
    as_of, since = date.fromisoformat(kept["as_of"]), date.fromisoformat(kept["since"])
    return ReportLink(kept["id"], as_of, since, datetime.fromisoformat(kept["until"]))


def _keep(row: RunnerRow, links: tuple[ReportLink, ...]) -> None:
    kept = [
        {"id": link.id, "as_of": str(link.as_of), "since": str(link.since), "until": link.until.isoformat()}
        for link in links
    ]
    row.running = {key: value for key, value in row.running.items() if key != _KEPT} | ({_KEPT: kept} if kept else {})
    row.save(update_fields=("running",))
