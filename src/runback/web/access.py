"""The one place where a request is given a runner. Services take it from there: another's row is a 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from runback.domain.errors import NotFound, RunbackError
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.services.home.runners import runner_of_account
from runback.services.people.accounts import Account, read_account
from runback.services.people.sharing import open_record
from runback.store.models import Role
from runback.store.owned import owner_id
from runback.store.standing import standing
from runback.store.wall import open_for

View = Callable[..., HttpResponse]


class NoRecord(PermissionDenied):
    """The account has no record of its own: a clinician or an administrator."""


def runner_of(request: HttpRequest) -> Runner:
    """The runner who is signed in; raises ``PermissionDenied`` for an account without one."""
    known = vars(request).get("_runner")
    if isinstance(known, Runner):
        return known
    if request.user.pk is None:
        raise PermissionDenied(gettext("Sign in first."))
    try:
        runner = runner_of_account(request.user)
    except NotFound as problem:
        raise NoRecord(problem.message) from None
    open_for([owner_id(runner)])
    return keep_runner(request, runner)


def reads_once(view: View) -> View:
    """A page that changes no row of the runner's: the stamps of the rows are read once."""

    @wraps(view)
    def answer(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        with standing(runner_of(request)):
            return view(request, *given, **named)

    return answer


def keep_runner(request: HttpRequest, runner: Runner) -> Runner:
    """Gives the request the runner as a change has left them."""
    vars(request)["_runner"] = runner
    return runner


def account_of(request: HttpRequest) -> Account:
    """The account that is signed in; raises ``PermissionDenied`` for a stranger."""
    known = vars(request).get("_account")
    if isinstance(known, Account):
        return known
    if request.user.pk is None:
        raise PermissionDenied(gettext("Sign in first."))
    account = read_account(request.user.pk)
    vars(request)["_account"] = account
    return account


def shown_role(request: HttpRequest) -> str:
    """The role whose navigation a page shows; asks the database only where no runner is known yet.

    A runner's where it cannot be asked: the page about a broken database has a frame too.
    """
    if isinstance(vars(request).get("_runner"), Runner):
        return str(Role.RUNNER)
    try:
        return account_of(request).role if request.user.is_authenticated else str(Role.RUNNER)
    except (AttributeError, DatabaseError, RunbackError):
        return str(Role.RUNNER)


def require_role(request: HttpRequest, role: Role) -> Account:
    """The account that is signed in, where it has that role; for any other the page does not exist."""
    account = account_of(request)
    if account.role != role:
        raise NotFound(gettext("There is nothing at this address."))
    return account


def open_record_of(request: HttpRequest, runner_id: int, what: str) -> Runner:
    """Another runner's record for the clinician who is signed in, noted for the runner; raises ``NotFound``."""
    return open_record(require_role(request, Role.CLINICIAN).user_id, runner_id, what)


def start_page(account: Account) -> str:
    """The name of the page an account begins on."""
    return {Role.CLINICIAN: "clinic", Role.ADMIN: "people"}.get(Role(account.role), "today")
