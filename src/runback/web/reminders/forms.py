"""The form of what a runner wants to be reminded of."""

from typing import Any

from django import forms
from django.conf import settings

from runback.domain.runner import Runner
from runback.services.reminders.choices import Choice, keep_choice

KINDS = (
    ("morning", "The morning after a run, with one question"),
    ("session", "Today's session, in the morning"),
    ("check_in", "A check-in that is due"),
    ("plan", "A plan that changed by itself or through your clinician"),
    ("shoes", "Shoes that have run far"),
)
WAYS = {
    "push": "On this and other devices, by the push service of their browser",
    "mail": "By mail",
    "ntfy": "By the ntfy app",
}


def _clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class ReminderForm(forms.Form):
    """Kinds, ways, quiet hours and the mail address."""

    kinds = forms.MultipleChoiceField(
        label="Remind me of", choices=KINDS, required=False, widget=forms.CheckboxSelectMultiple
    )
    ways = forms.MultipleChoiceField(label="How", required=False, widget=forms.CheckboxSelectMultiple)
    mail_to = forms.CharField(label="Mail address", required=False, max_length=254)
    quiet_from = forms.TimeField(label="Quiet from", widget=_clock(), help_text="Nothing is sent then.")
    quiet_until = forms.TimeField(label="Quiet until", widget=_clock(), help_text="Reminders of the morning come then.")

    def __init__(self, data: Any = None, *, choice: Choice) -> None:
        initial = {name: getattr(choice, name) for name in ("mail_to", "quiet_from", "quiet_until")}
        super().__init__(data, initial=initial | {"kinds": list(choice.kinds), "ways": list(choice.ways)})
        known = [(way, words) for way, words in WAYS.items() if way != "mail" or settings.MAIL_IS_ON]
        ways = self.fields["ways"]
        assert isinstance(ways, forms.MultipleChoiceField)
        ways.choices = known
        self.fields["mail_to"].widget.attrs |= {"autocomplete": "email", "inputmode": "email"}
        if not settings.MAIL_IS_ON:
            del self.fields["mail_to"]

    @property
    def singles(self) -> list[forms.BoundField]:
        """The fields with one value each."""
        return [self[name] for name in ("mail_to", "quiet_from", "quiet_until") if name in self.fields]

    def save(self, runner: Runner) -> Choice:
        """Keep what was chosen; raises ``BadAnswer``."""
        data = self.cleaned_data
        return keep_choice(
            runner, data["kinds"], data["ways"], data["quiet_from"], data["quiet_until"], data.get("mail_to", "")
        )
