"""Signing in with the link that Runback printed, and out."""

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user_model, login, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from runback.services.people.accounts import read_account
from runback.web.access import start_page
from runback.web.again import note_sign_in
from runback.web.attempts import limit_guesses
from runback.web.mail import is_mail_on
from runback.web.signin.adapters import safe_next
from runback.web.signin.links import Token, consume
from runback.web.signin.passkeys import is_named_host, named_address


@login_not_required
@never_cache
@require_GET
def explain(request: HttpRequest) -> HttpResponse:
    """Says how to sign in; where everybody lands who is not."""
    return show_sign_in(request, status=401)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@limit_guesses
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Uses a link up and signs its user in; a used or old one says how to get a new one.

    Under a public address the link travels by message, and programs that show a preview open it: a button uses it.
    So it does where another page led here, since the browser then keeps the new cookie back until a page of ours asks.
    """
    is_led_here = request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin")
    if request.method == "GET" and (settings.PUBLIC is not None or is_led_here):
        return render(request, "signin/confirm.html")
    used = consume(token)
    user = None if used is None else get_user_model().objects.filter(pk=used.user_id, is_active=True).first()
    if used is not None and user is not None:
        return _enter(request, user, used)
    if request.user.is_authenticated:
        return redirect("today")
    return show_sign_in(request, is_spent=True, status=403)


def _enter(request: HttpRequest, user: User, used: Token) -> HttpResponse:
    """Signs the user in, after the second step where the link is only the first."""
    next_page = safe_next(request, start_page(read_account(used.user_id)))
    if used.is_first_step:
        logout(request)  # the session of another account is no second step
        response: HttpResponse = perform_login(request, Login(user=user, redirect_url=next_page))
        return response
    login(request, user, backend="runback.web.signin.backends.AccountBackend")
    note_sign_in(request)
    return redirect(next_page)


def show_sign_in(request: HttpRequest, *, is_spent: bool = False, error: str = "", status: int) -> HttpResponse:
    """The page that says how to sign in; it is the same whether or not somebody exists."""
    is_public = settings.PUBLIC is not None
    context = {
        "is_spent": is_spent,
        "is_public": is_public,
        "error": error,
        "is_named_host": is_named_host(request),
        "is_mail_on": is_mail_on(),
        "named_address": named_address(request),
        "has_passkeys": is_public or Authenticator.objects.filter(type="webauthn").exists(),
    }
    return render(request, "signin/explain.html", context, status=status)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    logout(request)
    return render(request, "signin/left.html", {"is_public": settings.PUBLIC is not None})
