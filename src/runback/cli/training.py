"""``runback assess`` and ``runback plan``."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runback.cli.context import Usage, day_or_today, open_runner, print_json, read_answers
from runback.languages.catalogue import gettext, gettext_noop, pgettext, pgettext_noop
from runback.languages.dates import format_short_month, format_short_weekday

if TYPE_CHECKING:
    from runback.domain.assessment import Assessment
    from runback.domain.plan import Plan, Session


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("assess")(_assess)
    app.command("plan")(_plan)


def _assess(
    context: typer.Context,
    answers: Annotated[str, typer.Option("--answers", metavar="FILE", help="JSON or YAML; - reads stdin.")],
    home: Usage.Home = None,
    as_of: Usage.AsOf = None,
    save: Annotated[
        bool, typer.Option("--save", help="Save this check, and plan from it.", show_default=False)
    ] = False,
    as_json: Usage.Json = False,
) -> None:
    """Say whether to see someone, which patterns fit, and what may contribute."""
    raw = read_answers(answers)
    runner = open_runner(context, home)
    from runback.services.training import check_in

    day = day_or_today(runner, as_of)
    if isinstance(raw, list):
        _print_many(check_in.assess_many(runner, raw, day), _assessment_document, _print_assessment, as_json)
        return
    assessment = check_in.save_check(runner, raw, day).assessment if save else check_in.assess_answers(runner, raw, day)
    if as_json:
        print_json(_assessment_document(assessment))
    else:
        _print_assessment(assessment)


def _plan(
    context: typer.Context,
    answers: Usage.Answers = None,
    home: Usage.Home = None,
    as_of: Usage.AsOf = None,
    weeks: Annotated[int | None, typer.Option("--weeks", min=1, max=52, help="How many weeks.")] = None,
    as_json: Usage.Json = False,
) -> None:
    """Show the weeks ahead, session by session, or why there are none."""
    raw = None if answers is None else read_answers(answers)
    runner = open_runner(context, home)
    from runback.services.training import plans

    day = day_or_today(runner, as_of)
    if isinstance(raw, list):
        _print_many(plans.plan_many(runner, raw, day, weeks), _plan_document, _print_plan, as_json)
        return
    plan = plans.plan_answers(runner, raw, day, weeks)
    if as_json:
        print_json(_plan_document(plan))
    else:
        _print_plan(plan)


def _assessment_document(assessment: "Assessment") -> Any:
    from runback.export.documents import assessment_document

    return assessment_document(assessment)


def _plan_document(plan: "Plan") -> Any:
    from runback.export.documents import plan_document

    return plan_document(plan)


def _print_many(results: Any, document: Any, show: Any, as_json: bool) -> None:
    """Results in the order of the answers; an unusable entry's error takes its place."""
    from runback.domain.errors import RunbackError
    from runback.export.documents import error_document

    if as_json:
        print_json([error_document(r) if isinstance(r, RunbackError) else document(r) for r in results])
        return
    for number, result in enumerate(results, 1):
        print(f"--- {number}")
        if isinstance(result, RunbackError):
            print(result.message)
        else:
            show(result)


_URGENCY = {
    "emergency_now": gettext_noop("Get emergency help now."),
    "same_day_urgent": gettext_noop("See a doctor today."),
    "clinician_within_days": gettext_noop("See a clinician in the next days."),
    "self_care_ok": gettext_noop("Nothing you answered says you must see someone first."),
}
_GUESS = gettext_noop(
    "We are not sure: please answer the questions about what you wrote. In doubt, see a doctor today."
)
_RUNNING = {
    "stop": pgettext_noop("command", "Do not run."),
    "walk_only": pgettext_noop("command", "Walk, do not run."),
    "modify": pgettext_noop("command", "You can run, with changes."),
    "ok": pgettext_noop("command", "You can run."),
}


def _print_assessment(assessment: "Assessment") -> None:
    from runback.knowledge.sentences import render_sentence

    print(gettext(_GUESS if assessment.is_guess else _URGENCY[assessment.urgency]))
    print(pgettext("command", _RUNNING[assessment.running]))
    for flag in assessment.flags:
        print(f"  ! {flag.why}")
    if assessment.patterns:
        print("\n" + gettext("What fits (not a diagnosis):"))
    for pattern in assessment.patterns[:3]:
        sure = gettext("{share} of how sure this check can be").format(share=f"{pattern.confidence:.0%}")
        print(f"  {pattern.label} ({sure})")
        for reason in pattern.reasons[:3]:
            print(f"      {render_sentence(reason)}")
    if assessment.causes:
        print("\n" + gettext("What likely adds to it:"))
    for cause in assessment.causes[:3]:
        print(f"  {cause.label}: {render_sentence(cause.reasons[0]) if cause.reasons else ''}")
    if assessment.advice:
        print()
    for advice in assessment.advice:
        print(f"- {advice.text}")
    if assessment.ask_next:
        print("\n" + gettext("Answering these could change the outcome:"))
    for question in assessment.ask_next:
        print(f"  {question.text} ({question.key})")
    print(f"\n{assessment.safety_net}")


def _print_plan(plan: "Plan") -> None:
    from runback.domain.distances import format_distance
    from runback.knowledge.sentences import render_sentence

    if not plan.weeks:
        print(gettext("There is no running plan now."))
        for block in plan.blocked_by:
            print(f"  {render_sentence(block.reason)} {render_sentence(block.lifts)}")
    for week in plan.weeks:
        words = gettext("Week of {first} to {last}: {distance}")
        last = week.start + timedelta(days=6)
        print("\n" + words.format(first=week.start, last=last, distance=format_distance(week.target_km)))
        for session in week.sessions:
            print(f"  {_day(session.date)}  {_session_line(session)}")
    for note in plan.notes:
        print(f"\n{render_sentence(note)}")


def _day(day: date) -> str:
    return f"{format_short_weekday(day)} {day:%d} {format_short_month(day)}"


def _session_line(session: "Session") -> str:
    from runback.knowledge.sentences import render_sentence

    size = [f"{session.duration_min:.0f} min"] if session.duration_min else []
    return render_sentence(session.title) + (f" ({', '.join(size)})" if size else "")
