"""What a runner can change about an activity."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from runback.domain.activity import Activity, Sport, Surface
from runback.domain.runner import Shoe
from runback.languages.catalogue import gettext, gettext_noop
from runback.web.numbers import DistanceField, in_unit
from runback.web.words import label


def _sports() -> list[tuple[str, str]]:
    return [(str(sport), label(sport)) for sport in Sport]


def _surfaces() -> list[tuple[str, str]]:
    return [("", gettext("Not known")), *((str(surface), capfirst(label(surface))) for surface in Surface)]


class ActivityForm(forms.Form):
    """Sport, surface, name, shoes, distance in km and moving time in minutes."""

    sport = forms.ChoiceField(label=gettext_lazy("Sport"), choices=_sports)
    surface = forms.ChoiceField(label=gettext_lazy("Surface"), choices=_surfaces, required=False)
    title = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    shoe = forms.ChoiceField(label=gettext_lazy("Shoes"), required=False)
    distance_km = DistanceField(
        label=in_unit(gettext_noop("Distance, km"), gettext_noop("Distance, miles")),
        min_km=0,
        max_km=500,
        required=False,
    )
    minutes = forms.FloatField(label=gettext_lazy("Moving time, minutes"), min_value=0, max_value=6000, required=False)

    def __init__(self, *args: Any, shoes: Sequence[Shoe], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shoe"].choices = [("", gettext("None of mine")), *((str(shoe.id), shoe.name) for shoe in shoes)]  # type: ignore[attr-defined]

    @classmethod
    def of(cls, activity: Activity, shoes: Sequence[Shoe]) -> "ActivityForm":
        """The form as the activity is now."""
        worn = next((str(shoe.id) for shoe in shoes if shoe.name == activity.gear), "")
        return cls(
            shoes=shoes,
            initial={
                "sport": str(activity.sport),
                "surface": str(activity.surface or ""),
                "title": activity.title or "",
                "shoe": worn,
                "distance_km": None if activity.distance_m is None else round(activity.distance_m / 1000, 2),
                "minutes": None if activity.moving_s is None else round(activity.moving_s / 60, 1),
            },
        )

    def changes(self, before: Activity) -> dict[str, Any]:
        """What differs from the activity, as ``edit_activity`` takes it; what was not touched is not an edit."""
        data, shown = self.cleaned_data, ActivityForm.of(before, ()).initial
        touched = {name for name, field in self.fields.items() if field.has_changed(shown[name], self.data.get(name))}
        given = {
            "sport": data["sport"],
            "surface": data["surface"] or None,
            "title": data["title"] or None,
            "distance_m": None if data["distance_km"] is None else data["distance_km"] * 1000,
            "moving_s": None if data["minutes"] is None else data["minutes"] * 60,
        }
        names = {"distance_m": "distance_km", "moving_s": "minutes"}
        return {
            name: value
            for name, value in given.items()
            if names.get(name, name) in touched and not (value is None and name in names)
        }
