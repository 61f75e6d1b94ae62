"""Errors as pages that say what to do."""

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
            return _page(request, 404, "This page does not exist", "You have nothing at this address.")
        if isinstance(problem, UnusableInput):
            return _page(request, 400, "That did not work", problem.message)
        return _page(request, 500, "Runback could not do that", problem.message)


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    return render(request, "problem.html", {"title": title, "text": text}, status=status)


def refuse_forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answers a form that did not come from a page of ours (CSRF)."""
    text = (
        "This form did not come from one of your pages, or the page was too old. Open the page again, then resend it."
    )
    return _page(request, 403, "Not sent", text)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answers an address that nothing is under."""
    return _page(request, 404, "This page does not exist", "You have nothing at this address.")


def refuse(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answers a request that is wrong in itself, for example under a host name that is not this machine's."""
    text = "Runback did not understand this request. Use the address it printed when it started."
    return HttpResponse(_bare("Not understood", text), status=400)


def broke(request: HttpRequest) -> HttpResponse:
    """Answers a request that met a fault of ours; the terminal has the details."""
    text = "An error in Runback stopped this page. Nothing was lost. See the terminal that runs Runback for details."
    return HttpResponse(_bare("Something went wrong", text), status=500)


def _bare(title: str, text: str) -> str:
    return f'<!doctype html><html lang="en"><title>{title}</title><h1>{title}</h1><p>{text}</p><p><a href="/">Today</a>'
