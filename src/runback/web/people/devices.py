"""Where somebody is signed in: a row a session, shown with its device, ended by its owner."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from runback.services.people import sessions
from runback.web.access import account_of


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The devices that are signed in as this account."""
    account = account_of(request)
    context = {"devices": sessions.list_devices(account.user_id, request.session.session_key or "")}
    return render(request, "people/devices.html", context | {"is_public": settings.PUBLIC is not None})


@require_POST
def end(request: HttpRequest, device_id: int) -> HttpResponse:
    """Signs one device out."""
    sessions.end_device(account_of(request).user_id, device_id)
    return redirect("devices")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Signs every other device out."""
    end_all(account_of(request).user_id, but=request.session.session_key or "")
    return redirect("devices")


def end_all(user_id: int, but: str = "") -> None:
    """Sign an account out everywhere, except for the session ``but``."""
    sessions.end_devices(user_id, but)
