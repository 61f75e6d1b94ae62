"""The sliders, as a form that works without JavaScript."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from runback.languages.catalogue import gettext, gettext_noop
from runback.services.spine.job import SpineQuestion
from runback.services.spine.questions import SPEEDS_M_S, WEAK_GROUPS

GROUP_WORDS = {
    "deep_es": (gettext_noop("Deep back muscles"), gettext_noop("erector spinae")),
    "multifidus": (gettext_noop("Multifidus"), gettext_noop("from bone to bone")),
    "psoas": (gettext_noop("Psoas"), gettext_noop("from spine to thigh")),
    "quadratus_lumborum": (gettext_noop("Side muscles"), gettext_noop("quadratus lumborum")),
    "all_deep": (gettext_noop("All four together"), gettext_noop("the higher counts")),
}


_RUNNER = {"speed": "4", "lean": "0", "mass": "70"}


class SpineForm(forms.Form):
    """What can be moved. Everything has a default, so an empty address is a question too."""

    speed = forms.TypedChoiceField(coerce=int, choices=[(one, f"{one} m/s") for one in SPEEDS_M_S])
    lean = forms.IntegerField(min_value=-5, max_value=15)
    mass = forms.IntegerField(min_value=30, max_value=180)
    own = forms.BooleanField(required=False)

    def __init__(self, data: Any = None) -> None:
        defaults = {**_RUNNER, **dict.fromkeys(WEAK_GROUPS, "0")}
        super().__init__({**defaults, **{name: data[name] for name in data or {}}})
        for group in WEAK_GROUPS:
            self.fields[group] = forms.IntegerField(min_value=0, max_value=100)

    @property
    def is_moved(self) -> bool:
        """Whether speed, lean or mass are not the usual ones."""
        return any(str(self[name].value()) != usual for name, usual in _RUNNER.items())

    def weak_rows(self) -> list[dict[str, str]]:
        """A slider for each group: its name, words, and value."""
        return [
            {"name": name, "label": gettext(label), "help": gettext(more), "value": str(self[name].value())}
            for name, (label, more) in GROUP_WORDS.items()
        ]

    def question(self) -> SpineQuestion:
        """The question asked; only of a valid form."""
        data = self.cleaned_data
        weak = {group: data[group] / 100 for group in WEAK_GROUPS if data[group]}
        return SpineQuestion(float(data["mass"]), data["speed"], float(data["lean"]), data["own"], weak)


class OwnStrideForm(forms.Form):
    """One's own movement, with the ground's push and the body where there are files of them."""

    movement = forms.FileField(
        label=gettext_lazy("Movement file"),
        help_text=gettext_lazy("OpenSim .mot or .sto, or Runback's own .csv. It stays on this computer."),
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )
    ground = forms.FileField(
        label=gettext_lazy("Ground force file (optional)"),
        help_text=gettext_lazy(".mot or .sto. Without it, the ground force is estimated."),
        required=False,
    )
    body = forms.FileField(
        label=gettext_lazy("Your scaled body model (optional)"),
        help_text=gettext_lazy("OpenSim .osim. Without it, Runback uses a typical runner of your mass."),
        required=False,
    )
    mass = forms.IntegerField(label=gettext_lazy("Body mass, kg"), min_value=30, max_value=180)
