"""``runback people``: the accounts of a home that several people use."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from runback.cli.context import Usage, print_json
from runback.languages.catalogue import gettext

if TYPE_CHECKING:
    from runback.services.people.accounts import Account

_people = typer.Typer(help="The accounts of a home that several people use.", no_args_is_help=True)
_Username = Annotated[str, typer.Argument(metavar="USERNAME", help="The account's username.", show_default=False)]
_Role = Annotated[
    str, typer.Option("--role", metavar="ROLE", help="runner, clinician or admin.", show_default="runner")
]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(_people, name="people")


@_people.command("add")
def _add(
    context: typer.Context,
    username: _Username,
    role: _Role = "runner",
    name: Annotated[str, typer.Option("--name", help="The name that is shown; the username without it.")] = "",
    zone: Annotated[
        str | None, typer.Option("--zone", help="The runner's time zone, like Europe/Berlin.", show_default=False)
    ] = None,
    home: Usage.Home = None,
    as_json: Usage.Json = False,
) -> None:
    """Add an account, and print the link that signs it in: once, within three days."""
    _open(context, home)
    from runback.services.people.accounts import add_account
    from runback.web.serving import invitation_link

    account = add_account(username, role, name, zone)
    link = invitation_link(account.user_id)
    if as_json:
        print_json(_row(account) | {"link": link})
        return
    print(gettext("{username} is added as {role}.").format(username=account.username, role=account.role))
    if link is None:
        print(
            gettext("When Runback runs, make a link to sign in: runback link {username}").format(
                username=account.username
            )
        )
    else:
        print(gettext("Give them this link; it signs in once, within three days:\n\n  {link}").format(link=link))


@_people.command("list")
def _list(
    context: typer.Context,
    role: Annotated[
        str | None, typer.Option("--role", metavar="ROLE", help="Only these: runner, clinician, admin.")
    ] = None,
    home: Usage.Home = None,
    as_json: Usage.Json = False,
) -> None:
    """List the accounts of the home."""
    _open(context, home)
    from runback.domain.errors import BadAnswer
    from runback.services.people.accounts import list_accounts
    from runback.store.models import Role

    if role is not None and role not in Role.values:
        raise BadAnswer("role", gettext("{value!r} is not one of them.").format(value=role), Role.values)
    found = [account for account in list_accounts() if role in (None, account.role)]
    if as_json:
        print_json({"people": [_row(account) for account in found]})
        return
    for account in found:
        kind = account.role if account.is_active else gettext("{role}, stopped").format(role=account.role)
        print(f"{account.username}  {account.name} ({kind})")
    if not found:
        print(gettext("There is nobody yet. Add somebody: runback people add USERNAME"))


@_people.command("groups")
def _groups(context: typer.Context, home: Usage.Home = None, as_json: Usage.Json = False) -> None:
    """Show the groups in numbers that show nobody: from five people on, counted once a month."""
    _open(context, home)
    from runback.services import clock
    from runback.services.people.groups import list_groups

    found = list_groups(clock.now().date())
    if as_json:
        rows = [
            {
                "name": group.name,
                "counted_on": None if group.counted_on is None else str(group.counted_on),
                "members": group.members,
                "counts": dict(group.counts),
            }
            for group in found
        ]
        print_json({"groups": rows})
        return
    for group in found:
        if group.counts:
            words = gettext("{name}: {members} people, counted on {day}")
        else:
            words = gettext("{name}: {members} people")
        print(words.format(name=group.name, members=group.members, day=group.counted_on))
        for name, count in group.counts:
            print(f"  {name}: {count}")
    if not found:
        print(gettext("There is no group. An administrator adds one on the page Groups."))


@_people.command("stop")
def _stop(context: typer.Context, username: _Username, home: Usage.Home = None) -> None:
    """Stop an account and end its sessions; its record stays."""
    _set_active(context, home, username, is_active=False)


@_people.command("allow")
def _allow(context: typer.Context, username: _Username, home: Usage.Home = None) -> None:
    """Let a stopped account sign in again."""
    _set_active(context, home, username, is_active=True)


def _set_active(context: typer.Context, home: Any, username: str, *, is_active: bool) -> None:
    _open(context, home)
    from runback.services.people.accounts import find_account, set_active
    from runback.services.people.sessions import end_devices

    account = find_account(username)
    set_active(account.user_id, is_active)
    if not is_active:
        end_devices(account.user_id)
    words = (
        gettext("{username} can sign in again.")
        if is_active
        else gettext("{username} is stopped and signed out everywhere.")
    )
    print(words.format(username=username))


def _open(context: typer.Context, home: Any) -> None:
    from runback.services.home.open import open_home
    from runback.services.home.place import resolve_home

    open_home(resolve_home(home or context.obj))


def _row(account: "Account") -> dict[str, Any]:
    return {
        "username": account.username,
        "name": account.name,
        "role": account.role,
        "active": account.is_active,
        "last_seen": None if account.last_seen is None else f"{account.last_seen:%Y-%m-%dT%H:%M:%SZ}",
    }
