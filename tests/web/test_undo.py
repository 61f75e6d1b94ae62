"""Undo for every log: what a page saves or deletes is put back exactly as it was, from the page that says so."""

import inspect
import random
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import serializers

from runback.domain.runner import Shoe
from runback.services.training import adjust, check_in, diary
from runback.services.training.plans import current_plan
from runback.services.undo import _LEFT_ALONE
from runback.store.models import RunnerRow
from runback.store.models.runner import OwnedRow
from tests.web.check_ins import WEEK_AGO, WHOLE, fill
from tests.web.conftest import TODAY
from tests.web.fuzzing import addresses

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)

NO_LOG = {
    "undo", "plan-log-undo", "plan-move-undo", "history-undo", "imports-undo", "history-restore", "pain-remove",
} | {
    # the pain card and the plan show an Undo of their own, which deletes what was just made
    "pain-log", "pain-leg", "pain-places", "plan-move",
} | {
    # a check is saved on the way to its result (asking.go_on), see the last tests
    "check-begin", "check-screen", "check-weekly", "check-running", "check-week",
} | {
    # an activity is edited with what it was before in the form; joining, splitting and deleting have an Undo
    "history-edit", "history-sport", "history-count-all", "history-join", "history-split", "history-delete",
} | {
    # settings, files, sharing, sign-in and a clinician's own words are no logs
    "data-restore", "imports-intervals-change", "reminders", "reminders-code", "reminders-confirm", "reminders-device",
    "reminders-device-delete", "reminders-test",
    "account", "account-zone", "account-running", "account-week", "account-own-runs", "clinic-invitation",
    "clinic-note", "clinic-limit", "data-export", "data-record",
    "data-record-import", "data-backup", "data-erase", "form-upload",
    "form-again", "form-remove", "form-remove-video", "imports-upload", "imports-start", "imports-folders",
    "imports-leave", "imports-look", "imports-table", "imports-stop", "offline-ping",
    "phone", "people-add", "people-link", "people-stop",
    "people-allow", "sharing-invite", "sharing-end", "devices-end", "devices-end-others", "plan-feed-open",
    "plan-feed-close", "report", "report-preview", "report-share", "report-share-end",
    "report-pdf", "report-desk", "sign-in-enter", "sign-out", "sign-in-again", "sign-in-app-remove",
    "sign-in-codes-new", "sign-in-email", "sign-in-email-add", "sign-in-email-confirm", "sign-in-email-remove",
    "sign-in-localhost", "sign-in-passkey-remove", "consent", "group-add", "group-close", "group-join", "group-leave",
    "group-link", "people-erase",
    "spine-answer", "spine-preview", "spine-paper", "spine-own", "spine-own-remove",
}  # fmt: skip


def takes_posts(callback) -> bool:
    source = inspect.getsource(inspect.unwrap(callback))
    return "require_POST" in source or '"POST"' in source.partition("def ")[0]


def test_every_address_that_saves_is_undoable_or_named_with_its_reason():
    posts = {one.name: one.callback for one in addresses() if takes_posts(one.callback)}
    undoable = {name for name, callback in posts.items() if getattr(callback, "is_undoable", False)}
    assert set(posts) - undoable - NO_LOG == set()
    assert undoable & NO_LOG <= {"pain-remove"}  # deleting from the diary offers Undo, the card's own Undo does not


def dump(ada) -> str:
    """Everything that is kept of Ada, but the plans that are made from it."""
    kinds = [kind for kind in apps.get_app_config("store").get_models() if issubclass(kind, OwnedRow)]
    rows = [
        row for kind in kinds if kind not in _LEFT_ALONE for row in kind.objects.filter(runner=ada.id).order_by("pk")
    ]
    written = serializers.serialize("json", [RunnerRow.objects.get(pk=ada.id), *rows], indent=1)
    # a time within the first millisecond of its second has two ways to be written
    return written.replace(".000Z", "Z")


def find_undo(client, where: str) -> tuple[str, dict[str, str]]:
    """The first Undo of the page at that address, as where it goes and its fields."""
    if offered := re.search("undo=([^&#]+)", where):
        return "/undo/", {"id": offered[1], "back": where}
    return read_undo(client.get(where).content.decode())


def read_undo(page: str) -> tuple[str, dict[str, str]]:
    found = re.search(r'<form method="post" action="([^"]*/undo/)".*?</form>', page, re.DOTALL)
    assert found is not None, page
    return found[1], dict(re.findall(r'name="([^"]+)" value="([^"]*)"', found[0]))


def press_undo(client, page: str) -> str:
    """Presses the first Undo of the page, and returns where it leads."""
    return client.post(*read_undo(page))["Location"]


RUN = {"done": "yes", "pain_during": "2", "distance_km": "4", "duration_min": "26", "leg": "none"}
ONE_OFF = {"first": str(TODAY + DAY), "last": str(TODAY + 2 * DAY)}
RACE = {"date": str(TODAY + 60 * DAY), "race_km": "10"}


def planned(ada) -> tuple:
    return tuple(one for one in current_plan(ada, TODAY).plan.weeks[0].sessions if one.date == TODAY)


def log_run(ada, n):
    return f"/plan/{TODAY - DAY}/run/", RUN | {"log": "new" if n else "", "distance_km": str(4 + n)}


ACTIONS = {
    "a log on Today": lambda ada, n: (f"/today/log/{planned(ada)[0].kind}/", RUN | {"pain_during": str(n)}),
    "skip": lambda ada, n: ("/today/skip/", {"kind": ("strength", "walk")[n]}),
    "a cross-training session": lambda ada, n: ("/today/skip/", {"kind": ("cross", "mobility")[n]}),
    "a run of yesterday": log_run,
    "seven minutes": lambda ada, n: ("/strength/seven-minutes/", {"pain_during": str(n)}),
    "a self-test": lambda ada, n: ("/self-tests/side_plank/", {"side_plank_l_s": str(40 + n), "pain": "1"}),
    "days off": lambda ada, n: ("/plan/off/", ONE_OFF | {"why": "ill"}),
    "no days off": lambda ada, n: (f"/plan/off/{adjust.list_days_off(ada)[0].id}/remove/", {}),
    "a race": lambda ada, n: ("/plan/races/", RACE | {"priority": "ab"[n]}),
    "no race": lambda ada, n: (f"/plan/races/{adjust.list_races(ada)[0].id}/remove/", {}),
    "a limit": lambda ada, n: ("/limits/", {"by": "Ana Ruiz", "run_minutes": str(20 + n)}),
    "no limit": lambda ada, n: (f"/limits/{adjust.list_limits(ada)[0].id}/remove/", {}),
    "a pair of shoes": lambda ada, n: ("/shoes/", {"name": "Zoot"}),
    "the pair for new runs": lambda ada, n: (
        f"/shoes/{diary.list_shoes(ada)[1].id}/default/",
        {"none": "1"} if n else {},
    ),
    "a retired pair": lambda ada, n: (f"/shoes/{diary.list_shoes(ada)[0].id}/retire/", {"undo": "1"} if n else {}),
    "questionnaires": lambda ada, n: ("/outcomes/answer/", {"rmdq": ["1", "3"], "nprs_pain": str(n)}),
    "an experiment": lambda ada, n: ("/experiments/heat/", {"choice": "42-2"}),
    "no experiment": lambda ada, n: ("/experiments/stop/", {}),
    "pain that is deleted": lambda ada, n: (f"/pain/{diary.list_pain(ada)[0].id}/remove/", {}),
    "a log that is deleted": lambda ada, n: (f"/plan/log/{diary.list_sessions(ada)[0].id}/delete/", {}),
}
TWICE = ("a log on Today", "a run of yesterday", "a self-test", "a race", "the pair for new runs", "a retired pair")
"""What takes the place of what was there: the second time something else has to come back."""


@pytest.fixture
def lived_in(ada, checked):
    """Ada after some days: an entry of each kind that an action may delete or replace."""
    for name in ("Green", "Grey"):
        diary.save_shoe(ada, Shoe(name))
    for score in (3, 2):
        diary.log_pain(ada, score)
    return ada


def test_what_pages_saved_in_any_order_is_undone_step_by_step_to_exactly_what_was(client, lived_in, monkeypatch):
    monkeypatch.setattr("runback.web.undo.KEPT", 99)
    todo = sorted([(name, 0) for name in ACTIONS] + [(name, 1) for name in TWICE])
    random.Random(5).shuffle(todo)
    todo.sort(key=lambda one: (one[0].startswith("no "), one[1]))  # what is deleted is there first
    steps = []
    for name, number in todo:
        before = dump(lived_in)
        where = client.post(*ACTIONS[name](lived_in, number))["Location"]
        assert dump(lived_in) != before, name
        steps.append((name, before, find_undo(client, where)))
    for name, before, undo in reversed(steps):
        client.post(*undo)
        assert dump(lived_in) == before, name


def test_the_plan_is_again_what_it_was_before_days_off_that_were_undone(client, ada, checked):
    weeks = current_plan(ada, TODAY).plan.weeks
    where = client.post("/plan/off/", ONE_OFF | {"why": "ill"})["Location"]
    assert current_plan(ada, TODAY).plan.weeks != weeks
    client.post(*find_undo(client, where))
    assert current_plan(ada, TODAY).plan.weeks == weeks


@pytest.fixture
def week_old(ada, runs, noon):
    """Ada's clear check of a week ago."""
    return check_in.save_check(ada, WHOLE, WEEK_AGO)


def test_a_clear_check_in_is_undone_and_its_answers_wait_as_they_were(client, ada, week_old):
    client.post("/check/weekly/", fill(client))
    before = dump(ada)
    result = client.get("/check/question/", follow=True).content.decode()
    assert len(check_in.list_checks(ada)) == 2
    press_undo(client, result)
    assert dump(ada) == before


def test_a_check_that_asks_for_help_offers_no_undo(client, ada, week_old):
    client.post("/check/weekly/", fill(client, ces_saddle="yes"))
    before = dump(ada)
    answer = client.get("/check/question/")
    assert dump(ada) != before
    assert (answer["Location"], "undo" in client.session) == ("/", False)


def test_a_log_that_took_the_place_of_a_skipped_session_brings_it_back_from_its_own_undo(client, ada, checked):
    client.post("/today/skip/", {"kind": "walk"})
    before = dump(ada)
    client.post(f"/plan/{TODAY}/walk/", RUN)
    (log,) = diary.list_sessions(ada)
    client.post(f"/plan/log/{log.id}/undo/")
    assert dump(ada) == before


def test_what_was_changed_again_since_is_not_undone_over_it(client, ada, checked):
    page = client.post("/shoes/", {"name": "Zoot"}, follow=True).content.decode()
    (shoe,) = diary.list_shoes(ada)
    diary.save_shoe(ada, replace(shoe, name="Zoot 2"))
    before = dump(ada)
    assert press_undo(client, page) == "/shoes/?undone=no"
    assert dump(ada) == before
    assert "changed again since" in client.get("/shoes/?undone=no").content.decode()


def test_what_was_deleted_does_not_push_out_what_took_its_place(client, ada, checked):
    client.post("/plan/races/", RACE | {"priority": "a"})
    page = client.post(f"/plan/races/{adjust.list_races(ada)[0].id}/remove/", follow=True).content.decode()
    client.post("/plan/races/", RACE | {"priority": "b"})
    before = dump(ada)
    assert press_undo(client, page) == "/plan/races/?undone=no"
    assert dump(ada) == before


def test_an_undo_is_used_once_belongs_to_its_browser_and_leads_to_no_other_host(client, ben_client, ada, checked):
    page = client.post("/shoes/", {"name": "Zoot"}, follow=True).content.decode()
    assert press_undo(ben_client, page) == "/shoes/?undone=no"
    (undo_id,) = re.findall(r'name="id" value="([^"]+)"', page)
    for is_first in (True, False):
        answer = client.post("/undo/", {"id": undo_id, "back": "https://elsewhere.example/"})
        assert answer["Location"] == f"/?undone={'yes' if is_first else 'no'}"
    assert diary.list_shoes(ada) == ()
