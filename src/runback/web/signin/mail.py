"""Sign-in links by e-mail, for an address that its owner has confirmed; only where a mail server is set."""

from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from runback.domain.errors import NotFound
from runback.languages.catalogue import gettext
from runback.services.people.accounts import read_account
from runback.web.access import account_of
from runback.web.again import is_sign_in_needed
from runback.web.attempts import limit_guesses
from runback.web.language import language_of_account
from runback.web.mail import is_mail_on, send
from runback.web.signin.links import LASTS_S, new_link

CONFIRM_WITHIN_S = 24 * 3600
_SALT = "runback.sign-in.email"
_RATES = {"send_link": "20/h/ip,5/h/key"}


def _may_send(request: HttpRequest, address: str) -> bool:
    return bool(ratelimit.consume(request, app="runback", action="send_link", config=_RATES, key=address.casefold()))


def _read_address(request: HttpRequest) -> str:
    """The address of the form; empty where it is not one."""
    address = request.POST.get("email", "").strip()
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address if len(address) <= 254 else ""


def _require_mail() -> None:
    if not is_mail_on():
        raise NotFound("There is nothing at this address.")


@login_not_required
@never_cache
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Sends a link to an address that belongs to an account; the answer is the same for any other."""
    _require_mail()
    address = _read_address(request)
    if not address:
        return render(
            request, "signin/sent.html", {"error": gettext("Enter an address like name@example.org.")}, status=400
        )
    if not _may_send(request, address):
        error = gettext("Too many links were asked for. Wait an hour, or ask whoever runs this Runback.")
        return render(request, "signin/sent.html", {"error": error}, status=429)
    found = EmailAddress.objects.filter(email__iexact=address, verified=True, user__is_active=True).first()
    if found is not None:
        send(found.email, language_of_account(found.user_id), partial(_write_link, found.user_id))
    return render(request, "signin/sent.html")


def _write_link(user_id: int) -> tuple[str, str]:
    link = new_link(user_id, settings.PORT, is_first_step=True)
    lasts = gettext("The link works once, within {minutes} minutes.").format(minutes=LASTS_S // 60)
    not_you = gettext("If you did not ask for it, do nothing: nobody is signed in without it.")
    return gettext("Sign in to Runback"), f"{link}\n\n{lasts}\n{not_you}\n"


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Sends a link that confirms an address of the account that is signed in."""
    _require_mail()
    if is_sign_in_needed(request):
        return redirect(f"{reverse('sign-in-again')}?next={reverse('sign-in-ways')}")
    address, account = _read_address(request), account_of(request)
    if not address or not _may_send(request, address):
        return redirect(f"{reverse('sign-in-ways')}?email=refused#email-title")
    token = signing.dumps({"user": account.user_id, "email": address}, salt=_SALT)
    origin = settings.PUBLIC.origin if settings.PUBLIC else request.build_absolute_uri("/")[:-1]
    path = reverse("sign-in-email-confirm", args=[token])
    write = partial(_write_confirmation, account.name, f"{origin}{path}")
    send(address, language_of_account(account.user_id), write)
    return redirect(f"{reverse('sign-in-ways')}?email=sent#email-title")


def _write_confirmation(name: str, link: str) -> tuple[str, str]:
    ask = gettext("To get sign-in links for {name} at this address, confirm it within a day:").format(name=name)
    not_you = gettext("If you did not ask for it, do nothing.")
    return gettext("Confirm your address for Runback"), f"{ask}\n\n{link}\n\n{not_you}\n"


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@limit_guesses
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Shows what the link confirms; the button confirms it."""
    _require_mail()
    try:
        wanted: dict[str, Any] = signing.loads(token, salt=_SALT, max_age=CONFIRM_WITHIN_S)
    except signing.BadSignature:
        raise NotFound(gettext("This link has expired.")) from None
    account = read_account(wanted["user"])
    context = {"address": wanted["email"], "name": account.name, "is_done": False, "is_taken": False}
    if request.method == "POST":
        context["is_done"] = _keep(account.user_id, wanted["email"])
        context["is_taken"] = not context["is_done"]
    return render(request, "signin/confirm_email.html", context)


def _keep(user_id: int, address: str) -> bool:
    """Keep the address in place of the account's older one; False where it is another account's."""
    if EmailAddress.objects.filter(email__iexact=address, verified=True).exclude(user_id=user_id).exists():
        return False
    try:
        with transaction.atomic():
            EmailAddress.objects.filter(user_id=user_id).delete()
            EmailAddress.objects.create(user_id=user_id, email=address, verified=True, primary=True)
    except IntegrityError:
        return False
    return True


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Forgets the address."""
    if is_sign_in_needed(request):
        return redirect(f"{reverse('sign-in-again')}?next={reverse('sign-in-ways')}")
    EmailAddress.objects.filter(user_id=account_of(request).user_id).delete()
    return redirect("sign-in-ways")


def address_of(user_id: int) -> str:
    """The confirmed address of an account; empty where it has none."""
    return EmailAddress.objects.filter(user_id=user_id, verified=True).values_list("email", flat=True).first() or ""
