"""Before an import: the preview that saves nothing, the question about a diary's columns, files sent in pieces."""

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from runback.domain.quota import Quota
from runback.services import activities
from runback.services.imports import batches
from runback.services.imports.look import look_at, start_look
from runback.services.sharing.record import export_record
from runback.services.training import diary
from runback.web.imports import uploads
from tests import tracks
from tests.history.made_up import START, write_gpx
from tests.web.conftest import TODAY

pytestmark = pytest.mark.django_db
HALF = timedelta(minutes=15)

DIARY = b"Tag;Strecke;Dauer;Schmerz\n03.05.2026;5,2;31:00;2\n05.05.2026;6,0;36:00;3\n"
UNCLEAR = b"Date,Distance,Time\n03/05/2026,5.2,31:00\n05/06/2026,6.0,36:00\n"


def send(client, *files, **data):
    """Chooses files on the import page and presses Import."""
    return client.post("/import/start/", {"files": list(files), **data})


def packed(**members: bytes) -> SimpleUploadedFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return SimpleUploadedFile("watch.zip", out.getvalue())


def test_a_preview_shows_what_would_be_imported_and_saves_nothing(client, ada):
    place = send(client, packed(run_gpx=tracks.gpx(), note_txt=b"hello"), look="1")["Location"]
    page = client.get(place).content.decode()
    assert "Ready to import" in page
    assert "<dt>New</dt><dd>1</dd>" in page
    assert "Imported" not in page.split("<main")[1]
    assert "<dt>Not an activity</dt><dd>1</dd>" in page
    assert activities.list_activities(ada) == ()
    assert batches.list_imports(ada) == ()


def test_what_was_looked_at_is_imported_on_a_press_and_leaves_no_trace_of_the_look(client, ada, home):
    place = send(client, packed(run_gpx=tracks.gpx()), look="1")["Location"]
    job = client.post(place)["Location"]
    assert len(activities.list_activities(ada)) == 1
    client.get(job)
    assert [path for path in (home / "uploads").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(("files", "is_looked_at"), [(10, False), (11, True)])
def test_more_than_ten_files_are_shown_before_they_are_imported(client, ada, files, is_looked_at):
    loose = [SimpleUploadedFile(f"{number}.txt", b"hello") for number in range(files - 3)]
    place = send(client, *loose, packed(a_txt=b"a", b_txt=b"b", c_txt=b"c"))["Location"]
    assert ("/look/" in place) is is_looked_at


def test_what_was_looked_at_can_be_left(client, ada, home):
    place = send(client, packed(run_gpx=tracks.gpx()), look="1")["Location"]
    assert client.post(f"{place}leave/")["Location"] == "/import/"
    assert client.get(place).status_code == 404
    assert [path for path in (home / "uploads").rglob("*") if path.is_file()] == []


def test_a_look_of_thousands_shows_one_verdict_at_a_time_in_pages(client):
    members = {f"n{number}_txt": b"hello" for number in range(450)}
    place = send(client, packed(**members, run_gpx=tracks.gpx()), look="1")["Location"]
    assert "run.gpx" in client.get(f"{place}?verdict=imported").content.decode()
    second = client.get(f"{place}?verdict=not_activity&page=2").content.decode()
    assert "Page 2 of 18" in second
    assert second.count("Not an activity:") == 25


def test_a_look_lists_day_sport_and_distance_newest_first(client, ada):
    starts = [datetime(2026, 4, day, 7, tzinfo=UTC) for day in (3, 21, 12)]
    files = {f"run{n}_gpx": write_gpx(points=1001, start=start) for n, start in enumerate(starts)}
    page = client.get(send(client, packed(**files), look="1")["Location"]).content.decode()
    rows = re.findall(r"<span>([^<]*) · Run</span><span>([^<]*)</span>", page)
    assert rows == [("Tue 21 Apr", "3.0 km"), ("Sun 12 Apr", "3.0 km"), ("Fri 3 Apr", "3.0 km")]


def test_a_finished_import_lists_what_came_in_with_its_file_beside_it(client):
    start = datetime(2026, 4, 21, 7, tzinfo=UTC)
    job = send(client, packed(activity_8812_gpx=write_gpx(points=1001, start=start), note_txt=b"hello"))["Location"]
    page = client.get(job).content.decode()
    assert re.findall(r"<span>([^<]*) · Run</span><span>([^<]*)</span>", page) == [("Tue 21 Apr", "3.0 km")]
    assert '<span class="quiet small">watch.zip!/activity.8812.gpx</span>' in page
    assert "<strong>watch.zip!/note.txt</strong>" in page


def test_a_file_with_many_activities_names_five_and_counts_the_rest(client):
    rows = "".join(f"1,2026-04-{day:02} 07:00:00+0000,1800,5400\n" for day in range(1, 13))
    table = f"type,startTime,sportTime(s),distance(m)\n{rows}".encode()
    page = client.get(send(client, packed(SPORT_csv=table))["Location"]).content.decode()
    assert page.count(" · Run</span>") == 5
    assert "12 activities in all" in page


def test_what_was_deleted_since_is_no_longer_listed_under_its_import(client, ada):
    job = send(client, packed(run_gpx=tracks.gpx()))["Location"]
    (run,) = activities.list_activities(ada)
    client.post(f"/history/{run.id}/delete/")
    page = client.get(job).content.decode()
    assert " · Run</span>" not in page
    assert "<strong>watch.zip!/run.gpx</strong>" in page


def test_the_page_of_a_run_lists_its_parts_and_undo_counts_them_instead(client, ada):
    whole = write_gpx(points=1801)
    halves = {
        f"{name}_gpx": write_gpx(points=901, start=START + half) for name, half in (("a", timedelta()), ("b", HALF))
    }
    job = send(client, packed(**halves, whole_gpx=whole))["Location"]
    assert client.get(job).content.decode().count("<span>5.4 km</span>") == 3
    (run,) = activities.list_activities(ada)
    page = client.get(f"/history/{run.id}/").content.decode()
    assert "Recorded in parts too" in page
    assert "a.gpx" in page
    assert client.post(f"/history/{run.id}/undo/").status_code == 302
    assert [each.distance_m for each in activities.list_activities(ada)] == [pytest.approx(2700, abs=3)] * 2


def test_a_preview_whose_process_died_says_so_and_does_not_wait_for_ever(ada, home, monkeypatch):
    folder = uploads.upload_folder(ada, uploads.new_upload(ada))
    monkeypatch.setattr("runback.services.imports.look.run_look", lambda *_: None)
    start_look(ada, folder, {})
    assert not look_at(folder).is_over
    monkeypatch.setattr("runback.services.imports.look._PATIENCE_S", -1.0)
    look = look_at(folder)
    assert look.is_over
    assert "try the preview again" in look.message


def test_ben_cannot_see_import_or_remove_what_ada_looks_at(client, ben_client, ada, home):
    place = send(client, packed(run_gpx=tracks.gpx()), look="1")["Location"]
    assert ben_client.get(place).status_code == 404
    assert ben_client.post(place).status_code == 404
    ben_client.post(f"{place}leave/")
    assert client.get(place).status_code == 200


def test_a_diary_is_asked_about_with_its_first_rows_and_the_guess(client, ada):
    place = send(client, SimpleUploadedFile("lauf.csv", DIARY))["Location"]
    page = client.get(place).content.decode()
    assert "lauf.csv" in page
    assert "<td>03.05.2026</td>" in page
    assert '<option value="Schmerz" selected>Schmerz</option>' in page
    assert activities.list_activities(ada) == ()


def test_the_answer_about_a_diary_brings_its_runs_and_pain_in(client, ada):
    place = send(client, SimpleUploadedFile("lauf.csv", DIARY))["Location"]
    answer = {"date": "Tag", "distance": "Strecke", "time": "Dauer", "pain": "Schmerz", "unit": "km", "order": "dmy"}
    client.post(place, answer)
    assert [each.distance_m for each in activities.list_activities(ada)] == [5200, 6000]
    assert [entry.score for entry in diary.list_pain(ada)] == [2, 3]


def test_an_unsure_guess_is_mentioned_beside_the_choice(client):
    place = send(client, SimpleUploadedFile("runs.csv", UNCLEAR))["Location"]
    page = client.get(place).content.decode()
    assert page.count("more than one way to read this") == 2


def test_a_column_in_two_roles_is_asked_about_again(client, ada):
    place = send(client, SimpleUploadedFile("lauf.csv", DIARY))["Location"]
    answer = {"date": "Tag", "distance": "Strecke", "time": "Strecke", "unit": "km", "order": "dmy"}
    page = client.post(place, answer)
    assert page.status_code == 400
    assert "each column only once" in page.content.decode()
    assert activities.list_activities(ada) == ()


def test_a_diary_can_be_left_out_and_the_rest_comes_in(client, ada):
    place = send(client, SimpleUploadedFile("lauf.csv", DIARY), SimpleUploadedFile("run.gpx", tracks.gpx()))["Location"]
    client.post(place, {"skip": "1"})
    assert len(activities.list_activities(ada)) == 1


def test_a_diary_preview_reads_the_columns_that_were_chosen(client, ada):
    place = send(client, SimpleUploadedFile("lauf.csv", DIARY), look="1")["Location"]
    answer = {"date": "Tag", "distance": "Strecke", "unit": "km", "order": "dmy", "look": "1"}
    look = client.post(place, answer)["Location"]
    assert "2 activities and 0 pain entries were read" in client.get(look).content.decode()
    client.post(look)
    assert len(activities.list_activities(ada)) == 2


def test_a_large_file_comes_in_pieces_and_is_whole(client, ada):
    data = tracks.gpx()
    first = client.post("/import/upload/", {"files": SimpleUploadedFile("a", data[:500]), "path": "a.gpx", "offset": 0})
    reply = first.json()
    rest = {"files": SimpleUploadedFile("a", data[500:]), "path": reply["path"], "offset": 500}
    client.post("/import/upload/", {**rest, "upload": reply["upload"]})
    client.post("/import/start/", {"upload": reply["upload"]})
    assert len(activities.list_activities(ada)) == 1


@pytest.mark.parametrize("offset", ["499", "501", "-1", "x", "9" * 16])
def test_a_piece_that_does_not_follow_on_the_last_is_refused(client, offset):
    reply = client.post(
        "/import/upload/", {"files": SimpleUploadedFile("a", b"x" * 500), "path": "a.gpx", "offset": "0"}
    ).json()
    piece = {"files": SimpleUploadedFile("a", b"y"), "path": "a.gpx", "offset": offset, "upload": reply["upload"]}
    answer = client.post("/import/upload/", piece)
    assert answer.status_code == 400
    assert "Part of the file was lost" in answer.json()["message"]


def test_two_files_of_one_name_sent_in_pieces_stay_two(client, ada, home):
    upload = ""
    for text in (b"first", b"other"):
        data = {"path": "same.zip", "offset": "0"} | ({"upload": upload} if upload else {})
        answer = client.post("/import/upload/", {"files": SimpleUploadedFile("same.zip", text), **data}).json()
        upload = answer["upload"]
        rest = {"path": answer["path"], "offset": "5", "upload": upload}
        client.post("/import/upload/", {"files": SimpleUploadedFile("same.zip", b"!"), **rest})
    kept = uploads.upload_folder(ada, upload).iterdir()
    assert sorted(path.read_bytes() for path in kept) == [b"first!", b"other!"]


def test_pieces_beyond_the_limit_are_refused(client, settings):
    settings.UPLOAD_MAX_BYTES = 10
    reply = client.post(
        "/import/upload/", {"files": SimpleUploadedFile("a", b"x" * 9), "path": "a", "offset": 0}
    ).json()
    piece = {"files": SimpleUploadedFile("a", b"xx"), "path": "a", "offset": 9, "upload": reply["upload"]}
    assert client.post("/import/upload/", piece).status_code == 400


def test_files_the_disk_has_no_room_for_are_refused_before_they_are_written(client, home, monkeypatch):
    monkeypatch.setattr(uploads, "_SPARE_BYTES", 1 << 60)
    answer = send(client, SimpleUploadedFile("run.gpx", tracks.gpx()))
    assert answer.status_code == 400
    assert "not enough space" in answer.content.decode()


def test_the_page_says_how_much_may_be_sent(client):
    assert "Up to 8 GB and 20000 files" in client.get("/import/").content.decode().replace(",", "")


def test_the_saved_list_has_the_chosen_verdicts(client):
    job = send(client, packed(run_gpx=tracks.gpx(), note_txt=b"hello"))["Location"]
    lines = client.get(f"{job}verdicts.csv?verdict=not_activity").content.decode().splitlines()
    assert len(lines) == 2
    assert "note.txt,not_activity" in lines[1]


def test_a_record_for_a_clinic_is_taken_back_on_the_import_page(client, ben_client, ada, cast, checked):
    diary.log_pain(ada, 3)
    data = export_record(ada, TODAY)
    answer = send(ben_client, SimpleUploadedFile("record.json", data))
    assert answer["Location"] == "/history/"
    assert len(activities.list_activities(cast.ben)) == len(activities.list_activities(ada))
    assert [entry.score for entry in diary.list_pain(cast.ben)] == [3]


@pytest.mark.parametrize(
    "damage", [(b"urn:runback:bundle", b"urn:other:bundle"), (b'"valueInteger": 3', b'"valueInteger": 33')]
)
def test_a_record_that_cannot_be_is_refused_with_its_name_and_leaves_nothing(client, ada, home, checked, damage):
    diary.log_pain(ada, 3)
    data = export_record(ada, TODAY).replace(*damage)
    kept = diary.list_pain(ada)
    answer = send(client, SimpleUploadedFile("record.json", data))
    assert answer.status_code == 400
    assert "Nothing was taken in." in answer.content.decode()
    assert "record.json" in answer.content.decode()
    assert str(home) not in answer.content.decode().partition('role="alert"')[2].partition("</p>")[0]
    assert diary.list_pain(ada) == kept
    assert [path for path in (home / "uploads").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("bound", [Quota(kept_bytes=10), Quota(kept_files=0), Quota(uploads_a_day=0), Quota(waiting=0)])
def test_what_is_too_much_for_one_runner_is_refused_on_the_page_and_shown_on_your_data(client, ada, settings, bound):
    settings.QUOTA = bound
    answer = send(client, SimpleUploadedFile("run.gpx", tracks.gpx()))

    assert (answer.status_code, activities.list_activities(ada)) == (400, ())
    assert client.post("/import/upload/", {"files": [SimpleUploadedFile("a.gpx", b"x" * 11)]}).status_code == 400
    assert " of " in client.get("/data/").content.decode().partition("How much it is")[2].partition("</section>")[0]
