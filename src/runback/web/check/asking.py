"""The questions of the check, a screen at an address of its own; Back leads to the one before."""

from collections.abc import Collection
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from runback.domain.assessment import Assessment, Question, Urgency
from runback.domain.errors import BadAnswer
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext, gettext_noop
from runback.services import clock
from runback.services.training.check_in import assess_answers, save_check
from runback.services.undo import record_changes
from runback.web.access import runner_of
from runback.web.check.availability import ask_week
from runback.web.check.draft import SKIP, Draft, load_draft, read_value, save_draft
from runback.web.check.heard import WORDS, ask_words, describe_warning, keep_warning
from runback.web.check.labels import describe_answers, male_words
from runback.web.check.parts import Part, show_part
from runback.web.check.running import ask_running
from runback.web.check.screens import (
    RUNNING,
    WEEK,
    Screen,
    find_screen,
    next_step,
    previous_step,
    steps_done,
    steps_left,
)
from runback.web.undo import offer_undo

_LEGS = {
    "both": {"both_legs"},
    "below_knee": {"leg_below_knee", "foot"},
    "above_knee": {"thigh_front", "thigh_back"},
}
"""What is chosen already where the places that hurt say how far the pain goes into a leg, the furthest first."""

NOT_MEANT = gettext_noop("No, that is not what I meant")


@require_GET
def go_on(request: HttpRequest) -> HttpResponse:
    """Leads to the next screen that can still change the outcome, or to the result."""
    draft = load_draft(request)
    if draft is None:
        return redirect("check-begin")
    if draft.check_id is not None:
        return redirect("check-result", draft.check_id)
    assessment = _assess(runner_of(request), draft)
    step = next_step(draft, assessment)
    if step is None:
        return _finish(request, draft)
    if keep_warning(runner_of(request), draft, assessment):
        save_draft(request, draft)
    return redirect("check-screen", step)


@require_http_methods(["GET", "POST"])
def screen(request: HttpRequest, screen_id: str) -> HttpResponse:
    """Asks one screen, also one that was answered before."""
    draft = load_draft(request)
    if draft is None:
        return redirect("check-begin")
    if screen_id == RUNNING:
        return ask_running(request, draft)
    if screen_id == WEEK:
        return ask_week(request, draft)
    if screen_id == WORDS:
        return ask_words(request, draft)
    assessment = _assess(runner_of(request), draft)
    found = find_screen(draft, assessment, screen_id)
    if found is None:
        raise Http404
    if request.method == "GET":
        return _show(request, draft, assessment, found, {})
    errors = save_screen(draft, found, request.POST)
    if errors and not _ends_now(runner_of(request), draft):
        return _show(request, draft, assessment, found, errors)
    draft.check_id = None
    save_draft(request, draft)
    return redirect("check-question")


def save_screen(draft: Draft, screen: Screen, data: QueryDict) -> dict[str, str]:
    """Saves what was answered, and returns what is wrong by question id; Skip leaves out what was not answered."""
    errors = {}
    for question in screen.questions:
        values = data.getlist(question.id)
        is_given = any(value.strip() for value in values[:1])
        if not is_given and SKIP in data and screen.may_skip:
            draft.skip(question)
        elif is_given or question.id not in screen.optional:
            try:
                draft.save(question, read_value(question, values))
            except BadAnswer as problem:
                errors[question.id] = problem.reason
    return errors


def _ends_now(runner: Runner, draft: Draft) -> bool:
    """Whether what is answered so far is an emergency that no further answer could explain."""
    assessment = _assess(runner, draft)
    return assessment.urgency is Urgency.EMERGENCY_NOW and next_step(draft, assessment) is None


def is_emergency(runner: Runner, draft: Draft) -> bool:
    """Whether what is answered so far is an emergency: then nothing else has to be answered."""
    return _assess(runner, draft).urgency is Urgency.EMERGENCY_NOW


def _assess(runner: Runner, draft: Draft) -> Assessment:
    return assess_answers(runner, draft.answers, clock.today(runner))


def _show(
    request: HttpRequest, draft: Draft, assessment: Assessment, screen: Screen, errors: dict[str, str]
) -> HttpResponse:
    warning = describe_warning(runner_of(request), assessment, screen.id)
    parts = [
        _show_part(request, draft, screen, question, errors, is_warning=warning is not None and warning.is_asked_about)
        for question in screen.questions
    ]
    done = steps_done(draft)
    left = [step for step in steps_left(draft, assessment) if step != screen.id]
    number = done.index(screen.id) + 1 if screen.id in done else len(done) + 1
    page = {
        "screen": screen,
        "parts": parts,
        "part": parts[0],
        "is_one_tap": len(parts) == 1 and not parts[0].is_ticks and (parts[0].is_scale or parts[0].options),
        "number": number,
        "more": None if parts[0].question.key == "mistakes" else len(left),  # the answer decides
        "total": number + len(left),
        "whys": list(dict.fromkeys(part.question.why for part in parts if part.question.why)),
        "answered": describe_answers(draft.questions(), draft.value),
        "previous": previous_step(draft, screen.id),
        "errors": [(part.question.id, part.question.text) for part in parts if part.error],
        "warning": warning,
        "outcome": warning and warning.outcome,
    }
    return render(request, "check/question.html", page, status=400 if errors else 200)


def _show_part(
    request: HttpRequest,
    draft: Draft,
    screen: Screen,
    question: Question,
    errors: dict[str, str],
    *,
    is_warning: bool,
) -> Part:
    given = draft.value(question)
    is_heard = given is None and question.key in draft.heard
    shown = draft.heard[question.key] if is_heard else given
    if shown is None and question.key == "leg_pain":
        shown = _leg_by_places(draft.answers.get("locations", ()))
    sent = request.POST.getlist(question.id) if request.method == "POST" else []
    labels = {f"{question.id}.no": gettext(NOT_MEANT)} if is_warning else {}
    if draft.answers.get("sex") == "male":
        questions, short = male_words()
        labels |= {f"{question.id}.{item}": text for item, text in short.items()}
        question = replace(question, text=questions.get(question.id, question.text))
    return show_part(
        question,
        sent or shown,
        errors.get(question.id, ""),
        labels=labels,
        is_optional=question.id in screen.optional,
        is_heard=is_heard and not sent,
    )


def _leg_by_places(places: Collection[str]) -> str | None:
    """How far into a leg the pain goes, as the places that hurt say; None where they do not."""
    return next((how_far for how_far, legs in _LEGS.items() if not legs.isdisjoint(places)), None)


def _finish(request: HttpRequest, draft: Draft) -> HttpResponse:
    runner = runner_of(request)
    with record_changes(runner) as recorder:
        check = save_check(runner, draft.answers, clock.today(runner))
        draft.end(check.id)
        save_draft(request, draft)
    if check.assessment.urgency is Urgency.EMERGENCY_NOW:
        return redirect("today")
    response = redirect("check-result", check.id)
    if check.assessment.is_clear:  # a warning sign is not undone: it is answered again, or cleared
        offer_undo(request, response, recorder.changes, back="check")
    return response
