"""``runback forecast`` and ``runback experiment``: how tomorrow may be, and what helps."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runback.cli.context import Usage, day_or_today, open_runner, print_json
from runback.languages import localize_decimal
from runback.languages.catalogue import gettext

if TYPE_CHECKING:
    from runback.services.insight.experiments import ExperimentView, Prospect

experiment = typer.Typer(
    help="Try one change at a time, and find out whether it helps you.", no_args_is_help=True, rich_markup_mode=None
)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("forecast")(_forecast)
    app.add_typer(experiment, name="experiment")


def _forecast(
    context: typer.Context, home: Usage.Home = None, as_of: Usage.AsOf = None, as_json: Usage.Json = False
) -> None:
    """Show how likely a worse morning tomorrow is, where your own mornings allow it."""
    runner = open_runner(context, home)
    from runback.export.insight_documents import forecast_document
    from runback.knowledge.sentences import render_sentence
    from runback.services.insight import forecast

    day = day_or_today(runner, as_of)
    found = forecast.forecast(runner, day)
    if as_json:
        print_json(forecast_document(found))
        return
    if found.probability is None:
        print(gettext("No forecast. {because}").format(because=render_sentence(found.because)))
        return
    print(
        gettext("Worse tomorrow morning: about {pct:.0f} %. {because}").format(
            pct=100 * found.probability, because=render_sentence(found.because)
        )
    )
    caution = forecast.find_word_of_caution(runner, day)
    if caution is not None:
        print(render_sentence(caution))


@experiment.command("start")
def _start(
    context: typer.Context,
    change: Annotated[str, typer.Argument(help="What to try, like cadence, heat or sleep.")],
    days: Annotated[
        int | None, typer.Option("--days", help="How long; the suggested length when not given.", show_default=False)
    ] = None,
    points: Annotated[
        int | None, typer.Option("--points", help="The difference you look for, in points.", show_default=False)
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the chance of an answer; start nothing.", show_default=False)
    ] = False,
    home: Usage.Home = None,
    as_of: Usage.AsOf = None,
    as_json: Usage.Json = False,
) -> None:
    """Start an experiment: blocks with and without one change, in random order."""
    runner = open_runner(context, home)
    from runback.services.insight import experiments

    day = day_or_today(runner, as_of)
    prospect = experiments.look_ahead(runner, change, day)
    if dry_run:
        _print_prospect(prospect, as_json)
        return
    chosen = prospect.chosen
    experiments.start_experiment(runner, change, days or chosen.length_days, points or chosen.points, day)
    if as_json:
        print_json(_document(runner, day) | {"prospect": _prospect_document(prospect)})
        return
    _print_prospect(prospect, as_json=False)
    _print_view(experiments.view_experiments(runner, day)[0], day)


def _print_prospect(prospect: "Prospect", as_json: bool) -> None:
    if as_json:
        print_json(_prospect_document(prospect))
        return
    print(gettext("{name}. The chance of an answer:").format(name=prospect.change.name))
    for power in prospect.powers:
        print(
            "  "
            + gettext("{days} days, a difference of {points}: about {pct:.0f} %").format(
                days=power.length_days, points=localize_decimal(f"{power.points:g}"), pct=100 * power.chance
            )
        )
    if not prospect.is_likely:
        print(gettext("Your scores vary so much that it will most likely end with: cannot tell."))


def _prospect_document(prospect: "Prospect") -> dict[str, Any]:
    from runback.export.insight_documents import prospect_document

    return prospect_document(prospect.change, prospect.powers, prospect.chosen, is_likely=prospect.is_likely)


@experiment.command("show")
def _show(
    context: typer.Context, home: Usage.Home = None, as_of: Usage.AsOf = None, as_json: Usage.Json = False
) -> None:
    """Show what you are trying, what you tried, and what came of it."""
    runner = open_runner(context, home)
    from runback.services.insight import experiments

    day = day_or_today(runner, as_of)
    if as_json:
        print_json(_document(runner, day))
        return
    views = experiments.view_experiments(runner, day)
    for view in views:
        _print_view(view, day)
    if not views or views[0].experiment.is_over(day):
        names = ", ".join(one.id for one in experiments.list_changes(runner, day))
        print(gettext("Nothing is being tried. Choose from: {names}.").format(names=names))


@experiment.command("stop")
def _stop(
    context: typer.Context, home: Usage.Home = None, as_of: Usage.AsOf = None, as_json: Usage.Json = False
) -> None:
    """Stop the experiment before its end."""
    runner = open_runner(context, home)
    from runback.services.insight import experiments

    day = day_or_today(runner, as_of)
    stopped = experiments.stop_experiment(runner, day)
    if as_json:
        print_json(_document(runner, day))
        return
    views = [view for view in experiments.view_experiments(runner, day) if view.experiment.id == stopped.id]
    if not views:
        print(gettext("Stopped before it began; nothing is left of it."))
    for view in views:
        _print_view(view, day)


def _document(runner: Any, day: date) -> dict[str, Any]:
    from runback.export.insight_documents import experiment_document
    from runback.services.insight import experiments

    views = experiments.view_experiments(runner, day)
    documents = [experiment_document(one.experiment, one.change, one.outcome, day) for one in views]
    running = [document | {"is_waiting": one.is_waiting} for document, one in zip(documents, views, strict=True)]
    is_running = bool(views) and not views[0].experiment.is_over(day)
    return {
        "as_of": day.isoformat(),
        "experiment": running[0] if is_running else None,
        "past": documents[1:] if is_running else documents,
        "changes": [{"id": one.id, "name": one.name} for one in experiments.list_changes(runner, day)],
    }


def _print_view(view: "ExperimentView", day: date) -> None:
    from runback.knowledge.sentences import render_by_id, render_sentence

    one = view.experiment
    words = gettext("{change}, {first} to {last}")
    print(words.format(change=view.change.name, first=one.started_on, last=one.stopped_on or one.ends_on))
    print(f"  {render_by_id(f'experiment_answer.{view.outcome.answer}', ())}. {render_sentence(view.outcome.because)}")
    if view.is_waiting:
        print("  " + gettext("Training is on hold: the experiment waits too. Do first what `runback today` says."))
    elif view.is_with is not None:
        print(
            "  "
            + gettext("Today: {change}").format(change=view.change.with_it if view.is_with else view.change.without_it)
        )
