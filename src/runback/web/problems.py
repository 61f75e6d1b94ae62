"""Errors as pages that say what to do and give back what was typed."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import escape

from runback.domain.errors import NotFound, RunbackError, UnusableInput
from runback.languages import current
from runback.languages.catalogue import gettext, gettext_noop
from runback.languages.saved import translate_saved
from runback.store.faults import NOT_SAVED, UNSURE, FullDisk, ReadOnlyHome, explain
from runback.store.reading import follow_copy, read_from_copy, read_only
from runback.web.access import NoRecord, account_of, start_page
from runback.web.frame import WHY_READ_ONLY

_NOT_ALLOWED, _FULL, _REFUSED = 405, 507, 503
_TITLES = WHY_READ_ONLY | {
    "damaged_home": gettext_noop("Your data are damaged"),
    "home_in_use": gettext_noop("Something else is using your data"),
    "database_gone": gettext_noop("The database cannot be reached"),
}
_NEVER_BACK = ("csrfmiddlewaretoken",)


class ProblemMiddleware:
    """Turns what no view caught into a page: an error of ours, of the disk or of the database.

    A page that cannot be shown because the home cannot be written is asked for again, from a copy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        follow_copy()
        response = self.get_response(request)
        return _form_alone(request, response) if response.status_code == _NOT_ALLOWED else response

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if isinstance(problem, NoRecord) and request.method == "GET":
            return redirect(start_page(account_of(request)))
        if isinstance(problem, PermissionDenied):
            return _page(
                request,
                403,
                gettext("Not for this account"),
                gettext("This account has no training record of its own."),
            )
        cause = problem if isinstance(problem, RunbackError) else explain(problem, Path(settings.HOME))
        if cause is None:
            return None
        if isinstance(cause, NotFound):
            return _page(
                request, 404, gettext("This page does not exist"), gettext("You have nothing at this address.")
            )
        if isinstance(cause, UnusableInput):
            shown = {"shown": _typed(request).get("shown", ())}
            return _page(request, 400, gettext("That did not work"), translate_saved(cause.message), **shown)
        if request.method == "GET" and isinstance(cause, FullDisk | ReadOnlyHome) and read_only() is None:
            return _read_again(request, cause)
        return _trouble(request, cause)


def _form_alone(request: HttpRequest, refusal: HttpResponse) -> HttpResponse:
    """The page for an address that takes a form alone, which a phone asks for when it loads a page again."""
    if request.method != "GET":
        return refusal
    text = gettext("This address takes a form and has no page of its own. Go on from the menu.")
    page = _page(request, _NOT_ALLOWED, gettext("Nothing to show here"), text)
    page["Allow"] = refusal["Allow"]
    return page


def _read_again(request: HttpRequest, cause: FullDisk | ReadOnlyHome) -> HttpResponse:
    try:
        read_from_copy(Path(settings.HOME), cause)
    except (RunbackError, OSError):
        return _trouble(request, cause)
    return redirect(request.get_full_path())


def _trouble(request: HttpRequest, cause: RunbackError, *, is_done: bool = False) -> HttpResponse:
    """The page for an error of the disk or the database; a form gets back what was typed into it.

    ``is_done`` says that the view had done its part before.
    """
    title = gettext(_TITLES.get(cause.code, gettext_noop("Runback could not do that")))
    text = translate_saved(cause.message)
    if is_done:
        text = text.replace(translate_saved(NOT_SAVED), translate_saved(UNSURE))
    if request.method != "POST":
        text = text.replace(f"{translate_saved(NOT_SAVED)} ", "").replace(f"{translate_saved(UNSURE)} ", "")
    status = _FULL if isinstance(cause, FullDisk) else _REFUSED if cause.code in _TITLES else 500
    return _page(request, status, title, text, **_typed(request))


def _typed(request: HttpRequest) -> dict[str, object]:
    """What a form sent, to be shown and to be sent again; files have to be chosen again."""
    if request.method != "POST":
        return {}
    fields = list(_fields(request))
    shown = [value for _, value in fields if value.strip()]
    return {"is_form": True, "fields": fields, "shown": shown, "has_files": bool(request.FILES), "to": request.path}


def _fields(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name not in _NEVER_BACK:
            yield from ((name, str(value)) for value in values)


def _page(request: HttpRequest, status: int, title: str, text: str, **more: object) -> HttpResponse:
    return render(request, "problem.html", {"title": title, "text": text, **more}, status=status)


def refuse_forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answers a form that did not come from a page of ours (CSRF)."""
    text = gettext(
        "This form did not come from one of your pages, or the page was too old. Open the page again, then resend it."
    )
    return _page(request, 403, gettext("Not sent"), text)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answers an address that nothing is under."""
    return _page(request, 404, gettext("This page does not exist"), gettext("You have nothing at this address."))


def refuse(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answers a request that is wrong in itself (a foreign host name), or whose session could not be saved."""
    cause = explain(exception, Path(settings.HOME))
    if cause is not None:
        return _trouble(request, cause, is_done=isinstance(exception, SessionInterrupted))
    text = gettext("Runback did not understand this request. Use the address it printed when it started.")
    return HttpResponse(_bare(gettext("Not understood"), text), status=400)


def broke(request: HttpRequest) -> HttpResponse:
    """Answers a request that met a fault of ours, or an error of the disk outside of the views."""
    problem = sys.exc_info()[1]
    cause = None if problem is None else explain(problem, Path(settings.HOME))
    if cause is not None:
        return _trouble(request, cause)
    text = gettext(
        "A fault in Runback stopped this page. What you sent may not have been saved: look before you enter it again. "
        "The terminal that runs Runback shows the details."
    )
    return HttpResponse(_bare(gettext("Something went wrong"), text), status=500)


def _bare(title: str, text: str) -> str:
    head = f'<!doctype html><html lang="{current()}"><title>{title}</title><h1>{title}</h1>'
    today = escape(gettext("Today"))
    return f'{head}<p>{escape(text)}</p><p><a href="/">{today}</a>'
