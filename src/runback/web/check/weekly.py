"""The weekly check-in: one short page that asks the warning signs again, and how the pain went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from runback.assess.followup import LEG_KEYS
from runback.assess.questions import ask_form
from runback.domain.assessment import Question
from runback.domain.errors import BadAnswer
from runback.domain.intake import CHOICES
from runback.domain.runner import Runner
from runback.services import clock
from runback.services.training.follow_up import DueCheck, begin_answers, find_due, pain_over_checks
from runback.web.access import runner_of
from runback.web.check.draft import NONE, Draft, read_choices, read_value, save_draft
from runback.web.check.labels import say_option

SHORT_LETTERS = 16
_RUNNING = Question("pain_running", "pain_running", "How bad was it when you ran this week?", "number", ("no_run",))
_PLACES = Question("places", "places", "Where does it hurt?", "choice", ("same", "new"))
_LEG = Question(
    "leg",
    "leg",
    "Do you have any symptoms in a leg?",
    "choices",
    tuple(f"{key}.{value}" for key in LEG_KEYS for value in CHOICES[key] if value not in ("none", "saddle")),
)
_OWN_LABELS = {
    "pain_running.no_run": "I did not run",
    "places.same": "In the same places, or it has gone",
    "places.new": "In a new place as well, or it has moved",
    "leg.leg_pain.above_knee": "Pain above the knee",
    "leg.leg_pain.below_knee": "Pain below the knee",
    "leg.leg_pain.both": "Pain in both legs",
    "leg.numbness.leg": "A leg is numb or tingling",
    "leg.numbness.foot": "A foot is numb or tingling",
    "leg.numbness.both": "Both legs or feet are numb or tingling",
    "leg.weakness.mild": "A leg is a little weak",
    "leg.weakness.quad": "My thigh is weak and my knee gives way",
    "leg.weakness.calf": "My calf is weak and I cannot stand on my toes",
    "leg.weakness.foot_drop": "A foot slaps or drags",
    "leg.weakness.both": "Both legs are weak",
}
_WORST_LAST = {
    "leg_pain": ("above_knee", "below_knee", "both"),
    "numbness": ("leg", "foot", "both"),
    "weakness": ("mild", "quad", "calf", "foot_drop", "both"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One question of the page with what was given so far; ``error`` is empty where nothing is wrong."""

    question: Question
    options: tuple[tuple[str, str, bool], ...]
    given: tuple[str, ...]
    error: str

    @property
    def is_scale(self) -> bool:
        """Whether it is a pain from 0 to 10."""
        return self.question.kind == "number"

    @property
    def is_ticks(self) -> bool:
        """Whether several may be ticked."""
        return self.question.kind == "choices"

    @property
    def is_folded(self) -> bool:
        """Whether the ticks stay folded away until the runner says yes."""
        return self.question is _LEG and not any(is_chosen for _, _, is_chosen in self.options)

    @property
    def is_short(self) -> bool:
        """Whether the answers fit beside each other."""
        return sum(len(text) for _, text, _ in self.options) < SHORT_LETTERS

    @property
    def is_none(self) -> bool:
        """Whether "none of these" is ticked."""
        return NONE in self.given


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Asks on one page what the follow-up needs; the ordinary questions go on where something came up."""
    runner = runner_of(request)
    due = _due(request, runner)
    if due is None:
        return redirect("check-begin")
    errors: dict[str, str] = {}
    if request.method == "POST":
        draft, errors = read_answers(due, begin_answers(due, clock.today(runner)), request.POST)
        if not errors:
            save_draft(request, draft)
            return redirect("check-question")
    parts = [_show(question, request.POST, errors.get(question.id, "")) for question in list_questions(due)]
    page = {
        "due": due,
        "pains": [part for part in parts if part.question.key != "red_flags"],
        "signs": [part for part in parts if part.question.key == "red_flags"],
        "text": request.POST.get("text", ""),
        "trend": pain_over_checks(runner, clock.today(runner)),
        "errors": [(part.question.id, part.question.text) for part in parts if part.error],
    }
    return render(request, "check/weekly.html", page, status=400 if errors else 200)


def _due(request: HttpRequest, runner: Runner) -> DueCheck | None:
    """What is due, or all of it for a runner who comes to tell of a change."""
    today = clock.today(runner)
    due = None if "all" in request.GET else find_due(runner, today)
    return due or find_due(runner, today, wants_to_tell=True)


def list_questions(due: DueCheck) -> list[Question]:
    """The questions of the page in order; three of the leg are one, and the places are not asked again."""
    if due.is_short:
        return list(due.plan.questions)
    left = {question.id: question for question in due.plan.questions}
    first = [left.pop(key) for key in ("pain_now", "trend") if key in left] or [_need("pain_now"), _need("trend")]
    places = [_PLACES] if due.last.intake.locations else []
    for key in ("locations", *LEG_KEYS):
        left.pop(key, None)
    return [first[0], _RUNNING, *first[1:], *places, _LEG, *left.values()]


def _need(key: str) -> Question:
    question = ask_form(key)
    assert question is not None, key
    return question


def read_answers(due: DueCheck, answers: dict[str, Any], data: QueryDict) -> tuple[Draft, dict[str, str]]:
    """The check under way with the form data, and the errors by question id."""
    draft, errors = Draft(answers=answers, follows=due.last.id), {}
    for question in list_questions(due):
        try:
            _save_answer(draft, due, question, data.getlist(question.id))
        except BadAnswer as problem:
            errors[question.id] = problem.reason
    if text := data.get("text", "").strip()[:4000]:
        draft.answers = draft.answers | {"text": text}
    return draft, errors


def _save_answer(draft: Draft, due: DueCheck, question: Question, values: list[str]) -> None:
    if question is _LEG:
        _save_leg(draft, read_choices(question, values))
    elif question is _PLACES:
        if read_value(question, values) == "same":
            draft.save(_need("locations"), list(due.last.intake.locations))
    elif question is _RUNNING:
        if values != ["no_run"]:
            draft.save(Question(question.id, question.key, question.text, "number"), _read_score(question, values))
    elif question.kind == "number":
        draft.save(question, _read_score(question, values))
    else:
        draft.save(question, read_value(question, values))


def _read_score(question: Question, values: Sequence[str]) -> int:
    value = values[0] if values else ""
    if not (value.isascii() and value.isdecimal() and int(value) <= 10):
        raise BadAnswer(question.key, "Choose a number from 0 to 10.")
    return int(value)


def _save_leg(draft: Draft, ticked: Sequence[str]) -> None:
    felt: Mapping[str, set[str]] = {
        key: {item.partition(".")[2] for item in ticked if item.startswith(key)} for key in LEG_KEYS
    }
    for key, order in _WORST_LAST.items():
        worst = [value for value in order if value in felt[key]]
        draft.save(_need(key), worst[-1] if worst else "none")


def _show(question: Question, data: QueryDict, error: str) -> Part:
    given = tuple(data.getlist(question.id))
    options = tuple(
        (option, _OWN_LABELS.get(f"{question.id}.{option}") or say_option(question, option), option in given)
        for option in question.options
    )
    return Part(question, options, given, error)
