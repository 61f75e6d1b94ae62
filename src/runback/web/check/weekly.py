"""The weekly check-in: pain, running, the warning signs that must not be missed, and one "any of these".

With nothing new it is six taps on one page. What is ticked is asked in detail on the ordinary questions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from runback.assess.followup import LEG_KEYS, PAIN_RISE, has_leg_symptoms
from runback.assess.questions import ask_form, ask_item
from runback.domain.assessment import Question
from runback.domain.errors import BadAnswer
from runback.domain.intake import CHOICES
from runback.domain.runner import Runner
from runback.knowledge.check_in import load_check_in
from runback.knowledge.red_flags import load_red_flags
from runback.languages.catalogue import gettext, gettext_noop
from runback.services import clock
from runback.services.training.diary import list_pain
from runback.services.training.follow_up import DueCheck, begin_answers, find_due, pain_over_checks
from runback.web.access import runner_of
from runback.web.check.asking import is_emergency
from runback.web.check.draft import Draft, load_draft, read_choices, read_value, save_draft
from runback.web.check.parts import show_part

_PAIN = Question("pain_now", "pain_now", gettext_noop("How strong is the pain now?"), "number")
_RUNNING = Question(
    "pain_running", "pain_running", gettext_noop("How strong when you ran this week?"), "number", ("no_run",)
)
_CAUDA_EQUINA = "cauda_equina"
_ANY = "any_of_these"
_LEG = Question(
    "leg",
    "leg",
    gettext_noop("How is your leg now?"),
    "choices",
    tuple(f"{key}.{value}" for key in LEG_KEYS for value in CHOICES[key] if value not in ("none", "saddle")),
)
_OWN_LABELS = {
    "pain_running.no_run": gettext_noop("No run"),
    "leg.leg_pain.above_knee": gettext_noop("Pain above the knee"),
    "leg.leg_pain.below_knee": gettext_noop("Pain below the knee"),
    "leg.leg_pain.both": gettext_noop("Pain in both legs"),
    "leg.numbness.leg": gettext_noop("A leg is numb or tingling"),
    "leg.numbness.foot": gettext_noop("A foot is numb or tingling"),
    "leg.numbness.both": gettext_noop("Both legs or feet are numb or tingling"),
    "leg.weakness.mild": gettext_noop("A leg is a little weak"),
    "leg.weakness.quad": gettext_noop("My thigh is weak and my knee gives way"),
    "leg.weakness.calf": gettext_noop("My calf is weak and I cannot stand on my toes"),
    "leg.weakness.foot_drop": gettext_noop("A foot slaps or drags"),
    "leg.weakness.both": gettext_noop("Both legs are weak"),
}
_WORST_LAST = {
    "leg_pain": ("above_knee", "below_knee", "both"),
    "numbness": ("leg", "foot", "both"),
    "weakness": ("mild", "quad", "calf", "foot_drop", "both"),
}


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Asks on one page what the follow-up needs; the ordinary questions follow if something came up."""
    runner = runner_of(request)
    due = _due(request, runner)
    if due is None:
        return redirect("check-begin")
    if request.method == "GET" and _is_half_done(request, due):
        return redirect("check-question")
    errors: dict[str, str] = {}
    if request.method == "POST":
        draft, errors = read_answers(due, begin_answers(due, clock.today(runner)), request.POST)
        if not errors or is_emergency(runner, draft):
            save_draft(request, draft)
            return redirect("check-question")
    labels = {key: gettext(text) for key, text in _OWN_LABELS.items()} | {
        f"{_ANY}.{line.id}": _words(due, line.id) for line in load_check_in().lines
    }
    known = _known_today(runner)
    parts = [
        show_part(
            question,
            request.POST.getlist(question.id) or known.get(question.id),
            errors.get(question.id, ""),
            labels=labels,
        )
        for question in list_questions(due)
    ]
    page = {
        "due": due,
        "parts": parts,
        "text": request.POST.get("text", ""),
        "trend": pain_over_checks(runner, clock.today(runner)),
        "errors": [(part.question.id, part.question.text) for part in parts if part.error],
    }
    return render(request, "check/weekly.html", page, status=400 if errors else 200)


def _known_today(runner: Runner) -> dict[str, list[str]]:
    """What a diary entry of today has answered already, by question."""
    today = clock.today(runner)
    entries = list_pain(runner, today, today)
    return {_PAIN.id: [str(entries[-1].score)]} if entries else {}


def _due(request: HttpRequest, runner: Runner) -> DueCheck | None:
    """What is due, or all of it for a runner who comes to report a change."""
    today = clock.today(runner)
    due = None if "all" in request.GET else find_due(runner, today)
    return due or find_due(runner, today, has_news=True)


def _is_half_done(request: HttpRequest, due: DueCheck) -> bool:
    """Whether this check-in was begun and left: then it continues where it was; a change is reported from the start."""
    draft = load_draft(request)
    return draft is not None and draft.is_under_way and draft.follows == due.last.id and "all" not in request.GET


def list_questions(due: DueCheck) -> list[Question]:
    """The questions of the page in order; the leg is asked about where it is known to be affected."""
    book = load_check_in()
    signs = [
        replace(ask_item(load_red_flags().by_id[book.saddle.items[0]]), text=book.saddle.text, help_text=""),
        Question(_CAUDA_EQUINA, _CAUDA_EQUINA, book.cauda_equina.text, "yes_no", ("yes", "no", "not_sure")),
    ]
    if due.is_short:
        return signs
    lines = tuple(line.id for line in book.lines if line.id != "leg" or not _asks_leg(due))
    any_of = Question(_ANY, _ANY, gettext("Any of these, new or worse? Tick if not sure."), "choices", lines)
    leg = [_translate(_LEG)] if _asks_leg(due) else []
    return [_translate(_PAIN), _translate(_RUNNING), *signs, *leg, any_of]


def _translate(question: Question) -> Question:
    return replace(question, text=gettext(question.text))


def _asks_leg(due: DueCheck) -> bool:
    return bool(due.changes) or has_leg_symptoms(due.last.intake)


def _words(due: DueCheck, line_id: str) -> str:
    line = next(line for line in load_check_in().lines if line.id == line_id)
    return line.male if line.male and due.last.intake.sex == "male" else line.text


def read_answers(due: DueCheck, answers: dict[str, Any], data: QueryDict) -> tuple[Draft, dict[str, str]]:
    """The check under way with the form data, and the errors by question id."""
    draft, errors = Draft(answers=answers, follows=due.last.id), {}
    for question in list_questions(due):
        try:
            _save_answer(draft, due, question, data.getlist(question.id))
        except BadAnswer as problem:
            errors[question.id] = problem.reason
    if not errors and not due.is_short:
        _save_trend(draft, due)
    if text := data.get("text", "").strip()[:4000]:
        draft.answers = draft.answers | {"text": text}
    return draft, errors


def _save_answer(draft: Draft, due: DueCheck, question: Question, values: list[str]) -> None:
    if question.id == _LEG.id:
        _save_leg(draft, read_choices(question, values))
    elif question.id == _ANY:
        _save_lines(draft, due, read_choices(question, values))
    elif question.id == _CAUDA_EQUINA:
        if read_value(question, values) == "no":
            _deny(draft, due, load_check_in().cauda_equina.items)
    elif question.id == _RUNNING.id:
        if values != ["no_run"]:
            draft.save(Question(question.id, question.key, question.text, "number"), _read_score(question, values))
    elif question.id == _PAIN.id:
        draft.save(question, _read_score(question, values))
    else:
        draft.save(question, read_value(question, values))


def _save_lines(draft: Draft, due: DueCheck, ticked: Sequence[str]) -> None:
    """A line that is not ticked answers all it covers; what a ticked one covers is asked next."""
    for line in load_check_in().lines:
        if line.id == "leg" and _asks_leg(due):
            _deny(draft, due, line.items)
        elif line.id in ticked:
            draft.wanted += line.keys
        else:
            _deny(draft, due, line.items)
            _leave(draft, due, line.keys)


def _deny(draft: Draft, due: DueCheck, items: Sequence[str]) -> None:
    """Answers no to each of these items; one that was present at the last check is asked separately."""
    known = load_red_flags().by_id
    present = {flag.id for flag in due.last.assessment.flags}
    for item in items:
        if item in due.plan.items and item not in present:
            draft.save(ask_item(known[item]), "no")


def _leave(draft: Draft, due: DueCheck, keys: Sequence[str]) -> None:
    """Takes these answers over from the last check; an answer that was not asked there is not made up."""
    before = due.last.answers
    for key in keys:
        question = ask_form(key)
        if question is not None and before.get(key) is not None:
            draft.save(question, before[key])


def _save_trend(draft: Draft, due: DueCheck) -> None:
    """The trend follows from two pain scores; a clear rise is asked about."""
    question, before, now = ask_form("trend"), due.last.intake.pain_now, draft.answers["pain_now"]
    if question is None or before is None or now - before >= PAIN_RISE:
        return
    draft.save(question, "improving" if now < before or now == 0 else "same")


def _read_score(question: Question, values: Sequence[str]) -> int:
    value = values[0] if values else ""
    if not (value.isascii() and value.isdecimal() and int(value) <= 10):
        raise BadAnswer(question.key, gettext("Choose a number from 0 to 10."))
    return int(value)


def _save_leg(draft: Draft, ticked: Sequence[str]) -> None:
    felt: Mapping[str, set[str]] = {
        key: {item.partition(".")[2] for item in ticked if item.startswith(key)} for key in LEG_KEYS
    }
    for key, order in _WORST_LAST.items():
        worst = [value for value in order if value in felt[key]]
        question = ask_form(key)
        assert question is not None, key
        draft.save(question, worst[-1] if worst else "none")
