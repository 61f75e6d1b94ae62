"""``runback rules check``: whether the rule book is sound, for its editors."""

import typer

from runback.cli.context import Usage, print_json
from runback.languages.catalogue import gettext

_rules = typer.Typer(help="The rule book behind the check and the plan.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    _rules.command("check")(_check)
    app.add_typer(_rules, name="rules")


@_rules.callback()
def _start() -> None:
    """The rule book behind the check and the plan."""


def _check(as_json: Usage.Json = False) -> None:
    """List every mistake in the rule book with its file, line and entry; ends with 3 if there is one."""
    from runback.knowledge.rule_book import find_problems
    from runback.knowledge.text_check import find_text_problems

    problems = (*find_problems(), *find_text_problems())
    if as_json:
        listed = [{"file": one.file, "line": one.line, "id": one.id, "what": one.what} for one in problems]
        print_json({"ok": not problems, "problems": listed})
    elif problems:
        print("\n".join(map(str, problems)))
    else:
        print(gettext("The rule book has no mistakes."))
    if problems:
        raise typer.Exit(3)
