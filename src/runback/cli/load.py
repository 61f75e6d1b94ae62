"""``runback load``."""

from typing import TYPE_CHECKING

import typer

from runback.cli.context import Usage, day_or_today, open_runner, print_json
from runback.languages import localize_decimal
from runback.languages.catalogue import gettext

if TYPE_CHECKING:
    from runback.domain.load import LoadReport


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("load")(_load)


def _load(
    context: typer.Context, home: Usage.Home = None, as_of: Usage.AsOf = None, as_json: Usage.Json = False
) -> None:
    """Show daily and weekly load, spikes, and the longest run allowed today."""
    runner = open_runner(context, home)
    from runback.services.training.load import measure_load

    report = measure_load(runner, day_or_today(runner, as_of))
    if as_json:
        from runback.export.documents import load_document

        print_json(load_document(report))
    else:
        _print_load(report)


def _print_load(report: "LoadReport") -> None:
    from runback.domain.distances import format_distance

    longest, ceiling = report.longest_run_30d_km, format_distance(report.single_run_ceiling_km)
    print(gettext("On {day}").format(day=report.as_of))
    if longest is None:
        words = gettext("no single run over {distance} (no run in 30 days)").format(distance=ceiling)
    else:
        words = gettext("no single run over {distance} (your longest in 30 days: {longest})")
        words = words.format(distance=ceiling, longest=format_distance(longest))
    print(f"  {words}")
    print("  " + gettext("no more than {distance} this week").format(distance=format_distance(report.weekly_cap_km)))
    for week in report.weeks[-8:]:
        change = "" if week.change_pct is None else f"  {week.change_pct:+.0f} %"
        words = gettext("week of {day}").format(day=week.start)
        print(f"  {words}  {format_distance(week.distance_km):>9}{change}")
    for spike in report.spikes[-5:]:
        words = gettext("{day}: {distance} was {ratio} times your longest before it")
        ratio = localize_decimal(f"{spike.ratio:.1f}")
        print("  " + words.format(day=spike.date, distance=format_distance(spike.run_km), ratio=ratio))
