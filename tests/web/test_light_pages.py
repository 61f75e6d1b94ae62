"""The server stays small: a page loads no library that it does not need."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("scipy", "mujoco", "duckdb", "pyarrow", "plotly", "lxml", "icalendar", "myo_sim", "timezonefinder")
PAGES = ("/", "/plan/", "/history/", "/import/", "/strength/", "/self-tests/", "/shoes/", "/form/", "/pain/", "/spine/",
         "/recovery/", "/experiments/", "/evidence/", "/trends/", "/learn/", "/learn/why/")  # fmt: skip
WALK = """
import json, sys
from pathlib import Path
from runback.services.home.open import only_runner, open_home
open_home(Path(sys.argv[1]))
import runback.web.urls
heavy = json.loads(sys.argv[2])
of_addresses = [name for name in heavy if name in sys.modules]
from django.test import Client
from runback.services.home.runners import user_id_of
from runback.web.signin.links import new_link
client = Client(HTTP_HOST="127.0.0.1:8017")
address = "/" + new_link(user_id_of(only_runner()), 8017).split("/", 3)[3]
if client.get(address).status_code == 200:
    client.post(address)
codes = {page: client.get(page).status_code for page in json.loads(sys.argv[3])}
of_pages = [name for name in heavy if name in sys.modules]
print(json.dumps({"addresses": of_addresses, "codes": codes, "pages": of_pages}))
"""


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What ten pages of a fresh home loaded, in a process of their own."""
    home = tmp_path_factory.mktemp("walk") / "home"
    known = {k: v for k, v in os.environ.items() if not k.startswith(("RUNBACK_", "DJANGO_", "COV_"))}
    command = [sys.executable, "-c", WALK, str(home), json.dumps(HEAVY), json.dumps(PAGES)]
    done = subprocess.run(command, capture_output=True, text=True, env=known, timeout=120, cwd=Path(__file__).parent)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_addresses_of_all_pages_load_nothing_heavy(walked):
    assert walked["addresses"] == []


def test_ten_pages_load_nothing_heavy(walked):
    assert set(walked["codes"].values()) == {200}
    assert walked["pages"] == []
