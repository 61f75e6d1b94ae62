"""Reminders: what to be reminded of, how, on which devices, and when not."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from runback.domain.errors import BadAnswer
from runback.languages.catalogue import gettext
from runback.services.reminders import choices, rounds
from runback.services.reminders.keys import public_key
from runback.web.access import runner_of
from runback.web.reminders.forms import ReminderForm
from runback.web.reminders.words import describe_deliveries, describe_what_is_sent


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """What the runner chose; saving a new mail address sends its code."""
    runner = runner_of(request)
    form = ReminderForm(request.POST or None, choice=choices.read_choice(runner))
    if form.is_valid():
        try:
            kept = form.save(runner)
            is_late = "mail" in kept.ways and not kept.is_mail_confirmed and not rounds.send_mail_code(runner)
            return redirect(f"{reverse('reminders')}?saved={'late' if is_late else 'yes'}")
        except BadAnswer as problem:
            form.add_error(problem.key if problem.key in form.fields else None, problem.reason)
    return _show(request, form, status=400 if form.errors else 200)


def _show(
    request: HttpRequest, form: ReminderForm | None = None, *, status: int = 200, error: str = "", notices: object = ()
) -> HttpResponse:
    runner = runner_of(request)
    choice = choices.read_choice(runner)
    context = {
        "form": form or ReminderForm(choice=choice),
        "choice": choice,
        "devices": choices.list_devices(runner),
        "server_key": public_key(),
        "leaves": describe_what_is_sent(runner),
        "has_mail": settings.MAIL_IS_ON,
        "ntfy_url": settings.NTFY_URL,
        "most_a_day": rounds.MOST_A_DAY,
        "saved": request.GET.get("saved"),
        "is_mail_late": request.GET.get("saved") == "late",
        "error": error,
        "notices": notices,
    }
    return render(request, "reminders/show.html", context, status=status)


@require_POST
def add_device(request: HttpRequest) -> HttpResponse:
    """Takes the address and the keys that this browser got from its push service."""
    endpoint, p256dh, auth = (request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth"))
    try:
        choices.add_device(runner_of(request), endpoint, p256dh, auth, request.headers.get("User-Agent", ""))
    except BadAnswer as problem:
        return _show(request, error=problem.reason, status=400)
    return redirect("reminders")


@require_POST
def end_device(request: HttpRequest, device_id: int) -> HttpResponse:
    """Shows nothing on that device any more."""
    choices.end_device(runner_of(request), device_id)
    return redirect("reminders")


@require_POST
def send_test(request: HttpRequest) -> HttpResponse:
    """Sends a test by every way that is switched on, and says what became of it."""
    try:
        return _show(request, notices=describe_deliveries(rounds.send_test(runner_of(request))))
    except BadAnswer as problem:
        return _show(request, error=problem.reason, status=400)


@require_POST
def send_code(request: HttpRequest) -> HttpResponse:
    """Sends the code of the mail address once more."""
    try:
        is_sent = rounds.send_mail_code(runner_of(request))
    except BadAnswer as problem:
        return _show(request, error=problem.reason, status=400)
    words = (
        gettext("The code is on its way.") if is_sent else gettext("The mail server did not take it. Try again later.")
    )
    return _show(request, notices=[words])


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Takes the code from the mail."""
    try:
        choices.confirm_mail(runner_of(request), request.POST.get("code", ""))
    except BadAnswer as problem:
        return _show(request, error=problem.reason, status=400)
    return redirect("reminders")
