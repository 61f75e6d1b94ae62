"""The runner's settings."""

from dataclasses import fields
from typing import Any

from django import forms

from runback.domain.runner import Runner
from runback.services.home.runners import change_profile
from runback.web.account.zones import canonical_zone, list_countries, zones_by_continent


def _zone_choices() -> list[tuple[str, Any]]:
    groups = zones_by_continent().items()
    named = [(continent, [(zone.name, zone.place) for zone in zones]) for continent, zones in groups]
    return [("", "Choose"), *named, ("UTC", "UTC")]


def _country_choices() -> list[tuple[str, str]]:
    return [("", "From your time zone"), *list_countries()]


class ZoneSelect(forms.Select):
    """A list of time zones whose options name their aliases, so that zone.js finds what the browser reports."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if aliases := _aliases().get(str(value)):
            option["attrs"]["data-aliases"] = " ".join(aliases)
        return option


def _aliases() -> dict[str, tuple[str, ...]]:
    return {zone.name: zone.aliases for zones in zones_by_continent().values() for zone in zones}


class ZoneForm(forms.Form):
    """The question about the time zone."""

    zone = forms.ChoiceField(
        label="Time zone",
        choices=_zone_choices,
        widget=ZoneSelect,
        error_messages={"required": "Choose your time zone."},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="question-%s")  # the profile form on the same page has a zone too


class ProfileForm(forms.Form):
    """The settings of a runner. A setting that the ``Runner`` record does not have is left out."""

    name = forms.CharField(label="Name", max_length=200)
    zone = forms.ChoiceField(
        label="Time zone",
        choices=_zone_choices,
        widget=ZoneSelect,
        help_text="It decides when a day starts.",
        error_messages={"required": "Choose your time zone."},
    )
    country = forms.ChoiceField(
        label="Country",
        choices=_country_choices,
        required=False,
        help_text="It decides which emergency numbers you see.",
    )
    units = forms.ChoiceField(label="Distances", choices=[("km", "Kilometres"), ("mi", "Miles")])
    language = forms.ChoiceField(label="Language", choices=[("en", "English"), ("de", "Deutsch"), ("es", "Español")])
    week_start = forms.ChoiceField(label="First day of the week", choices=[("mon", "Monday"), ("sun", "Sunday")])

    def __init__(self, data: Any = None, *, runner: Runner) -> None:
        known = {field.name for field in fields(Runner)}
        initial = {name: getattr(runner, name) for name in known} | {"zone": canonical_zone(runner.zone)}
        super().__init__(data, initial=initial)
        self._runner = runner
        for name in self.fields.keys() - known:
            del self.fields[name]

    def save(self) -> Runner:
        """Saves the settings; raises ``BadAnswer``."""
        return change_profile(self._runner, **self.cleaned_data)
