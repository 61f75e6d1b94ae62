"""A run or walk that the runner adds without a file, on any day, planned or not."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from runback.domain.diary import LegSymptom, SessionLog
from runback.domain.errors import BadAnswer
from runback.domain.plan import Session, SessionKind
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.plan.course.lights import STOPPING_LEGS
from runback.services import activities, clock
from runback.services.training import diary
from runback.web.access import runner_of
from runback.web.plan.forms import SessionForm, read_day, start_values
from runback.web.sent import find_conflict, is_queued, read_made_at, sent_once
from runback.web.undo import undoable
from runback.web.words import label

_KINDS = (SessionKind.RUN, SessionKind.WALK_RUN, SessionKind.WALK, SessionKind.RACE)


def _kinds() -> list[tuple[str, str]]:
    return [(str(kind), label(kind)) for kind in _KINDS]


class LogForm(SessionForm):
    """What was done on which day, and how it felt."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    kind = forms.ChoiceField(label=gettext_lazy("What was it?"), choices=_kinds, widget=forms.RadioSelect)

    @classmethod
    def of(cls, log: SessionLog | None, day: date) -> "LogForm":
        """The form of a log, or an empty one for that day."""
        kind = SessionKind.RUN if log is None else log.kind
        initial = (
            {"done": "yes", "leg": LegSymptom.NONE.value}
            if log is None
            else start_values(_session(log.day, log.kind), log)
        )
        return cls(initial=initial | {"day": day if log is None else log.day, "kind": str(kind)})

    def clean(self) -> dict[str, Any]:
        """Asks for a distance or a time: without one nothing could count."""
        data = super().clean() or self.cleaned_data
        sizes = ("distance_km", "duration_min")
        if not any(name in self.errors or data.get(name) for name in sizes):
            self.add_error("distance_km", gettext("Enter how far it was, or how long it took."))
        return data

    def entry(self, log_id: int | None) -> SessionLog:
        """The log, or with an id a change of that log; raises ``BadAnswer``."""
        data = self.cleaned_data
        return self.record(_session(data["day"], SessionKind(data["kind"])), log_id)


def _session(day: date, kind: SessionKind) -> Session:
    return Session(day, kind, "", 0.0, 0.0)


@require_http_methods(["GET", "POST"])
@undoable()
@sent_once
def log(request: HttpRequest, log_id: int | None = None) -> HttpResponse:
    """The form of a new log (``?day=2026-05-14``), or of one that is changed."""
    runner = runner_of(request)
    known = None if log_id is None else diary.read_session(runner, log_id)
    today = clock.today(runner)
    form = LogForm(request.POST) if request.method == "POST" else LogForm.of(known, _day_asked(request) or today)
    conflict = _find_conflict(request, runner, form) if known is None else None
    if conflict is not None:
        return conflict
    kept = _save(runner, form, log_id) if form.is_bound else None
    if kept is not None:
        if kept.day == today or kept.leg in STOPPING_LEGS or kept.activity_id is None:
            return redirect("today")
        counting = activities.find_counting(runner, kept.activity_id)
        return redirect("history") if counting is None else redirect("history-activity", counting)
    context = {"form": form, "log": known, "today": today}
    return render(request, "history/log.html", context, status=400 if form.is_bound else 200)


def _find_conflict(request: HttpRequest, runner: Runner, form: LogForm) -> HttpResponse | None:
    """The answer to a form that waited on a phone where another run of its day and kind was logged meanwhile."""
    if not is_queued(request) or not form.is_valid():
        return None
    read_made_at(request)
    day, kind = form.cleaned_data["day"], form.cleaned_data["kind"]
    logs = diary.list_sessions(runner, since=day, until=day)
    return find_conflict(request, (one for one in logs if one.kind == kind))


def _day_asked(request: HttpRequest) -> date | None:
    return read_day(request.GET.get("day", ""))


def _save(runner: Runner, form: LogForm, log_id: int | None) -> SessionLog | None:
    """The kept log; None where an answer cannot be used, which the form then shows."""
    if not form.is_valid():
        return None
    try:
        return diary.log_session(runner, form.entry(log_id))
    except BadAnswer as problem:
        form.add_error(problem.key if problem.key in form.fields else None, problem.reason)
        return None
