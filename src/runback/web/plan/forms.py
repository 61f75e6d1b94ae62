"""What became of a session, as the runner logs it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from runback.domain.diary import LegSymptom, SessionLog
from runback.domain.plan import Session
from runback.languages.catalogue import gettext_noop
from runback.web import words
from runback.web.numbers import DistanceField, NumberField, in_unit

_SCORES = [(str(score), str(score)) for score in range(11)]
_DONE = [("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No"))]


def _legs() -> list[tuple[str, str]]:
    return [(leg.value, words.label(leg)) for leg in LegSymptom]


class SessionForm(forms.Form):
    """Numbers are checked once more by the record."""

    done = forms.ChoiceField(label=gettext_lazy("Did you do it?"), choices=_DONE, widget=forms.RadioSelect)
    distance_km = DistanceField(
        label=in_unit(gettext_noop("Kilometres"), gettext_noop("Miles")), required=False, min_km=0, max_km=500
    )
    duration_min = NumberField(label=gettext_lazy("Minutes"), required=False, min_value=0, max_value=6000)
    pain_during = forms.ChoiceField(
        label=gettext_lazy("Worst pain during it"), choices=_SCORES, required=False, widget=forms.RadioSelect
    )
    pain_rising = forms.BooleanField(label=gettext_lazy("The pain kept rising"), required=False)
    sharp = forms.BooleanField(label=gettext_lazy("It turned sharp"), required=False)
    limp = forms.BooleanField(label=gettext_lazy("I limped"), required=False)
    painkillers = forms.BooleanField(label=gettext_lazy("I took a painkiller before"), required=False)
    leg = forms.ChoiceField(label=gettext_lazy("Any symptoms in a leg?"), choices=_legs)
    note = forms.CharField(label=gettext_lazy("Note (optional)"), required=False, max_length=500)

    @property
    def has_signs(self) -> bool:
        """Whether a sign beside the pain was entered, so that its part is not folded away."""
        signs = ("pain_rising", "sharp", "limp", "painkillers", "note")
        return any(self[name].value() for name in signs) or self["leg"].value() != LegSymptom.NONE.value

    def record(self, session: Session, log_id: int | None = None) -> SessionLog:
        """The log of this session, or with an id a change of that log; raises ``BadAnswer``."""
        data = self.cleaned_data
        done = data["done"] == "yes"
        pain = data["pain_during"]
        return SessionLog(
            day=session.date,
            kind=session.kind,
            done=done,
            distance_km=data["distance_km"] if done else None,
            duration_min=data["duration_min"] if done else None,
            pain_during=int(pain) if done and pain != "" else None,
            pain_rising=data["pain_rising"],
            sharp=data["sharp"],
            limp=data["limp"],
            leg=LegSymptom(data["leg"]),
            painkillers=data["painkillers"],
            note=data["note"],
            id=log_id,
        )


def start_values(
    session: Session, log: SessionLog | None, brought: tuple[float, float] | None = None
) -> dict[str, Any]:
    """What the form shows first: the log, else what a watch ``brought`` (km, minutes), else the plan."""
    if log is None:
        distance_km, duration_min = brought or (session.distance_km, session.duration_min)
        return {
            "done": "yes",
            "distance_km": None if distance_km is None else round(distance_km, 1),
            "duration_min": None if duration_min is None else round(duration_min),
            "leg": LegSymptom.NONE.value,
        }
    return {
        "done": "yes" if log.done else "no",
        "distance_km": log.distance_km,
        "duration_min": log.duration_min,
        "pain_during": "" if log.pain_during is None else str(log.pain_during),
        "pain_rising": log.pain_rising,
        "sharp": log.sharp,
        "limp": log.limp,
        "leg": log.leg.value,
        "painkillers": log.painkillers,
        "note": log.note,
    }


def read_day(text: str) -> date | None:
    """The day of an address like 2026-05-14; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
