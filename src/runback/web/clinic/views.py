"""A clinician's pages: the runners who share with them, one runner's record, notes, an invitation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from runback.domain.errors import BadAnswer
from runback.languages.catalogue import gettext
from runback.services import clock
from runback.services.people import sharing
from runback.services.people.clinic import list_runners, read_record
from runback.services.training import adjust
from runback.store.models import Role
from runback.web.access import account_of, open_record_of, require_role
from runback.web.attempts import limit_guesses
from runback.web.check.outcome import describe_outcome
from runback.web.limits.forms import LimitForm
from runback.web.limits.views import describe_limits

_WEEKS_SHOWN = 12


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The runners who share their record, those who need a look first."""
    clinician = require_role(request, Role.CLINICIAN)
    return render(request, "clinic/show.html", {"runners": list_runners(clinician.user_id)})


@require_GET
def record(request: HttpRequest, runner_id: int) -> HttpResponse:
    """One runner's record; the look is noted for the runner."""
    return _record(request, runner_id)


def _record(request: HttpRequest, runner_id: int, error: str = "", status: int = 200) -> HttpResponse:
    runner = open_record_of(request, runner_id, gettext("the record"))
    found = read_record(runner)
    context = {
        "record": found,
        "runner_id": runner_id,
        "outcome": None if found.check is None else describe_outcome(found.check.assessment, runner),
        "weeks": tuple(reversed(found.load.weeks))[:_WEEKS_SHOWN],
        "limits": describe_limits(runner, found.today),
        "error": error,
        "text": request.POST.get("text", ""),
    }
    return render(request, "clinic/record.html", context, status=status)


@require_POST
def note(request: HttpRequest, runner_id: int) -> HttpResponse:
    """Keeps a note on the runner, for clinicians and the runner to read."""
    runner = open_record_of(request, runner_id, gettext("the record, to write a note"))
    try:
        sharing.add_note(runner, account_of(request), request.POST.get("text", ""))
    except BadAnswer as problem:
        return _record(request, runner_id, problem.reason, status=400)
    return redirect(f"{reverse('clinic-record', args=[runner_id])}#notes")


@require_http_methods(["GET", "POST"])
def limit(request: HttpRequest, runner_id: int) -> HttpResponse:
    """What the plan of this runner keeps to, and the form that adds to it in the clinician's name."""
    runner = open_record_of(request, runner_id, gettext("the record, to set a limit"))
    today = clock.today(runner)
    form = LimitForm(request.POST or None, initial={"first": today})
    if request.method == "POST" and form.is_valid():
        try:
            adjust.add_limit(
                runner, today, form.record(gettext("{name}, clinician").format(name=account_of(request).name), today)
            )
            return redirect("clinic-limit", runner_id=runner_id)
        except BadAnswer as problem:
            form.add_error(problem.key if problem.key in form.fields else None, problem.reason)
    context = {"form": form, "lines": describe_limits(runner, today), "name": runner.name, "runner_id": runner_id}
    return render(request, "clinic/limit.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@limit_guesses
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Shows whose invitation it is; the button accepts it."""
    clinician = require_role(request, Role.CLINICIAN)
    if request.method == "GET":
        return render(request, "clinic/invitation.html", {"runner": sharing.invited_by(token)})
    runner = sharing.accept(token, clinician)
    return redirect("clinic-record", runner_id=runner.id or 0)
