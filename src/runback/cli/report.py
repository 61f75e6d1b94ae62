"""``runback report``."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from runback.cli.context import Usage, day_option, day_or_today, open_runner, print_json
from runback.cli.export import write_file
from runback.languages.catalogue import gettext


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("report")(_report)


def _report(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The PDF to write.")],
    since: Annotated[date | None, day_option("--since", "Look back to this day (default: twelve weeks).")] = None,
    desk: Annotated[
        bool,
        typer.Option("--desk", help="One page for a reception desk, when something is urgent.", show_default=False),
    ] = False,
    spine: Annotated[
        bool, typer.Option("--spine", help="Add modelled loads on the spine; takes some seconds.", show_default=False)
    ] = False,
    lang: Annotated[str | None, typer.Option("--lang", metavar="CODE", help="Language: en, de or es.")] = None,
    home: Usage.Home = None,
    as_of: Usage.AsOf = None,
    as_json: Usage.Json = False,
) -> None:
    """Write the two pages for a physio or doctor as a PDF."""
    runner = open_runner(context, home)
    from runback.services.sharing.report.make import make_desk_sheet, make_report

    day = day_or_today(runner, as_of)
    data = make_desk_sheet(runner, day, lang) if desk else make_report(runner, day, since, lang, with_spine=spine)
    written = write_file(out, data)
    if as_json:
        print_json({"path": str(written), "bytes": len(data)})
    else:
        print(
            gettext("Written to {written}. It contains health data: share it as you would a letter.").format(
                written=written
            ),
            file=sys.stderr,
        )
