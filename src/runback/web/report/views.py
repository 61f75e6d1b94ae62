"""The report for a physio or doctor: a preview, the file, and what the runner wants to ask."""

from datetime import date, timedelta
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from runback.domain.errors import BadAnswer, UnusableInput
from runback.domain.runner import Runner
from runback.services import clock
from runback.services.sharing import report_links
from runback.services.sharing.questions import list_questions, save_questions
from runback.services.sharing.report.desk import HEADLINES, NothingUrgent
from runback.services.sharing.report.make import draw_report, make_desk_sheet, make_report
from runback.services.training.today import view_today
from runback.web.access import runner_of
from runback.web.again import signed_in_lately
from runback.web.attempts import limit_guesses
from runback.web.htmx import is_htmx
from runback.web.report.forms import LinkForm, PeriodForm, QuestionsForm

USUAL_WEEKS = "12"


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """What the report contains, the questions on it, and its preview; saves the questions."""
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


def _show(request: HttpRequest, form: QuestionsForm, problem: str = "", **more: object) -> HttpResponse:
    runner, weeks = runner_of(request), _weeks(request)
    context = {
        "form": form,
        "problem": problem,
        "period": PeriodForm(initial={"weeks": weeks, "spine": "spine" in request.GET}),
        "weeks": weeks,
        "is_urgent": view_today(runner, clock.today(runner)).urgency in HEADLINES,
        "is_public": settings.PUBLIC is not None,
        "links": report_links.list_links(runner),
        "link_form": LinkForm(initial={"weeks": weeks}),
        **more,
    }
    return render(request, "report/show.html", context, status=400 if form.errors or problem else 200)


@require_GET
def preview(request: HttpRequest) -> HttpResponse:
    """The pages as pictures: those alone for htmx, else a page of their own that leads back."""
    runner = runner_of(request)
    pages = draw_report(runner, *_days(request, runner))
    template = "report/preview.html" if is_htmx(request) else "report/pages.html"
    return render(request, template, {"pages": [quote(page) for page in pages], "weeks": _weeks(request)})


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


@require_POST
@signed_in_lately
def share(request: HttpRequest) -> HttpResponse:
    """Makes a link to the report as it is now, and shows it, this once; only where the internet can reach Runback."""
    runner = runner_of(request)
    if settings.PUBLIC is None:
        raise Http404
    form = LinkForm(request.POST)
    questions = QuestionsForm(initial=_questions(runner))
    if not form.is_valid():
        return _show(request, questions, gettext("Choose how long the link lasts."))
    today = clock.today(runner)
    since = today - timedelta(weeks=int(form.cleaned_data["weeks"] or USUAL_WEEKS))
    try:
        token = report_links.make_link(runner, today, since, form.cleaned_data["days"])
    except BadAnswer as problem:
        return _show(request, questions, problem.reason)
    return _show(request, questions, address=settings.PUBLIC.origin + reverse("report-shared", args=[token]))


@require_POST
def end_share(request: HttpRequest, link_id: str) -> HttpResponse:
    """Ends a link at once."""
    report_links.end_link(runner_of(request), link_id)
    return redirect(f"{reverse('report')}#links-title")


@login_not_required
@require_GET
@limit_guesses
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """What a link leads to: no name and no entry, so that a preview gives nothing away; the report is one more tap."""
    response = render(request, "report/shared.html", {"link": report_links.find_link(token), "token": token})
    response["X-Robots-Tag"] = "noindex"
    return response


@login_not_required
@require_GET
@limit_guesses
def shared_pdf(_request: HttpRequest, token: str) -> HttpResponse:
    """The report of a link; the look is noted for the runner."""
    response = _pdf(report_links.open_report(token), "runback-report.pdf")
    response["X-Robots-Tag"] = "noindex"
    return response


def _pdf(data: bytes, name: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type="application/pdf", headers=disposition)


def _weeks(request: HttpRequest) -> str:
    """How far to look back; any other value means the usual choice."""
    form = PeriodForm(request.GET)
    return (form.cleaned_data["weeks"] if form.is_valid() else "") or USUAL_WEEKS


def _days(request: HttpRequest, runner: Runner) -> tuple[date, date]:
    today = clock.today(runner)
    return today, today - timedelta(weeks=int(_weeks(request)))
