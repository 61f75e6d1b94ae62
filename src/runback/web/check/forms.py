"""A clinician's clearance, and what fits the runner's week."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from runback.domain.intake import EQUIPMENT, WEEKDAYS
from runback.web.check.labels import say_value
from runback.web.numbers import DistanceField, in_unit

_LASTS = timedelta(days=42)
_DATE = {"type": "date"}


class ClearanceForm(forms.Form):
    """Who said that running may go on, for what, and until when."""

    by = forms.CharField(
        label="Who saw you?", help_text="Their name and profession, for example physio.", max_length=200
    )
    given_on = forms.DateField(label="When?", widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"))
    until = forms.DateField(
        label="Until when is it valid?",
        help_text="If they did not say, leave it at six weeks.",
        widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
    )
    flags = forms.MultipleChoiceField(label="What did they look at?", widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(label="What did they say about running?", required=False, max_length=500)

    def __init__(self, *args: Any, flags: Sequence[tuple[str, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"given_on": today, "until": today + _LASTS}
        choices = self.fields["flags"]
        assert isinstance(choices, forms.MultipleChoiceField)
        choices.choices = list(flags)

    def clean_flags(self) -> tuple[str, ...]:
        """The flags as the record wants them."""
        return tuple(self.cleaned_data["flags"])


class WeekForm(forms.Form):
    """Minutes a day, the long run's day, equipment, and a race if there is one."""

    long_run_day = forms.ChoiceField(
        label="Best day for your longest run",
        required=False,
        choices=[("", "Any day")] + [(day, say_value("days", day)) for day in WEEKDAYS],
    )
    equipment = forms.MultipleChoiceField(
        label="What equipment do you have, at home or at a gym?",
        required=False,
        choices=[(kit, say_value("equipment", kit)) for kit in EQUIPMENT],
        widget=forms.CheckboxSelectMultiple,
    )
    start = forms.ChoiceField(
        label="How do you want to start?",
        required=False,
        choices=[
            ("standard", "As the plan's rules say"),
            ("gentle", "More gently: shorter runs between walks"),
            (
                "articles",
                in_unit(
                    "As articles advise: 16 km in the first week at most, then a tenth more a week",
                    "As articles advise: 10 miles in the first week at most, then a tenth more a week",
                ),
            ),
        ],
    )
    weeks = forms.IntegerField(
        label="Weeks to see ahead (optional)", required=False, min_value=1, max_value=52, help_text="Four if empty."
    )
    race_km = DistanceField(
        label=in_unit("Race distance in km (optional)", "Race distance in miles (optional)"),
        required=False,
        min_km=0.1,
        max_km=500,
    )
    race_on = forms.DateField(
        label="Race date (optional)", required=False, widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in WEEKDAYS:
            self.fields[day] = forms.IntegerField(
                label=say_value("days", day), required=False, min_value=0, max_value=600
            )

    @property
    def days(self) -> list[forms.BoundField]:
        """The seven fields of minutes."""
        return [self[day] for day in WEEKDAYS]

    def clean(self) -> dict[str, Any]:
        """A race needs both its length and its date."""
        data = super().clean() or {}
        if bool(data.get("race_km")) != bool(data.get("race_on")):
            raise forms.ValidationError("Enter both the distance and the date of the race.")
        return data

    def wishes(self) -> dict[str, Any]:
        """The wishes of the answers file."""
        data = self.cleaned_data
        wishes: dict[str, Any] = {"days": {day: data[day] for day in WEEKDAYS if data[day]}}
        if data["long_run_day"]:
            wishes["long_run_day"] = data["long_run_day"]
        if data["equipment"]:
            wishes["equipment"] = data["equipment"]
        if data["start"] and data["start"] != "standard":
            wishes["start"] = data["start"]
        if data["weeks"]:
            wishes["weeks"] = data["weeks"]
        if data["race_km"]:
            wishes["goal"] = {"race_km": data["race_km"], "date": data["race_on"].isoformat()}
        return wishes


def start_week(wishes: dict[str, Any]) -> dict[str, Any]:
    """What the form shows first; a runner who never said starts with a usual week."""
    days = wishes.get("days") or {"tue": 45, "wed": 30, "thu": 45, "sat": 30, "sun": 60}
    goal = wishes.get("goal") or {}
    return dict(days) | {
        "long_run_day": wishes.get("long_run_day", ""),
        "equipment": wishes.get("equipment", []),
        "start": wishes.get("start", "standard"),
        "weeks": wishes.get("weeks"),
        "race_km": goal.get("race_km"),
        "race_on": goal.get("date"),
    }
