"""The runner's settings."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from runback import languages
from runback.domain.intake import NUMBERS, WEEKDAYS
from runback.domain.runner import Runner
from runback.knowledge.questions import load_questions
from runback.languages import NAMES
from runback.languages.catalogue import gettext, gettext_noop
from runback.services.home.runners import change_profile
from runback.services.training.preferences import (
    REMINDERS_MIN,
    emergency_numbers,
    read_preferences,
    save_preferences,
)
from runback.services.training.profile import STATUS, read_session_times
from runback.web.account.zones import canonical_zone, list_countries, zones_by_continent
from runback.web.check.labels import describe_value
from runback.web.check.running_form import KM, plain
from runback.web.numbers import DISTANCE_UNIT, DistanceField


def _zone_choices() -> list[tuple[str, Any]]:
    groups = zones_by_continent().items()
    named = [(continent, [(zone.name, zone.place) for zone in zones]) for continent, zones in groups]
    return [("", gettext("Choose")), *named, ("UTC", "UTC")]


def _country_choices() -> list[tuple[str, str]]:
    return [("", gettext("From your time zone")), *list_countries()]


def _language_choices() -> list[tuple[str, str]]:
    """The languages that are ready, each by its own name."""
    return [(language, NAMES[language]) for language in languages.ready()]


def _reminder_choices() -> list[tuple[int, str]]:
    before = [(minutes, gettext("{minutes} minutes before").format(minutes=minutes)) for minutes in REMINDERS_MIN]
    return [(0, gettext("None")), *(choice for choice in before if choice[0])]


class ZoneSelect(forms.Select):
    """A list of time zones whose options name their aliases, so that zone.js finds what the browser reports."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if aliases := _aliases().get(str(value)):
            option["attrs"]["data-aliases"] = " ".join(aliases)
        return option


@cache
def _aliases() -> dict[str, tuple[str, ...]]:
    return {zone.name: zone.aliases for zones in zones_by_continent().values() for zone in zones}


class ZoneForm(forms.Form):
    """The question about the time zone."""

    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=_zone_choices,
        widget=ZoneSelect,
        error_messages={"required": gettext_lazy("Choose your time zone.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="question-%s")  # the profile form on the same page has a zone too


class ProfileForm(forms.Form):
    """The settings of a runner."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=_zone_choices,
        widget=ZoneSelect,
        help_text=gettext_lazy("It decides when a day starts."),
        error_messages={"required": gettext_lazy("Choose your time zone.")},
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        choices=_country_choices,
        required=False,
    )
    units = forms.ChoiceField(
        label=gettext_lazy("Distances"), choices=[("km", gettext_lazy("Kilometres")), ("mi", gettext_lazy("Miles"))]
    )
    weights = forms.ChoiceField(
        label=gettext_lazy("Weights"),
        required=False,
        choices=[("kg", gettext_lazy("Kilograms")), ("lb", gettext_lazy("Pounds"))],
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=_language_choices,
    )
    week_start = forms.ChoiceField(
        label=gettext_lazy("First day of the week"),
        choices=[("mon", gettext_lazy("Monday")), ("sun", gettext_lazy("Sunday"))],
    )
    clock = forms.ChoiceField(
        label=gettext_lazy("Clock"),
        required=False,
        choices=[("24", gettext_lazy("24 hours, like 18:30")), ("12", gettext_lazy("12 hours, like 6:30 pm"))],
    )
    reminder_min = forms.TypedChoiceField(
        label=gettext_lazy("Reminder before a session"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=_reminder_choices,
        help_text=gettext_lazy("For the calendar you subscribed to. What Runback sends by itself is under Reminders."),
    )

    def __init__(self, data: Any = None, *, runner: Runner) -> None:
        known = {field.name for field in fields(Runner)}
        initial = {name: getattr(runner, name) for name in known} | {"zone": canonical_zone(runner.zone)}
        super().__init__(data, initial=initial | asdict(read_preferences(runner)))
        self._runner = runner
        numbers = emergency_numbers(runner)
        self.fields["country"].help_text = gettext(
            "It decides which emergency numbers you see. Now: {numbers}."
        ).format(numbers=numbers)

    def save(self) -> Runner:
        """Saves the settings; raises ``BadAnswer``."""
        data = dict(self.cleaned_data)
        save_preferences(
            self._runner,
            clock=data.pop("clock") or None,
            reminder_min=data.pop("reminder_min"),
            weights=data.pop("weights") or None,
        )
        return change_profile(self._runner, **data)


USUAL = (STATUS, "weekly_km", "runs_per_week", "usual_long_run_km", "longest_run_30d_km")
USUAL_LABELS = {
    "weekly_km": gettext_noop("Usual week"),
    "runs_per_week": gettext_noop("Runs a week"),
    "usual_long_run_km": gettext_noop("Usual long run"),
    "longest_run_30d_km": gettext_noop("Longest run in 30 days"),
}


def _usual_number(label: str, unit: str, low: float, high: float) -> forms.Field:
    if unit == KM:
        return DistanceField(label=label, required=False, min_km=low, max_km=high, help_text=DISTANCE_UNIT)
    return forms.FloatField(label=label, required=False, min_value=low, max_value=high, help_text=unit)


class UsualRunningForm(forms.Form):
    """What the runner is used to, and when sessions start; ``known`` is what is known of it by key of the answers."""

    runner_status = forms.ChoiceField(label=gettext_lazy("Experience"), required=False)

    def __init__(self, data: Any = None, *, runner: Runner, known: Mapping[str, Any]) -> None:
        times = {WEEKDAYS[day]: f"{at:%H:%M}" for day, at in read_session_times(runner).items()}
        usual = {key: plain(known[key]) for key in USUAL[1:] if known.get(key) is not None}
        super().__init__(data, initial={STATUS: known.get(STATUS), **usual, **times}, auto_id="usual-%s")
        questions = {question.id: question for question in load_questions()}
        status = self.fields["runner_status"]
        assert isinstance(status, forms.ChoiceField)
        status.choices = [("", gettext("Not set")), *questions["runner_status"].options.items()]
        for key in USUAL[1:]:
            low, high = NUMBERS[key]
            self.fields[key] = _usual_number(gettext(USUAL_LABELS[key]), questions[key].unit, low, high)
        for day in WEEKDAYS:
            clock = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            self.fields[day] = forms.TimeField(label=describe_value("days", day), required=False, widget=clock)

    @property
    def numbers(self) -> list[forms.BoundField]:
        """The kilometres and the runs."""
        return [self[key] for key in USUAL[1:]]

    @property
    def times(self) -> list[forms.BoundField]:
        """The start of a session by day."""
        return [self[day] for day in WEEKDAYS]

    def changed(self) -> dict[str, Any]:
        """What was changed; what was not changed still follows the history."""
        return {key: self.cleaned_data[key] or None for key in USUAL if key in self.changed_data}

    def session_times(self) -> dict[str, str]:
        """The start of a session by day, as HH:MM."""
        return {day: f"{at:%H:%M}" for day in WEEKDAYS if (at := self.cleaned_data[day]) is not None}
