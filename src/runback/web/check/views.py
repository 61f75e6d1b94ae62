"""The check: one question at a time, as the assessment still needs them; then what it means."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from runback.domain.assessment import Question, Urgency
from runback.domain.diary import Clearance
from runback.domain.errors import BadAnswer
from runback.services import clock
from runback.services.training import diary
from runback.services.training.check_in import (
    assess_answers,
    latest_check,
    list_checks,
    previous_check,
    read_check,
    save_check,
)
from runback.services.training.follow_up import tell_difference
from runback.services.training.plans import current_plan
from runback.web.access import runner_of
from runback.web.check.draft import CARRIED_OVER, SKIP, Draft, load_draft, read_value, save_draft
from runback.web.check.forms import ClearanceForm
from runback.web.check.labels import say_given, say_option
from runback.web.check.outcome import describe_outcome, list_clearable


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that may be given."""

    value: str
    text: str
    is_chosen: bool


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The latest check, or what a check is."""
    check = latest_check(runner_of(request))
    if check is None:
        return redirect("check-begin")
    return redirect("check-result", check.id)


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Says what comes, and takes the runner's own words first."""
    runner = runner_of(request)
    if request.method == "GET":
        draft = load_draft(request)
        return render(request, "check/start.html", {"draft": draft if draft and draft.check_id is None else None})
    last = latest_check(runner)
    carried = {} if last is None else {key: last.answers[key] for key in CARRIED_OVER if key in last.answers}
    text = request.POST.get("text", "").strip()[:4000]
    save_draft(request, Draft(answers=carried | ({"text": text} if text else {})))
    return redirect("check-question")


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Asks the next question that can still change the outcome, or goes on to the end."""
    draft = load_draft(request)
    if draft is None:
        return redirect("check-begin")
    runner = runner_of(request)
    assessment = assess_answers(runner, draft.answers, clock.today(runner))
    left = [question for question in assessment.ask_next if question.id not in draft.skipped]
    if request.method == "POST":
        value = request.POST.get("question", "")
        question = next((each for each in left if each.id == value), None) or draft.question(value)
        if question is None:
            return redirect("check-question")
        return _save_answer(request, draft, question)
    if assessment.urgency is Urgency.EMERGENCY_NOW or (not left and not assessment.is_clear):
        return _finish(request, draft)
    if not left:
        return _finish(request, draft) if draft.follows is not None else redirect("check-week")
    return _show_question(request, draft, left[0], more=len(left) - 1)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, question_id: str) -> HttpResponse:
    """Asks a question again that was answered before."""
    draft = load_draft(request)
    question = None if draft is None else draft.question(question_id)
    if draft is None or question is None:
        raise Http404
    if request.method == "POST":
        return _save_answer(request, draft, question)
    return _show_question(request, draft, question, more=None)


def _save_answer(request: HttpRequest, draft: Draft, question: Question) -> HttpResponse:
    try:
        if SKIP in request.POST:
            draft.skip(question)
        else:
            draft.save(question, read_value(question, request.POST.getlist("answer")))
    except BadAnswer as problem:
        return _show_question(request, draft, question, more=None, error=problem.reason)
    draft.check_id = None
    save_draft(request, draft)
    return redirect("check-question")


def _show_question(
    request: HttpRequest, draft: Draft, question: Question, more: int | None, error: str = ""
) -> HttpResponse:
    given = draft.value(question)
    chosen = given if isinstance(given, list | tuple) else [given]
    chosen_values = [str(item).lower() if isinstance(item, bool) else str(item) for item in chosen]
    options = question.options or (("yes", "no") if question.kind == "yes_no" else ())
    earlier = [each for each in draft.questions() if each.id != question.id]
    page = {
        "question": question,
        "options": [Option(option, say_option(question, option), option in chosen_values) for option in options],
        "is_scale": question.kind == "number" and question.key.startswith("pain_") and question.key != "pain_days",
        "given": given,
        "is_none": given == [],
        "given_text": chosen_values[0] if given is not None and chosen_values else "",
        "may_skip": question.key != "red_flags",
        "number": len(draft.asked) + (question.id not in draft.asked),
        "more": more,
        "error": error,
        "answered": [(each, say_given(each, draft.value(each))) for each in earlier],
        "previous": earlier[-1] if earlier else None,
    }
    return render(request, "check/question.html", page, status=400 if error else 200)


def _finish(request: HttpRequest, draft: Draft) -> HttpResponse:
    runner = runner_of(request)
    check = save_check(runner, draft.answers, clock.today(runner))
    draft.check_id = check.id
    save_draft(request, draft)
    if check.assessment.urgency is Urgency.EMERGENCY_NOW:
        return redirect("today")
    return redirect("check-result", check.id)


@require_GET
def again(request: HttpRequest) -> HttpResponse:
    """The way off the emergency page: change an answer of the check that led there, or do a new one."""
    draft = load_draft(request)
    return render(request, "check/again.html", {"answered": _answered(draft) if draft is not None else ()})


@require_GET
def result(request: HttpRequest, check_id: int) -> HttpResponse:
    """The result of a saved check: how soon, what fits and why, what to do, and the safety net."""
    runner = runner_of(request)
    check = read_check(runner, check_id)
    draft = load_draft(request)
    outcome = describe_outcome(check.assessment, runner)
    before = previous_check(runner, check)
    context = {
        "check": check,
        "differences": () if before is None else tell_difference(check, before),
        "before": before,
        "assessment": check.assessment,
        "outcome": outcome,
        "advice": [advice for advice in check.assessment.advice if advice not in outcome.steps],
        "others": [(key, day) for key, day in list_checks(runner) if key != check.id][:12],
        "answered": _answered(draft) if draft is not None and draft.check_id == check.id else (),
    }
    return render(request, "check/result.html", context)


def _answered(draft: Draft) -> list[tuple[Question, str]]:
    return [(question, say_given(question, draft.value(question))) for question in draft.questions()]


@require_http_methods(["GET", "POST"])
def clear(request: HttpRequest) -> HttpResponse:
    """Records a clinician's word that running may go on."""
    runner = runner_of(request)
    today = clock.today(runner)
    if latest_check(runner) is None:
        return redirect("check-begin")
    form = ClearanceForm(request.POST or None, flags=list_clearable(current_plan(runner, today)), today=today)
    if request.method == "POST" and form.is_valid():
        try:
            diary.record_clearance(runner, Clearance(**form.cleaned_data))
            return redirect("today")
        except BadAnswer as problem:
            form.add_error(problem.key if problem.key in form.fields else None, problem.reason)
    data = {"form": form, "clearances": diary.list_clearances(runner)[::-1], "today": today}
    return render(request, "check/clearance.html", data, status=400 if form.errors else 200)
