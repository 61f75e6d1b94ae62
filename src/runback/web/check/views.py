"""The check before its questions and after them: the start, the result, a clinician's clearance."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from runback.assess.stated_answers import read_stated_answers
from runback.domain.diary import Clearance
from runback.domain.errors import BadAnswer
from runback.domain.runner import Runner
from runback.services import clock
from runback.services.training import adjust, diary
from runback.services.training.check_in import latest_check, latest_id, previous_check, read_check, translate_check
from runback.services.training.concerns import list_concerns, may_be_cleared
from runback.services.training.follow_up import list_differences
from runback.services.training.plans import current_plan
from runback.web.access import runner_of
from runback.web.check.draft import CARRIED_OVER, Draft, load_draft, save_draft
from runback.web.check.forms import ClearanceForm, StopForm
from runback.web.check.heard import WORDS
from runback.web.check.labels import describe_answers
from runback.web.check.outcome import (
    ADVICE_SHOWN,
    CAUSES_SHOWN,
    PATTERNS_SHOWN,
    describe_outcome,
    fold,
    follow_plan,
    list_past,
)
from runback.web.undo import undoable


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """A check that is under way continues; else the latest one, or what a check is."""
    draft = load_draft(request)
    check = latest_check(runner_of(request))
    if check is None or (draft is not None and draft.is_under_way):
        return redirect("check-begin")
    return redirect("check-result", check.id)


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Says what comes, and takes the runner's own words first."""
    runner = runner_of(request)
    if request.method == "GET":
        draft = load_draft(request)
        return render(request, "check/start.html", {"draft": draft if draft and draft.is_under_way else None})
    last = latest_check(runner)
    carried = {} if last is None else {key: last.answers[key] for key in CARRIED_OVER if key in last.answers}
    text = request.POST.get("text", "").strip()[:4000]
    draft = Draft(answers=carried | ({"text": text} if text else {}), heard=read_stated_answers(text))
    save_draft(request, draft)
    return redirect("check-question")


@require_GET
def again(request: HttpRequest) -> HttpResponse:
    """The way off the emergency page: change an answer of the check that led there, or do a new one."""
    runner, draft = runner_of(request), load_draft(request)
    context = {
        "answered": describe_answers(draft.questions(), draft.value) if draft is not None else (),
        "words": draft.answers.get("text", "") if draft is not None else "",
        "words_at": _find_words(draft),
        "can_be_cleared": _has_something_to_clear(runner),
    }
    return render(request, "check/again.html", context)


def _has_something_to_clear(runner: Runner) -> bool:
    today = clock.today(runner)
    return latest_check(runner) is not None and may_be_cleared(current_plan(runner, today))


def _find_words(draft: Draft | None) -> str:
    """Where an emergency in the words is asked about, or, once it was, where the words are changed."""
    if draft is not None and draft.is_under_way:
        return reverse("check-question")
    return reverse("check-screen", args=(WORDS,))


@require_GET
def result(request: HttpRequest, check_id: int) -> HttpResponse:
    """The result of a saved check: how soon, what to do now, what fits, what contributes, advice, the safety net."""
    runner = runner_of(request)
    check = translate_check(runner, read_check(runner, check_id))
    draft = load_draft(request)
    outcome = describe_outcome(check.assessment, runner)
    before = previous_check(runner, check)
    is_clear = check.assessment.is_clear
    advice = [each for each in check.assessment.advice if each not in outcome.steps]
    if is_clear and check.id == latest_id(runner):
        plan = current_plan(runner, clock.today(runner)).plan
        outcome, advice = follow_plan(outcome, plan, advice)
    context = {
        "check": check,
        "differences": () if before is None else list_differences(check, before),
        "before": before,
        "assessment": check.assessment,
        "outcome": outcome,
        "patterns": fold(check.assessment.patterns if is_clear else (), PATTERNS_SHOWN),
        "causes": fold(check.assessment.causes if is_clear else (), CAUSES_SHOWN),
        "advice": fold(advice, ADVICE_SHOWN),
        "others": list_past(runner, check.id),
        "answered": describe_answers(draft.questions(), draft.value)
        if draft is not None and draft.check_id == check.id
        else (),
    }
    return render(request, "check/result.html", context)


@require_http_methods(["GET", "POST"])
@undoable()
def clear(request: HttpRequest) -> HttpResponse:
    """Records a clinician's word that running may continue, or must not yet."""
    runner = runner_of(request)
    today = clock.today(runner)
    if latest_check(runner) is None:
        return redirect("check-begin")
    is_stop = "stop" in request.POST
    stop = StopForm(request.POST if is_stop else None)
    if is_stop and stop.is_valid():
        try:
            adjust.add_limit(runner, today, stop.record(today))
            return redirect("plan")
        except BadAnswer as problem:
            stop.add_error("stop_until" if problem.key == "until" else None, problem.reason)
    data_given = None if is_stop else request.POST or None
    form = ClearanceForm(data_given, concerns=list_concerns(runner, current_plan(runner, today)), today=today)
    if form.is_bound and form.is_valid():
        try:
            diary.record_clearance(runner, Clearance(**form.cleaned_data))
            return redirect("today")
        except BadAnswer as problem:
            form.add_error(problem.key if problem.key in form.fields else None, problem.reason)
    data = {"form": form, "stop": stop, "clearances": diary.list_clearances(runner)[::-1], "today": today}
    return render(request, "check/clearance.html", data, status=400 if form.errors or stop.errors else 200)
