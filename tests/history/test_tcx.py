import pytest

from runback.history import tcx
from runback.history.errors import NotAnActivity, UnreadableFile
from runback.history.meaning import interpret
from tests.history.made_up import START, write_tcx


def test_lap_totals_are_summed_and_averages_weighted_by_time() -> None:
    (run,) = tcx.read_recordings(write_tcx(laps=2))
    assert (run.stated.timer_s, run.stated.distance_m) == (600.0, 1800.0)
    assert run.stated.avg_hr_bpm == 145.0
    assert [(lap.start_s, lap.elapsed_s, lap.distance_m) for lap in run.laps] == [(0, 300, 900), (300, 300, 900)]


def test_lap_distance_is_not_taken_for_a_point() -> None:
    (run,) = tcx.read_recordings(write_tcx(laps=1, lap_s=30))
    assert run.samples is not None
    assert run.samples.columns["distance_m"].tolist() == [0.0, 300.0, 600.0]


def test_run_cadence_of_one_foot_counts_both_feet() -> None:
    run = interpret(tcx.read_recordings(write_tcx())[0], sources=(), zone="UTC")
    assert run.samples is not None
    assert set(run.samples.columns["cadence_spm"].tolist()) == {170.0}


def test_device_is_the_creator_and_not_the_author() -> None:
    assert tcx.read_recordings(write_tcx())[0].device == "Watch made here"


def test_leading_spaces_before_the_declaration_are_harmless() -> None:
    assert tcx.read_recordings(b"          " + write_tcx())[0].start_utc == START


def test_start_is_that_of_the_first_lap_when_the_first_point_comes_later() -> None:
    first_point = b"<Trackpoint><Time>2026-05-03T06:30:00.000Z</Time>"
    late = write_tcx(laps=1, lap_s=20).replace(first_point, b"<Trackpoint><Time>2026-05-03T06:30:04.000Z</Time>")
    (run,) = tcx.read_recordings(late)
    assert run.start_utc == START
    assert run.samples is not None
    assert run.samples.columns["time_s"].tolist() == [4.0, 10.0]


def test_laps_without_points_are_still_an_activity() -> None:
    (run,) = tcx.read_recordings(write_tcx(laps=1, lap_s=0, lap_m=1000.0).replace(b"Seconds>0<", b"Seconds>240<"))
    assert run.samples is None
    assert (run.stated.timer_s, run.stated.distance_m) == (240.0, 1000.0)


def test_courses_and_workouts_are_no_activities() -> None:
    for content in ("<Courses><Course><Track/></Course></Courses>", "<Workouts><Workout/></Workouts>", ""):
        with pytest.raises(NotAnActivity):
            tcx.read_recordings(f"<TrainingCenterDatabase>{content}</TrainingCenterDatabase>".encode())


def test_entities_are_refused() -> None:
    with pytest.raises(UnreadableFile, match="entities"):
        tcx.read_recordings(b'<!DOCTYPE x [<!ENTITY a "b">]>' + write_tcx().partition(b"?>")[2])


def test_what_is_no_xml_is_unreadable() -> None:
    with pytest.raises(UnreadableFile):
        tcx.read_recordings(b"\x00\x01 nothing of the kind")
