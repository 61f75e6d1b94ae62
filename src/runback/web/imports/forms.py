"""What is in the columns of a training diary: one choice a role, filled with the guess."""

from typing import Any

from django import forms

from runback.languages.catalogue import gettext, gettext_noop
from runback.services.imports.diary import TableQuestion

_ROLES = {
    "date": gettext_noop("Date"),
    "distance": gettext_noop("Distance"),
    "time": gettext_noop("Time"),
    "start": gettext_noop("Time of day"),
    "hr": gettext_noop("Heart rate"),
    "pain": gettext_noop("Pain, 0 to 10"),
    "sport": gettext_noop("Sport"),
    "note": gettext_noop("Notes"),
}
_UNITS = [("km", gettext_noop("Kilometres")), ("mi", gettext_noop("Miles")), ("m", gettext_noop("Metres"))]
_ORDERS = [
    ("ymd", gettext_noop("Year, month, day")),
    ("dmy", gettext_noop("Day, month, year")),
    ("mdy", gettext_noop("Month, day, year")),
]
_UNSURE = gettext_noop("There is more than one way to read this. Compare it with the rows above.")


class ColumnsForm(forms.Form):
    """What the runner says is in each column."""

    def __init__(self, *args: Any, question: TableQuestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guess, headers = question.guess, [(name, name) for name in question.header if name]
        for role, label in _ROLES.items():
            choices = headers if role == "date" else [("", gettext("Not in this table")), *headers]
            self.fields[role] = forms.ChoiceField(
                label=gettext(label), choices=choices, required=role == "date", initial=guess.columns.get(role, "")
            )
        for name, label, choices in (
            ("unit", gettext("Distances are in"), _UNITS),
            ("order", gettext("Dates are written"), _ORDERS),
        ):
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=[(key, gettext(text)) for key, text in choices],
                initial=guess.columns[name],
                help_text=gettext(_UNSURE) if name in guess.unsure else "",
            )

    def clean(self) -> dict[str, Any]:
        """Refuses a table without anything to save, and one column in two roles."""
        data = super().clean() or {}
        named = [data[role] for role in _ROLES if data.get(role)]
        if not any(data.get(role) for role in ("distance", "time", "pain")):
            raise forms.ValidationError(
                gettext("Choose a column for distance, time or pain. A date alone is not enough.")
            )
        if len(named) != len(set(named)):
            raise forms.ValidationError(gettext("Choose each column only once."))
        return data

    def columns(self) -> dict[str, str]:
        """The answer as ``read_diary`` takes it."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}
