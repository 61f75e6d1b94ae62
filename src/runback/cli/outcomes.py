"""``runback outcomes``, ``outcomes score`` and ``outcomes answer``."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runback.cli.context import Usage, day_option, day_or_today, open_runner, print_json, read_answers
from runback.languages import localize_decimal
from runback.languages.catalogue import gettext

if TYPE_CHECKING:
    from runback.services.training.outcomes import Outcome, OutcomesView

Instrument = Annotated[str, typer.Option("--instrument", metavar="NAME", help="nprs, psfs, rmdq, peg or start_back.")]
AnswersFile = Annotated[str, typer.Option("--answers", metavar="FILE", help="JSON or YAML; - reads stdin.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(help="Show how you are doing by published questionnaires.", invoke_without_command=True)
    group.callback()(_outcomes)
    group.command("score")(_score)
    group.command("answer")(_answer)
    app.add_typer(group, name="outcomes")


def _outcomes(
    context: typer.Context, home: Usage.Home = None, as_of: Usage.AsOf = None, as_json: Usage.Json = False
) -> None:
    """Show scores over time, what changed by how much, what trials reported, and what is due."""
    context.obj = home or context.obj
    if context.invoked_subcommand is not None:
        return
    runner = open_runner(context, home)
    from runback.services.training.outcomes import view_outcomes

    view = view_outcomes(runner, day_or_today(runner, as_of))
    if as_json:
        print_json(_document(view))
    else:
        _print(view)


def _score(
    instrument: Instrument,
    answers: AnswersFile,
    _home: Usage.Home = None,
    as_json: Usage.Json = False,
) -> None:
    """Score answers by the published rule of a questionnaire; saves nothing."""
    from runback.export.outcome_documents import score_document
    from runback.outcome.scoring import find_instrument, score_answers

    score = score_answers(find_instrument(instrument), read_answers(answers))
    if as_json:
        print_json(score_document(score))
    elif score.score is None:
        print(gettext("No score: {answered} answered, which is too few.").format(answered=score.answered))
    else:
        print(
            gettext("{score} of {max} ({answered} answered)").format(
                score=localize_decimal(f"{score.score:g}"), max=score.max, answered=score.answered
            )
        )


def _answer(
    context: typer.Context,
    instrument: Instrument,
    answers: AnswersFile,
    day: Annotated[date | None, day_option("--date", "The day of the answers (today).")] = None,
    home: Usage.Home = None,
    as_json: Usage.Json = False,
) -> None:
    """Save answers to a questionnaire."""
    raw = read_answers(answers)
    runner = open_runner(context, home)
    from runback.export.outcome_documents import score_document
    from runback.services.training.outcomes import save_answers

    score = save_answers(runner, instrument, raw, day_or_today(runner, day))
    if as_json:
        print_json(score_document(score))
    else:
        print("Saved.")


def _document(view: "OutcomesView") -> Any:
    from runback.export.outcome_documents import answered_document, change_document, instrument_document

    return {
        "as_of": view.as_of.isoformat(),
        "started_on": None if view.started_on is None else view.started_on.isoformat(),
        "due": [{"instrument": d.instrument, "week": d.week, "since": d.since.isoformat()} for d in view.due],
        "instruments": [
            instrument_document(outcome.instrument)
            | {
                "scores": [answered_document(s.week, s.day.isoformat(), s.answers, s.score) for s in outcome.scores],
                "change": change_document(outcome.change),
            }
            for outcome in view.outcomes
        ],
        "adverse_events": [
            {"day": e.day.isoformat(), "happened": e.happened, "saw_clinician": e.saw_clinician, "note": e.note}
            for e in view.adverse_events
        ],
    }


def _print(view: "OutcomesView") -> None:
    for outcome in view.outcomes:
        _print_outcome(outcome)
    for event in (one for one in view.adverse_events if one.happened):
        words = gettext("{day}: training did harm: {note}") if event.note else gettext("{day}: training did harm")
        print(words.format(day=event.day, note=event.note))
    if view.due:
        print(gettext("Due now: {names}").format(names=", ".join(due.instrument for due in view.due)))


def _print_outcome(outcome: "Outcome") -> None:
    from runback.outcome.change import describe_score_change

    instrument = outcome.instrument
    shown = [f"{s.day} {s.score.score:g}" for s in outcome.scores if s.score.score is not None]
    scores = ", ".join(shown) or gettext("no score yet")
    if instrument.better == "lower":
        words = gettext("{name} (0 to {max}, lower is better): {scores}")
    else:
        words = gettext("{name} (0 to {max}, higher is better): {scores}")
    print(words.format(name=instrument.name, max=instrument.max, scores=scores))
    if outcome.change is not None:
        print(f"  {describe_score_change(instrument, outcome.change)}")
    for one in instrument.usual:
        print(f"  {one.text}")
