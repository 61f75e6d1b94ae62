"""What every command shares: the home, the day, and printing for people or for programs."""

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runback import languages
from runback.languages.catalogue import gettext

if TYPE_CHECKING:
    from runback.domain.runner import Runner

RUNNER = "runner"
"""The context key for the name given with ``--runner``."""


def _parse_day(text: str | date) -> date:
    if isinstance(text, date):
        return text
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 -- a day has no zone
    except ValueError:
        raise typer.BadParameter(gettext("{text!r} is not a date like 2026-05-14.").format(text=text)) from None


class Usage:
    """The options that several commands take."""

    Home = Annotated[
        Path | None,
        typer.Option("--home", metavar="DIR", help="The data home. Also RUNBACK_HOME.", show_default=False),
    ]
    Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.", show_default=False)]
    AsOf = Annotated[
        date | None,
        typer.Option("--as-of", metavar="DATE", parser=_parse_day, help="Take this day as today.", show_default=False),
    ]
    Answers = Annotated[
        str | None,
        typer.Option("--answers", metavar="FILE", help="The answers file, JSON or YAML; - reads stdin."),
    ]


def day_option(name: str, help_text: str) -> Any:
    """An option that takes a day as YYYY-MM-DD."""
    return typer.Option(name, metavar="DATE", parser=_parse_day, help=help_text, show_default=False)


def find_option(name: str, arguments: list[str]) -> str | None:
    """The value of an option, even if the arguments cannot be parsed; None if the option is missing."""
    for at, word in enumerate(arguments):
        if word == name and at + 1 < len(arguments):
            return arguments[at + 1]
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return None


def wants_json(arguments: list[str]) -> bool:
    """Whether these arguments ask for JSON; also known when they cannot be parsed."""
    return "--json" in arguments


def open_runner(context: typer.Context, home: Path | None) -> "Runner":
    """Open the data home (the command's option, else the one before the command) and return the runner it is about.

    That is the one named before the command (``--runner``, RUNBACK_RUNNER), else the only one of the home; raises
    ``NameNeeded`` where there are several. From here to the end of the command, distances are said in the runner's
    unit and texts in the runner's language, or the one named before the command (``--lang``). With ``--json`` they
    are English where no language was named: programs read them.
    """
    from runback.domain.distances import showing
    from runback.domain.weights import weighing
    from runback.services.home.open import open_home
    from runback.services.home.place import resolve_home

    open_home(resolve_home(home or context.obj), may_only_read=True)
    from runback.services.people.accounts import chosen_runner
    from runback.services.training.preferences import read_preferences

    runner = chosen_runner(context.find_root().meta.get(RUNNER))
    context.with_resource(showing(runner.units))
    context.with_resource(weighing(lambda: read_preferences(runner).weights))
    if context.find_root().params.get("lang") is None and not context.params.get("as_json"):
        languages.switch_to(languages.ready_or_english(runner.language))
    return runner


def day_or_today(runner: "Runner", as_of: date | None) -> date:
    """The day given with --as-of, else the runner's today."""
    from runback.services import clock

    return as_of or clock.today(runner)


def print_json(document: object) -> None:
    """Print one JSON document on stdout."""
    json.dump(document, sys.stdout, ensure_ascii=False, allow_nan=False, indent=None)
    sys.stdout.write("\n")


def read_answers(source: str) -> Any:
    """The answers in a file, or on stdin for ``-``: JSON, else YAML.

    Raises ``UnusableInput`` for what cannot be read or parsed.
    """
    from runback.domain.errors import UnusableInput

    try:
        raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = gettext("The answers in {source} cannot be read: it is not UTF-8 text.")
        raise UnusableInput(words.format(source=source), path=source) from None
    except OSError as problem:
        words = gettext("The answers in {source} cannot be read: {cause}.")
        raise UnusableInput(words.format(source=source, cause=problem.strerror), path=source) from None
    try:
        answers = _parse(text, source)
        json.dumps(answers, ensure_ascii=False, default=str, skipkeys=True).encode()
    except UnicodeEncodeError as problem:
        half = f"\\u{ord(problem.object[problem.start]):04x}"
        words = gettext("The answers in {source} contain half a character ({half}). Save them as UTF-8 text.")
        raise UnusableInput(words.format(source=source, half=half), path=source) from None
    except (RecursionError, ValueError):  # a YAML list may contain itself
        words = gettext("The answers in {source} are nested too deep. Write them flat.")
        raise UnusableInput(words.format(source=source), path=source) from None
    return answers


def _parse(text: str, source: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as problem:
        return _read_yaml(text, source, problem)


def _read_yaml(text: str, source: str, not_json: json.JSONDecodeError) -> Any:
    from runback.domain.errors import UnusableInput

    words = gettext("The answers in {source} are not JSON: {cause} (line {line}).")
    message = words.format(source=source, cause=not_json.msg, line=not_json.lineno)
    if text.lstrip()[:1] in ("{", "[", ""):
        raise UnusableInput(message, path=source, offset=len(text[: not_json.pos].encode()))
    import yaml

    try:
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        raise UnusableInput(message + " " + gettext("It is not YAML either."), path=source) from None
