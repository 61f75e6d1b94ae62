"""Pain in three taps or less: a tap on the number logs it, a second one may say more."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from runback.domain.diary import LegSymptom, PainEntry, PainMoment
from runback.domain.errors import BadAnswer
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.plan.course.lights import STOPPING_LEGS
from runback.services import clock
from runback.services.training import diary
from runback.services.training.check_in import latest_check
from runback.services.training.follow_up import find_due
from runback.web.access import runner_of
from runback.web.htmx import is_htmx
from runback.web.pain.body import body_map, describe_place
from runback.web.pain.flare import EVIDENCE, find_flare
from runback.web.plan.forms import read_day
from runback.web.sent import read_made_at, sent_once
from runback.web.undo import undoable

_SHOWN = timedelta(days=60)
_NOON = 12


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The pain diary, newest first, with the scale on top; ``?day=&moment=`` is an entry that was forgotten."""
    runner = runner_of(request)
    today = clock.today(runner)
    entries = diary.list_pain(runner, since=today - _SHOWN)
    forgotten = read_day(request.GET.get("day", ""))
    page = {
        "entries": [(entry, tuple(map(describe_place, entry.places))) for entry in entries[::-1]],
        "moments": list(PainMoment),
        "moment": request.GET.get("moment", PainMoment.NOW.value),
        "today": today,
        "day": forgotten if forgotten is not None and forgotten < today else None,
        "map": body_map(()),
    }
    return render(request, "pain/show.html", page)


@require_POST
@sent_once
def log(request: HttpRequest) -> HttpResponse:
    """Logs one score; the response offers to say more, or to take it back."""
    runner, note = runner_of(request), request.POST.get("note", "")[:500]
    score, moment = _read_score(request), _read_moment(request)
    if day := request.POST.get("day"):
        entry = diary.log_past_pain(runner, _read_day(day), score, moment, note=note)
    else:
        entry = diary.log_pain(runner, score, moment, read_made_at(request), note=note)
    if places := request.POST.getlist("place"):
        entry = diary.set_pain_places(runner, entry.id or 0, places)
    return _respond(request, entry)


@require_POST
def update_leg(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Adds to an entry what the legs feel."""
    value = request.POST.get("leg", "")
    if value not in list(LegSymptom):
        raise BadAnswer("leg", gettext("Choose one of the answers."), [str(each) for each in LegSymptom])
    entry = diary.set_pain_leg(runner_of(request), entry_id, LegSymptom(value))
    return _respond(request, entry, is_leg_saved=True)


@require_POST
def update_places(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Adds to an entry where it hurts; a place that the check does not know gets a message on how to report it."""
    runner = runner_of(request)
    entry = diary.set_pain_places(runner, entry_id, request.POST.getlist("place"))
    check = latest_check(runner, until=clock.today(runner))
    known = set() if check is None else set(check.intake.locations)
    new = [] if check is None else [describe_place(place) for place in entry.places if place not in known]
    return _respond(request, entry, are_places_saved=True, new_places=new)


@require_POST
@undoable()
def remove(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Takes an entry back."""
    diary.delete_entry(runner_of(request), "pain", entry_id)
    if is_htmx(request):
        context = {"is_removed": True, "moment": moment_now(runner_of(request))}
        return _refresh_today(render(request, "pain/card.html", context))
    return redirect("pain")


def _read_score(request: HttpRequest) -> int:
    value = request.POST.get("score", "")
    if not (value.isascii() and value.isdecimal() and len(value) < 4):
        raise BadAnswer("score", gettext("Pain is a number from 0 to 10."))
    return int(value)


def _read_day(text: str) -> date:
    day = read_day(text)
    if day is None:
        raise BadAnswer("day", gettext("Choose a day."))
    return day


def _read_moment(request: HttpRequest) -> PainMoment:
    value = request.POST.get("moment", PainMoment.NOW.value)
    if value not in list(PainMoment):
        raise BadAnswer("moment", gettext("Choose one of the answers."), [str(each) for each in PainMoment])
    return PainMoment(value)


def _respond(request: HttpRequest, entry: PainEntry, **saved: Any) -> HttpResponse:
    if not is_htmx(request):
        return redirect("pain" if request.POST.get("back") != "today" else "today")
    due = find_due(runner_of(request), clock.today(runner_of(request)))
    context = {
        "entry": entry,
        "changes": due.changes if due is not None else (),
        "must_check": entry.leg in STOPPING_LEGS,
        "flare": find_flare(runner_of(request), entry, due),
        "flare_evidence": EVIDENCE,
        "legs": list(LegSymptom),
        "map": body_map(entry.places),
    } | saved
    return _refresh_today(render(request, "pain/card.html", context))


def _refresh_today(response: HttpResponse) -> HttpResponse:
    """Makes Today reload its upper part: a pain score may close what it offers, and no green light may stay."""
    response["HX-Trigger"] = "pain-logged"
    return response


def moment_now(runner: Runner) -> PainMoment:
    """What a tap is about: the morning until noon of the runner's own time."""
    hour = clock.now().astimezone(ZoneInfo(runner.zone)).hour
    return PainMoment.MORNING if hour < _NOON else PainMoment.NOW
