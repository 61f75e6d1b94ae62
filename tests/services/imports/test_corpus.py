"""Sixty real files, hard cases among them: one verdict each, and nothing new the second time."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from runback.domain.imports import Verdict
from runback.services import activities
from runback.services.imports import batches
from runback.store.originals import read_original
from tests.shared_data import shared_path

HARD = (
    "arthurfsy2/FIT_OUT__542661337.fit",
    "arthurfsy2/FIT_OUT__465946348.fit",
    "arthurfsy2/FIT_OUT__115869447.fit",
    "choochoo/data__test__source__other__2018-02-24-10-04-10.fit",
    "fitparse/tests__files__nick.fit",
    "hugh-zhan9/FIT_HIST__467884777698000913.fit",
    "fitdecode/tests__files__compressed-speed-distance.fit",
    "fitdecode/tests__files__activity-settings.fit",
)
HARD_ENDINGS = (
    "fenxi2-multisport.fit",
    "empty-sessions.fit",
    "2018-05-30-22-00-44.fit",
    "6037744996.gpx.gz",
    "6281425038.tcx",
)
KEPT = {Verdict.IMPORTED, Verdict.MERGED, Verdict.DUPLICATE}


@pytest.fixture(scope="module")
def files() -> list[Path]:
    manifest = shared_path("corpus", "MANIFEST.csv")
    with manifest.open(encoding="utf-8", newline="") as lines:
        names = [row["path"] for row in csv.DictReader(lines)]
    chosen = {name for name in names if name in HARD or name.endswith(HARD_ENDINGS)} | set(names[7::55])
    return [manifest.parent / name for name in sorted(chosen)]


@pytest.mark.corpus
@pytest.mark.slow
def test_real_files_come_in_once_and_a_second_import_changes_nothing(ada, home, files):
    first = batches.import_paths(ada, files)
    assert first.files == len(files) >= 60
    counts = Counter(verdict.verdict for verdict in first.verdicts)
    assert sum(counts.values()) == first.files
    assert sum(counts[verdict] for verdict in KEPT) >= 0.9 * first.files
    assert all(v.reason for v in first.verdicts if v.verdict in (Verdict.FAILED, Verdict.NOT_ACTIVITY))

    before = activities.list_activities(ada)
    second = batches.import_paths(ada, files)
    assert activities.list_activities(ada) == before
    for once, again in zip(first.verdicts, second.verdicts, strict=True):
        assert again.path == once.path
        assert again.verdict is (Verdict.DUPLICATE if once.verdict in KEPT else once.verdict)

    for activity in before:
        samples = activities.read_samples(ada, activity.id)
        assert samples is None or len(samples) > 0
        for source in activity.sources:
            assert read_original(home, source.sha256)
