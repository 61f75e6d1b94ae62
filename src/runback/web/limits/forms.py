"""The form of a limit, for the runner who heard of it and for the clinician who sets it."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy

from runback.domain.adjust import Limit
from runback.knowledge.exercises import load_exercises
from runback.languages.catalogue import gettext_noop
from runback.web.numbers import DistanceField, NumberField, in_unit

_DAY = {"type": "date"}


class LimitForm(forms.Form):
    """The fields of a new limit; the record checks it once more. The page says who set it."""

    first = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=gettext_lazy("Until (optional)"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    run_minutes = NumberField(label=gettext_lazy("Longest run in minutes"), required=False, min_value=5, max_value=600)
    run_km = DistanceField(
        label=in_unit(gettext_noop("Longest run in km"), gettext_noop("Longest run in miles")),
        required=False,
        min_km=0.5,
        max_km=200,
    )
    week_km = DistanceField(
        label=in_unit(gettext_noop("Most running a week in km"), gettext_noop("Most running a week in miles")),
        required=False,
        min_km=1,
        max_km=500,
    )
    no_hills = forms.BooleanField(label=gettext_lazy("No hills"), required=False)
    no_speed = forms.BooleanField(label=gettext_lazy("No fast running"), required=False)
    no_running = forms.BooleanField(label=gettext_lazy("No running at all"), required=False)
    without = forms.MultipleChoiceField(label=gettext_lazy("Exercises to leave out"), required=False)
    added = forms.MultipleChoiceField(label=gettext_lazy("Exercises to add"), required=False)
    recheck_on = forms.DateField(
        label=gettext_lazy("They want to see you again on (optional)"),
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

    def record(self, by: str, today: date) -> Limit:
        """The limit, from today on where no day was given; raises ``BadAnswer``."""
        data = self.cleaned_data
        return Limit(
            by=by,
            first=data["first"] or today,
            until=data["until"],
            run_minutes_max=data["run_minutes"],
            run_km_max=data["run_km"],
            week_km_max=data["week_km"],
            no_hills=data["no_hills"],
            no_speed=data["no_speed"],
            no_running=data["no_running"],
            without=tuple(data["without"]),
            added=tuple(data["added"]),
            recheck_on=data["recheck_on"],
        )


class NamedLimitForm(LimitForm):
    """A limit that a runner enters, with the name of who set it."""

    by = forms.CharField(
        label=gettext_lazy("Who set it"),
        max_length=120,
        help_text=gettext_lazy("Name and role, such as Ana Ruiz, physio"),
    )
    field_order = ("by",)
