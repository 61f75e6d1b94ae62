"""``runback today``: where on the road, what to do today, how far at most, and what progress waits for."""

from typing import TYPE_CHECKING, Any

import typer

from runback.cli.context import Usage, day_or_today, open_runner, print_json
from runback.languages.catalogue import gettext

if TYPE_CHECKING:
    from runback.services.training.today import TodayView

NO_PROGRESS: dict[str, Any] = {"stage": None, "weekly_target_km": None, "usual_km": None, "waiting_for": []}


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("today")(_today)


def _today(
    context: typer.Context, home: Usage.Home = None, as_of: Usage.AsOf = None, as_json: Usage.Json = False
) -> None:
    """Show what to do today, and why."""
    runner = open_runner(context, home)
    from runback.services.training.today import view_today

    view = view_today(runner, day_or_today(runner, as_of))
    if as_json:
        print_json(today_document(view))
    else:
        _print_today(view)


def today_document(view: "TodayView") -> dict[str, Any]:
    """The document of ``runback today`` (interface 2)."""
    from runback.export.documents import block_document, change_document, session_document
    from runback.knowledge.sentences import render_by_id, render_sentence

    return {
        "as_of": view.today.isoformat(),
        "status": view.status,
        "is_done": view.is_done,
        "headline": render_by_id(view.headline, ()),
        "light": "none" if view.light is None else str(view.light),
        "ceiling_km": round(view.ceiling_km, 3),
        "ceiling_because": "" if view.ceiling is None else render_sentence(view.ceiling),
        "sessions": [session_document(session) for session in view.sessions],
        "due_check": None
        if view.due is None
        else {"because": list(view.due.plan.because), "answers": view.due_answers},
        "changes": [change_document(change) for change in view.changes],
        "notices": _notices(view),
        "progress": _progress(view),
        "road": _road(view),
        "blocked_by": [block_document(block) for block in view.blocked_by],
    }


def _notices(view: "TodayView") -> list[str]:
    from runback.knowledge.sentences import render_sentence

    texts = [render_sentence(notice.reason) for notice in view.notices] + [render_sentence(note) for note in view.notes]
    texts += [render_sentence(block.reason) for block in view.blocked_by]
    return list(dict.fromkeys(texts))


def _progress(view: "TodayView") -> dict[str, Any]:
    """The progress of a day; while blocked the next step is what lifts the first block."""
    from runback.export.documents import progress_document
    from runback.knowledge.sentences import render_by_id, render_sentence

    if view.progress is not None:
        return progress_document(view.progress)
    if view.blocked_by:
        first = view.blocked_by[0]
        return NO_PROGRESS | {"now": render_sentence(first.reason), "next_step": render_sentence(first.lifts)}
    return NO_PROGRESS | {"now": "", "next_step": render_by_id("next.check", ())}


def _road(view: "TodayView") -> dict[str, str] | None:
    """The road in the words of Today; None while blocked or without a check."""
    from runback.services.training.road import describe_road

    road = describe_road(view)
    return None if road is None else {"title": road.title, "where": road.where, "next": road.milestone}


def _print_today(view: "TodayView") -> None:
    from runback.domain.distances import format_distance
    from runback.knowledge.sentences import render_by_id, render_sentence

    for line in (_road(view) or {}).values():
        if line:
            print(line)
    if view.week_target_km:
        words = gettext("This week {done} of {target}")
        done, target = format_distance(view.week_done_km), format_distance(view.week_target_km)
        print(words.format(done=done, target=target) + "\n")
    print(render_by_id(view.headline, ()))
    for session in view.sessions:
        print(f"  {render_sentence(session.title)}")
    print(gettext("No single run over {distance}.").format(distance=format_distance(view.ceiling_km)))
    for block in view.blocked_by:
        since = gettext("Since {day}.").format(day=block.since)
        print(f"\n{render_sentence(block.reason)} {since} {render_sentence(block.lifts)}")
    if view.progress is not None:
        print(f"\n{render_sentence(view.progress.now)}")
        for reason in view.progress.waiting_for:
            print("  " + gettext("Missing: {reason}").format(reason=render_sentence(reason)))
    for text in _notices(view):
        print(f"\n{text}")
