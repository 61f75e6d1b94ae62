"""Undo on every page: what a form changed is kept with the session, and the next page offers the way back.

An address that ends in ``undo=ID`` shows the notice; the frame (``base.html``) draws it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from runback.domain.errors import NotFound
from runback.domain.runner import Runner
from runback.services.undo import RowChange, read_changes, record_changes, touches, undo_changes, write_changes
from runback.web.access import runner_of

KEPT = 5
"""This many actions of a browser can be undone; the next one drops the oldest."""

_KEY = "undo"
_SAID = ("undo", "undone", "saved")
"""What an address says of an action that is then undone."""
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class UndoOffer:
    """What the frame shows: ``word`` is saved, deleted, undone or changed_since; only the first two have an ``id``."""

    word: str
    id: str = ""
    back: str = ""


def undoable(*, back: str = "", is_quiet: bool = False) -> Callable[[View], View]:
    """Keeps what a POST changes, so that the page it leads to offers Undo.

    ``back`` names the page that Undo leads to, the page itself when empty. A quiet one shows no notice: its page has
    its own Undo, which calls ``undo_row``.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            with record_changes(runner_of(request)) as recorder:
                response = view(request, *args, **kwargs)
            if recorder.changes and response.status_code < 400:
                offer_undo(request, response, recorder.changes, back=back, is_quiet=is_quiet)
            return response

        vars(answer)["is_undoable"] = True
        return answer

    return wrap


def offer_undo(
    request: HttpRequest,
    response: HttpResponse,
    changes: Sequence[RowChange],
    *,
    back: str = "",
    is_quiet: bool = False,
) -> None:
    """Keeps the changes with the session, and makes the page that the response leads to offer Undo."""
    undo_id = token_urlsafe(6)
    step = {"id": undo_id, "changes": write_changes(changes), "back": reverse(back) if back else ""}
    request.session[_KEY] = [*request.session.get(_KEY, ()), step][-KEPT:]
    if isinstance(response, HttpResponseRedirect) and not is_quiet:
        response["Location"] = _with_query(response["Location"], (), undo=undo_id)


def _with_query(address: str, without: Sequence[str], **more: str) -> str:
    parts = urlsplit(address)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key not in without]
    return urlunsplit(parts._replace(query=urlencode([*query, *more.items()])))


def _take(request: HttpRequest, is_it: Callable[[dict[str, Any]], bool]) -> tuple[RowChange, ...]:
    """The changes of the newest action for which ``is_it`` is true, which is then forgotten; empty without one."""
    steps = request.session.get(_KEY, ())
    found = next((one for one in reversed(steps) if is_it(one)), None)
    if found is None:
        return ()
    request.session[_KEY] = [step for step in steps if step is not found]
    return read_changes(found["changes"])


def undo_row(request: HttpRequest, runner: Runner, model: type[models.Model], key: int) -> bool:
    """Undo the newest action that made or changed that row, all of it; False where it is not known or changed since."""
    changes = _take(request, lambda step: touches(read_changes(step["changes"]), model, key))
    try:
        undo_changes(runner, changes)
    except NotFound:
        return False
    return bool(changes)


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Puts back what the action changed, and leads to where it was offered."""
    undo_id, back = request.POST.get("id", ""), request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("today")
    changes = _take(request, lambda step: step["id"] == undo_id)
    try:
        undo_changes(runner_of(request), changes)
    except NotFound:
        changes = ()
    return redirect(_with_query(back, _SAID, undone="yes" if changes else "no"))


def find_offer(request: HttpRequest) -> UndoOffer | None:
    """What the page says of an action: that it was saved or deleted, with Undo, or that it was undone."""
    if "undone" in request.GET:
        return UndoOffer("undone" if request.GET["undone"] == "yes" else "changed_since")
    if "undo" not in request.GET:
        return None
    step = next((one for one in request.session.get(_KEY, ()) if one["id"] == request.GET["undo"]), None)
    if step is None:
        return None
    is_deleted = all(change.is_delete for change in read_changes(step["changes"]))
    return UndoOffer("deleted" if is_deleted else "saved", step["id"], step["back"] or request.get_full_path())
