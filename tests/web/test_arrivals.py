"""Folders and sync on the import page, and what a server does in the background."""

import os
import time
from datetime import date

import pytest

from runback.domain.errors import UnusableInput
from runback.services import activities
from runback.services.imports.watch import note_look, open_watch, save_folders, saved_folders
from runback.services.sync import account, background, run
from runback.services.training import check_in, plans
from runback.web import arrivals
from tests import tracks
from tests.cast import add_runner
from tests.history.fit.build_fit import heart_rates
from tests.services.made_up import ANSWERS
from tests.services.sync.made_up import KEY, MadeServer, serve_made
from tests.web.conftest import client_of

pytestmark = pytest.mark.django_db
SAVE = {"key": KEY, "since": "2026-04-01", "sends_plan": "on"}


@pytest.fixture
def alone(home, noon):
    """The one runner of a home."""
    return add_runner("ada", "Ada", "Europe/Berlin")


@pytest.fixture
def adas(alone):
    """Her browser."""
    return client_of(alone)


@pytest.fixture
def there(settings):
    """The other side."""
    with serve_made(MadeServer()) as made:
        settings.INTERVALS_URL, settings.INTERVALS_PAUSE_S = made.url, 0.0
        yield made


def page(adas, address: str = "/import/intervals/") -> str:
    return adas.get(address).content.decode()


def test_it_is_off_says_what_leaves_and_is_switched_on_with_a_key(adas, home, there):
    assert "It is off." in page(adas, "/import/")
    text = page(adas)
    assert "What leaves this computer" in text
    assert "your key, the name and version of Runback, and the days it asks about" in text
    there.add_run("i1", date(2026, 5, 3), heart_rates(*range(100, 160)).build())
    assert adas.post("/import/intervals/change/", SAVE).status_code == 302
    text = page(adas)
    assert "It is on" in text
    assert "<dt>New runs and activities</dt><dd>1</dd>" in text
    assert KEY not in text
    adas.post("/import/intervals/change/", {"delete": "1"})
    assert "Switch it on" in page(adas)
    assert not account.is_switched_on(home)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (SAVE | {"key": "not-the-right-key"}, "does not know this key"),
        (SAVE | {"key": "two words"}, "Copy the whole key"),
        (SAVE | {"key": ""}, "Copy your key"),
        (SAVE | {"since": "2030-01-01"}, "Choose a day in the past"),
        (SAVE | {"since": "soon"}, "Write the day like"),
    ],
)
def test_an_impossible_value_is_an_error_at_its_field_and_nothing_is_saved(adas, home, there, data, what):
    answer = adas.post("/import/intervals/change/", data)
    assert answer.status_code == 400
    assert what in answer.content.decode()
    assert data["key"] not in answer.content.decode() or not data["key"]
    assert not account.is_switched_on(home)


def test_over_the_home_network_no_key_is_taken(adas, home, there, settings):
    settings.LAN_ADDRESS, settings.ALLOWED_HOSTS = "192.168.1.5", ["192.168.1.5"]
    assert 'name="key"' not in adas.get("/import/intervals/", headers={"Host": "192.168.1.5:8017"}).content.decode()
    answer = adas.post("/import/intervals/change/", SAVE, headers={"Host": "192.168.1.5:8017"})
    assert answer.status_code in (400, 403)
    assert there.asked == []
    assert not account.is_switched_on(home)


def test_a_demo_keeps_no_key(alone, home, there, settings):
    settings.IS_DEMO = True
    with pytest.raises(UnusableInput, match="made up"):
        run.connect(alone, home, KEY, date(2026, 4, 1))
    assert there.asked == []


def test_in_a_home_of_several_people_nobody_reaches_the_machines_folders(adas, home, tmp_path):
    add_runner("ben", "Ben")
    assert "Folders" not in page(adas, "/import/")
    for data in ({"folder": str(tmp_path)}, {"start": "1"}, {"delete": str(tmp_path)}):
        assert adas.post("/import/folders/", data).status_code == 400
    assert saved_folders(home) == ()


def test_the_page_shows_what_waits_and_which_folder_is_not_there(adas, home, tmp_path):
    folder, gone = tmp_path.parent / "here", tmp_path.parent / "gone"
    folder.mkdir(exist_ok=True)
    (folder / "half.gpx").write_bytes(b"<gpx>")
    os.utime(folder / "half.gpx", (1_700_000_000, 1_700_000_000))
    save_folders(home, [folder, gone])
    note_look(home, open_watch(home, ()).look(time.time()))
    text = page(adas, "/import/")
    assert "half.gpx" in text
    assert "It is not complete yet." in text
    assert text.count("Not there now.") == 1


def test_a_folder_is_kept_imported_from_and_deleted_from_the_list(adas, alone, tmp_path):
    folder = tmp_path.parent / f"{tmp_path.name}-sync"
    folder.mkdir()
    (folder / "run.gpx").write_bytes(tracks.gpx())
    os.utime(folder / "run.gpx", (1_700_000_000, 1_700_000_000))
    adas.post("/import/folders/", {"folder": str(folder)})
    assert str(folder) in adas.get("/import/").content.decode()
    adas.post("/import/folders/", {"start": "1"})
    assert len(activities.list_activities(alone)) == 1
    assert adas.post("/import/folders/", {"start": "1"})["Location"] == "/import/"
    adas.post("/import/folders/", {"delete": str(folder)})
    assert str(folder) not in adas.get("/import/").content.decode()
    assert (folder / "run.gpx").exists()


@pytest.mark.parametrize("path", ["", "runs", "/no/such/folder"])
def test_what_is_no_folder_is_refused_with_what_to_write(adas, path):
    answer = adas.post("/import/folders/", {"folder": path})
    assert answer.status_code == 400
    assert "folder" in answer.content.decode().split('role="alert">')[1]


# --- the server's part


def test_a_step_is_for_the_one_runner_and_what_fails_is_tried_again(alone, caplog):
    met = []

    def step(runner, now_s):
        met.append(runner.name)
        raise OSError("the folder went away")

    arrivals.run_arrivals(step)
    arrivals.run_arrivals(step)
    assert met == ["Ada", "Ada"]
    add_runner("ben", "Ben")
    arrivals.run_arrivals(step)
    assert met == ["Ada", "Ada"]


def test_a_sync_is_due_when_it_is_on_and_a_quarter_of_an_hour_has_gone(alone, home, there):
    now = time.time()
    assert not background.is_due(alone, home, now)
    run.connect(alone, home, KEY, date(2026, 4, 1))
    assert background.is_due(alone, home, now)
    run.sync(alone, home)
    assert not background.is_due(alone, home, now + 60)
    assert background.is_due(alone, home, now + 960)
    account.switch_off(home)
    assert not background.is_due(alone, home, now + 960)


def test_a_change_of_the_plan_is_sent_within_minutes(alone, home, there):
    check_in.save_check(alone, ANSWERS, date(2026, 5, 14))
    run.connect(alone, home, KEY, date(2026, 4, 1))
    run.sync(alone, home)
    now = time.time()
    assert not background.is_due(alone, home, now + 90)
    check_in.save_check(alone, ANSWERS | {"red_flags": ["ces_saddle"]}, date(2026, 5, 14))
    plans.current_plan(alone, date(2026, 5, 14))
    assert not background.is_due(alone, home, now + 5)
    assert background.is_due(alone, home, now + 90)
    assert len(there.ours()) > 0
    run.sync(alone, home)
    assert there.ours() == {}
