"""Accounts and their roles: made by the person who runs the server, stopped and not deleted."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from runback.domain.errors import BadAnswer, NotFound, UnusableInput
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.services.home.machine import local_zone
from runback.store.mapping_history import runner_record
from runback.store.models import PersonRow, Role, RunnerRow
from runback.store.wall import lifted

_USERNAME = re.compile(r"[\w.@+-]{1,64}", re.ASCII)


class NameNeeded(UnusableInput):
    """Several people use the home, and none was named."""

    code = "name_needed"


@dataclass(frozen=True, slots=True)
class Account:
    """An account: ``username`` signs in, ``name`` is shown; ``last_seen`` is None before the first sign-in."""

    user_id: int
    username: str
    name: str
    role: str
    is_active: bool
    last_seen: datetime | None


@lifted()
def add_account(username: str, role: str = Role.RUNNER, name: str = "", zone: str | None = None) -> Account:
    """A new account without a password: it signs in with a link. A runner gets an empty record.

    Raises ``BadAnswer`` for a username that is taken or odd, an unknown role and an unknown time zone.
    """
    if not _USERNAME.fullmatch(username):
        raise BadAnswer("username", gettext("Use up to 64 letters, digits and . @ + - _ without spaces."))
    if role not in Role.values:
        raise BadAnswer("role", gettext("{role!r} is not one of them.").format(role=role), Role.values)
    shown = name.strip()[:200] or username
    runner = Runner(shown, zone or local_zone())
    try:
        with transaction.atomic():
            user = get_user_model().objects.create_user(username=username)
            PersonRow.objects.create(user=user, name=shown, role=role)
            if role == Role.RUNNER:
                RunnerRow.objects.create(user=user, name=runner.name, zone=runner.zone)
    except IntegrityError:
        raise BadAnswer(
            "username", gettext("{username!r} is taken. Choose another.").format(username=username)
        ) from None
    return _account(user)


@lifted()
def list_accounts() -> tuple[Account, ...]:
    """Every account of the home, oldest first."""
    users = get_user_model().objects.select_related("person", "runner").order_by("pk")
    return tuple(_account(user) for user in users)


def _account(user: object) -> Account:
    person = getattr(user, "person", None)
    runner = getattr(user, "runner", None)
    username = str(vars(user)["username"])
    return Account(
        user_id=int(vars(user)["id"]),
        username=username,
        name=person.name if person else runner.name if runner else username,
        role=str(person.role) if person else str(Role.RUNNER),
        is_active=bool(vars(user)["is_active"]),
        last_seen=vars(user)["last_login"],
    )


@lifted()
def read_account(user_id: int) -> Account:
    """One account; raises ``NotFound``."""
    user = get_user_model().objects.select_related("person", "runner").filter(pk=user_id).first()
    if user is None:
        raise NotFound(gettext("There is no such account."))
    return _account(user)


@lifted()
def find_account(username: str) -> Account:
    """The account of that username; raises ``NotFound`` with the command that lists them."""
    user = get_user_model().objects.select_related("person", "runner").filter(username=username).first()
    if user is None:
        raise NotFound(
            gettext("There is no account {username!r} in this home. To see all: runback people list").format(
                username=username
            )
        )
    return _account(user)


def role_of(user_id: int) -> str:
    """The role of an account; runner where it was never said."""
    return PersonRow.objects.filter(user_id=user_id).values_list("role", flat=True).first() or str(Role.RUNNER)


def has_others(user_id: int) -> bool:
    """Whether anybody else has an account in this home."""
    return get_user_model().objects.exclude(pk=user_id).exists()


def set_active(user_id: int, is_active: bool) -> None:
    """Let an account sign in, or stop it with all of its sessions; its record stays. Raises ``NotFound``."""
    if not get_user_model().objects.filter(pk=user_id).update(is_active=is_active):
        raise NotFound(gettext("There is no such account."))


def default_account() -> Account:
    """Who signs in without a name given: an administrator, else the one who was there first.

    A home without accounts gets the runner of a runner's own machine.
    """
    accounts = [account for account in list_accounts() if account.is_active]
    if not accounts:
        from runback.services.home.open import only_runner

        only_runner()
        accounts = list(list_accounts())
    return next((one for one in accounts if one.role == Role.ADMIN), accounts[0])


@lifted()
def chosen_runner(username: str | None) -> Runner:
    """The runner a command is about: the one named, else the only one of the home.

    Raises ``NameNeeded`` where there are several, and ``NotFound`` for a name that is no runner's.
    """
    rows = list(RunnerRow.objects.select_related("user").order_by("pk")[:2])
    if username:
        row = RunnerRow.objects.filter(user__username=username).first()
        if row is None:
            raise NotFound(
                gettext("There is no runner {username!r} in this home. To see all: runback people list").format(
                    username=username
                )
            )
        return runner_record(row)
    if len(rows) > 1:
        raise NameNeeded(
            gettext("Several runners use this home. Name one before the command: runback --runner NAME ...")
        )
    if rows:
        return runner_record(rows[0])
    from runback.services.home.open import only_runner

    return only_runner()
