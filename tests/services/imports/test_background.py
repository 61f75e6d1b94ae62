"""The background import in its own process: the web never waits, and a killed worker is followed by another."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from runback.services.imports import batches
from runback.services.imports.order import make_order, place_order
from runback.store.models import ImportFileRow
from runback.store.models.history import ImportState
from tests.kills import faults_of, fill_inbox

SCRIPT = """
import json, os, signal, sys, time
from pathlib import Path
from runback.services.home.open import only_runner, open_home
home, inbox, kill = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "kill"
open_home(home)
from runback.services.imports import background, batches
runner = only_runner()
began = time.monotonic()
job = batches.start_import(runner, [inbox])
done_at_return = batches.import_progress(runner, job).done
states, killed_at = [], None
while time.monotonic() - began < 60:
    progress = batches.import_progress(runner, job)
    if not states or states[-1] != progress.state:
        states.append(progress.state)
    if kill and killed_at is None and progress.done >= 10:
        worker = background.workers.running[0]
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        killed_at = batches.import_progress(runner, job).done
    if progress.is_over:
        break
    time.sleep(0.05)
print(json.dumps({"done_at_return": done_at_return, "states": states, "killed_at": killed_at, "done": progress.done,
    "total": progress.total, "counts": progress.counts, "state": progress.state}))
"""


def _run(home: Path, inbox: Path, how: str) -> dict:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("RUNBACK_", "DJANGO_", "COV_"))}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(home), str(inbox), how],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_a_background_import_returns_before_it_is_done_and_ends_done(tmp_path: Path):
    inbox = fill_inbox(tmp_path / "inbox", days=12, points=31)
    result = _run(tmp_path / "home", inbox.folder, "calmly")
    assert result["done_at_return"] < inbox.files
    assert result["state"] == "done"
    assert (result["done"], result["total"]) == (inbox.files, inbox.files)
    assert (result["counts"]["imported"], result["counts"]["merged"], result["counts"]["failed"]) == (12, 4, 3)
    assert faults_of(tmp_path / "home") == []


@pytest.mark.slow
def test_a_killed_worker_is_followed_by_one_that_continues(tmp_path: Path):
    inbox = fill_inbox(tmp_path / "inbox", days=60, points=361)
    result = _run(tmp_path / "home", inbox.folder, "kill")
    assert result["killed_at"] < inbox.files
    assert result["state"] == "done"
    assert result["done"] == inbox.files
    assert (result["counts"]["imported"], result["counts"]["duplicate"]) == (60, 0)
    assert faults_of(tmp_path / "home") == []


@pytest.mark.django_db
def test_many_imports_are_listed_in_two_statements_each_with_its_own_counts(
    ada, tmp_path: Path, django_assert_num_queries
):
    for number in range(3):
        batch = place_order(ada, make_order([tmp_path]))
        batch.state = ImportState.DONE
        batch.save()
        for verdict in ["imported"] * number + ["failed"]:
            ImportFileRow.objects.create(runner_id=ada.id, batch=batch, path="/a.fit", verdict=verdict)
    with django_assert_num_queries(2):
        found = batches.list_imports(ada)
    assert [(one.counts["imported"], one.counts["failed"], one.done) for one in found] == [
        (2, 1, 3),
        (1, 1, 2),
        (0, 1, 1),
    ]
