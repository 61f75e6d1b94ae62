"""Numbers as people type them: 8.5 or 8,5, distances in their own unit. A browser's number field turns 8,5 into 85."""

import re
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.functional import lazy

from runback.domain.distances import in_shown, shown_units, to_km
from runback.domain.runner import Units, Weights
from runback.domain.weights import in_shown_weight, shown_weights, to_kg
from runback.languages.catalogue import gettext, gettext_noop

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
            raise forms.ValidationError(
                gettext("Enter a number like 8.5. You entered {value!r}.").format(value=str(value)[:20])
            ) from None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Asks a phone for its keys with numbers."""
        return super().widget_attrs(widget) | {"inputmode": "decimal"}


def _in_unit(km: str, miles: str) -> str:
    return gettext(miles if shown_units() is Units.MI else km)


in_unit = lazy(_in_unit, str)
"""One of two texts in the current language, by the unit that is shown when a page is made.

A label is made with its class, unit and language with the request.
"""


DISTANCE_UNIT = in_unit("km", gettext_noop("miles"))
PACE_LIKE = in_unit(gettext_noop("min/km, like 6:30"), gettext_noop("min/mile, like 10:30"))
PACE_WRONG = in_unit(gettext_noop("Enter a pace like 6:30."), gettext_noop("Enter a pace like 10:30."))


WEIGHT_UNIT = lazy(lambda: str(shown_weights()), str)()


class _OwnUnitField(NumberField):
    """A number that is typed in the runner's unit; ``initial`` and cleaned data are in the unit that is kept."""

    def __init__(self, *, least: float, most: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators.append(MinValueValidator(lambda: round(self.in_shown(least), 1)))
        self.validators.append(MaxValueValidator(lambda: round(self.in_shown(most))))

    def is_shown_as_stored(self) -> bool:
        """Whether the runner's unit is the one that is kept."""
        raise NotImplementedError

    def in_shown(self, kept: float) -> float:
        """The number in the runner's unit."""
        raise NotImplementedError

    def to_kept(self, shown: float) -> float:
        """The number in the unit that is kept."""
        raise NotImplementedError

    def clean(self, value: Any) -> float | None:
        """The number as it is kept, None for nothing; raises ``ValidationError``."""
        typed = super().clean(value)
        return None if typed is None else round(self.to_kept(float(typed)), 3)

    def prepare_value(self, value: Any) -> Any:
        """The kept number as it is shown; what was typed stays as it is."""
        if self.is_shown_as_stored():
            return value
        return f"{round(self.in_shown(value), 2):g}" if isinstance(value, int | float) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another number was typed than the one that was shown."""
        if self.is_shown_as_stored():
            return super().has_changed(initial, data)
        shown = "" if initial is None else str(self.prepare_value(initial))
        return shown != str(data or "").strip().replace(",", ".")


class DistanceField(_OwnUnitField):
    """A distance, or a speed an hour, typed in the runner's unit; ``initial`` and cleaned data are kilometres."""

    def __init__(self, *, min_km: float, max_km: float, **kwargs: Any) -> None:
        super().__init__(least=min_km, most=max_km, **kwargs)

    def is_shown_as_stored(self) -> bool:
        """Whether the runner reads kilometres."""
        return shown_units() is Units.KM

    def in_shown(self, kept: float) -> float:
        """Kilometres in the runner's unit."""
        return in_shown(kept)

    def to_kept(self, shown: float) -> float:
        """Kilometres."""
        return to_km(shown)


class WeightField(_OwnUnitField):
    """A weight typed in the runner's unit; ``initial`` and cleaned data are kilograms."""

    def __init__(self, *, min_kg: float, max_kg: float, **kwargs: Any) -> None:
        super().__init__(least=min_kg, most=max_kg, **kwargs)

    def is_shown_as_stored(self) -> bool:
        """Whether the runner reads kilograms."""
        return shown_weights() is Weights.KG

    def in_shown(self, kept: float) -> float:
        """Kilograms in the runner's unit."""
        return in_shown_weight(kept)

    def to_kept(self, shown: float) -> float:
        """Kilograms."""
        return to_kg(shown)
