"""What the columns of a training diary hold: one choice a role, filled with the guess."""

from typing import Any

from django import forms

from runback.services.imports.diary import TableQuestion

_ROLES = {
    "date": "Date",
    "distance": "Distance",
    "time": "Time",
    "pain": "Pain, 0 to 10",
    "sport": "Sport",
    "note": "Notes",
}
_UNITS = [("km", "Kilometres"), ("mi", "Miles"), ("m", "Metres")]
_ORDERS = [("ymd", "Year, month, day"), ("dmy", "Day, month, year"), ("mdy", "Month, day, year")]
_UNSURE = "There is more than one way to read this. Compare it with the rows above."


class ColumnsForm(forms.Form):
    """What the runner says each column holds."""

    def __init__(self, *args: Any, question: TableQuestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guess, headers = question.guess, [(name, name) for name in question.header if name]
        for role, label in _ROLES.items():
            choices = headers if role == "date" else [("", "Not in this table"), *headers]
            self.fields[role] = forms.ChoiceField(
                label=label, choices=choices, required=role == "date", initial=guess.columns.get(role, "")
            )
        for name, label, choices in (("unit", "Distances are in", _UNITS), ("order", "Dates are written", _ORDERS)):
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=choices,
                initial=guess.columns[name],
                help_text=_UNSURE if name in guess.unsure else "",
            )

    def clean(self) -> dict[str, Any]:
        """Refuses a table without anything to save, and one column in two roles."""
        data = super().clean() or {}
        named = [data[role] for role in _ROLES if data.get(role)]
        if not any(data.get(role) for role in ("distance", "time", "pain")):
            raise forms.ValidationError("Choose a column for distance, time or pain. A date alone is not enough.")
        if len(named) != len(set(named)):
            raise forms.ValidationError("Choose each column only once.")
        return data

    def columns(self) -> dict[str, str]:
        """The answer as ``read_diary`` takes it."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}
