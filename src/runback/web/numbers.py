"""Numbers as people type them: 8.5 or 8,5. A browser's own number field turns 8,5 into 85."""

import re
from typing import Any

from django import forms

_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]*)?|[+-]?[.,][0-9]+")


def with_point(text: str) -> str:
    """The number with a decimal point; raises ``ValueError`` for what is no number with at most one point or comma."""
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return text.replace(",", ".")


class NumberField(forms.FloatField):
    """A number with a decimal point or a decimal comma."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]
        """The number, None for nothing; raises ``ValidationError``."""
        if value in self.empty_values:
            return None
        try:
            return super().to_python(with_point(str(value)))
        except ValueError:
            raise forms.ValidationError(f"Enter a number like 8.5. You entered {str(value)[:20]!r}.") from None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Asks a phone for its keys with numbers."""
        return super().widget_attrs(widget) | {"inputmode": "decimal"}
