"""Two pieces of a run become one, one recording becomes two, and both can be undone to the byte."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from runback.domain.diary import SessionLog
from runback.domain.errors import BadAnswer, NotFound
from runback.domain.plan import SessionKind
from runback.services import activities, parts
from runback.services.home.inspect import inspect_home
from runback.services.imports.batches import import_paths, list_imports
from runback.services.imports.undo import undo_import
from runback.services.training import diary
from tests.history.made_up import START, write_gpx

EXTRA = "<extensions><hr>140</hr></extensions>"


def import_runs(ada, folder: Path, *runs: tuple[int, int]) -> list[str]:
    """Runs of 3 m/s, (minutes after START, seconds long), each in a file of its own; their ids, oldest first."""
    for number, (minutes, seconds) in enumerate(runs):
        data = write_gpx(points=seconds + 1, start=START + timedelta(minutes=minutes), extra=EXTRA)
        (folder / f"{number}.gpx").write_bytes(data)
    import_paths(ada, [folder / f"{number}.gpx" for number in range(len(runs))])
    return [str(activity.id) for activity in activities.list_activities(ada)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "inbox"
    place.mkdir()
    return place


@pytest.mark.parametrize("swapped", [False, True])
def test_two_pieces_count_as_one_run_until_it_is_undone(ada, folder, swapped):
    first, second = import_runs(ada, folder, (0, 900), (25, 600))
    before = activities.list_activities(ada)
    whole = parts.join_activities(ada, *((second, first) if swapped else (first, second)))
    assert whole.distance_m == pytest.approx(4500, abs=4)
    assert (whole.moving_s, whole.elapsed_s) == (1500, 25 * 60 + 600)
    assert activities.list_activities(ada) == (whole,)
    parts.undo_parts(ada, whole.id)
    assert activities.list_activities(ada) == before


def log_of(ada, activity_id: str) -> SessionLog | None:
    return diary.log_of_activity(ada, int(activity_id))


def test_a_log_of_the_second_piece_is_that_of_the_joined_run_until_it_is_undone(ada, folder):
    first, second = import_runs(ada, folder, (0, 900), (25, 600))
    diary.log_session(ada, SessionLog(START.date(), SessionKind.RUN, pain_during=2, activity_id=second))
    parts.join_activities(ada, first, second)
    assert log_of(ada, first).pain_during == 2
    parts.undo_parts(ada, first)
    assert (log_of(ada, first), log_of(ada, second).pain_during) == (None, 2)


def test_a_log_of_the_second_part_is_that_of_the_run_once_the_split_is_undone(ada, folder):
    (only,) = import_runs(ada, folder, (0, 1800))
    _, second = parts.split_activity(ada, only, 900.0)
    diary.log_session(ada, SessionLog(START.date(), SessionKind.RUN, pain_during=2, activity_id=second.id))
    parts.undo_parts(ada, only)
    assert log_of(ada, only).pain_during == 2


def test_pieces_of_another_day_or_of_itself_are_not_joined(ada, folder):
    first, second = import_runs(ada, folder, (0, 900), (700, 600))
    for other in (first, second):
        with pytest.raises(BadAnswer, match="two pieces of one run"):
            parts.join_activities(ada, first, other)


@pytest.mark.parametrize("at_s", [60.0, 600.0, 1234.5, 1740.0])
def test_one_recording_becomes_two_runs_until_it_is_undone(ada, folder, at_s):
    (only,) = import_runs(ada, folder, (0, 1800))
    before, samples = activities.read_activity(ada, only), activities.read_samples(ada, only)
    first, second = parts.split_activity(ada, only, at_s)
    assert (first.distance_m or 0) + (second.distance_m or 0) == pytest.approx(5400, abs=8)
    assert second.start_utc == START + timedelta(seconds=at_s)
    assert second.elapsed_s == pytest.approx(1800 - at_s, abs=1)
    assert len(activities.list_activities(ada)) == 2
    parts.undo_parts(ada, only)
    assert activities.list_activities(ada) == (before,)
    again = activities.read_samples(ada, only)
    assert samples is not None
    assert again is not None
    for name, column in samples.columns.items():
        np.testing.assert_allclose(again.columns[name], column, atol=0.002)


def test_the_home_is_sound_after_a_split_and_after_its_undo(ada, folder):
    (only,) = import_runs(ada, folder, (0, 1800))
    parts.split_activity(ada, only, 600)
    assert inspect_home().damage == ()
    parts.undo_parts(ada, only)
    assert inspect_home().damage == ()


def test_an_undone_import_takes_the_second_part_with_it(ada, folder):
    (only,) = import_runs(ada, folder, (0, 1800))
    parts.split_activity(ada, only, 600)
    undo_import(ada, list_imports(ada)[0].id)
    assert activities.list_activities(ada) == ()


@pytest.mark.parametrize("at_s", [-5.0, 0.0, 59.0, 1790.0, 9999.0, float("nan")])
def test_a_part_of_less_than_a_minute_is_refused(ada, folder, at_s):
    (only,) = import_runs(ada, folder, (0, 1800))
    with pytest.raises(BadAnswer, match="needs a minute"):
        parts.split_activity(ada, only, at_s)


def test_what_was_not_made_so_has_nothing_to_undo(ada, folder):
    (only,) = import_runs(ada, folder, (0, 1800))
    with pytest.raises(NotFound):
        parts.undo_parts(ada, only)


@pytest.mark.parametrize("undone", [0, 1])
def test_an_undone_import_takes_its_piece_out_of_a_joined_run(ada, folder, undone):
    import_runs(ada, folder, (0, 900))
    first, second = import_runs(ada, folder, (0, 900), (25, 600))
    before = activities.list_activities(ada)
    parts.join_activities(ada, first, second)
    undo_import(ada, list_imports(ada)[1 - undone].id)
    assert activities.list_activities(ada) == (before[1 - undone],)
