"""What is asked of a clip."""

from django import forms

from runback.services.form.clips import SPEED_KMH

SLOW_CHOICES = (
    ("", "Look for it"),
    ("1", "No"),
    ("2", "Plays 2 times slower"),
    ("4", "Plays 4 times slower"),
    ("8", "Plays 8 times slower"),
)


class ClipForm(forms.Form):
    """A video and what only the runner knows of it."""

    video = forms.FileField(label="Video", error_messages={"required": "Choose a video first."})
    speed_kmh = forms.FloatField(
        label="Speed, km/h",
        required=False,
        min_value=SPEED_KMH[0],
        max_value=SPEED_KMH[1],
        help_text="As the treadmill shows it. Form changes with speed, so two clips are compared at one speed.",
    )
    slower = forms.TypedChoiceField(
        label="Was it filmed in slow motion?",
        required=False,
        coerce=float,
        empty_value=None,
        choices=SLOW_CHOICES,
    )
    keep_video = forms.BooleanField(label="Keep the video here", required=False)
