"""What is asked of a clip."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from runback.languages.catalogue import gettext_noop
from runback.services.form.clips import SPEED_KMH
from runback.web.numbers import DistanceField, in_unit

SLOW_CHOICES = (
    ("", gettext_lazy("Find out from the video")),
    ("1", pgettext_lazy("answer", "No")),
    ("2", gettext_lazy("Yes, 2 times slower")),
    ("4", gettext_lazy("Yes, 4 times slower")),
    ("8", gettext_lazy("Yes, 8 times slower")),
)


class _Videos(forms.ClearableFileInput):
    allow_multiple_selected = True


class _VideosField(forms.FileField):
    """One or several files, as a list."""

    widget = _Videos

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file as Django's own field would clean it."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(_VideosField, self).clean(each, initial) for each in files or [None]]


class ClipForm(forms.Form):
    """The videos of one run, and what only the runner knows about them."""

    video = _VideosField(
        label=gettext_lazy("Video"), error_messages={"required": gettext_lazy("Choose a video first.")}
    )
    speed_kmh = DistanceField(
        label=in_unit(gettext_noop("Speed in km/h (optional)"), gettext_noop("Speed in mph (optional)")),
        required=False,
        min_km=SPEED_KMH[0],
        max_km=SPEED_KMH[1],
        help_text=gettext_lazy(
            "The speed the treadmill shows. Form changes with speed, so only compare clips at the same speed."
        ),
    )
    slower = forms.TypedChoiceField(
        label=gettext_lazy("Was it filmed in slow motion?"),
        required=False,
        coerce=float,
        empty_value=None,
        choices=SLOW_CHOICES,
    )
    keep_video = forms.BooleanField(label=gettext_lazy("Keep the video"), required=False)
