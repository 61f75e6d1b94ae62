"""Help in the current language. Commands declare it in English; it is translated before Typer prints it."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import typer
from typer._click.formatting import HelpFormatter  # Typer carries Click inside and has no public name for it

from runback.languages.catalogue import gettext
from runback.languages.saved import translate_later

_EXTRAS = re.compile(r"(?:^|  )\[(?P<extras>[^\[\]]+)\]$")
_DEFAULT = translate_later("default: {value}")
TYPER_SAYS = (
    translate_later("Usage:"),
    translate_later("Arguments"),
    translate_later("Options"),
    translate_later("Commands"),
    translate_later("Show this message and exit."),
    translate_later("required"),
    _DEFAULT,
    translate_later("Missing command."),
    translate_later("Missing option {names}."),
    translate_later("Missing argument {names}."),
    translate_later("Missing option {names}. Choose from: {choices}"),
    translate_later("Missing argument {names}. Choose from: {choices}"),
    translate_later("No such command {name}."),
    translate_later("No such command {name}. Did you mean {names}?"),
    translate_later("No such option: {name}"),
    translate_later("No such option: {name} (Possible options: {names})"),
    translate_later("Got unexpected extra argument(s) ({words})"),
    translate_later("Option {name} requires an argument."),
    translate_later("Option {name} does not take a value."),
    translate_later("Invalid value: {reason}"),
    translate_later("Invalid value for {name}: {reason}"),
    translate_later("Value error, {value} is not one of {choices}."),
    translate_later("Input should be a valid integer, unable to parse string as an integer"),
    translate_later("Input should be a valid number, unable to parse string as a number"),
    translate_later("Input should be greater than or equal to {least}"),
    translate_later("Input should be less than or equal to {most}"),
)
"""What Typer, and Pydantic through it, say in English; ``translate_saved`` finds it again."""


class _Formatter(HelpFormatter):
    """Writes what Typer adds to a help text in the current language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that shows how the command is called."""
        super().write_usage(prog, args, f"{translate_typer('Usage:')} " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """The heading of arguments, options or commands."""
        super().write_heading(translate_typer(heading))

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Names with their texts."""
        super().write_dl(
            [(name, _translate_extras(translate_typer(text))) for name, text in rows], col_max, col_spacing
        )


class _Context(typer.Context):
    formatter_class = _Formatter


def translate_typer(text: str) -> str:
    """A message or word of Typer in the current language; other texts stay as they are."""
    from runback.languages.saved import translate_saved

    return translate_saved(" ".join(text.split()) if "\n\t" in text else text)


def _translate_extras(text: str) -> str:
    """The text with the bracketed part after it, such as ``[default: 12]``, translated."""
    found = _EXTRAS.search(text)
    if found is None:
        return text
    extras = "; ".join(translate_typer(part) for part in found["extras"].split("; "))
    return f"{text[: found.start('extras')]}{extras}]"


def find_help(command: Any) -> Iterator[tuple[Any, str]]:
    """Every help text of a command and those below it: the object that has it, and its attribute."""
    if command.help:
        yield command, "help"
    yield from ((param, "help") for param in command.params if getattr(param, "help", None))
    for child in getattr(command, "commands", {}).values():
        yield from find_help(child)


def translate_help(command: Any) -> None:
    """Put the help of a command and those below it into the current language."""
    for holder, name in find_help(command):
        setattr(holder, name, gettext(getattr(holder, name)))
    _format_in_language(command)


def _format_in_language(command: Any) -> None:
    command.context_class = _Context
    for child in getattr(command, "commands", {}).values():
        _format_in_language(child)
