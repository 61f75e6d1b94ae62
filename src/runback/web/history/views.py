"""History: what was run and how the back was, on one chart with its table; and every activity."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import overload

from csp.decorators import csp_update
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from runback.domain.activity import Activity
from runback.domain.runner import Runner
from runback.services import activities, clock
from runback.services.training import diary
from runback.services.training.load import measure_load
from runback.web.access import runner_of
from runback.web.charts import PLOTLY_SHEET
from runback.web.history.figure import find_title, make_figure, summarise_weeks

SPANS = (("12", "12 weeks"), ("26", "6 months"), ("52", "1 year"), ("all", "All"))
_PAGE = 25


class _NewestFirst(Sequence[Activity]):
    """A runner's activities as a sequence that reads only the page asked for."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._total = activities.page_activities(runner, 0, 0).total

    def __len__(self) -> int:
        return self._total

    @overload
    def __getitem__(self, place: int) -> Activity: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Activity, ...]: ...

    def __getitem__(self, place: int | slice) -> Activity | tuple[Activity, ...]:
        if isinstance(place, int):
            return activities.page_activities(self._runner, range(self._total)[place], 1).activities[0]
        first, last, _ = place.indices(self._total)
        return activities.page_activities(self._runner, first, last - first).activities


@require_GET
@csp_update({"style-src": [PLOTLY_SHEET]})
def show(request: HttpRequest) -> HttpResponse:
    """The chart of a span of weeks, its table, and the activities."""
    runner = runner_of(request)
    today = clock.today(runner)
    load = measure_load(runner, today)
    span = request.GET.get("weeks", "26")
    first = _first_day(span, load.weeks[0].start if load.weeks else today, today)
    pain = diary.list_pain(runner, since=first, until=today)
    rows = summarise_weeks(load, pain, first, today)
    found = _NewestFirst(runner)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    context = {
        "title": find_title(rows, load, pain),
        "figure": make_figure(rows, pain),
        "rows": rows[::-1],
        "spans": SPANS,
        "span": span if span in dict(SPANS) else "26",
        "page": page,
        "total": len(found),
        "this_year": today.year,
        "spikes": [spike for spike in load.spikes if spike.date >= first][::-1],
    }
    return render(request, "history/show.html", context)


def _first_day(span: str, earliest: date, today: date) -> date:
    if span == "all":
        return min(earliest, today)
    weeks = int(span) if span in dict(SPANS) else 26
    return today - timedelta(weeks=weeks - 1)


@require_GET
def activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    """One activity: what its files tell."""
    found = activities.read_activity(runner_of(request), activity_id)
    return render(request, "history/activity.html", {"activity": found})
