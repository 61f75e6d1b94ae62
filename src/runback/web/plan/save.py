"""Logging a session from a form: what became of it, and the exercises that were done."""

from datetime import date

from django.http import HttpRequest

from runback.domain.activity import Sport
from runback.domain.diary import SessionLog, StrengthLog
from runback.domain.errors import BadAnswer
from runback.domain.plan import Session
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.services.activities import list_activities
from runback.services.training import diary
from runback.web.plan.forms import SessionForm, start_values


def start_form(request: HttpRequest, runner: Runner, session: Session, log: SessionLog | None) -> SessionForm:
    """The form of a session: as it was sent, else the log, else the watch's run of that day, else the plan."""
    brought = find_brought(runner, session.date) if session.is_run and log is None else None
    return SessionForm(request.POST or None, initial=start_values(session, log, brought))


def find_brought(runner: Runner, day: date) -> tuple[float, float] | None:
    """Kilometres and minutes of the longest run of a day in the history; None without one."""
    runs = list_activities(runner, since=day, until=day, sport=Sport.RUN)
    longest = max(runs, key=lambda one: one.distance_m or 0.0, default=None)
    if longest is None or not longest.distance_m:
        return None
    return round(longest.distance_m / 1000, 2), round((longest.moving_s or longest.elapsed_s or 0.0) / 60, 1)


def save_form(
    request: HttpRequest, runner: Runner, form: SessionForm, session: Session, log_id: int | None = None
) -> SessionLog | None:
    """Log the session and its ticked exercises; None where an answer cannot be used, which the form then shows."""
    if not form.is_valid():
        return None
    if session.role == "test_walk" and form.cleaned_data["done"] == "yes" and not form.cleaned_data["pain_during"]:
        form.add_error("pain_during", gettext("Tap how much it hurt at worst: running opens by this number."))
        return None
    try:
        log = form.record(session, log_id)
        exercises = _read_exercises(request, session, log.pain_during) if log.done else []
        return diary.log_session_with_exercises(runner, log, exercises)
    except BadAnswer as problem:
        form.add_error(problem.key if problem.key in form.fields else None, problem.reason)
        return None


def _read_exercises(request: HttpRequest, session: Session, pain: int | None) -> list[StrengthLog]:
    ticked = [exercise for exercise in session.exercises if exercise.id in request.POST.getlist("exercise")]
    return [
        StrengthLog(session.date, one.id, one.sets, one.reps or one.hold_s or 1, load_kg=one.load_kg, pain=pain)
        for one in ticked
    ]
