"""The form about the runner's running: what is usual, how it hurts, habits, surroundings, height and weight."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from runback.domain.distances import unit_km
from runback.domain.errors import BadAnswer
from runback.domain.intake import NUMBERS, read_intake
from runback.knowledge.questions import FormQuestion, load_questions
from runback.languages.catalogue import gettext, gettext_noop
from runback.web.check.contexts import COUNTED, TICKED, WOMEN, is_offered
from runback.web.numbers import DISTANCE_UNIT, PACE_LIKE, PACE_WRONG, WEIGHT_UNIT, DistanceField, WeightField

USUAL = ("weekly_km", "runs_per_week", "usual_long_run_km", "longest_run_30d_km", "last_run_km", "weeks_off")
BODY = ("height_cm", "weight_kg", "bmi")
SCALES = ("pain_running", "pain_walking")
CHOICES = ("runner_status", "pain_next_morning")
PACE = "easy_pace_s_per_km"
KM, KG = "km", "kg"
_WHOLE = ("runs_per_week",)
_SHORT = {
    "weekly_km": gettext_noop("Usual week"),
    "runs_per_week": gettext_noop("Runs a week"),
    "usual_long_run_km": gettext_noop("Usual long run"),
    "longest_run_30d_km": gettext_noop("Longest in 30 days, not the last run"),
    "last_run_km": gettext_noop("Last run"),
    "weeks_off": gettext_noop("Time off running"),
    PACE: gettext_noop("Easy pace"),
    "height_cm": gettext_noop("Height"),
    "weight_kg": gettext_noop("Weight"),
    "bmi": gettext_noop("Body mass index"),
}
"""Labels that fit beside each other; the check's own questions are sentences."""
_ASKED_AS = {"outlook": ("fear", "low_mood"), "energy_signs": ("missed_periods", "prior_stress_fracture")}
"""Circumstances that a question of the check asks too: not asked again where it is answered."""


def _questions() -> Mapping[str, FormQuestion]:
    return {question.id: question for question in load_questions()}


@dataclass(frozen=True, slots=True)
class ContextGroup:
    """What is ticked and what is counted under one heading."""

    ticks: forms.BoundField
    counts: Sequence[forms.BoundField]

    @property
    def given(self) -> int:
        """How many of them are given."""
        return len(self.ticks.value() or ()) + sum(field.value() not in (None, "") for field in self.counts)

    @property
    def is_wrong(self) -> bool:
        """Whether one of them was refused."""
        return any(field.errors for field in (self.ticks, *self.counts))


class RunningForm(forms.Form):
    """Every field is optional; ``answers`` gives those of the answers file.

    ``initial`` is what is known so far by key of the answers file, ``is_male`` leaves out what only women are asked,
    ``answered`` are the keys of the check's questions whose answers are not asked for again.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        initial: Mapping[str, Any],
        is_male: bool = False,
        answered: Collection[str] = (),
    ) -> None:
        super().__init__(data, initial=_start(initial))
        self._asked_in_check = {
            context for key, contexts in _ASKED_AS.items() if key in answered for context in contexts
        }
        self._known_contexts: Sequence[str] = tuple(initial.get("contexts", ()))
        self._is_male = is_male
        questions = _questions()
        for key in (*USUAL, *BODY):
            self.fields[key] = _number(questions[key])
        for key in SCALES:
            self.fields[key] = _choice(questions[key], [(str(score), str(score)) for score in range(11)])
        for key in CHOICES:
            self.fields[key] = _choice(questions[key], list(questions[key].options.items()))
        self.fields[PACE] = forms.CharField(
            label=gettext(_SHORT[PACE]),
            help_text=PACE_LIKE,
            required=False,
        )
        self.fields["qualities"] = _ticks(questions["qualities"].text, questions["qualities"].options)
        self._add_contexts()

    def _add_contexts(self) -> None:
        for heading, options in TICKED.items():
            if not (self._is_male and heading in WOMEN):
                self.fields[_slug(heading)] = _ticks(
                    gettext(heading),
                    {key: gettext(text) for key, text in options.items() if key not in self._asked_in_check},
                )
        for one in COUNTED:
            if not (self._is_male and one.name in WOMEN):
                self.fields[one.name] = forms.IntegerField(
                    label=gettext(one.text),
                    help_text=gettext(one.unit) if one.unit.isalpha() else one.unit,
                    required=False,
                    min_value=one.low,
                    max_value=one.high,
                )

    @property
    def usual(self) -> list[forms.BoundField]:
        """The numbers of the usual week and the last one."""
        return [self[key] for key in USUAL]

    @property
    def body(self) -> list[forms.BoundField]:
        """Height and weight."""
        return [self[key] for key in BODY]

    @property
    def scales(self) -> list[forms.BoundField]:
        """Pain in running and walking."""
        return [self[key] for key in SCALES]

    @property
    def status(self) -> str:
        """The kind of runner in words, empty where it is not known."""
        return _questions()["runner_status"].options.get(str(self["runner_status"].value()), "")

    @property
    def is_usual_wrong(self) -> bool:
        """Whether a number of the usual week was refused."""
        return any(self[key].errors for key in ("runner_status", *USUAL, PACE))

    @property
    def is_body_wrong(self) -> bool:
        """Whether the height or weight was refused."""
        return any(field.errors for field in self.body)

    @property
    def groups(self) -> list[ContextGroup]:
        """The circumstances by heading."""
        return [
            ContextGroup(self[slug], [self[one.name] for one in COUNTED if one.heading == heading])
            for heading in TICKED
            if (slug := _slug(heading)) in self.fields
        ]

    def clean_easy_pace_s_per_km(self) -> int | None:
        """Seconds a kilometre from 6:30, 6 or 390 of the shown unit."""
        text = self.cleaned_data[PACE].strip().replace(".", ":")
        if not text:
            return None
        minutes, _, seconds = text.partition(":")
        if not (minutes.isascii() and minutes.isdecimal() and (not seconds or seconds.isdecimal())):
            raise forms.ValidationError(str(PACE_WRONG))
        is_seconds = not seconds and int(minutes) >= NUMBERS[PACE][0]
        shown = int(minutes) if is_seconds else int(minutes) * 60 + int(seconds or 0)
        return round(shown / unit_km())

    def clean(self) -> dict[str, Any]:
        """Refuses what the answers file would refuse, at its field."""
        data = super().clean() or {}
        for key, value in self._values(data):
            try:
                read_intake({key: value})
            except BadAnswer as problem:
                self.add_error(key if key in self.fields else None, problem.reason)
        return data

    def answers(self) -> dict[str, Any]:
        """The answers by key; None where a field was left empty."""
        given = dict(self._values(self.cleaned_data))
        blank = dict.fromkeys((*USUAL, *BODY, *SCALES, *CHOICES, PACE, "qualities"))
        return blank | given | {"contexts": self._contexts()}

    def _values(self, data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for key in (*USUAL, *BODY, PACE):
            if data.get(key) is not None:
                yield key, data[key]
        for key in SCALES:
            if data.get(key):
                yield key, int(data[key])
        for key in (*CHOICES, "qualities"):
            if data.get(key):
                yield key, data[key]

    def _contexts(self) -> list[str]:
        """What is ticked and counted, and the earlier ones that the page has no place for."""
        others = [one for one in self._known_contexts if one in self._asked_in_check or not is_offered(one)]
        ticked = [context for heading in TICKED for context in self.cleaned_data.get(_slug(heading), ())]
        counted = [one.write(number) for one in COUNTED if (number := self.cleaned_data.get(one.name)) is not None]
        return [*others, *ticked, *counted]


def _start(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields show first."""
    shown: dict[str, Any] = {
        key: plain(answers[key]) for key in (*USUAL, *BODY, *SCALES) if answers.get(key) is not None
    }
    shown |= {key: answers[key] for key in (*CHOICES, "qualities") if answers.get(key)}
    if pace := answers.get(PACE):
        minutes, seconds = divmod(round(pace * unit_km()), 60)
        shown[PACE] = f"{minutes}:{seconds:02d}"
    contexts = answers.get("contexts") or ()
    shown |= {_slug(heading): [c for c in contexts if c in options] for heading, options in TICKED.items()}
    return shown | {one.name: one.read(contexts) for one in COUNTED}


def plain(number: float) -> float:
    """A whole number without its decimals."""
    return int(number) if float(number).is_integer() else number


def _slug(heading: str) -> str:
    return "about_" + heading.lower().replace(" ", "_")


def _number(question: FormQuestion) -> forms.Field:
    low, high = NUMBERS[question.id]
    label, unit = gettext(_SHORT[question.id]), question.unit
    if question.id in _WHOLE:
        return forms.IntegerField(label=label, help_text=unit, required=False, min_value=int(low), max_value=int(high))
    if unit == KG:
        return WeightField(label=label, help_text=WEIGHT_UNIT, required=False, min_kg=low, max_kg=high)
    if unit == KM:
        return DistanceField(label=label, help_text=DISTANCE_UNIT, required=False, min_km=low, max_km=high)
    return forms.FloatField(
        label=label,
        help_text=unit,
        required=False,
        min_value=low,
        max_value=high,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )


def _choice(question: FormQuestion, choices: list[tuple[str, str]]) -> forms.Field:
    return forms.ChoiceField(label=question.text, required=False, choices=choices, widget=forms.RadioSelect)


def _ticks(label: str, options: Mapping[str, str]) -> forms.Field:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=list(options.items()), widget=forms.CheckboxSelectMultiple
    )
