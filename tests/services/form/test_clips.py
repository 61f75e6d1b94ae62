"""Clips in a home: measured, kept without their video, compared, deleted, and heard by check and plan."""

from dataclasses import replace
from datetime import timedelta

import pytest

from runback.domain.errors import BadAnswer, NotFound
from runback.knowledge.sentences import render_sentence
from runback.services.form import clips, jobs
from runback.services.training import check_in
from runback.services.training.facts import gather_facts
from runback.services.training.plans import current_plan
from runback.store.models import FormClipRow
from tests.form.made_runner import WALKER
from tests.form.made_up import made_report, made_track
from tests.services.form.made_up import DAY, RUNNER, keep
from tests.web.conftest import CLEAR

pytestmark = pytest.mark.django_db


def send(runner, day=DAY, **wishes):
    return clips.read_clip(runner, clips.start_clip(runner, "clip.mp4", [b"a video"], day, **wishes))


def test_a_clip_is_measured_and_its_video_thrown_away(ada, pose_finds, home):
    pose_finds(made_track(runner=RUNNER))
    clip = send(ada)
    assert clip.state == "done"
    assert clip.is_measured
    assert clip.report.metrics["trunk_lean_deg"].estimate.value == pytest.approx(8, abs=0.5)
    assert [path.name for path in (home / "form" / str(ada.id) / str(clip.id)).iterdir()] == ["pose.npz"]


def test_a_video_is_kept_where_the_runner_asks_and_can_be_deleted_alone(ada, pose_finds, home):
    pose_finds(made_track(runner=RUNNER))
    clip = send(ada, keep_video=True)
    video = home / "form" / str(ada.id) / str(clip.id) / "video"
    assert video.read_bytes() == b"a video"
    clips.delete_video(ada, clip.id)
    assert not video.exists()
    assert clips.read_clip(ada, clip.id).is_measured


def test_the_saved_report_is_the_measured_one(ada, pose_finds):
    from runback.form.video import measure_track

    track = made_track(runner=RUNNER)
    pose_finds(track)
    assert send(ada).report == measure_track(track)


def test_clips_of_one_run_share_a_report_and_are_measured_again_from_their_points(ada, pose_finds, home):
    pose_finds(made_track(runner=RUNNER))
    files = [("a.mp4", [b"one"]), ("b.mp4", [b"two"])]
    clip = clips.read_clip(ada, clips.start_clips(ada, files, DAY))
    folder = home / "form" / str(ada.id) / str(clip.id)
    assert sorted(path.name for path in folder.iterdir()) == ["pose-2.npz", "pose.npz"]
    assert [each.clip for each in clip.report.passes] == [0, 1]
    clips.measure_again(ada, clip.id, 1.0)
    assert clips.read_clip(ada, clip.id).report.passes == clip.report.passes


def test_a_refused_clip_keeps_its_reason(ada, pose_finds):
    pose_finds(made_track(runner=WALKER))
    clip = send(ada)
    assert clip.report.refused.id == "not_running"
    assert not clip.is_measured


def test_a_file_that_is_no_video_ends_with_a_sentence_and_leaves_nothing_behind(ada, pose_finds, home, monkeypatch):
    monkeypatch.setenv("RUNBACK_POSE_SCRIPT", str(home / "missing.py"))
    clip = send(ada)
    assert clip.state == "failed"
    assert "needs a checkout of Runback" in clip.message
    assert list((home / "form" / str(ada.id) / str(clip.id)).iterdir()) == []


def test_large_empty_or_odd_files_are_refused_and_not_stored(ada, pose_finds, monkeypatch):
    monkeypatch.setattr(clips, "BYTES_MAX", 5)
    for chunks, wishes in (([b"123", b"456"], {}), ([], {}), ([b"1"], {"speed_kmh": 90.0}), ([b"1"], {"slower": 3.0})):
        with pytest.raises(BadAnswer):
            clips.start_clip(ada, "clip.mp4", chunks, DAY, **wishes)
    assert not FormClipRow.objects.exists()


def test_a_clip_is_there_once_all_of_its_video_is(ada, pose_finds, home):
    pose_finds(made_track(runner=RUNNER))

    def arrive():
        yield b"half of "
        assert not FormClipRow.objects.exists()  # or a worker would measure half a video
        yield b"a video"

    clip_id = clips.start_clip(ada, "clip.mp4", arrive(), DAY, keep_video=True)
    folder = home / "form" / str(ada.id)
    assert (folder / str(clip_id) / "video").read_bytes() == b"half of a video"
    assert [path.name for path in folder.iterdir()] == [str(clip_id)]


def test_a_video_that_the_disk_refuses_leaves_no_clip(ada, pose_finds, home):
    def refuse():
        yield b"half of"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        clips.start_clip(ada, "clip.mp4", refuse(), DAY)
    assert not FormClipRow.objects.exists()
    assert list((home / "form" / str(ada.id)).iterdir()) == []


def test_a_video_that_never_arrived_whole_is_cleared_up_when_the_server_starts(ada, home):
    left = home / "form" / str(ada.id) / ".arriving-0a1b2c3d"
    left.mkdir(parents=True)
    (left / "video").write_bytes(b"half of")
    clips.resume_clips()
    assert not left.exists()


def test_no_more_than_five_clips_wait(ada, pose_finds, monkeypatch):
    monkeypatch.setattr(clips, "_set_going", lambda row: None)
    for _ in range(5):
        clips.start_clip(ada, "clip.mp4", [b"1"], DAY)
    with pytest.raises(BadAnswer, match="waiting"):
        clips.start_clip(ada, "clip.mp4", [b"1"], DAY)


def test_a_clip_is_measured_again_from_its_points_with_the_runners_word_on_slow_motion(ada, pose_finds):
    track = made_track(runner=RUNNER, rate=120)
    pose_finds(replace(track, time_s=4 * track.time_s))
    clip = send(ada, slower=1.0)
    assert not clip.is_measured
    clips.measure_again(ada, clip.id, 4.0)
    again = clips.read_clip(ada, clip.id)
    assert again.report.metrics["cadence_spm"].estimate.value == pytest.approx(60 / 0.36, abs=0.5)


def test_a_clip_whose_process_died_is_begun_again_and_given_up_in_the_end(ada, pose_finds):
    from runback.services.form.worker import run_queue

    pose_finds(made_track(runner=RUNNER))
    clip = send(ada)
    FormClipRow.objects.filter(pk=clip.id).update(state="running", attempts=1)
    assert run_queue() == 1
    assert clips.read_clip(ada, clip.id).state == "done"
    FormClipRow.objects.filter(pk=clip.id).update(state="running", attempts=jobs.MAX_ATTEMPTS)
    run_queue()
    assert "several times" in clips.read_clip(ada, clip.id).message


def test_a_later_clip_is_compared_with_the_one_before_at_the_same_speed(ada, pose_finds):
    pose_finds(made_track(runner=RUNNER))
    first = send(ada, DAY - timedelta(days=20), speed_kmh=10.0)
    send(ada, DAY - timedelta(days=10), speed_kmh=14.0)
    pose_finds(made_track(runner=replace(RUNNER, lean_deg=13), seed=1))
    compared = clips.compare_with_earlier(ada, send(ada, speed_kmh=10.2))
    assert compared.before.id == first.id
    assert compared.is_same_speed
    assert "trunk_lean_deg" in [change.name for change in compared.changes if change.is_clear]
    assert clips.compare_with_earlier(ada, first) is None


def test_deleting_a_clip_leaves_nothing_of_it(ada, pose_finds, home):
    pose_finds(made_track(runner=RUNNER))
    clip = send(ada, keep_video=True)
    clips.delete_clip(ada, clip.id)
    assert clips.list_clips(ada) == ()
    assert list((home / "form" / str(ada.id)).iterdir()) == []


def test_anothers_clip_is_not_found(cast, pose_finds):
    pose_finds(made_track(runner=RUNNER))
    clip = send(cast.ada)
    for ask in (clips.read_clip, clips.delete_clip, clips.delete_video):
        with pytest.raises(NotFound):
            ask(cast.ben, clip.id)
    with pytest.raises(NotFound):
        clips.clip_file(cast.ben, clip.id, "still-0.jpg")
    with pytest.raises(NotFound):
        clips.clip_file(cast.ada, clip.id, "../../secret.key")


def test_a_clear_overstride_on_video_is_named_among_the_causes(ada, noon):
    before = check_in.assess_answers(ada, CLEAR, DAY)
    assert "overstride" not in [cause.id for cause in before.causes]
    keep(ada, made_report(overstride_pct_leg=42))
    after = check_in.assess_answers(ada, CLEAR, DAY)
    cause = next(cause for cause in after.causes if cause.id == "overstride")
    assert cause.grade == "low"
    assert after.urgency == before.urgency


def test_a_clip_never_changes_urgency_or_whether_to_run(ada, noon):
    before = check_in.assess_answers(ada, CLEAR | {"red_flags": ["ces_saddle"]}, DAY)
    keep(ada, made_report(overstride_pct_leg=42, trunk_lean_deg=30, cadence_spm=140, elbow_angle_deg=170))
    after = check_in.assess_answers(ada, CLEAR | {"red_flags": ["ces_saddle"]}, DAY)
    assert (after.urgency, after.running) == (before.urgency, before.running)


def test_a_clip_counts_for_twelve_weeks(ada):
    keep(ada, made_report(overstride_pct_leg=42), DAY - timedelta(days=85))
    assert gather_facts(ada, DAY).form == {}
    assert gather_facts(ada, DAY - timedelta(days=1)).form["overstride_pct_leg"] > 35


def add_cadences(runner, *cadences, km=5.0):
    from tests.runs import run_values

    for number, cadence in enumerate(cadences):
        row = run_values(runner, DAY - timedelta(days=2 * number + 1), km)
        row.avg_cadence_spm = cadence
        row.save()


def test_a_low_cadence_of_the_watch_is_heard_with_less_weight_than_a_clips(ada):
    add_cadences(ada, 148, 150, 149, 151)
    facts = gather_facts(ada, DAY)
    assert facts.form["watch_cadence_spm"] == pytest.approx(149.5 + 1.645 * 3 / 2, abs=0.1)
    assert facts.cue == "quick_steps"
    by_watch = cause_of_steps(facts)
    keep(ada, made_report(cadence_spm=148))
    by_clip = cause_of_steps(gather_facts(ada, DAY))
    assert 1 < by_watch.weight < by_clip.weight
    assert "watch" in render_sentence(by_watch.reasons[0])


def cause_of_steps(facts):
    from runback.assess.causes import rank_causes
    from runback.domain.intake import Intake

    return next(each for each in rank_causes(Intake(), form=facts.form) if each.id == "overstride")


@pytest.mark.parametrize("cadences", [(150, 149), (150, 170, 168, 172), (160, 158, 162)])
def test_few_runs_or_a_cadence_that_is_not_surely_low_ask_for_nothing(ada, cadences):
    add_cadences(ada, *cadences)
    assert gather_facts(ada, DAY).cue == ""


def test_the_plans_first_cue_is_the_one_the_clip_asked_for(ada, noon):
    from tests.runs import add_run

    for days in range(1, 43, 2):
        add_run(ada, DAY - timedelta(days=days), 5.0)
    check_in.save_check(ada, CLEAR, DAY)

    def cues():
        sessions = [one for week in current_plan(ada, DAY).plan.weeks for one in week.sessions]
        return [render_sentence(r) for one in sessions for r in one.reasons if r.rule.endswith("form_cue")]

    assert "Run tall" in cues()[0]
    keep(ada, made_report(overstride_pct_leg=42))
    shown_cues = cues()
    assert shown_cues[0] == "One thing to think of for two weeks, from how you run: Take shorter, quicker steps."
    assert len(set(shown_cues)) == 2
