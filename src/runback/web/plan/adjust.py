"""The plan changed by hand: a session to another day, days off; each can be taken back."""

from datetime import date

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from runback.domain.adjust import DaysOff, DaysOffWhy
from runback.domain.errors import BadAnswer
from runback.domain.plan import Session, SessionKind
from runback.domain.runner import Runner
from runback.services import clock
from runback.services.training import adjust
from runback.services.training.plans import NeedsCheck, current_plan
from runback.web.access import runner_of
from runback.web.plan.forms import read_day


class DaysOffForm(forms.Form):
    """Days off; lengths are checked once more by the record."""

    why = forms.ChoiceField(
        label="What is it?",
        choices=[
            (DaysOffWhy.ILL.value, "I am ill"),
            (DaysOffWhy.TRAVEL.value, "I travel"),
            (DaysOffWhy.BUSY.value, "I have no time"),
        ],
        widget=forms.RadioSelect,
    )
    first = forms.DateField(label="First day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(label="Last day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def record(self) -> DaysOff:
        """The days off; raises ``BadAnswer``."""
        data = self.cleaned_data
        return DaysOff(data["first"], data["last"], DaysOffWhy(data["why"]))


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, day: str, kind: str) -> HttpResponse:
    """The lawful days for a session, each with what would change; a choice moves it."""
    runner = runner_of(request)
    today = clock.today(runner)
    session = _movable(runner, today, day, kind)
    error = ""
    if request.method == "POST":
        to = read_day(request.POST.get("to", ""))
        try:
            adjust.move_session(runner, today, session.date, session.kind, to or date.min)
            return redirect(f"{reverse('plan')}#changes")
        except BadAnswer as problem:
            error = problem.reason
    choices = adjust.move_choices(runner, today, session.date, session.kind)
    context = {"session": session, "choices": choices, "error": error}
    return render(request, "plan/move.html", context, status=400 if error else 200)


def _movable(runner: Runner, today: date, day: str, kind: str) -> Session:
    when = read_day(day)
    try:
        plan = current_plan(runner, today).plan
    except NeedsCheck:
        raise Http404 from None
    sessions = (one for week in plan.weeks for one in week.sessions if one.date >= today)
    found = next((one for one in sessions if one.date == when and one.kind == kind), None)
    if found is None or found.kind not in (SessionKind.RUN, SessionKind.WALK_RUN, SessionKind.STRENGTH):
        raise Http404
    return found


@require_POST
def undo(request: HttpRequest, move_id: int) -> HttpResponse:
    """Takes a move back."""
    runner = runner_of(request)
    adjust.undo_move(runner, move_id, clock.today(runner))
    return redirect(f"{reverse('plan')}#changes")


@require_http_methods(["GET", "POST"])
def off(request: HttpRequest) -> HttpResponse:
    """Ill, travelling or no time: the days without training; the plan goes round them."""
    runner = runner_of(request)
    today = clock.today(runner)
    form = DaysOffForm(request.POST or None, initial={"first": today, "last": today, "why": DaysOffWhy.ILL.value})
    if request.method == "POST" and form.is_valid() and _keep(runner, today, form):
        return redirect(f"{reverse('plan')}#changes")
    known = [one for one in adjust.list_days_off(runner) if one.last >= today]
    return render(request, "plan/days_off.html", {"form": form, "known": known}, status=400 if form.errors else 200)


def _keep(runner: Runner, today: date, form: DaysOffForm) -> bool:
    try:
        adjust.add_days_off(runner, today, form.record())
    except BadAnswer as problem:
        form.add_error(problem.key if problem.key in form.fields else None, problem.reason)
        return False
    return True


@require_POST
def off_remove(request: HttpRequest, off_id: int) -> HttpResponse:
    """Takes days off back."""
    adjust.remove_days_off(runner_of(request), off_id)
    return redirect(f"{reverse('plan')}#changes")
