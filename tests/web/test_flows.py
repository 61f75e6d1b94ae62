"""What a runner does: logs pain, does the check, ticks off a session, brings files in."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from runback.domain.assessment import Urgency
from runback.domain.diary import LegSymptom, PainMoment
from runback.services import activities
from runback.services.imports import batches
from runback.services.training import check_in, diary
from runback.services.training.plans import current_plan
from tests import tracks
from tests.web.conftest import CLEAR, SAME_DAY, TODAY

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


def test_one_tap_logs_pain_without_javascript(client, ada):
    answer = client.post("/pain/log/", {"score": "4", "moment": "morning", "back": "today"})
    assert answer["Location"] == "/"
    (entry,) = diary.list_pain(ada)
    assert (entry.score, entry.moment, entry.day) == (4, PainMoment.MORNING, TODAY)


def test_the_card_answers_a_tap_and_offers_to_say_more_or_take_it_back(client, ada):
    text = client.post("/pain/log/", {"score": "4"}, headers=HTMX).content.decode()
    (entry,) = diary.list_pain(ada)
    assert "Pain 4 of 10, saved" in text
    assert "Any symptoms in a leg?" in text
    client.post(f"/pain/{entry.id}/remove/", headers=HTMX)
    assert diary.list_pain(ada) == ()


def test_a_leg_that_tingles_stops_running_and_asks_for_a_check(client, ada):
    client.post("/pain/log/", {"score": "4"})
    (entry,) = diary.list_pain(ada)
    text = client.post(f"/pain/{entry.id}/leg/", {"leg": "tingling"}, headers=HTMX).content.decode()
    (changed,) = diary.list_pain(ada)
    assert changed.leg is LegSymptom.TINGLING
    assert "Do not run" in text


@pytest.mark.parametrize("score", ["11", "-1", "", "3.5", "many", "٣", "1" * 500])
def test_pain_that_is_no_number_from_0_to_10_is_refused_in_plain_words(client, ada, score):
    answer = client.post("/pain/log/", {"score": score})
    assert answer.status_code == 400
    assert b"Pain is a number from 0 to 10" in answer.content
    assert diary.list_pain(ada) == ()


def test_a_clearance_is_recorded_and_names_what_was_looked_at(client, ada, blocked):
    flag = blocked.assessment.flags[0].id
    data = {"by": "Dr Field, GP", "given_on": "2026-05-13", "until": "2026-06-30", "flags": [flag], "note": ""}
    assert client.post("/check/clearance/", data)["Location"].partition("?")[0] == "/"
    (clearance,) = diary.list_clearances(ada)
    assert clearance.flags == (flag,)


def test_a_clearance_from_the_future_is_refused_in_the_form(client, ada, blocked):
    flag = blocked.assessment.flags[0].id
    data = {"by": "Dr Field", "given_on": "2026-06-13", "until": "2026-06-30", "flags": [flag]}
    answer = client.post("/check/clearance/", data)
    assert answer.status_code == 400
    assert "in the future" in answer.content.decode()


def first_run(ada):
    plan = current_plan(ada, TODAY).plan
    return next(one for week in plan.weeks for one in week.sessions if one.is_run and one.date >= TODAY)


def at_noon(monkeypatch, day) -> None:
    from datetime import UTC, datetime

    monkeypatch.setattr("runback.services.clock.now", lambda: datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def test_a_session_is_ticked_off_with_its_pain_and_the_answer_says_what_became_of_the_plan(
    client, ada, checked, monkeypatch
):
    run = first_run(ada)
    at_noon(monkeypatch, run.date)
    data = {"done": "yes", "distance_km": "3.2", "duration_min": "25", "pain_during": "6", "leg": "none", "sharp": "on"}
    page = client.post(f"/plan/{run.date}/{run.kind}/", data, follow=True).content.decode()
    (log,) = diary.list_sessions(ada)
    assert (log.pain_during, log.sharp, log.distance_km) == (6, True, 3.2)
    assert "Saved." in page


def test_a_session_left_out_is_kept_as_missed(client, ada, checked, monkeypatch):
    run = first_run(ada)
    at_noon(monkeypatch, run.date)
    assert client.post("/today/skip/", {"kind": run.kind.value})["Location"].partition("?")[0] == "/"
    (log,) = diary.list_sessions(ada)
    assert not log.done


def test_a_session_of_tomorrow_cannot_be_ticked_off_yet(client, ada, checked):
    plan = current_plan(ada, TODAY).plan
    coming = next(one for week in plan.weeks for one in week.sessions if one.date > TODAY and one.is_run)
    assert "You can log it on the day" in client.get(f"/plan/{coming.date}/{coming.kind}/").content.decode()
    client.post(f"/plan/{coming.date}/{coming.kind}/", {"done": "yes", "leg": "none"})
    assert diary.list_sessions(ada) == ()


def upload(client, *files: SimpleUploadedFile):
    return client.post("/import/start/", {"files": list(files)})


def test_files_that_are_no_activities_each_get_their_verdict_and_reason(client, ada):
    answer = upload(client, SimpleUploadedFile("note.txt", b"hello"), SimpleUploadedFile("broken.fit", b"\x0e\x10junk"))
    page = client.get(answer["Location"]).content.decode()
    assert "note.txt" in page
    assert "broken.fit" in page
    assert "2 files processed" in page


def test_an_upload_is_removed_once_its_import_is_over(client, ada, home):
    client.get(upload(client, SimpleUploadedFile("note.txt", b"hello"))["Location"])
    assert [path for path in (home / "uploads").rglob("*") if path.is_file()] == []


def test_an_import_is_taken_back_and_its_verdicts_are_kept_as_a_table(client, ada):
    import_id = int(upload(client, SimpleUploadedFile("run.gpx", tracks.gpx()))["Location"].strip("/").split("/")[-1])
    client.get(f"/import/{import_id}/")
    table = client.get(f"/import/{import_id}/verdicts.csv")
    assert "attachment" in table["Content-Disposition"]
    assert "run.gpx,imported" in table.content.decode()
    assert len(activities.list_activities(ada)) == 1

    page = client.post(f"/import/{import_id}/undo/", follow=True).content.decode()

    assert "Undone" in page
    assert activities.list_activities(ada) == ()


def test_a_zip_that_climbs_out_writes_nothing_outside_the_home(client, ada, home):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../../climbed.txt", "out")
    client.get(upload(client, SimpleUploadedFile("a.zip", packed.getvalue()))["Location"])
    assert list(home.rglob("climbed.txt")) == []
    assert not any(place.joinpath("climbed.txt").exists() for place in home.parents)


@pytest.mark.parametrize(
    "path", ["../../evil.fit", "/etc/evil.fit", "..\\..\\evil.fit", "a/\x00/evil.fit", "C:\\evil.fit"]
)
def test_a_dropped_files_path_never_leads_out_of_the_upload(client, ada, home, path):
    file = SimpleUploadedFile("evil.fit", b"x")
    reply = client.post("/import/upload/", {"files": file, "path": path}).json()
    (kept,) = home.rglob("evil.fit")
    assert kept.is_relative_to(home / "uploads" / str(ada.id) / reply["upload"])


def test_too_much_for_one_upload_is_refused_with_what_to_do(client, ada, settings):
    settings.UPLOAD_MAX_BYTES = 10
    answer = upload(client, SimpleUploadedFile("big.fit", b"x" * 11))
    assert answer.status_code == 400
    assert "runback import" in answer.content.decode()
    assert batches.list_imports(ada) == ()


def test_importing_nothing_says_what_to_choose(client):
    answer = client.post("/import/start/", {})
    assert answer.status_code == 400
    assert "Choose one or more files" in answer.content.decode()


def test_changing_the_days_keeps_the_day_of_the_check(client, ada, checked, monkeypatch):
    at_noon(monkeypatch, TODAY + timedelta(days=3))
    client.post("/check/week/", {"mon": "30", "sat": "60"})
    check = check_in.latest_check(ada)
    assert check.made_on == TODAY
    assert check.intake.wishes.days == {"mon": 30, "sat": 60}
    assert check.intake.text == CLEAR["text"]


def test_a_pair_of_shoes_is_added_once(client, ada):
    client.post("/shoes/", {"name": "Blue", "start_km": "120"})
    answer = client.post("/shoes/", {"name": "Blue"})
    assert answer.status_code == 400
    (shoe,) = diary.list_shoes(ada)
    assert shoe.start_km == 120


def test_a_tingling_leg_in_the_diary_stops_the_plan_and_today_says_stop(client, ada, checked):
    diary.log_pain(ada, 4, leg=LegSymptom.TINGLING)
    today = client.get("/").content.decode()
    assert "Answer the check again first" in today
    assert "Something changed" not in today
    assert "STOP" in today
    assert "Not more than" not in today
    assert "SELF-CARE" not in today
    assert "No plan for now" in client.get("/plan/").content.decode()


def test_what_should_be_ruled_out_is_named_without_a_share(client, blocked):
    text = client.get(f"/check/result/{blocked.id}/").content.decode()
    assert "What should be ruled out" in text
    assert "It does not mean that you have it" in text
    assert not re.search(r"in 10\b(?!,)", text)


def test_after_a_clearance_the_plan_opens_and_today_does_not_shout_stop(client, ada, runs, noon):
    check = check_in.save_check(ada, CLEAR | {"red_flags": ["not_improving"], "pain_days": 50}, TODAY)
    assert check.assessment.urgency is Urgency.CLINICIAN_WITHIN_DAYS
    data = {"by": "Dr Field, GP", "given_on": "2026-05-14", "until": "2026-06-30"}
    client.post("/check/clearance/", data | {"flags": [flag.id for flag in check.assessment.flags]})
    today = client.get("/").content.decode()
    assert "STOP" not in today
    assert "This week" in client.get("/plan/").content.decode()


def test_a_clearance_of_what_needs_someone_today_opens_no_running_before_a_new_check(client, ada, runs, noon):
    check = check_in.save_check(ada, SAME_DAY, TODAY)
    assert check.assessment.urgency is Urgency.SAME_DAY_URGENT
    data = {"by": "Dr Field", "given_on": "2026-05-14", "until": "2026-06-30"}
    client.post("/check/clearance/", data | {"flags": [flag.id for flag in check.assessment.flags]})
    plan = current_plan(ada, TODAY).plan
    assert plan.weeks
    assert not any(session.is_run for week in plan.weeks for session in week.sessions)
    assert "Answer the check again." in client.get("/plan/").content.decode()
