"""Signing in with the link that Runback printed, and out."""

from django.conf import settings
from django.contrib.auth import get_user_model, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from runback.web.access import account_of, start_page
from runback.web.again import note_sign_in
from runback.web.attempts import limit_guesses
from runback.web.signin.links import consume


@login_not_required
@never_cache
@require_GET
def explain(request: HttpRequest) -> HttpResponse:
    """Says how to sign in; where everybody lands who is not."""
    return _explain(request, is_spent=False, status=401)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@limit_guesses
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Uses a link up and signs its user in; a used or old one says how to get a new one.

    Under a public address the link travels by message, and programs that show a preview open it: a button uses it.
    """
    if settings.PUBLIC is not None and request.method == "GET":
        return render(request, "signin/confirm.html")
    user_id = consume(token)
    user = None if user_id is None else get_user_model().objects.filter(pk=user_id, is_active=True).first()
    if user is not None:
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        note_sign_in(request)
        return redirect(start_page(account_of(request)))
    if request.user.is_authenticated:
        return redirect("today")
    return _explain(request, is_spent=True, status=403)


def _explain(request: HttpRequest, *, is_spent: bool, status: int) -> HttpResponse:
    context = {"is_spent": is_spent, "is_public": settings.PUBLIC is not None}
    return render(request, "signin/explain.html", context, status=status)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    logout(request)
    return render(request, "signin/left.html")
