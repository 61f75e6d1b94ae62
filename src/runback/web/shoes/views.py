"""Shoes: which there are and how far each has run."""

from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from runback.domain.errors import BadAnswer
from runback.domain.runner import Shoe
from runback.knowledge.evidence import load_evidence
from runback.knowledge.plan_rules import load_plan_rules
from runback.languages.catalogue import gettext, gettext_noop
from runback.services import clock
from runback.services.training import diary, shoes
from runback.services.training.default_shoe import choose_default
from runback.web.access import runner_of
from runback.web.numbers import DistanceField, in_unit
from runback.web.undo import undoable
from runback.web.words import label

ABOUT = ("cushioning-support", "gait-matched-shoes", "insoles-for-back")
"""What studies say of shoes, beside their wear and rotation."""

GROUND = {"": gettext_noop("Not known")}


class ShoeForm(forms.Form):
    """A new pair."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    bought_on = forms.DateField(
        label=gettext_lazy("Bought on (optional)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    start_km = DistanceField(
        label=in_unit(
            gettext_noop("Kilometres already run in them (optional)"),
            gettext_noop("Miles already run in them (optional)"),
        ),
        required=False,
        min_km=0,
        max_km=20_000,
    )

    def record(self) -> Shoe:
        """The shoe; raises ``BadAnswer``."""
        bought: date | None = self.cleaned_data["bought_on"]
        return Shoe(self.cleaned_data["name"], bought, None, self.cleaned_data["start_km"] or 0.0)


@require_http_methods(["GET", "POST"])
@undoable()
def show(request: HttpRequest) -> HttpResponse:
    """The pairs with their distance and wear, the ground of the last weeks, and the form for a new one."""
    runner = runner_of(request)
    form = ShoeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            diary.save_shoe(runner, form.record())
            return redirect("shoes")
        except BadAnswer as problem:
            form.add_error(problem.key if problem.key in form.fields else None, problem.reason)
    today = clock.today(runner)
    pairs = shoes.view_shoes(runner, today)
    recent = sum(pair.recent_km for pair in pairs)
    ground = shoes.ground_km(runner, today)
    wear = load_plan_rules().shoe_wear
    context = {
        "form": form,
        "pairs": pairs,
        "shares": [(pair.shoe.name, pair.recent_km / recent) for pair in pairs if pair.recent_km],
        "ground": [
            (gettext(GROUND[name]) if name in GROUND else label(name), km / (sum(km for _, km in ground) or 1))
            for name, km in ground
        ],
        "wear": wear,
        "look_at": wear.look_at,
        "statements": [load_evidence()[one] for one in ABOUT],
        "worn": (worn := [pair for pair in pairs if pair.wear]),
        "worn_names": get_text_list([pair.shoe.name for pair in worn], gettext("and")),
    }
    return render(request, "shoes/show.html", context, status=400 if form.errors else 200)


@require_POST
@undoable()
def default(request: HttpRequest, shoe_id: int) -> HttpResponse:
    """Gives runs from today on to this pair; ``none`` gives them to no pair."""
    runner = runner_of(request)
    choose_default(runner, None if "none" in request.POST else shoe_id, clock.today(runner))
    return redirect("shoes")


@require_POST
@undoable()
def retire(request: HttpRequest, shoe_id: int) -> HttpResponse:
    """Retires a pair today; ``undo`` takes it back into use."""
    runner = runner_of(request)
    shoes.retire(runner, shoe_id, None if "undo" in request.POST else clock.today(runner))
    return redirect("shoes")
