"""The form of what a runner wants to be reminded of."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from runback.domain.runner import Runner
from runback.services.reminders.choices import Choice, save_choice

KINDS = (
    ("morning", gettext_lazy("The morning after a run, with one question")),
    ("session", gettext_lazy("Today's session, in the morning")),
    ("check_in", gettext_lazy("A check-in that is due")),
    ("plan", gettext_lazy("A plan that changed by itself or through your clinician")),
    ("shoes", gettext_lazy("Shoes that have run far")),
)
WAYS = {
    "push": gettext_lazy("On this and other devices, by the push service of their browser"),
    "mail": gettext_lazy("By mail"),
    "ntfy": gettext_lazy("By the ntfy app"),
}


def _clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class ReminderForm(forms.Form):
    """Kinds, ways, quiet hours and the mail address."""

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Remind me of"), choices=KINDS, required=False, widget=forms.CheckboxSelectMultiple
    )
    ways = forms.MultipleChoiceField(label=gettext_lazy("How"), required=False, widget=forms.CheckboxSelectMultiple)
    mail_to = forms.CharField(label=gettext_lazy("Mail address"), required=False, max_length=254)
    quiet_from = forms.TimeField(
        label=gettext_lazy("Quiet from"), widget=_clock(), help_text=gettext_lazy("Nothing is sent then.")
    )
    quiet_until = forms.TimeField(
        label=gettext_lazy("Quiet until"),
        widget=_clock(),
        help_text=gettext_lazy("Reminders of the morning come then."),
    )

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
        return save_choice(
            runner, data["kinds"], data["ways"], data["quiet_from"], data["quiet_until"], data.get("mail_to", "")
        )
