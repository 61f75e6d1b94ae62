"""The command ``runback``: gathers the commands, and turns every error into a message and an exit code."""

import json
import sys
from typing import Any

import typer

from runback.cli import diary, history, serving, training
from runback.cli.context import Usage, wants_json
from runback.domain.errors import RunbackError

app = typer.Typer(
    name="runback",
    help="Runback helps runners with a sore lower back get back to running.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def _start(
    context: typer.Context,
    home: Usage.Home = None,
    version: bool = typer.Option(False, "--version", help="Show the version and end.", is_eager=True),
) -> None:
    if version:
        from runback import __version__

        typer.echo(__version__)
        raise typer.Exit
    context.obj = home


history.add_to(app)
training.add_to(app)
diary.add_to(app)
serving.add_to(app)


def main() -> None:
    """Run the command line; exit code 0 done, 2 wrong usage, 3 input that could not be used."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    try:
        result: Any = typer.main.get_command(app).main(arguments, prog_name="runback", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except typer.TyperException as problem:
        return _tell_usage(problem, arguments)
    except (typer.Abort, KeyboardInterrupt):
        print("Stopped. Nothing that was done is lost.", file=sys.stderr)
        return 130
    except RunbackError as problem:
        return _tell(problem, arguments)
    except BrokenPipeError:
        sys.stdout = None  # type: ignore[assignment]
        return 0


def _tell_usage(problem: typer.TyperException, arguments: list[str]) -> int:
    message = problem.format_message()
    if wants_json(arguments):
        print(json.dumps({"error": {"code": "usage", "message": message}}, ensure_ascii=False))
    else:
        usage = getattr(problem, "ctx", None)
        if usage is not None and usage.get_usage() not in message:
            print(usage.get_usage(), file=sys.stderr)
        print(message, file=sys.stderr)
    return 2


def _tell(problem: RunbackError, arguments: list[str]) -> int:
    if wants_json(arguments):
        from runback.export.documents import error_document

        print(json.dumps(error_document(problem), ensure_ascii=False))
    else:
        print(problem.message, file=sys.stderr)
        if problem.offset is not None:
            print(f"The trouble starts at byte {problem.offset}.", file=sys.stderr)
    return 3


if __name__ == "__main__":
    main()
