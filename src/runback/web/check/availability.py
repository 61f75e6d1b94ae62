"""Which days and minutes fit: the last step of a check, and a page of its own from the plan."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from runback.domain.errors import BadAnswer
from runback.domain.runner import Runner
from runback.services import clock
from runback.services.training.check_in import latest_check, save_check
from runback.web.access import runner_of
from runback.web.check.draft import Draft, load_draft, save_draft
from runback.web.check.forms import WeekForm, start_week


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ends the check under way, or changes the days of the latest one."""
    runner = runner_of(request)
    draft = load_draft(request)
    under_way = draft if draft is not None and draft.check_id is None else None
    last = latest_check(runner)
    if under_way is None and last is None:
        return redirect("check-begin")
    answers = under_way.answers if under_way is not None else (last.answers if last else {})
    form = WeekForm(request.POST or None, initial=start_week(answers.get("wishes") or {}))
    if request.method == "POST" and form.is_valid():
        response = _save(request, runner, under_way, answers, form)
        if response is not None:
            return response
    context = {"form": form, "is_check": under_way is not None}
    return render(request, "check/availability.html", context, status=400 if form.errors else 200)


def _save(
    request: HttpRequest, runner: Runner, draft: Draft | None, answers: dict[str, object], form: WeekForm
) -> HttpResponse | None:
    """Saves the check with these wishes; a check that only changed its days keeps its date."""
    last = latest_check(runner)
    made_on = clock.today(runner) if draft is not None or last is None else last.made_on
    try:
        check = save_check(runner, answers | {"wishes": form.wishes()}, made_on)
    except BadAnswer as problem:
        form.add_error(None, problem.reason)
        return None
    if draft is None:
        return redirect("plan")
    draft.answers = check.answers
    draft.check_id = check.id
    save_draft(request, draft)
    return redirect("check-result", check.id)
