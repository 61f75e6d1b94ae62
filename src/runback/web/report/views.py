"""The report for a physio or doctor: a preview, the file, and what the runner wants to ask."""

from datetime import date, timedelta
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from runback.domain.errors import BadAnswer, UnusableInput
from runback.domain.runner import Runner
from runback.services import clock
from runback.services.sharing.questions import list_questions, save_questions
from runback.services.sharing.report.desk import HEADLINES, NothingUrgent
from runback.services.sharing.report.make import draw_report, make_desk_sheet, make_report
from runback.services.training.today import view_today
from runback.web.access import runner_of
from runback.web.report.forms import PeriodForm, QuestionsForm

USUAL_WEEKS = "12"


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """What the report holds, the questions on it, and its preview; saves the questions."""
    runner = runner_of(request)
    form = QuestionsForm(request.POST or None, initial=_questions(runner))
    if request.method == "POST" and form.is_valid():
        try:
            save_questions(runner, form.cleaned_data["questions"].splitlines())
            return redirect("report")
        except BadAnswer as problem:
            form.add_error("questions", problem.reason)
    return _show(request, form)


def _questions(runner: Runner) -> dict[str, str]:
    return {"questions": "\n".join(list_questions(runner))}


def _show(request: HttpRequest, form: QuestionsForm, problem: str = "") -> HttpResponse:
    runner, weeks = runner_of(request), _weeks(request)
    context = {
        "form": form,
        "problem": problem,
        "period": PeriodForm(initial={"weeks": weeks, "spine": "spine" in request.GET}),
        "weeks": weeks,
        "is_urgent": view_today(runner, clock.today(runner)).urgency in HEADLINES,
    }
    return render(request, "report/show.html", context, status=400 if form.errors or problem else 200)


@require_GET
def preview(request: HttpRequest) -> HttpResponse:
    """The pages as pictures."""
    runner = runner_of(request)
    pages = draw_report(runner, *_days(request, runner))
    return render(request, "report/preview.html", {"pages": [quote(page) for page in pages]})


@require_GET
def download(request: HttpRequest) -> HttpResponse:
    """The report as a file."""
    runner = runner_of(request)
    today, since = _days(request, runner)
    try:
        pdf = make_report(runner, today, since, with_spine="spine" in request.GET)
    except UnusableInput as problem:
        return _show(request, QuestionsForm(initial=_questions(runner)), problem.message)
    return _pdf(pdf, f"runback-report-{today}.pdf")


@require_GET
def download_desk_sheet(request: HttpRequest) -> HttpResponse:
    """The page for a reception desk; back to the report where nothing is urgent."""
    runner = runner_of(request)
    today = clock.today(runner)
    try:
        return _pdf(make_desk_sheet(runner, today), f"runback-desk-{today}.pdf")
    except NothingUrgent:
        return redirect("report")


def _pdf(data: bytes, name: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type="application/pdf", headers=disposition)


def _weeks(request: HttpRequest) -> str:
    """How far to look back; what is none of the choices is the usual."""
    form = PeriodForm(request.GET)
    return (form.cleaned_data["weeks"] if form.is_valid() else "") or USUAL_WEEKS


def _days(request: HttpRequest, runner: Runner) -> tuple[date, date]:
    today = clock.today(runner)
    return today, today - timedelta(weeks=int(_weeks(request)))
