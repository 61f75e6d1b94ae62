"""What a runner changes about the plan: a session on another day, days off, races; each can be undone."""

from datetime import date

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from runback.domain.adjust import DaysOff, DaysOffWhy, Priority, Race
from runback.domain.errors import BadAnswer
from runback.domain.plan import Session
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext_noop
from runback.plan.course.races import all_races
from runback.plan.move import MOVABLE
from runback.services import clock
from runback.services.training import adjust
from runback.services.training.plans import NeedsCheck, PlanView, current_plan, plan_request
from runback.web.access import runner_of
from runback.web.numbers import DistanceField, in_unit
from runback.web.plan.forms import read_day
from runback.web.plan.moves import describe_options
from runback.web.undo import undoable

_DAY = {"type": "date"}


class DaysOffForm(forms.Form):
    """Days off; lengths are checked once more by the record."""

    why = forms.ChoiceField(
        label=gettext_lazy("Why?"),
        choices=[
            (DaysOffWhy.ILL.value, gettext_lazy("I am ill")),
            (DaysOffWhy.TRAVEL.value, gettext_lazy("I am travelling")),
            (DaysOffWhy.BUSY.value, gettext_lazy("I have no time")),
        ],
        widget=forms.RadioSelect,
    )
    first = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    last = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))

    def record(self) -> DaysOff:
        """The days off; raises ``BadAnswer``."""
        data = self.cleaned_data
        return DaysOff(data["first"], data["last"], DaysOffWhy(data["why"]))


class RaceForm(forms.Form):
    """A race; its distance is checked once more by the record."""

    date = forms.DateField(label=gettext_lazy("Race day"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    race_km = DistanceField(
        label=in_unit(gettext_noop("Distance in km"), gettext_noop("Distance in miles")), min_km=0.1, max_km=500
    )
    priority = forms.ChoiceField(
        label=gettext_lazy("How much does it matter?"),
        choices=[
            (Priority.A.value, gettext_lazy("A race: the weeks before it are shorter")),
            (Priority.B.value, gettext_lazy("B race: three easy days before it, in place of the long run")),
        ],
        widget=forms.RadioSelect,
    )

    def record(self) -> Race:
        """The race; raises ``BadAnswer``."""
        data = self.cleaned_data
        return Race(data["date"], data["race_km"], Priority(data["priority"]))


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, day: str, kind: str) -> HttpResponse:
    """The days a session may move to, each with what changes, and why the others may not; a choice moves it."""
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
    options, refused = adjust.explain_choices(runner, today, session.date, session.kind)
    context = {"session": session, "choices": describe_options(options, session), "refused": refused, "error": error}
    return render(request, "plan/move.html", context, status=400 if error else 200)


def _movable(runner: Runner, today: date, day: str, kind: str) -> Session:
    when = read_day(day)
    plan = _plan_or_404(runner, today).plan
    sessions = (one for week in plan.weeks for one in week.sessions if one.date >= today)
    found = next((session for session in sessions if session.date == when and session.kind == kind), None)
    if found is None or found.kind not in MOVABLE:
        raise Http404
    return found


def _plan_or_404(runner: Runner, today: date) -> PlanView:
    try:
        return current_plan(runner, today)
    except NeedsCheck:
        raise Http404 from None


@require_POST
def undo(request: HttpRequest, move_id: int) -> HttpResponse:
    """Takes a move back."""
    runner = runner_of(request)
    adjust.undo_move(runner, move_id, clock.today(runner))
    return redirect(f"{reverse('plan')}#changes")


@require_http_methods(["GET", "POST"])
@undoable()
def off(request: HttpRequest) -> HttpResponse:
    """Ill, travelling or no time: the days without training; the plan works around them."""
    runner = runner_of(request)
    today = clock.today(runner)
    form = DaysOffForm(request.POST or None, initial={"first": today, "last": today, "why": DaysOffWhy.ILL.value})
    if request.method == "POST" and form.is_valid() and _keep_days_off(runner, today, form):
        return redirect(f"{reverse('plan')}#changes")
    known = [one for one in adjust.list_days_off(runner) if one.last >= today]
    return render(request, "plan/days_off.html", {"form": form, "known": known}, status=400 if form.errors else 200)


def _keep_days_off(runner: Runner, today: date, form: DaysOffForm) -> bool:
    try:
        adjust.add_days_off(runner, today, form.record())
    except BadAnswer as problem:
        form.add_error(problem.key if problem.key in form.fields else None, problem.reason)
        return False
    return True


@require_POST
@undoable()
def off_remove(request: HttpRequest, off_id: int) -> HttpResponse:
    """Deletes days off."""
    adjust.remove_days_off(runner_of(request), off_id)
    return redirect(f"{reverse('plan')}#changes")


@require_http_methods(["GET", "POST"])
@undoable()
def races(request: HttpRequest) -> HttpResponse:
    """The races to come, each with Delete, and the form that adds one."""
    runner = runner_of(request)
    today = clock.today(runner)
    view = _plan_or_404(runner, today)
    form = RaceForm(request.POST or None, initial={"priority": Priority.A.value})
    if request.method == "POST" and form.is_valid() and _keep_race(runner, today, form):
        return redirect("plan-races")
    context = {"form": form, "races": _coming_races(runner, today), "goal": view.plan.goal, "today": today}
    return render(request, "plan/races.html", context, status=400 if form.errors else 200)


def _coming_races(runner: Runner, today: date) -> list[Race]:
    """The races entered on this page, and the one that was entered with the check."""
    return [race for race in all_races(plan_request(runner, today)) if race.date >= today]


def _keep_race(runner: Runner, today: date, form: RaceForm) -> bool:
    try:
        adjust.add_race(runner, today, form.record())
    except BadAnswer as problem:
        form.add_error(problem.key if problem.key in form.fields else None, problem.reason)
        return False
    return True


@require_POST
@undoable()
def race_remove(request: HttpRequest, race_id: int) -> HttpResponse:
    """Deletes a race."""
    adjust.remove_race(runner_of(request), race_id)
    return redirect("plan-races")
