"""Sync with intervals.icu: what it does and sends, the key, and the result of the last time."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from runback.domain.errors import BadAnswer
from runback.domain.runner import Runner
from runback.services import clock
from runback.services.people.one_person import is_single_person
from runback.services.sync.account import SyncState, is_switched_on, read_state
from runback.services.sync.background import is_syncing, start_sync
from runback.services.sync.errors import SyncProblem
from runback.store.files import home_folder
from runback.web.access import runner_of

_A_YEAR = timedelta(days=365)


class ConnectForm(forms.Form):
    """The key, from which day on runs are fetched, and whether the plan goes out."""

    key = forms.CharField(
        label=gettext_lazy("Your key"),
        max_length=300,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("On intervals.icu: Settings, Developer Settings, at the bottom."),
        error_messages={"required": gettext_lazy("Copy your key from intervals.icu.")},
    )
    since = forms.DateField(
        label=gettext_lazy("Fetch runs from this day on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("Choose a day."),
            "invalid": gettext_lazy("Write the day like 2026-01-31."),
        },
    )
    sends_plan = forms.BooleanField(
        label=gettext_lazy("Send the sessions of the coming week there"), required=False, initial=True
    )


def describe(runner: Runner) -> dict[str, Any]:
    """What the pages say of the state: whether it is allowed, is on, is running, and how the last sync went."""
    home = home_folder()
    state = read_state(home)
    is_on = is_switched_on(home)
    return {
        "may_be": is_single_person(runner) and not settings.IS_DEMO,
        "is_on": is_on,
        "is_at_work": is_on and is_syncing(home),
        "sends_plan": state is not None and state.sends_plan,
        "last": _describe_last(state) if is_on else {},
    }


def _describe_last(state: SyncState | None) -> dict[str, Any]:
    if state is None or not state.last:
        return {}
    last = dict(state.last)
    return last | {"at": datetime.fromisoformat(last["at"])}


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """What sync does, what leaves the machine, and the form or the state."""
    return _render(request, ConnectForm(initial={"since": _first_day(request)}))


def _first_day(request: HttpRequest) -> date:
    return clock.today(runner_of(request)) - _A_YEAR


def _render(request: HttpRequest, form: ConnectForm, status: int = 200) -> HttpResponse:
    runner = runner_of(request)
    context = {"sync": describe(runner), "form": form, "zone": runner.zone, "is_plain": _is_plain(request)}
    return render(request, "imports/intervals.html", context, status=status)


def _is_plain(request: HttpRequest) -> bool:
    """Whether the page came over the home network, where a key could be read on its way."""
    return settings.LAN_ADDRESS is not None and request.get_host().rpartition(":")[0] == settings.LAN_ADDRESS


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Switches sync on or off, or starts one."""
    from runback.services.sync.run import connect, disconnect

    runner, home = runner_of(request), home_folder()
    if request.POST.get("delete"):
        disconnect(runner, home)
        return redirect("imports-intervals")
    if request.POST.get("start"):
        start_sync()
        return redirect("imports-intervals")
    form = ConnectForm(request.POST)
    if _is_plain(request):
        form.add_error(
            "key", gettext("Enter the key on the computer that Runback runs on: this page is not encrypted.")
        )
    if form.is_valid():
        data = form.cleaned_data
        try:
            connect(runner, home, data["key"], data["since"], sends_plan=data["sends_plan"])
        except BadAnswer as problem:
            form.add_error(problem.key, problem.reason)
        except SyncProblem as problem:
            form.add_error("key", problem.message)
        else:
            start_sync()
            return redirect("imports-intervals")
    return _render(request, form, status=400)
