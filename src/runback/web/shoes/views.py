"""Shoes: which there are and how far each has run."""

from collections import defaultdict
from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from runback.domain.errors import BadAnswer
from runback.domain.runner import Runner, Shoe
from runback.services import activities
from runback.services.training import diary
from runback.web.access import runner_of
from runback.web.numbers import DistanceField, in_unit


class ShoeForm(forms.Form):
    """A new pair."""

    name = forms.CharField(label="Name", max_length=100)
    bought_on = forms.DateField(
        label="Bought on (optional)", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    start_km = DistanceField(
        label=in_unit("Kilometres already run in them (optional)", "Miles already run in them (optional)"),
        required=False,
        min_km=0,
        max_km=20_000,
    )

    def record(self) -> Shoe:
        """The shoe; raises ``BadAnswer``."""
        bought: date | None = self.cleaned_data["bought_on"]
        return Shoe(self.cleaned_data["name"], bought, None, self.cleaned_data["start_km"] or 0.0)


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The pairs with their kilometres, and the form for a new one."""
    runner = runner_of(request)
    form = ShoeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            diary.save_shoe(runner, form.record())
            return redirect("shoes")
        except BadAnswer as problem:
            form.add_error(problem.key if problem.key in form.fields else None, problem.reason)
    context = {"form": form, "shoes": _with_km(runner)}
    return render(request, "shoes/show.html", context, status=400 if form.errors else 200)


def _with_km(runner: Runner) -> list[tuple[Shoe, float]]:
    run_km: defaultdict[str, float] = defaultdict(float)
    for run in activities.list_runs(runner):
        if run.shoe:
            run_km[run.shoe] += run.distance_km
    return [(shoe, shoe.start_km + run_km[shoe.name]) for shoe in diary.list_shoes(runner)]
