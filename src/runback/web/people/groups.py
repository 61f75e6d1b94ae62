"""Groups: an administrator makes one and sees counts, a runner joins by its link and leaves."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from runback.domain.errors import BadAnswer
from runback.services import clock
from runback.services.people import groups
from runback.services.people.consent import ConsentKind, consent_text
from runback.store.models import Role
from runback.web.access import require_role, runner_of
from runback.web.attempts import limit_guesses


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Every group, in numbers that identify nobody."""
    require_role(request, Role.ADMIN)
    return _show(request)


def _show(request: HttpRequest, status: int = 200, **more: object) -> HttpResponse:
    context = {"groups": groups.list_groups(clock.now().date()), "fewest": groups.FEWEST, **more}
    return render(request, "people/groups.html", context, status=status)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Makes a group."""
    require_role(request, Role.ADMIN)
    try:
        groups.add_group(request.POST.get("name", ""))
    except BadAnswer as problem:
        return _show(request, 400, error=problem.reason)
    return redirect("groups")


@require_POST
def link(request: HttpRequest, group_id: int) -> HttpResponse:
    """Shows a new link to join with, this once; the one before ends."""
    require_role(request, Role.ADMIN)
    path = reverse("group-join", args=[groups.open_link(group_id)])
    return _show(request, link=settings.PUBLIC.origin + path if settings.PUBLIC else request.build_absolute_uri(path))


@require_POST
def close(request: HttpRequest, group_id: int) -> HttpResponse:
    """Ends the link to join with."""
    require_role(request, Role.ADMIN)
    groups.close_link(group_id)
    return redirect("groups")


@require_http_methods(["GET", "POST"])
@limit_guesses
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Says what is counted and who sees it; the button joins."""
    runner = runner_of(request)
    if request.method == "POST":
        groups.join(runner, token)
        return redirect("sharing")
    context = {"group": groups.invited_to(token), "now_in": groups.group_of(runner)}
    return render(request, "people/join.html", context | {"text": consent_text(ConsentKind.GROUP)})


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Takes the runner out of their group."""
    groups.leave(runner_of(request))
    return redirect("sharing")
