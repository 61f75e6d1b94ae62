"""A complete export contains everything, and makes an equal home elsewhere; a damaged one changes nothing."""

import json
import random
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from runback.domain.diary import PainMoment
from runback.domain.errors import UnusableInput
from runback.services import activities
from runback.services.home.export_home import export_home
from runback.services.home.import_home import NotAnExport, import_home, is_export
from runback.services.home.rows import owned_models
from runback.services.imports import batches
from runback.services.training import check_in, diary, load, plans
from runback.store.models import ImportRow, RunnerRow
from runback.store.owned import rows_of
from tests.services.home.made_up import contents, empty, fill_at_random
from tests.services.made_up import ANSWERS, THURSDAY
from tests.tracks import BROKEN_FIT, START, gpx, tcx

DAY = timedelta(days=1)


def _elsewhere(runner, settings, tmp_path: Path, name: str) -> Path:
    """A new, empty home."""
    empty(runner)
    settings.HOME = tmp_path / name
    settings.HOME.mkdir()
    return settings.HOME


@tried(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_any_home_at_all_comes_back_equal(ada, home, tmp_path_factory, settings, monkeypatch, seed):
    monkeypatch.setattr("runback.services.home.export_home.export_all", lambda *_: {})  # no page could show such rows
    monkeypatch.setattr("runback.services.home.rows._require_readable", lambda row: None)
    folder = tmp_path_factory.mktemp("any")
    settings.HOME = folder / "before"
    settings.HOME.mkdir()
    empty(ada)
    fill_at_random(ada, settings.HOME, random.Random(seed))
    before = contents(ada, settings.HOME)
    made = export_home(ada, folder / "all.zip", THURSDAY)
    there = _elsewhere(ada, settings, folder, "after")
    import_home(ada, made.path)
    assert contents(ada, there) == before
    assert made.missing == ()


@pytest.fixture
def lived_in(ada, home, noon) -> Path:
    """Ada's runs from three formats, a broken file, a check, a plan, pain and shoes."""
    inbox = home / "inbox"
    inbox.mkdir()
    for n in range(2):
        (inbox / f"{n}.gpx").write_bytes(gpx(START + n * DAY))
    (inbox / "1.tcx").write_bytes(tcx(START + DAY))
    (inbox / "odd.fit").write_bytes(BROKEN_FIT)
    batches.import_paths(ada, [inbox])
    check_in.save_check(ada, ANSWERS, THURSDAY)
    diary.log_pain(ada, 3, PainMoment.MORNING, note="stiff; =1+1")
    plans.current_plan(ada, THURSDAY)
    return home


def test_what_the_pages_show_is_the_same_in_the_new_home(ada, cast, lived_in, settings, tmp_path):
    def shown() -> object:
        runs = activities.list_activities(ada)
        samples = [activities.read_samples(ada, run.id) for run in runs]
        view = plans.current_plan(ada, THURSDAY)
        points = [{name: list(column) for name, column in each.columns.items()} for each in samples if each]
        return runs, points, diary.list_pain(ada), load.measure_load(ada, THURSDAY), view.plan

    before = shown()
    made = export_home(ada, tmp_path / "all.zip", THURSDAY)
    _elsewhere(ada, settings, tmp_path, "new")
    report = import_home(ada, made.path)
    assert shown() == before
    assert (report.files, report.imported, report.failed) == (4, 3, 1)
    assert all(each.path.startswith(f"{made.path}!/originals/") for each in report.verdicts)
    assert [row for model in owned_models().values() for row in rows_of(model, cast.ben)] == []


def test_what_the_runner_is_used_to_and_a_check_under_way_come_back(ada, lived_in, settings, tmp_path):
    running = {"weekly_km": 42.0, "clock": "12", "wishes": {"days": {"tue": 45}}}
    draft = {"answers": {"pain_now": 3}}
    RunnerRow.objects.filter(pk=ada.id).update(running=running, check_draft=draft)
    made = export_home(ada, tmp_path / "all.zip", THURSDAY)
    _elsewhere(ada, settings, tmp_path, "new")
    import_home(ada, made.path)

    row = RunnerRow.objects.get(pk=ada.id)
    assert (row.running, row.check_draft) == (running, draft)


def test_an_export_from_before_the_profile_can_be_imported(ada, lived_in, settings, tmp_path):
    made = export_home(ada, tmp_path / "all.zip", THURSDAY)

    def older(manifest):
        del manifest["runner"]["running"], manifest["runner"]["check_draft"]

    old = _changed(made.path, tmp_path / "old.zip", lambda name, data: _listed(name, data, older))
    _elsewhere(ada, settings, tmp_path, "new")
    import_home(ada, old)

    assert RunnerRow.objects.get(pk=ada.id).running == {}


def test_the_file_contains_tables_plan_calendar_originals_and_every_row(ada, lived_in, tmp_path):
    made = export_home(ada, tmp_path / "all.zip", THURSDAY)
    assert {"tables/pain.csv", "plan.json", "runback.ics", "rows/pain_entry.jsonl", "README.txt"} <= set(made.files)
    assert sum(name.startswith("originals/") for name in made.files) == 4
    assert sum(name.startswith("samples/") for name in made.files) == 2
    assert is_export(made.path)


def test_an_import_continues_from_there_and_knows_its_files(ada, lived_in, settings, tmp_path):
    made = export_home(ada, tmp_path / "all.zip", THURSDAY)
    _elsewhere(ada, settings, tmp_path, "new")
    import_home(ada, made.path)
    (lived_in / "inbox" / "9.gpx").write_bytes(gpx(START + 9 * DAY))
    report = batches.import_paths(ada, [lived_in / "inbox"])
    assert (report.imported, report.duplicate, report.failed) == (1, 3, 1)


def test_a_home_that_is_not_empty_is_not_overwritten(ada, lived_in, tmp_path):
    made = export_home(ada, tmp_path / "all.zip", THURSDAY)
    before = contents(ada, lived_in)
    with pytest.raises(UnusableInput, match="goes into an empty home"):
        import_home(ada, made.path)
    assert contents(ada, lived_in) == before


def test_missing_samples_are_named_and_the_rest_is_exported(ada, lived_in, settings, tmp_path):
    (first, *_) = sorted((lived_in / "samples").iterdir())
    first.unlink()
    made = export_home(ada, tmp_path / "all.zip", THURSDAY)
    assert made.missing == (str(first),)
    there = _elsewhere(ada, settings, tmp_path, "new")
    import_home(ada, made.path)
    assert len(list((there / "samples").iterdir())) == 1


def _changed(made: Path, to: Path, change) -> Path:
    """The export again with ``change(name, data)`` for each file; None leaves it out."""
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            if (data := change(name, old.read(name))) is not None:
                new.writestr(name, data)
    return to


def _listed(name: str, data: bytes, change) -> bytes:
    """The manifest with its list changed."""
    if name != "manifest.json":
        return data
    manifest = json.loads(data)
    change(manifest)
    return json.dumps(manifest).encode()


def _sealed(made: Path, to: Path, change) -> Path:
    """The export with files changed and a manifest that fits them: what an attacker would make."""
    import hashlib

    sums = {}

    def note(name, data):
        data = change(name, data) if name != "manifest.json" else data
        sums[name] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        return data

    _changed(made, to.with_suffix(".tmp"), note)
    sums.pop("manifest.json")
    return _changed(
        to.with_suffix(".tmp"), to, lambda n, d: _listed(n, d, lambda manifest: manifest.update(files=sums))
    )


FAULTS = {
    "a row cut off": (lambda n, d: d[:-5] if n == "rows/pain_entry.jsonl" else d, "is damaged"),
    "samples changed": (lambda n, d: d + b"x" if n.startswith("samples/") else d, "is damaged"),
    "an original left out": (lambda n, d: None if n.startswith("originals/") else d, "other files than its manifest"),
    "a newer version": (
        lambda n, d: _listed(n, d, lambda manifest: manifest.update(version=99)),
        "newer Runback",
    ),
    "no settings": (lambda n, d: _listed(n, d, lambda manifest: manifest.pop("runner")), "manifest"),
    "no manifest that can be read": (lambda n, d: b"[" if n == "manifest.json" else d, "manifest"),
}
HOSTILE = {
    "another's row": (lambda n, d: d.replace(b'"score": 3', b'"runner": 2, "score": 300'), "is not a row|fit together"),
    "a column of its own": (lambda n, d: d.replace(b'"score"', b'"scare"'), "is not a row"),
    "no JSON": (lambda n, d: b"[1, 2" if n.startswith("rows/pain") else d, "is not a row"),
    "an import that would begin": (lambda n, d: d.replace(b'"done"', b'"queued"'), "is not a row"),
    **{
        f"{word} that there is none of": (
            lambda n, d, table=table, old=old, new=new: d.replace(old, new, 1) if n == f"rows/{table}.jsonl" else d,
            "is not a row",
        )
        for word, table, old, new in (
            ("a sport", "activity", b'"sport": "run"', b'"sport": "time_s"'),
            ("a source of a zone", "activity", b'"zone_source": "', b'"zone_source": "x'),
            ("a kind of laps", "activity", b'"laps": []', b'"laps": [1]'),
            ("a moment", "pain_entry", b'"moment": "', b'"moment": "x'),
            ("a score", "pain_entry", b'"score": 3', b'"score": 30'),
            ("a verdict", "import_file", b'"verdict": "', b'"verdict": "x'),
        )
    },
    "an activity that is not there": (
        lambda n, d: b"" if n == "rows/activity.jsonl" else d,
        "fit together",
    ),
}


def _names_that_lead_out(made: Path, to: Path, name: str) -> Path:
    _changed(made, to, lambda n, d: _listed(n, d, lambda m: m["files"].update({name: {"size": 1, "sha256": "0" * 64}})))
    with zipfile.ZipFile(to, "a") as archive:
        archive.writestr(name, b"x")
    return to


def test_a_damaged_or_hostile_export_is_refused_with_the_place_and_changes_nothing(ada, lived_in, settings, tmp_path):
    made = export_home(ada, tmp_path / "all.zip", THURSDAY).path
    there = _elsewhere(ada, settings, tmp_path, "new")
    bad = tmp_path / "bad.zip"
    for change, message in FAULTS.values():
        with pytest.raises(NotAnExport, match=message):
            import_home(ada, _changed(made, bad, change))
        _assert_empty(ada, there)
    for change, message in HOSTILE.values():
        with pytest.raises(UnusableInput, match=message):
            import_home(ada, _sealed(made, bad, change))
        _assert_empty(ada, there)
    for name in ("../out.txt", "/etc/x", "samples/../../out", "rows\\..\\x"):
        with pytest.raises(NotAnExport, match=r"lead out|other files"):
            import_home(ada, _names_that_lead_out(made, bad, name))
        _assert_empty(ada, there)


def test_other_zips_are_no_exports(tmp_path):
    (tmp_path / "text").write_text("no zip")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("manifest.json", '{"format": "something else"}')
    assert not any(is_export(path) for path in (tmp_path / "text", tmp_path / "other.zip", tmp_path, tmp_path / "no"))


def test_an_import_that_is_not_over_is_exported_as_cancelled(ada, home, settings, tmp_path, noon):
    ImportRow.objects.create(runner_id=ada.id, state="running", paths=["/somewhere"], started_at=noon)
    made = export_home(ada, tmp_path / "all.zip", THURSDAY)
    _elsewhere(ada, settings, tmp_path, "new")
    import_home(ada, made.path)
    assert rows_of(ImportRow, ada).get().state == "cancelled"


def _assert_empty(runner, there: Path) -> None:
    assert [row for model in owned_models().values() for row in rows_of(model, runner)] == []
    left = [path.name for path in there.rglob("*") if path.is_file()]
    assert left in (["import.lock"], [])  # PostgreSQL has locks of its own
