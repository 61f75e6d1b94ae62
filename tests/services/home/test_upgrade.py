"""A home of version 0.1 opens in this version with everything that was in it, and every page shows.

``home_of_0_1.zip`` was made on 30 November 2026 with the last commit of version 0.1 (the one before "Version 0.2.0")
and its own commands: five made-up tracks along the equator (tests/tracks, two of them the same run) and a broken file
imported; a check saved on 10 November 2026, a plan made on the 12th; two pain scores, two sessions, an exercise, a pair
of shoes, a clearance and days off logged. Sessions and the key were taken out.
"""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

LOOK = """
import json, sys
from datetime import date, datetime, UTC
from pathlib import Path
from runback.services.home.open import only_runner, open_home
open_home(Path(sys.argv[1]))
from runback.services import activities, clock
clock.now = lambda: datetime(2026, 11, 12, 20, 30, tzinfo=UTC)
from django.contrib.auth import get_user_model
from django.test import Client
from runback.services.home.inspect import inspect_home
from runback.services.imports.batches import list_imports
from runback.services.training import adjust, check_in, diary, plans
from runback.store.models import ImportFileRow
ada, day = only_runner(), date(2026, 11, 12)
runs = activities.list_activities(ada)
view = plans.current_plan(ada, day)
browser = Client(HTTP_HOST="127.0.0.1")
browser.force_login(get_user_model().objects.get())
pages = ("/", "/plan/", "/check/", "/history/", f"/history/{runs[0].id}/", "/account/", "/sign-in/ways/")
print(json.dumps({
    "runs": [[str(run.day), round(run.distance_m)] for run in runs],
    "samples": [len(activities.read_samples(ada, run.id).columns["time_s"]) for run in runs],
    "failed": list(ImportFileRow.objects.filter(verdict="failed").values_list("reason", flat=True)),
    "words": check_in.latest_check(ada).intake.text,
    "pain": [[entry.score, entry.note] for entry in diary.list_pain(ada)],
    "sessions": [[str(log.day), str(log.kind), log.done, log.note] for log in diary.list_sessions(ada)],
    "strength": [[log.exercise_id, log.sets, log.reps] for log in diary.list_strength(ada)],
    "shoes": [shoe.name for shoe in diary.list_shoes(ada)],
    "clearances": [one.by for one in diary.list_clearances(ada)],
    "weeks": len(view.plan.weeks) > 0,
    "pages": {path: browser.get(path, follow=True).status_code for path in pages},
}))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What this version finds in the home."""
    home = tmp_path_factory.mktemp("upgrade") / "home"
    with zipfile.ZipFile(Path(__file__).with_name("home_of_0_1.zip")) as archive:
        archive.extractall(home)
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("RUNBACK_", "DATABASE_"))}
    command = [sys.executable, "-W", "ignore", "-c", LOOK, str(home)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) | {"home": home}


def test_runs_are_there_with_their_samples(found):
    # 60 steps of 0.00025 degrees of 111,195 m are 1,668 m; the same run in two files is one activity
    assert found["runs"] == [[f"2026-11-{day:02}", 1668] for day in (3, 6, 9, 12)]
    assert found["samples"] == [61] * 4


def test_a_file_that_could_not_be_read_is_still_named_with_its_reason(found):
    assert found["failed"] == ["The GPX file holds no track: the file breaks off at byte 9."]


def test_the_check_and_the_diary_are_there(found):
    assert found["words"] == "My low back is sore since a long run."
    assert found["pain"] == [[3, "after the stairs"], [2, ""]]
    assert found["sessions"] == [["2026-11-11", "walk", False, ""], ["2026-11-12", "run", True, "felt fine"]]
    assert found["strength"] == [["bird_dog", 2, 8]]
    assert (found["shoes"], found["clearances"]) == (["Blue pair"], ["Dr Example, GP"])


def test_the_plan_continues(found):
    assert found["weeks"]


def test_its_pages_show(found):
    assert set(found["pages"].values()) == {200}, found["pages"]


def test_the_home_was_copied_before_it_was_changed(found):
    assert [path for path in (found["home"] / "backups").iterdir() if "update" in path.name]
