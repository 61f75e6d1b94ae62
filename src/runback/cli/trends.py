"""``runback trends``: what the diary shows over a span, and which of it is more than noise."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from runback.cli.context import Usage, day_or_today, open_runner, print_json
from runback.languages import localize_decimal
from runback.languages.catalogue import gettext

if TYPE_CHECKING:
    from runback.services.training.trends import TrendsView


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("trends")(_trends)


def _trends(
    context: typer.Context,
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=522, help="How many weeks up to today.")] = 12,
    home: Usage.Home = None,
    as_of: Usage.AsOf = None,
    as_json: Usage.Json = False,
) -> None:
    """Show pain next to distance, mornings after runs, and how much of the plan was done."""
    runner = open_runner(context, home)
    from runback.services.training.trends import view_trends

    view = view_trends(runner, day_or_today(runner, as_of), 7 * weeks)
    if as_json:
        print_json(trends_document(view))
    else:
        _print_trends(view)


def trends_document(view: "TrendsView") -> dict[str, Any]:
    """The document of ``runback trends``; ``findings`` are only those larger than their noise."""
    from runback.knowledge.sentences import render_by_id

    found = [one for one in (view.pain, view.response, view.left_out, view.progress) if one is not None]
    return {
        "first": view.first.isoformat(),
        "as_of": view.today.isoformat(),
        "findings": [{"id": one.say, "text": render_by_id(one.say, one.facts), "chance": one.chance} for one in found],
        "stretches": [
            {
                "start": stretch.start.isoformat(),
                "days": stretch.days,
                "distance_km": round(stretch.distance_km, 3),
                "longest_run_km": stretch.longest_km,
                "spike_over_km": round(stretch.spike_over_km, 3),
                "pain_mean": stretch.pain_mean,
                "pain_worst": stretch.pain_worst,
            }
            for stretch in view.stretches
        ],
        "mornings": [
            {
                "date": morning.day.isoformat(),
                "run_km": round(morning.km, 3),
                "before": morning.before,
                "after": morning.after,
            }
            for morning in view.mornings
        ],
        "weeks": [
            {
                "start": week.start.isoformat(),
                "runs_done": week.runs_done,
                "runs": week.runs,
                "strength_done": week.strength_done,
                "strength": week.strength,
            }
            for week in view.weeks
        ],
    }


def _print_trends(view: "TrendsView") -> None:
    from runback.domain.distances import format_distance

    print(gettext("{first} to {last}").format(first=view.first, last=view.today))
    for finding in trends_document(view)["findings"]:
        print(f"  {finding['text']}.")
    for one in view.stretches:
        line = f"  {one.start}  {format_distance(one.distance_km):>9}"
        if one.pain_mean is not None:
            words = gettext("pain {mean} on average, {worst} at worst")
            line += "  " + words.format(mean=localize_decimal(f"{one.pain_mean:.1f}"), worst=one.pain_worst)
        print(line)
    planned = sum(week.runs + week.strength for week in view.weeks)
    done = sum(week.runs_done + week.strength_done for week in view.weeks)
    if planned:
        print("  " + gettext("{done} of {planned} planned sessions done").format(done=done, planned=planned))
