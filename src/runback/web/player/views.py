"""Today's run step by step, and the moving drawings."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from runback.knowledge.exercises import load_exercises
from runback.report.drawing_motion import animate
from runback.report.drawing_poses import load_drawings
from runback.services import clock
from runback.services.training.today import view_today
from runback.web.access import runner_of
from runback.web.plan.cards import describe_steps
from runback.web.player.playlist import run_playlist

_YEAR_S = 31_536_000
_EASY_S = 4.0


@require_GET
def run(request: HttpRequest) -> HttpResponse:
    """Today's run or walk-run, one step at a time; a tap on a pain score logs it."""
    runner = runner_of(request)
    view = view_today(runner, clock.today(runner))
    session = next((one for one in view.sessions if one.is_run), None)
    if session is None or view.status == "blocked" or (view.due is not None and view.due.changes):
        return redirect("today")
    page = {
        "session": session,
        "steps": list(describe_steps(session.steps)),
        "playlist": run_playlist(session).as_json(),
        "ceiling_km": view.ceiling_km,
    }
    return render(request, "player/run.html", page)


@require_GET
def motion(request: HttpRequest, stamp: str, name: str) -> HttpResponse:
    """The moving drawing of an exercise or a drawing; ``stamp`` is the version, so that it may be kept for good."""
    exercise = load_exercises().by_id.get(name)
    if exercise is not None:
        text = animate(exercise.drawing, exercise.name, exercise.muscles, float(exercise.rep_s))
    elif name in load_drawings():
        text = animate(name, name.replace("_", " ").capitalize(), (), _EASY_S)
    else:
        raise Http404
    headers = {"Cache-Control": f"private, max-age={_YEAR_S}, immutable"}
    return HttpResponse(text, content_type="image/svg+xml", headers=headers)
