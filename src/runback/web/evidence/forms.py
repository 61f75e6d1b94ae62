"""What to look for on the shelf of evidence."""

from collections.abc import Iterable
from typing import get_args

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from runback.knowledge.evidence import Evidence, Grade, Verdict
from runback.languages.catalogue import gettext
from runback.web.words import label_of


def _verdicts() -> list[tuple[str, str]]:
    return [("", gettext("Everything")), *((word, capfirst(label_of(word, "verdict"))) for word in get_args(Verdict))]


def _grades() -> list[tuple[str, str]]:
    return [("", gettext("Any")), *((word, capfirst(label_of(word, "grade"))) for word in get_args(Grade))]


class ShelfForm(forms.Form):
    """Words, what studies make of the articles, and how sure it is; each may be left empty."""

    q = forms.CharField(
        label=gettext_lazy("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    verdict = forms.ChoiceField(
        label=gettext_lazy("Articles and studies"),
        required=False,
        choices=_verdicts,
    )
    grade = forms.ChoiceField(label=gettext_lazy("Certainty"), required=False, choices=_grades)

    def choose(self, entries: Iterable[Evidence]) -> list[Evidence]:
        """The statements that contain every word and have the verdict and the grade; all of them for an empty form.

        A value that is not among the choices finds nothing.
        """
        if not self.is_valid():
            return []
        wanted = self.cleaned_data
        words = wanted["q"].casefold().split()
        return [
            entry
            for entry in entries
            if wanted["verdict"] in ("", entry.verdict)
            and wanted["grade"] in ("", entry.grade)
            and all(word in _text_of(entry) for word in words)
        ]


def _text_of(entry: Evidence) -> str:
    """What is searched: also the words of clinicians ("sciatica", "RMDQ"), which pages for runners do not use."""
    for_runners = (entry.claim, entry.articles_say or "", entry.studies_say, entry.product_use)
    return " ".join((*for_runners, entry.for_clinicians, entry.source, entry.id.replace("-", " "))).casefold()
