"""The command ``runback``: gathers the commands, and turns every error into a message and an exit code."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from runback import languages
from runback.cli import (
    cohort,
    diary,
    export,
    form,
    history,
    home,
    insight,
    keys,
    outcomes,
    people,
    profile,
    report,
    rules,
    serving,
    spine,
    sync,
    today,
    training,
    trends,
    watch,
)
from runback.cli.context import RUNNER, Usage, find_option, wants_json
from runback.cli.help_texts import translate_help, translate_typer
from runback.cli.terminal import show_control_characters, shown
from runback.domain.errors import RunbackError
from runback.languages.catalogue import gettext
from runback.languages.saved import translate_saved

app = typer.Typer(
    name="runback",
    help="Runback helps runners with a sore lower back get back to running.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from runback import __version__

        print(__version__)
        raise typer.Exit


@app.callback()
def _start(
    context: typer.Context,
    home: Usage.Home = None,
    runner: Annotated[
        str | None,
        typer.Option(
            "--runner",
            metavar="NAME",
            envvar="RUNBACK_RUNNER",
            help="Whose record, where several runners use the home.",
            show_default=False,
            show_envvar=False,
        ),
    ] = None,
    lang: Annotated[
        Literal["en", "de", "es"] | None,
        typer.Option("--lang", help="The language of texts; else that of the runner's settings.", show_default=False),
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    context.obj = home
    context.meta[RUNNER] = runner


history.add_to(app)
watch.add_to(app)
sync.add_to(app)
today.add_to(app)
trends.add_to(app)
training.add_to(app)
diary.add_to(app)
insight.add_to(app)
spine.add_to(app)
form.add_to(app)
export.add_to(app)
report.add_to(app)
outcomes.add_to(app)
profile.add_to(app)
home.add_to(app)
rules.add_to(app)
cohort.add_to(app)
people.add_to(app)
keys.add_to(app)
serving.add_to(app)


def main() -> None:
    """Run the command line; exit code 0 done, 2 wrong usage, 3 input that could not be used."""
    os.umask(0o077)  # what is written is health data
    show_control_characters()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    with languages.using(_find_language(arguments)):
        return _run(arguments)


def _find_language(arguments: list[str]) -> str:
    """The language named with --lang, else that of the home; English for programs (--json)."""
    named = find_option("--lang", arguments)
    if named in languages.LANGUAGES:
        return named
    if wants_json(arguments):
        return languages.ENGLISH
    from runback.services.home.language import language_of_home
    from runback.services.home.place import resolve_home

    home = find_option("--home", arguments)
    return language_of_home(resolve_home(None if home is None else Path(home)))


def _run(arguments: list[str]) -> int:
    try:
        command = typer.main.get_command(app)
        if languages.current() != languages.ENGLISH:
            translate_help(command)
        result: Any = command.main(arguments, prog_name="runback", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except typer.TyperException as problem:
        return _show_usage(problem, arguments)
    except (typer.Abort, KeyboardInterrupt):
        print(gettext("Stopped. What was done so far is kept."), file=sys.stderr)
        return 130
    except RunbackError as problem:
        return _show(problem, arguments)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    # The last catch: a traceback can show what a runner entered, so it goes to a file of the home instead.
    except Exception as problem:  # noqa: BLE001
        return _show_cause(problem, arguments)


def _show_cause(problem: Exception, arguments: list[str]) -> int:
    """Show the cause of an error of the disk or the database (3); any other is a fault of Runback (1)."""
    from runback.services.home.open import find_cause, note_fault

    cause = find_cause(problem)
    if cause is not None:
        return _show(cause, arguments)
    message = gettext("A fault in Runback ({kind}) ended this command.").format(kind=type(problem).__name__)
    where = note_fault(problem)
    if where is not None:
        details = gettext("The details are in {path}; they can contain what you entered.").format(path=where)
        message = f"{message} {details}"
    _show(Fault(message), arguments)
    return 1


class Fault(RunbackError):
    """An unexpected error."""

    code = "fault"


def _show_usage(problem: typer.TyperException, arguments: list[str]) -> int:
    message = problem.format_message()
    if wants_json(arguments):
        print(json.dumps({"error": {"code": "usage", "message": message}}, ensure_ascii=False))
    else:
        usage = getattr(problem, "ctx", None)
        if usage is not None and usage.get_usage() not in message:
            print(usage.get_usage(), file=sys.stderr)
        print(shown(translate_typer(message)), file=sys.stderr)
    return 2


def _show(problem: RunbackError, arguments: list[str]) -> int:
    if wants_json(arguments):
        from runback.export.documents import error_document

        print(json.dumps(error_document(problem), ensure_ascii=False))
    else:
        message = shown(translate_saved(problem.message))
        print(message, file=sys.stderr)
        if problem.path is not None and Path(problem.path).name not in message:
            print(gettext("The file: {path}").format(path=problem.path), file=sys.stderr)
        if problem.offset is not None:
            print(gettext("The trouble starts at byte {offset}.").format(offset=problem.offset), file=sys.stderr)
    return 3


if __name__ == "__main__":
    main()
