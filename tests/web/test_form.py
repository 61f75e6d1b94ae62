"""Running form on the web: sending a clip, its result or its refusal, the pictures, and the watch."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from runback.services.form import clips
from runback.web.form import views
from tests.form.made_runner import WALKER
from tests.form.made_up import made_minutes, made_months, made_report, made_track
from tests.services.form.made_up import RUNNER, keep
from tests.web.conftest import TODAY

pytestmark = pytest.mark.django_db


def send(client, **data):
    video = SimpleUploadedFile("clip.mp4", data.pop("content", b"a video"))
    return client.post("/form/upload/", {"video": video, **data}, follow=True)


def test_a_clip_is_sent_and_its_numbers_shown_with_bands_meaning_and_grade(client, pose_finds):
    pose_finds(made_track(runner=RUNNER))
    text = send(client, speed_kmh="10").content.decode()
    assert "Trunk lean" in text
    assert "90 % sure: " in text
    assert "Certainty: very low" in text
    assert "Studies find little difference" in text
    assert "The video was deleted" in text
    assert "Not measured (2)" in text


def test_the_videos_of_a_run_are_sent_together_and_become_one_clip(client, ada, pose_finds):
    pose_finds(made_track(runner=RUNNER))
    videos = [SimpleUploadedFile(f"pass-{number}.mp4", b"a video") for number in range(3)]
    text = client.post("/form/upload/", {"video": videos}, follow=True).content.decode()
    (clip,) = clips.list_clips(ada)
    assert clip.name == "pass-0.mp4 and 2 more"
    assert [each.clip for each in clip.report.passes] == [0, 1, 2]
    assert "in 3 passes" in text


def test_nine_videos_are_too_many_and_an_empty_one_is_named(client, ada, monkeypatch):
    monkeypatch.setattr(views, "is_pose_installed", lambda: True)
    nine = [SimpleUploadedFile(f"{number}.mp4", b"a video") for number in range(9)]
    assert "one to 8 videos" in client.post("/form/upload/", {"video": nine}).content.decode()
    with_empty = [SimpleUploadedFile("a.mp4", b"a video"), SimpleUploadedFile("b.mp4", b"")]
    assert client.post("/form/upload/", {"video": with_empty}).status_code == 400
    assert clips.list_clips(ada) == ()


def test_the_guide_asks_for_six_passes_and_shows_how(client):
    text = client.get("/form/guide/").content.decode()
    assert "six passes" in text
    assert "From above: the phone" in text


def test_one_cue_with_drills_is_shown_and_no_second_one(client, ada, noon):
    keep(ada, made_report(overstride_pct_leg=42, trunk_lean_deg=20), TODAY)
    (clip,) = clips.list_clips(ada)
    text = client.get(f"/form/{clip.id}/").content.decode()
    assert "Take shorter, quicker steps." in text
    assert "Run tall, with" not in text
    assert "no trial shows" in text


def test_a_refused_clip_says_why_how_to_film_and_asks_about_slow_motion(client, pose_finds):
    pose_finds(made_track(runner=WALKER))
    text = send(client).content.decode()
    assert "one foot is always on the ground" in text
    assert 'href="/form/guide/"' in text
    assert "Was it filmed in slow motion?" in text
    assert "What was measured" not in text


def test_a_video_that_cannot_be_read_ends_with_a_sentence_and_the_web_goes_on(client, pose_finds, home, monkeypatch):
    monkeypatch.setenv("RUNBACK_POSE_SCRIPT", str(home / "missing.py"))
    answer = send(client)
    assert answer.status_code == 200
    assert "This video could not be measured" in answer.content.decode()
    assert client.get("/form/").status_code == 200


def test_without_the_pose_part_the_page_says_in_one_line_how_to_get_it(client, monkeypatch):
    monkeypatch.setenv("RUNBACK_POSE_PYTHON", "/nowhere/python")
    text = client.get("/form/").content.decode()
    assert "make pose" in text
    assert 'type="file"' not in text


def test_a_wrong_number_and_no_file_say_so(client, pose_finds):
    pose_finds(made_track(runner=RUNNER))
    assert "Choose a video first" in client.post("/form/upload/", {}).content.decode()
    answer = send(client, speed_kmh="99")
    assert answer.status_code == 400
    assert "less than or equal to 30" in answer.content.decode()


def test_form_js_gets_the_address_as_json(client, pose_finds):
    pose_finds(made_track(runner=RUNNER))
    video = SimpleUploadedFile("clip.mp4", b"a video")
    answer = client.post("/form/upload/", {"video": video}, headers={"accept": "application/json"})
    assert json.loads(answer.content)["go"].startswith("/form/")
    answer = client.post("/form/upload/", {}, headers={"accept": "application/json"})
    assert (answer.status_code, json.loads(answer.content)["message"]) == (400, "Choose a video first.")


def test_progress_is_shown_until_the_clip_is_done(client, ada, pose_finds, home, monkeypatch, noon):
    monkeypatch.setattr(clips, "_set_going", lambda row: None)
    clip_id = clips.start_clip(ada, "clip.mp4", [b"1"], TODAY)
    work = home / "form" / str(ada.id) / str(clip_id) / ".work"
    work.mkdir()
    (work / "pose.progress").write_text("40 120")
    text = client.get(f"/form/{clip_id}/").content.decode()
    assert "40 of about 120 frames" in text
    assert 'hx-trigger="every 1s"' in text


def test_pictures_are_served_in_parts_and_only_by_their_own_names(client, ada, home, noon):
    keep(ada, made_report(trunk_lean_deg=5), TODAY)
    (clip,) = clips.list_clips(ada)
    folder = home / "form" / str(ada.id) / str(clip.id)
    folder.mkdir(parents=True)
    (folder / "clip.webm").write_bytes(b"0123456789")
    (folder / "video").write_bytes(b"secret")
    whole, part = (client.get(f"/form/{clip.id}/clip.webm", headers=h) for h in ({}, {"range": "bytes=2-4"}))
    assert (whole.status_code, whole.content, whole["Content-Type"]) == (200, b"0123456789", "video/webm")
    assert (part.status_code, part.content, part["Content-Range"]) == (206, b"234", "bytes 2-4/10")
    assert client.get(f"/form/{clip.id}/clip.webm", headers={"range": "bytes=50-"}).status_code == 416
    for name in ("video", "pose.npz", "still-0.jpg", "still-99.jpg"):
        assert client.get(f"/form/{clip.id}/{name}").status_code == 404


def test_two_clips_show_what_changed_and_the_rest_as_not_clear(client, ada, noon):
    keep(ada, made_report(trunk_lean_deg=5, elbow_angle_deg=90), TODAY - timedelta(days=9))
    keep(ada, made_report(trunk_lean_deg=11, elbow_angle_deg=91), TODAY)
    text = client.get(f"/form/{clips.list_clips(ada)[0].id}/").content.decode()
    assert "<strong>+6.0" in text
    assert text.count("not clear") == 1
    assert "a difference may only come from speed" in text


def test_a_clip_is_deleted_for_good(client, ada, noon):
    keep(ada, made_report(trunk_lean_deg=5), TODAY)
    (clip,) = clips.list_clips(ada)
    assert client.post(f"/form/{clip.id}/remove/", follow=True).status_code == 200
    assert clips.list_clips(ada) == ()


def test_ben_sees_nothing_of_adas_clip(ben_client, ada, noon):
    keep(ada, made_report(trunk_lean_deg=5), TODAY)
    (clip,) = clips.list_clips(ada)
    assert "Your clips" not in ben_client.get("/form/").content.decode()
    for address in ("", "clip.webm"):
        assert ben_client.get(f"/form/{clip.id}/{address}").status_code == 404
    for address in ("again/", "remove/", "remove-video/"):
        assert ben_client.post(f"/form/{clip.id}/{address}", {"slower": "2"}).status_code == 404
    assert clips.list_clips(ada) == (clip,)


def test_the_guide_names_distance_height_level_rate_both_sides_and_behind(client):
    text = client.get("/form/guide/").content.decode()
    for words in (
        "Three to five metres",
        "At hip height",
        "Level and still",
        "60 frames",
        "Both sides",
        "behind",
    ):
        assert words in text


def test_the_watch_page_explains_an_empty_history_and_a_run_without_cadence(client, ada, noon, walked):
    assert "There is no run with steady minutes" in client.get("/form/watch/months/").content.decode()
    assert "fewer than 3 minutes" in client.get(f"/form/watch/{walked.id}/").content.decode()


def test_a_chart_of_a_run_says_its_drift_with_speed_taken_out():
    from runback.form.watch import hold_speed, measure_run
    from runback.web.form.figure import draw_minutes

    minutes = made_minutes(drift_ms=15)
    drift = measure_run(minutes).drift["contact_time_ms"]
    held = hold_speed(minutes, "contact_time_ms")
    chart = draw_minutes(minutes.minute, held, "contact_time_ms", drift)
    assert chart.title.startswith("Time on the ground rose by 1")
    assert chart.drawn.count('class="minute"') == sum(each == each for each in held)  # NaN is no minute
    trend = re.search(r'class="trend" d="M[\d.]+ ([\d.]+)L[\d.]+ ([\d.]+)"', chart.drawn)
    assert float(trend[1]) > float(trend[2])  # upwards in the picture


def test_months_are_drawn_with_their_band_and_the_finding_as_title():
    from runback.form.watch import compare_months
    from runback.web.form.figure import draw_months

    chart = draw_months(compare_months(made_months(slow_by=0.4, shift_ms=15)), "contact_time_ms")
    assert chart.title.startswith("Time on the ground rose by 1")
    assert chart.drawn.count('class="band"') == chart.drawn.count('class="dot"') == 2
    assert "Mar 26" in chart.drawn
    assert [row[0] for row in chart.rows] == ["2026-04", "2026-03"]
    assert draw_months(compare_months(made_months()), "power_w") is None


def test_a_still_from_behind_shows_the_line_through_the_hips_with_its_drop(client, ada, noon):
    from runback.web.form.picture import make_pictures

    keep(ada, made_report("rear", pelvic_drop_midstance_deg=6), TODAY)
    (clip,) = clips.list_clips(ada)
    points = {"left_hip": (100, 200), "right_hip": (150, 205), "left_knee": (100, 260), "left_ankle": (100, 320)}
    still = {"file": "still-0.jpg", "points": points, "when": "middle", "foot": "left", "left": 0, "top": 0}
    (picture,) = make_pictures(replace(clip, pictures={"stills": [still | {"scale": 1, "width": 300, "height": 400}]}))
    assert [label.text for label in picture.labels] == ["drop 6°"]  # five down on fifty across
