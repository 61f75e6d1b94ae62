"""History: what was run and how the back was, on one chart with its table; and every activity."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import overload

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from runback.domain.activity import Activity, Sport
from runback.domain.distances import in_shown
from runback.domain.errors import BadAnswer
from runback.domain.runner import Runner
from runback.history.recording import ASK_SPORT, RUN_BY_SPEED, VEHICLE
from runback.languages.catalogue import gettext, gettext_noop
from runback.load.unmeasured import estimate_km
from runback.report.week_chart import draw_weeks
from runback.services import activities, clock, parts
from runback.services.training import diary
from runback.services.training.load import measure_load
from runback.services.training.preferences import read_preferences
from runback.web.access import reads_once, runner_of
from runback.web.drawn import drawn_once
from runback.web.history.figure import WeekRow, find_title, summarise_weeks
from runback.web.history.forms import ActivityForm
from runback.web.history.run import describe_run

SPANS = (
    ("12", gettext_noop("12 weeks")),
    ("26", gettext_noop("6 months")),
    ("52", gettext_noop("1 year")),
    ("all", gettext_noop("All")),
)
CLOCK_FORMATS = {"24": "H:i", "12": "g:i a"}
MOST_WEEKS_BY_DAY = 53
"""A chart of up to this many weeks has the worst pain of each day, a longer one that of each week."""

_PAGE = 25


class _NewestFirst(Sequence[Activity]):
    """A runner's activities as a sequence that reads only the page asked for."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._total = activities.count_activities(runner)

    def __len__(self) -> int:
        return self._total

    @overload
    def __getitem__(self, place: int) -> Activity: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Activity, ...]: ...

    def __getitem__(self, place: int | slice) -> Activity | tuple[Activity, ...]:
        if isinstance(place, int):
            return activities.page_activities(self._runner, range(self._total)[place], 1)[0]
        first, last, _ = place.indices(self._total)
        return activities.page_activities(self._runner, first, last - first)


@require_GET
@reads_once
def show(request: HttpRequest) -> HttpResponse:
    """The chart of a span of weeks, its table, and the activities."""
    runner = runner_of(request)
    today = clock.today(runner)
    load = measure_load(runner, today)
    span = request.GET.get("weeks", "26")
    began = load.weeks[0].start if load.weeks else today
    first = _first_day(span, began, today)
    worst = diary.worst_pain(runner, first, today)
    rows = summarise_weeks(load, worst, first, today)
    found = _NewestFirst(runner)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    title = find_title(rows, worst, began)
    by_week = [(row.start, row.pain_worst) for row in rows if row.pain_worst is not None]
    pain = worst.items() if len(rows) <= MOST_WEEKS_BY_DAY else by_week
    drawn = _draw_chart(tuple(rows), tuple(pain), title)
    context = {
        "title": title,
        "chart": mark_safe(drawn),  # noqa: S308 -- numbers, and words of our own, escaped
        "rows": tuple(rows[::-1]),
        "spans": [(key, gettext(text)) for key, text in SPANS],
        "span": span if span in dict(SPANS) else "26",
        "page": page,
        "activities": tuple(page),
        "total": len(found),
        "this_year": today.year,
        "unnamed": [each for each in page if each.sport is Sport.OTHER and ASK_SPORT in each.notes],
        "spikes": [spike for spike in load.spikes if spike.date >= first][::-1],
    }
    return render(request, "history/show.html", context)


@drawn_once
def _draw_chart(rows: tuple[WeekRow, ...], pain: tuple[tuple[date, int], ...], title: str) -> str:
    return draw_weeks([(row.start, in_shown(row.distance_km)) for row in rows], pain, title)


def _first_day(span: str, earliest: date, today: date) -> date:
    if span == "all":
        return min(earliest, today)
    weeks = int(span) if span in dict(SPANS) else 26
    return today - timedelta(weeks=weeks - 1)


@require_GET
def activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    """One activity: its lines, splits and track, what was planned, the pain around it, and what can be changed.

    The page of a part of a run is that of the whole.
    """
    runner = runner_of(request)
    counting = activities.find_counting(runner, activity_id)
    if counting not in (None, activity_id):
        return redirect("history-activity", counting)
    return _show_activity(request, runner, activities.read_activity(runner, activity_id))


def _show_activity(
    request: HttpRequest, runner: Runner, found: Activity, form: ActivityForm | None = None, parts_error: str = ""
) -> HttpResponse:
    shoes = diary.list_shoes(runner)
    context = describe_run(runner, found, by_distance=request.GET.get("by", "distance") == "distance")
    context |= {
        "activity": found,
        "clock": CLOCK_FORMATS[read_preferences(runner).clock],
        "form": form or ActivityForm.of(found, shoes),
        "log": diary.log_of_activity(runner, int(found.id or 0)),
        "asks_sport": ASK_SPORT in found.notes or RUN_BY_SPEED in found.notes,
        "neighbours": parts.list_neighbours(runner, found),
        "made": parts.made_by(runner, found.id or ""),
        "pieces": parts.list_parts(runner, found.id or ""),
        "parts_error": parts_error,
        "counts_km": _counted_km(found),
        "left_out": any(note.startswith(VEHICLE) for note in found.notes),
    }
    return render(request, "history/activity.html", context, status=400 if form is not None or parts_error else 200)


def _counted_km(found: Activity) -> float | None:
    """What a run without a distance counts as; None for any other activity."""
    seconds = found.moving_s or found.elapsed_s
    return estimate_km(seconds) if found.sport is Sport.RUN and seconds and not found.distance_m else None


@require_POST
def edit(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Changes what the files say: sport, surface, name, shoes, distance and time."""
    runner = runner_of(request)
    found = activities.read_activity(runner, activity_id)
    form = ActivityForm(request.POST, shoes=diary.list_shoes(runner))
    if not form.is_valid():
        return _show_activity(request, runner, found, form)
    activities.edit_activity(runner, activity_id, **form.changes(found))
    activities.choose_shoe(runner, activity_id, form.cleaned_data["shoe"] or None)
    return redirect("history-activity", activity_id)


@require_POST
def sport(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Answers whether an activity without a named sport was a run."""
    runner, sport = runner_of(request), request.POST.get("sport", "")
    activities.alive(runner, activity_id)
    if sport in list(Sport):
        activities.name_sport(runner, activity_id, Sport(sport))
    if request.POST.get("back") == "today":
        return redirect("today")
    return redirect("history-activity", activity_id)


@require_POST
def count_all(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Counts a complete recording where part of it was mistaken for a drive."""
    activities.count_all(runner_of(request), activity_id)
    return redirect("history-activity", activity_id)


@require_POST
def join(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Makes one activity of two pieces of a run."""
    runner = runner_of(request)
    try:
        whole = parts.join_activities(runner, activity_id, request.POST.get("other", ""))
    except BadAnswer as problem:
        return _refuse_parts(request, runner, activity_id, problem)
    return redirect("history-activity", whole.id)


@require_POST
def split(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Makes two activities of one, split at a given minute."""
    runner = runner_of(request)
    try:
        minutes = float(request.POST.get("minutes", "").replace(",", "."))
        parts.split_activity(runner, activity_id, minutes * 60)
    except (BadAnswer, ValueError) as problem:
        return _refuse_parts(request, runner, activity_id, problem)
    return redirect("history-activity", activity_id)


def _refuse_parts(request: HttpRequest, runner: Runner, activity_id: int, problem: Exception) -> HttpResponse:
    why = problem.reason if isinstance(problem, BadAnswer) else gettext("Write the minutes as a number, like 25.")
    found = activities.read_activity(runner, activity_id)
    return _show_activity(request, runner, found, parts_error=why)


@require_POST
def undo(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Takes back a join or a split, or counts the parts of a run in place of the whole."""
    return redirect("history-activity", parts.undo_parts(runner_of(request), activity_id).id)


@require_POST
def delete(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Takes an activity out of the history, and offers to undo that."""
    runner = runner_of(request)
    found = activities.read_activity(runner, activity_id)
    activities.delete_activity(runner, activity_id)
    return render(request, "history/deleted.html", {"activity": found})


@require_POST
def restore(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Takes back the deletion of an activity."""
    activities.restore_activity(runner_of(request), activity_id)
    return redirect("history-activity", activity_id)
