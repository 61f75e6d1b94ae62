"""Forms that a phone keeps while Runback cannot be reached, and sends later (static/runback/outbox.js).

Such a form has a ``client_id`` (a UUID, so that it counts once), ``made_at`` (when it was filled in) and ``queued``.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from runback.domain.diary import SessionLog
from runback.domain.errors import BadAnswer
from runback.knowledge.sentences import render_by_id
from runback.languages.catalogue import gettext
from runback.services import clock
from runback.services.training.sent import save_once
from runback.web.access import runner_of
from runback.web.htmx import is_htmx, refresh

LONGEST_WAIT = timedelta(days=60)
"""A form that waited longer is refused: by then nobody remembers whether it is right."""

View = Callable[..., HttpResponse]


def sent_once(view: View) -> View:
    """Answers a POST with a ``client_id`` once; sent again it leads to Today and changes nothing."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        client_id = _read_client_id(request)
        if client_id is None:
            return view(request, *args, **kwargs)
        kept = save_once(
            runner_of(request), client_id, lambda: view(request, *args, **kwargs), lambda one: one.status_code < 400
        )
        if kept is not None:
            return kept
        return refresh() if is_htmx(request) else redirect("today")

    return answer


def _read_client_id(request: HttpRequest) -> UUID | None:
    value = request.POST.get("client_id", "") if request.method == "POST" else ""
    try:
        return UUID(value) if value else None
    except ValueError:
        raise BadAnswer("client_id", gettext("This is not the id of a form.")) from None


def is_queued(request: HttpRequest) -> bool:
    """Whether the form waited on a phone."""
    return "queued" in request.POST


def read_made_at(request: HttpRequest) -> datetime | None:
    """When a form that waited was filled in; None for one sent at once. Raises ``BadAnswer``."""
    if not is_queued(request):
        return None
    try:
        made_at = datetime.fromisoformat(request.POST.get("made_at", ""))
        age = clock.now() - made_at
    except (ValueError, TypeError):
        raise BadAnswer("made_at", gettext("This form does not say when it was filled in.")) from None
    if age > LONGEST_WAIT:
        raise BadAnswer(
            "made_at",
            gettext("This was entered on {day}. Enter it again if it is still right.").format(
                day=f"{made_at:%Y-%m-%d}"
            ),
        )
    return made_at


def find_conflict(request: HttpRequest, logs: Iterable[SessionLog]) -> HttpResponse | None:
    """The answer to a log that waited while another one of the session was made; None where there is none.

    The phone keeps its own and shows both; ``both`` says that the runner wants both kept.
    """
    if not is_queued(request) or "both" in request.POST:
        return None
    done = next((log for log in logs if log.done), None)
    return (
        None
        if done is None
        else HttpResponse(_describe_log(done), status=409, content_type="text/plain; charset=utf-8")
    )


def _describe_log(log: SessionLog) -> str:
    sentence, facts = "done.session", {}
    if log.distance_km:
        sentence, facts = "done.run", {"km": round(log.distance_km, 1)}
    if log.pain_during is not None:
        sentence, facts = f"{sentence}_pain", facts | {"pain": log.pain_during}
    return render_by_id(sentence, facts.items())
