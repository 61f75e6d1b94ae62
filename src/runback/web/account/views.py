"""More, the settings, and the way from the demo to the runner's own home."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

import runback
from runback.domain.errors import BadAnswer
from runback.services import clock
from runback.services.home.zone import answer_zone
from runback.services.people.accounts import has_others
from runback.services.training.profile import read_profile, save_session_times
from runback.services.training.profile_history import known_running, read_running
from runback.web.access import account_of, runner_of
from runback.web.account.beside import own_home, serve_beside
from runback.web.account.forms import ProfileForm, UsualRunningForm, ZoneForm
from runback.web.account.zones import canonical_zone
from runback.web.check.draft import correct
from runback.web.check.forms import WeekForm, start_week
from runback.web.navigation import list_groups
from runback.web.reminders.words import describe_what_is_sent


@require_GET
def more(request: HttpRequest) -> HttpResponse:
    """Everything that has no place in the navigation."""
    return render(request, "account/more.html", {"groups": list_groups()})


@require_GET
def about(request: HttpRequest) -> HttpResponse:
    """What Runback is, which version, and who has read its translations."""
    return render(request, "account/about.html", {"version": runback.__version__})


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The runner's settings, where the data is, and signing out."""
    form = ProfileForm(request.POST or None, runner=runner_of(request))
    if form.is_valid():
        try:
            form.save()
            return redirect(f"{reverse('account')}?saved=settings")
        except BadAnswer as problem:
            form.add_error(problem.key if problem.key in form.fields else None, problem.reason)
    return _show(request, {"form": form}, status=400 if form.errors else 200)


def _show(request: HttpRequest, context: dict[str, object], status: int) -> HttpResponse:
    runner = runner_of(request)
    today = clock.today(runner)
    history, own = read_running(runner, today, {}), read_profile(runner, today)
    page = {
        "form": ProfileForm(runner=runner),
        "usual_form": UsualRunningForm(runner=runner, known=known_running(history, own)),
        "week_form": WeekForm(initial=start_week(own.get("wishes") or {})),
        "history_weeks": history.weeks,
        "home": settings.HOME,
        "is_public": settings.PUBLIC is not None,
        "is_alone": not has_others(account_of(request).user_id),
        "version": runback.__version__,
        "saved": request.GET.get("saved", ""),
        "leaves": describe_what_is_sent(runner),
    }
    return render(request, "account/show.html", page | context, status=status)


@require_POST
def running(request: HttpRequest) -> HttpResponse:
    """Saves what the runner is used to and when sessions start."""
    runner = runner_of(request)
    today = clock.today(runner)
    known = known_running(read_running(runner, today, {}), read_profile(runner, today))
    form = UsualRunningForm(request.POST, runner=runner, known=known)
    if not form.is_valid():
        return _show(request, {"usual_form": form}, status=400)
    if changed := form.changed():
        correct(request, changed)
    save_session_times(runner, form.session_times())
    return redirect(f"{reverse('account')}?saved=running#running")


@require_POST
def week(request: HttpRequest) -> HttpResponse:
    """Saves the minutes of each day, the equipment and the goal."""
    form = WeekForm(request.POST)
    if not form.is_valid():
        return _show(request, {"week_form": form}, status=400)
    correct(request, {"wishes": form.wishes()})
    return redirect(f"{reverse('account')}?saved=week#week")


@require_POST
def zone(request: HttpRequest) -> HttpResponse:
    """Saves the answer to the question about the time zone; Skip leaves the zone as it is."""
    runner = runner_of(request)
    form = ZoneForm({"zone": canonical_zone(request.POST.get("zone", ""))})
    if "skip" in request.POST or form.is_valid():
        answer_zone(runner, runner.zone if "skip" in request.POST else form.cleaned_data["zone"])
        return redirect("today" if request.POST.get("back") == reverse("today") else "account")
    return _show(request, {"zone_form": form}, status=400)


@require_http_methods(["GET", "POST"])
def own_runs(request: HttpRequest) -> HttpResponse:
    """From the demo to the runner's own, empty home, served beside it."""
    if not settings.IS_DEMO:
        raise Http404
    runner_of(request)
    link = serve_beside() if request.method == "POST" else ""
    return render(request, "account/own_runs.html", {"home": own_home(), "link": link})
