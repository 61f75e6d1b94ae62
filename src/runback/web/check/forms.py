"""A clinician's clearance, and what fits the runner's week."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from runback.domain.adjust import Limit
from runback.domain.intake import EQUIPMENT, WEEKDAYS
from runback.languages.catalogue import gettext, gettext_noop
from runback.services.training.concerns import Concern
from runback.web.check.labels import describe_value
from runback.web.numbers import DistanceField, in_unit

_LASTS = timedelta(days=42)
_DATE = {"type": "date"}


class _ConcernsField(forms.MultipleChoiceField):
    """Concerns, each known by the id of any of its signs."""

    concerns: tuple[Concern, ...] = ()

    def offer(self, concerns: Sequence[Concern]) -> None:
        """The concerns to choose from, a line each."""
        self.concerns = tuple(concerns)
        self.choices = [(concern.ids[0], concern.text) for concern in concerns]

    def valid_value(self, value: str) -> bool:
        """Whether it is a sign of one of the concerns."""
        return any(value in concern.ids for concern in self.concerns)

    def clean(self, value: Any) -> tuple[str, ...]:
        """Every sign of the concerns that were chosen."""
        chosen = super().clean(value)
        return tuple(one for concern in self.concerns if not set(concern.ids).isdisjoint(chosen) for one in concern.ids)


class ClearanceForm(forms.Form):
    """Who said that running may continue, for what, and until when."""

    by = forms.CharField(
        label=gettext_lazy("Who saw you?"),
        help_text=gettext_lazy("Their name and profession, for example physio."),
        max_length=200,
    )
    given_on = forms.DateField(label=gettext_lazy("When?"), widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"))
    until = forms.DateField(
        label=gettext_lazy("Until when is it valid?"),
        help_text=gettext_lazy("If they did not say, leave it at six weeks."),
        widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
    )
    flags = _ConcernsField(label=gettext_lazy("What did they look at?"), widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(label=gettext_lazy("What did they say about running?"), required=False, max_length=500)

    def __init__(self, *args: Any, concerns: Sequence[Concern], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"given_on": today, "until": today + _LASTS}
        flags = self.fields["flags"]
        assert isinstance(flags, _ConcernsField)
        flags.offer(concerns)


class StopForm(forms.Form):
    """Who said not to run yet, and until when if they named a day."""

    stop_by = forms.CharField(
        label=gettext_lazy("Who said so?"),
        help_text=gettext_lazy("Their name and profession, for example physio."),
        max_length=120,
    )
    stop_until = forms.DateField(
        label=gettext_lazy("Until when? (optional)"),
        required=False,
        widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
        help_text=gettext_lazy("Leave it empty if they did not say: it then holds until you remove it under Limits."),
    )

    def record(self, today: date) -> Limit:
        """The stop, from today on; raises ``BadAnswer``."""
        return Limit(self.cleaned_data["stop_by"], today, until=self.cleaned_data["stop_until"], no_running=True)


def _long_run_choices() -> list[tuple[str, str]]:
    return [("", gettext("Any day")), *((day, describe_value("days", day)) for day in WEEKDAYS)]


def _kit_choices() -> list[tuple[str, str]]:
    return [(kit, describe_value("equipment", kit)) for kit in EQUIPMENT]


class WeekForm(forms.Form):
    """Minutes a day, the long run's day, equipment, and a race if there is one."""

    long_run_day = forms.ChoiceField(
        label=gettext_lazy("Best day for your longest run"),
        required=False,
        choices=_long_run_choices,
    )
    equipment = forms.MultipleChoiceField(
        label=gettext_lazy("What equipment do you have, at home or at a gym?"),
        required=False,
        choices=_kit_choices,
        widget=forms.CheckboxSelectMultiple,
    )
    start = forms.ChoiceField(
        label=gettext_lazy("How do you want to start?"),
        required=False,
        choices=[
            ("standard", gettext_lazy("As the plan's rules say")),
            ("gentle", gettext_lazy("More gently: shorter runs between walks")),
            (
                "articles",
                in_unit(
                    gettext_noop("As articles advise: 16 km in the first week at most, then a tenth more a week"),
                    gettext_noop("As articles advise: 10 miles in the first week at most, then a tenth more a week"),
                ),
            ),
        ],
    )
    weeks = forms.IntegerField(
        label=gettext_lazy("Weeks to see ahead (optional)"),
        required=False,
        min_value=1,
        max_value=52,
        help_text=gettext_lazy("Four if empty."),
    )
    race_km = DistanceField(
        label=in_unit(
            gettext_noop("Race distance in km (optional)"), gettext_noop("Race distance in miles (optional)")
        ),
        required=False,
        min_km=0.1,
        max_km=500,
    )
    race_on = forms.DateField(
        label=gettext_lazy("Race date (optional)"),
        required=False,
        widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in WEEKDAYS:
            self.fields[day] = forms.IntegerField(
                label=describe_value("days", day), required=False, min_value=0, max_value=600
            )

    @property
    def days(self) -> list[forms.BoundField]:
        """The seven fields of minutes."""
        return [self[day] for day in WEEKDAYS]

    def clean(self) -> dict[str, Any]:
        """A race needs both its length and its date."""
        data = super().clean() or {}
        if bool(data.get("race_km")) != bool(data.get("race_on")):
            raise forms.ValidationError(gettext("Enter both the distance and the date of the race."))
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
