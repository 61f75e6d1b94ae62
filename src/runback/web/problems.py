"""What goes wrong on purpose, as pages that say what to do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from runback.domain.errors import NotFound, RunbackError, UnusableInput


class ProblemMiddleware:
    """Turns a ``RunbackError`` that no view caught into a page: not found 404, bad input 400, else 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if not isinstance(problem, RunbackError):
            return None
        if isinstance(problem, NotFound):
            return _page(request, 404, "This page does not exist", "Nothing of yours is under this address.")
        if isinstance(problem, UnusableInput):
            return _page(request, 400, "That could not be used", problem.message)
        return _page(request, 500, "Something is in the way", problem.message)


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    return render(request, "problem.html", {"title": title, "text": text}, status=status)


def refuse_forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answers a form that did not come from a page of ours (CSRF)."""
    text = "This form was not sent from a page of yours, or the page was too old. Open it again and send it once more."
    return _page(request, 403, "Not sent", text)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answers an address that nothing is under."""
    return _page(request, 404, "This page does not exist", "Nothing of yours is under this address.")


def refuse(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answers a request that is wrong in itself, for example under a host name that is not this machine's."""
    text = "This request was not understood. Open Runback by the address it printed."
    return HttpResponse(_bare("Not understood", text), status=400)


def broke(request: HttpRequest) -> HttpResponse:
    """Answers a request that met a fault of ours; the terminal has the details."""
    text = "A fault in Runback stopped this page. Nothing was lost. The terminal that started Runback says more."
    return HttpResponse(_bare("Something broke", text), status=500)


def _bare(title: str, text: str) -> str:
    return f'<!doctype html><html lang="en"><title>{title}</title><h1>{title}</h1><p>{text}</p><p><a href="/">Today</a>'
