"""The forms of the report page."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy, ngettext

from runback.services.sharing.questions import CHARACTERS_MAX, QUESTIONS_MAX
from runback.services.sharing.report_links import LASTS_DAYS

WEEKS = {
    "4": gettext_lazy("4 weeks"),
    "12": gettext_lazy("12 weeks"),
    "26": gettext_lazy("half a year"),
    "52": gettext_lazy("a year"),
}


class PeriodForm(forms.Form):
    """How far the report looks back."""

    spine = forms.BooleanField(
        label=gettext_lazy("Add modelled loads on the spine (takes some seconds)"), required=False
    )
    weeks = forms.ChoiceField(label=gettext_lazy("Look back"), choices=WEEKS.items(), required=False)


def _list_lengths() -> list[tuple[int, str]]:
    return [(days, ngettext("%(days)s day", "%(days)s days", days) % {"days": days}) for days in LASTS_DAYS]


class LinkForm(forms.Form):
    """How long a link to the report lasts."""

    days = forms.TypedChoiceField(
        label=gettext_lazy("The link ends after"),
        choices=_list_lengths,
        initial=LASTS_DAYS[1],
        coerce=int,
    )
    weeks = forms.ChoiceField(choices=WEEKS.items(), required=False, widget=forms.HiddenInput)


class QuestionsForm(forms.Form):
    """What to ask, one question a line."""

    questions = forms.CharField(
        label=gettext_lazy("What do you want to ask?"),
        help_text=format_lazy(
            gettext_lazy("One question a line, {most} at most. They are printed on the report."), most=QUESTIONS_MAX
        ),
        required=False,
        max_length=QUESTIONS_MAX * (CHARACTERS_MAX + 2),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
