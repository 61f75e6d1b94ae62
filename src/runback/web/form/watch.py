"""Running form from the watch: months at one speed, and one run with its drift."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from runback.domain.errors import UnusableInput
from runback.form.report import Estimate
from runback.form.watch import WatchReport, hold_speed, measure_run
from runback.languages.catalogue import gettext
from runback.services import activities, clock
from runback.services.form import watch
from runback.web.access import runner_of
from runback.web.form.descriptions import LITTLE, WORDS, describe_metrics, format_number, format_unit
from runback.web.form.figure import draw_minutes, draw_months
from runback.web.words import pace

SHOWN = ("cadence_spm", "contact_time_ms", "vertical_oscillation_cm", "contact_balance_left_pct")
"""What is drawn; step length and power follow from speed and cadence."""


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The frame; the months are fetched once it is shown, as they read every run."""
    return render(request, "form/watch.html", {"is_open": "all" in request.GET, **_maybe_months(request)})


def _maybe_months(request: HttpRequest) -> dict[str, object]:
    return _months_context(request) if "all" in request.GET else {}


@require_GET
def months(request: HttpRequest) -> HttpResponse:
    """The months alone, for the page to swap in."""
    return render(request, "form/months.html", _months_context(request))


def _months_context(request: HttpRequest) -> dict[str, object]:
    runner = runner_of(request)
    report = watch.measure_history(runner, clock.today(runner))
    charts = [chart for name in SHOWN if (chart := draw_months(report, name)) is not None]
    return {
        "refused": report.form.refused,
        "charts": charts,
        "changes": _describe_changes(report),
        "pace": pace(1000 * report.speed_mps, 1000) if report.speed_mps else "",
        "little": gettext(LITTLE),
        "runs": sum(month.runs for month in report.months),
    }


def _describe_changes(report: WatchReport) -> list[str]:
    lines = []
    for name in SHOWN:
        change = (report.change or {}).get(name)
        if isinstance(change, Estimate):
            unit = format_unit(change.unit)
            is_clear = not change.low < 0 < change.high
            by = f"{'+' if change.value > 0 else ''}{format_number(change.value, change.unit)} {unit}"
            lines.append(
                f"{gettext(WORDS[name].name)}: {by}"
                if is_clear
                else gettext("{name}: no clear change").format(name=gettext(WORDS[name].name))
            )
    return lines


@require_GET
def run(request: HttpRequest, activity_id: int) -> HttpResponse:
    """One run: its numbers, and what changed from first to last minute with speed and slope taken out."""
    runner = runner_of(request)
    activity = activities.read_activity(runner, activity_id)
    try:
        minutes = watch.read_minutes(runner, activity_id)
    except UnusableInput as problem:
        return render(request, "form/run.html", {"activity": activity, "why_not": problem.message})
    report = measure_run(minutes)
    rows, _ = describe_metrics(report.form)
    charts = [
        draw_minutes(minutes.minute, hold_speed(minutes, name), name, report.drift[name])
        for name in SHOWN
        if name in report.drift and isinstance(report.drift[name], Estimate)
    ]
    context = {
        "activity": activity,
        "refused": report.form.refused,
        "rows": rows,
        "charts": charts,
        "minutes": len(minutes),
    }
    return render(request, "form/run.html", context)
