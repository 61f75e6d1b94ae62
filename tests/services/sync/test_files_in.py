"""Runs in: each new activity's original file once, whatever the other side does."""

import gzip
import json
from datetime import date, timedelta

import pytest

from runback.domain.errors import BadAnswer
from runback.services import activities
from runback.services.imports import batches
from runback.services.people.one_person import NotForMany
from runback.services.sync import account, files_in, run
from runback.services.sync.errors import AskedToWait, SyncProblem, WrongKey
from tests.cast import add_runner
from tests.history.fit.build_fit import heart_rates
from tests.history.made_up import START, write_gpx, write_tcx
from tests.services.sync.made_up import KEY, Killed, always, once

pytestmark = pytest.mark.django_db
FIT = heart_rates(*range(100, 160)).build()
DAY = date(2026, 5, 3)


def runs_of(runner) -> list[str]:
    return [activity.sources[0].format for activity in activities.list_activities(runner)]


def test_nothing_is_asked_before_it_is_switched_on(alone, home, there):
    with pytest.raises(account.NotSwitchedOn):
        run.sync(alone, home)
    assert there.asked == []


def test_the_key_is_kept_for_its_owner_alone_and_only_when_the_site_knows_it(alone, home, there):
    with pytest.raises(WrongKey):
        run.connect(alone, home, "not-the-right-key", DAY)
    assert not account.is_switched_on(home)
    run.connect(alone, home, f"  {KEY}\n", DAY)
    assert account.read_key(home) == KEY
    assert (home / account.KEY_NAME).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("key", ["", "short", "two words here", "schlüssel-schlüssel", "x" * 300])
def test_what_cannot_be_a_key_is_not_sent_anywhere(alone, home, there, key):
    with pytest.raises(BadAnswer):
        run.connect(alone, home, key, DAY)
    assert there.asked == []


def test_a_home_of_several_people_keeps_no_personal_key(alone, home, there):
    add_runner("ben", "Ben")
    with pytest.raises(NotForMany):
        run.connect(alone, home, KEY, DAY)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (FIT, "fit"),
        (gzip.compress(FIT), "fit"),
        (gzip.compress(gzip.compress(FIT)), "fit"),
        (write_gpx(), "gpx"),
        (write_tcx(), "tcx"),
    ],
    ids=["plain", "gz", "gz twice", "gpx", "tcx"],
)
def test_a_file_comes_in_however_it_is_packed(connected, home, there, data, kind):
    there.add_run("i1", DAY, data)
    report = run.sync(connected, home)
    assert (report.files.new, report.files.counts["imported"]) == (1, 1)
    assert runs_of(connected) == [kind]
    assert list((home / account.FOLDER).iterdir()) == []


def test_imported_files_are_not_requested_again(connected, home, there):
    there.add_run("i1", DAY, FIT)
    run.sync(connected, home)
    there.asked.clear()
    assert run.sync(connected, home).files.new == 0
    assert there.count("GET", "/activity/") == 0


def test_a_run_that_is_here_already_is_a_duplicate(connected, home, there, tmp_path):
    (tmp_path / "same.fit").write_bytes(FIT)
    batches.import_paths(connected, [tmp_path / "same.fit"])
    there.add_run("i1", DAY, FIT)
    assert run.sync(connected, home).files.counts == {"duplicate": 1}


def test_an_activity_without_its_original_comes_as_the_site_makes_it(connected, home, there):
    there.add_run("i1", DAY, None)
    there.made_files["i1"] = FIT
    assert run.sync(connected, home).files.counts["imported"] == 1


def test_what_strava_does_not_release_is_counted_and_not_requested(connected, home, there):
    there.add_run("17", DAY, None, source="STRAVA")
    report = run.sync(connected, home)
    assert (report.files.strava, there.count("GET", "/activity/")) == (1, 0)


def test_one_without_any_file_is_asked_for_five_times_and_then_said(connected, home, there):
    there.add_run("i1", DAY, None, source="MANUAL")
    reports = [run.sync(connected, home).files for _ in range(6)]
    assert [one.waiting for one in reports] == [1, 1, 1, 1, 0, 0]
    assert [one.without_file for one in reports] == [0, 0, 0, 0, 1, 0]


def test_a_file_that_is_still_on_its_way_there_waits(connected, home, there):
    there.add_run("i1", DAY, FIT[: len(FIT) // 2])
    assert run.sync(connected, home).files.waiting == 1
    there.files["i1"] = FIT
    assert run.sync(connected, home).files.counts["imported"] == 1


def test_more_activities_than_the_site_lists_at_once_are_all_met(connected, home, there, monkeypatch):
    monkeypatch.setattr(files_in, "MOST_LISTED", 3)
    monkeypatch.setattr("runback.services.sync.client.MOST_LISTED", 3)
    for number in range(8):
        there.add_run(f"i{number}", date(2026, 4, 2 + number), None, source="STRAVA")
    assert run.sync(connected, home).files.listed == 8


def test_a_name_that_climbs_out_of_the_folder_is_no_activity(connected, home, there):
    for name in ("../../evil", "a/b", "", ".hidden/..", "x" * 99):
        there.add_run(name, DAY, FIT)
    assert run.sync(connected, home).files.listed == 0


# --- faults of the other side


@pytest.mark.parametrize("status", [429, 503])
def test_a_temporary_error_is_retried(connected, home, there, status):
    there.add_run("i1", DAY, FIT)
    there.faults.append(once(status, {"Retry-After": "0"}))
    assert run.sync(connected, home).files.counts["imported"] == 1


def test_no_request_is_sent_before_the_retry_time(connected, home, there):
    there.faults.append(always(429, headers={"Retry-After": "900"}))
    with pytest.raises(AskedToWait, match="15 minutes"):
        run.sync(connected, home)
    there.faults.clear()
    there.asked.clear()
    with pytest.raises(AskedToWait):
        run.sync(connected, home)
    assert there.asked == []


@pytest.mark.parametrize("status", [403, 422, 500])
def test_a_site_in_trouble_is_reported_and_nothing_is_lost(connected, home, there, status):
    there.add_run("i1", DAY, FIT)
    there.faults.append(always(status, "activities"))
    with pytest.raises(SyncProblem, match=str(status)):
        run.sync(connected, home)
    assert str(status) in account.read_state(home).last["problem"]
    there.faults.clear()
    assert run.sync(connected, home).files.counts["imported"] == 1


@pytest.mark.parametrize("part", ["activities", "/activity/", "/events"])
def test_half_an_answer_is_none(connected, home, there, part):
    there.add_run("i1", DAY, FIT)
    there.half_answers.add(part)
    try:
        report = run.sync(connected, home)
    except SyncProblem:
        pass
    else:
        assert (part, report.files.waiting) == ("/activity/", 1)
    there.half_answers.clear()
    run.sync(connected, home)
    assert runs_of(connected) == ["fit"]


@pytest.mark.parametrize("body", [b"", b"{", b'"text"', b"[1, 2]", b"<html></html>", b"\xff\xfe", b"null"])
def test_an_answer_of_another_kind_changes_nothing(connected, home, there, body):
    there.faults.append(lambda _verb, path: (200, {}, body) if "activities" in path else None)
    with pytest.raises(SyncProblem):
        run.sync(connected, home)
    assert runs_of(connected) == []


def test_one_bad_file_does_not_stop_the_others(connected, home, there):
    for number in range(3):
        there.add_run(f"i{number}", DAY, heart_rates(*range(100 + number, 160)).build())
    there.faults.append(always(500, "/activity/i1/"))
    files = run.sync(connected, home).files
    assert (files.counts.total(), files.waiting) == (2, 1)


def test_a_file_that_cannot_be_read_is_named_and_not_fetched_for_ever(connected, home, there):
    there.add_run("i1", DAY, b"<gpx>")
    (failed,) = run.sync(connected, home).files.failed
    assert failed.reason
    assert run.sync(connected, home).files.new == 0


@pytest.mark.parametrize("moment", ["write_atomically", "import_paths", "write_state"])
def test_cut_off_at_any_moment_the_next_sync_continues(connected, home, there, monkeypatch, moment):
    for number in range(3):
        there.add_run(f"i{number}", DAY, write_gpx(points=60, start=START + timedelta(hours=3 * number)))
    calls = []

    def die(*arguments, **named):
        calls.append(arguments)
        if moment != "write_atomically" or len(calls) == 2:
            raise Killed
        return original(*arguments, **named)

    original = getattr(files_in, moment)
    with monkeypatch.context() as patch:
        patch.setattr(files_in, moment, die)
        with pytest.raises(Killed):
            run.sync(connected, home)
    run.sync(connected, home)
    assert runs_of(connected) == ["gpx"] * 3
    assert list((home / account.FOLDER).iterdir()) == []


def test_a_run_deleted_there_stays_here_and_one_deleted_here_stays_deleted(connected, home, there):
    there.add_run("i1", DAY, FIT)
    run.sync(connected, home)
    there.activities.clear()
    run.sync(connected, home)
    assert runs_of(connected) == ["fit"]


def test_a_dry_run_changes_nothing_on_either_side(connected, home, there):
    there.add_run("i1", DAY, FIT)
    before = (home / account.STATE_NAME).read_bytes()
    assert run.sync(connected, home, dry_run=True).files.new == 1
    assert (home / account.STATE_NAME).read_bytes() == before
    assert {verb for verb, _ in there.asked} == {"GET"}
    assert runs_of(connected) == []


def test_the_key_is_in_no_message_and_in_no_memory(connected, home, there, caplog):
    there.faults.append(always(500))
    with pytest.raises(SyncProblem) as raised:
        run.sync(connected, home)
    texts = [raised.value.message, caplog.text, (home / account.STATE_NAME).read_text(), json.dumps(there.asked)]
    assert not any(KEY in text for text in texts)
