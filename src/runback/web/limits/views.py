"""Limits: what a clinician limits or adds. The plan keeps to it, says who set it, and is never made harder by it."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from runback.domain.adjust import Limit
from runback.domain.errors import BadAnswer
from runback.knowledge.exercises import load_exercises
from runback.knowledge.sentences import say
from runback.plan.course.limits import notes_of
from runback.services import clock
from runback.services.training import adjust
from runback.web.access import runner_of
from runback.web.numbers import DistanceField, NumberField, in_unit

_DAY = {"type": "date"}


class LimitForm(forms.Form):
    """A new limit; the record checks it once more."""

    by = forms.CharField(label="Who set it", max_length=120, help_text="Name and role, such as Ana Ruiz, physio")
    first = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    until = forms.DateField(
        label="Until (optional)", required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    run_minutes = NumberField(label="Longest run in minutes", required=False, min_value=5, max_value=600)
    run_km = DistanceField(
        label=in_unit("Longest run in km", "Longest run in miles"), required=False, min_km=0.5, max_km=200
    )
    week_km = DistanceField(
        label=in_unit("Most running a week in km", "Most running a week in miles"), required=False, min_km=1, max_km=500
    )
    no_hills = forms.BooleanField(label="No hills", required=False)
    no_speed = forms.BooleanField(label="No fast running", required=False)
    without = forms.MultipleChoiceField(label="Exercises to leave out", required=False)
    added = forms.MultipleChoiceField(label="Exercises to add", required=False)
    recheck_on = forms.DateField(
        label="They want to see you again on (optional)",
        required=False,
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        strength = [one for one in load_exercises().by_id.values() if one.ladder]
        choices = [(one.id, one.name) for one in sorted(strength, key=lambda one: one.name)]
        for name in ("without", "added"):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = choices
            field.widget.attrs["size"] = 6

    def record(self, today: date) -> Limit:
        """The limit, from today on where no day was given; raises ``BadAnswer``."""
        data = self.cleaned_data
        return Limit(
            by=data["by"],
            first=data["first"] or today,
            until=data["until"],
            run_minutes_max=data["run_minutes"],
            run_km_max=data["run_km"],
            week_km_max=data["week_km"],
            no_hills=data["no_hills"],
            no_speed=data["no_speed"],
            without=tuple(data["without"]),
            added=tuple(data["added"]),
            recheck_on=data["recheck_on"],
        )


@dataclass(frozen=True, slots=True)
class LimitLine:
    """One limit on the page: what it says, and whether it holds today."""

    limit: Limit
    sentences: tuple[str, ...]
    is_over: bool


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The limits, each with Remove, and the form that adds one."""
    runner = runner_of(request)
    today = clock.today(runner)
    form = LimitForm(request.POST or None, initial={"first": today})
    if request.method == "POST" and form.is_valid():
        try:
            adjust.add_limit(runner, today, form.record(today))
            return redirect("limits")
        except BadAnswer as problem:
            form.add_error(problem.key if problem.key in form.fields else None, problem.reason)
    lines = [
        LimitLine(one, tuple(say(note) for note in notes_of(one)), one.until is not None and one.until < today)
        for one in adjust.list_limits(runner)
    ]
    return render(request, "limits/show.html", {"form": form, "lines": lines}, status=400 if form.errors else 200)


@require_POST
def remove(request: HttpRequest, limit_id: int) -> HttpResponse:
    """Takes a limit away."""
    adjust.remove_limit(runner_of(request), limit_id)
    return redirect("limits")
