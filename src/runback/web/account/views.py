"""The rest: where things are, signing out, and leaving the demo."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

import runback
from runback.web.access import runner_of
from runback.web.account.beside import own_home, serve_beside
from runback.web.navigation import list_entries


@require_GET
def more(request: HttpRequest) -> HttpResponse:
    """Everything that has no place in the navigation."""
    return render(request, "account/more.html", {"pages": list_entries("more")})


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Where the data lie, and how to take them along or away."""
    context = {"runner": runner_of(request), "home": settings.HOME, "version": runback.__version__}
    return render(request, "account/show.html", context)


@require_http_methods(["GET", "POST"])
def own_runs(request: HttpRequest) -> HttpResponse:
    """From the demo to the runner's own, empty home, served beside it."""
    if not settings.IS_DEMO:
        raise Http404
    runner_of(request)
    link = serve_beside() if request.method == "POST" else ""
    return render(request, "account/own_runs.html", {"home": own_home(), "link": link})
