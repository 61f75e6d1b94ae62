"""The form of the questionnaires: everything on it may be left out."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy

from runback.knowledge.instruments import Instrument, load_instruments
from runback.languages.catalogue import gettext
from runback.services.training.outcomes import NOTE_MAX

NONE = "none"
SCORED = ("nprs", "peg", "start_back")


class OutcomesForm(forms.Form):
    """All questionnaires; ``activities`` are the names a runner gave before."""

    rmdq = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    happened = forms.ChoiceField(
        label=gettext_lazy(
            "Since you were last asked, did training do you harm: a new pain, a fall, anything that made you stop?"
        ),
        choices=(("no", gettext_lazy("No")), ("yes", gettext_lazy("Yes"))),
        required=False,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("What happened? (optional)"),
        required=False,
        max_length=NOTE_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    saw_clinician = forms.BooleanField(label=gettext_lazy("I saw a clinician because of it"), required=False)

    def __init__(self, data: Any = None, *, activities: Sequence[str] = ()) -> None:
        super().__init__(data)
        book = load_instruments().by_id
        sentences = [(item.id, item.text) for item in book["rmdq"].items]
        self.fields["rmdq"].choices = [*sentences, (NONE, gettext("None of these describes me today"))]  # type: ignore[attr-defined]
        for name in SCORED:
            for item in book[name].items:
                self.fields[f"{name}_{item.id}"] = _score_field(item.text, item.max)
        for number in range(1, book["psfs"].items_max + 1):
            known = activities[number - 1] if number <= len(activities) else ""
            self.fields[f"activity_{number}"] = forms.CharField(
                label=gettext("Activity {number}").format(number=number), required=False, max_length=80, initial=known
            )
            self.fields[f"activity_{number}_score"] = _score_field(
                gettext("How well can you do activity {number} today?").format(number=number)
            )

    def clean_rmdq(self) -> list[str]:
        """The ticked sentences; "none of these" can only be ticked alone."""
        ticked: list[str] = self.cleaned_data["rmdq"]
        if NONE in ticked and len(ticked) > 1:
            raise forms.ValidationError(gettext("You ticked a sentence and “None of these”. Untick one of them."))
        return ticked

    def fields_of(self, instrument: Instrument) -> list[tuple[BoundField, ...]]:
        """The fields of one questionnaire in their order; an activity and its score come together."""
        if instrument.id == "psfs":
            numbers = range(1, instrument.items_max + 1)
            return [(self[f"activity_{number}"], self[f"activity_{number}_score"]) for number in numbers]
        return [(self[name],) for name in self.fields if name.startswith(f"{instrument.id}_")]

    def answers(self) -> dict[str, dict[str, Any]]:
        """What was answered, by instrument; one that was left blank is not there."""
        found: dict[str, dict[str, Any]] = {}
        ticked = self.cleaned_data["rmdq"]
        if ticked:
            items = load_instruments().by_id["rmdq"].items
            found["rmdq"] = {"items": [item.id in ticked for item in items]}
        for name in SCORED:
            items = load_instruments().by_id[name].items
            scores = {item.id: self.cleaned_data[f"{name}_{item.id}"] for item in items}
            if any(score is not None for score in scores.values()):
                found[name] = scores
        activities = self._activities()
        if activities:
            found["psfs"] = {"activities": activities}
        return found

    def _activities(self) -> list[dict[str, Any]]:
        numbers = range(1, load_instruments().by_id["psfs"].items_max + 1)
        named = [
            {"name": name, "score": self.cleaned_data[f"activity_{number}_score"]}
            for number in numbers
            if (name := self.cleaned_data[f"activity_{number}"].strip())
        ]
        return named if any(one["score"] is not None for one in named) else []


def _score_field(label: str, most: int = 10) -> forms.TypedChoiceField:
    choices = [("", gettext("Not answered")), *((str(score), str(score)) for score in range(most + 1))]
    return forms.TypedChoiceField(label=label, choices=choices, coerce=int, empty_value=None, required=False)
