"""``runback keys``: new keys for the home, and an end to the old ones."""

from pathlib import Path
from typing import Annotated, Any

import typer

from runback.cli.context import Usage
from runback.languages.catalogue import gettext, ngettext

_keys = typer.Typer(help="New keys for the home, and an end to the old ones.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(_keys, name="keys")


@_keys.command("rotate")
def _rotate(
    context: typer.Context,
    push: Annotated[bool, typer.Option("--push", help="The key of reminders in place of the home's.")] = False,
    home: Usage.Home = None,
) -> None:
    """Make a new key. Sessions and calendars that the old one signed go on until `runback keys forget`.

    With --push each device has to be switched on again on the page Reminders.
    """
    place = _open(context, home)
    if push:
        from runback.services.reminders.keys import replace_key

        replace_key()
        print(gettext("Reminders have a new key. Each device has to be switched on again on the page Reminders."))
        return
    from runback.services.home.keys import rotate_key

    rotate_key(place)
    print(gettext("The home has a new key. Stop Runback and start it again; workers too."))
    print(gettext("Sign-ins and calendars go on with the old key. When nobody needs it any more: runback keys forget"))


@_keys.command("forget")
def _forget(context: typer.Context, home: Usage.Home = None) -> None:
    """Stop accepting old keys: old sessions end, and calendars whose address is from before."""
    from runback.services.home.keys import forget_old_keys

    count = forget_old_keys(_open(context, home))
    if not count:
        print(gettext("There is no old key."))
        return
    forgotten = ngettext("{count} old key is forgotten.", "{count} old keys are forgotten.", count)
    print(forgotten.format(count=count), gettext("Stop Runback and start it again."))
    print(gettext("Calendars from before need their new address from the page Calendar, watch and paper."))


def _open(context: typer.Context, home: Any) -> Path:
    from runback.services.home.open import open_home
    from runback.services.home.place import resolve_home

    place = resolve_home(home or context.obj)
    open_home(place)
    return place
