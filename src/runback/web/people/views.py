"""The administrator's page: accounts are added, given a sign-in link, stopped. It shows nobody's record."""

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from runback.domain.errors import BadAnswer, NotFound
from runback.languages.catalogue import gettext
from runback.services.people import accounts, leaving, sharing
from runback.services.people.leaving import list_due
from runback.store.models import Role
from runback.web.access import account_of, require_role
from runback.web.again import signed_in_lately
from runback.web.people.devices import end_all
from runback.web.signin.links import INVITATION_LASTS_S, new_link


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Every account of the home."""
    require_role(request, Role.ADMIN)
    return _show(request)


def _show(request: HttpRequest, status: int = 200, **more: object) -> HttpResponse:
    months = settings.KEEP_MONTHS
    due = {} if months is None else {one.user_id: one for one in list_due(months)}
    context = {
        "accounts": accounts.list_accounts(),
        "roles": Role.choices,
        "keep_months": months,
        "due": due.values(),
        **more,
    }
    return render(request, "people/show.html", context, status=status)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Adds an account and shows its sign-in link."""
    require_role(request, Role.ADMIN)
    given = {name: request.POST.get(name, "").strip() for name in ("username", "name", "role")}
    try:
        account = accounts.add_account(given["username"], given["role"], given["name"])
    except BadAnswer as problem:
        return _show(request, 400, error=problem.reason, given=given)
    return _show(request, link=_link_for(request, account.user_id), link_of=account)


def _link_for(request: HttpRequest, user_id: int) -> str:
    """A link opens the account: its runner can see that one was made, and by whom."""
    sharing.note_link(account_of(request), user_id)
    return new_link(user_id, settings.PORT, INVITATION_LASTS_S, is_first_step=True)


@require_POST
def link(request: HttpRequest, user_id: int) -> HttpResponse:
    """Shows a new sign-in link for an account; the one before it ends."""
    require_role(request, Role.ADMIN)
    account = accounts.read_account(user_id)
    return _show(request, link=_link_for(request, user_id), link_of=account)


@require_POST
def stop(request: HttpRequest, user_id: int) -> HttpResponse:
    """Stops an account: its sessions end at once, its record stays."""
    if require_role(request, Role.ADMIN).user_id == user_id:
        return _show(request, 400, error=gettext("You cannot stop your own account."))
    with transaction.atomic():
        accounts.set_active(user_id, is_active=False)
        end_all(user_id)
    return redirect("people")


@require_POST
@signed_in_lately
def erase_due(request: HttpRequest, user_id: int) -> HttpResponse:
    """Deletes everything of a runner who stayed away for as long as the server keeps a record."""
    require_role(request, Role.ADMIN)
    if settings.KEEP_MONTHS is None:
        raise NotFound(gettext("This server keeps every record."))
    leaving.erase_due(user_id, settings.KEEP_MONTHS)
    return redirect("people")


@require_POST
def allow(request: HttpRequest, user_id: int) -> HttpResponse:
    """Lets a stopped account sign in again."""
    require_role(request, Role.ADMIN)
    accounts.set_active(user_id, is_active=True)
    return redirect("people")
