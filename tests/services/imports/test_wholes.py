"""A run that is there whole and in parts counts once, whatever comes first, and can be had in parts again."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise, permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runback.domain.activity import Activity, Source, Sport, ZoneSource
from runback.domain.plan import SessionKind
from runback.history.merge import NO_TIME, is_same, merge
from runback.services import activities, parts
from runback.services.imports.batches import import_paths, list_imports
from runback.services.imports.index import HistoryIndex
from runback.services.imports.preview import preview_import
from runback.services.imports.undo import undo_import
from runback.services.training.take_back import JUST_MADE
from runback.store.models import ActivityRow, SessionRow
from tests.history.made_up import START, write_gpx

WHOLE_S = 3600
MPS = 2.5


def recorded(name: str, begin_s: float, end_s: float, kind: str = "gpx") -> Activity:
    """A recording of these seconds of one steady run of 9 km."""
    return Activity(
        sport=Sport.RUN,
        start_utc=START + timedelta(seconds=begin_s),
        utc_offset_s=0,
        zone_source=ZoneSource.FILE,
        elapsed_s=end_s - begin_s,
        moving_s=end_s - begin_s,
        distance_m=(end_s - begin_s) * MPS,
        sources=(Source(name, name * 64, kind),),
    )


def line(name: str, metres: float) -> Activity:
    """A line of the diary, which gives no times."""
    noon = replace(recorded("t", 0, metres / MPS, "csv"), sources=(Source(name, "t" * 64, "csv"),))
    return replace(noon, start_utc=START.replace(hour=12), notes=(NO_TIME,), zone_source=ZoneSource.PROFILE)


def counting(*files: Activity) -> list[Activity]:
    """What counts once these files came in, in this order."""
    index, joined = HistoryIndex(), dict[int, Activity]()
    for number, file in enumerate(files):
        same = index.find_place(file).same
        row_id = number if same is None else same
        joined[row_id] = file if same is None else merge(joined[same], file)
        index.place(row_id, joined[row_id])
        index.note_source(row_id, file.sources[0].sha256, "", file.sources[0].path)
        index.settle(row_id)
    return [activity for row_id, activity in joined.items() if index.shown(row_id) == row_id]


def km(found: list[Activity]) -> float:
    return round(sum(each.distance_m or 0.0 for each in found) / 1000, 2)


WHOLE, FIRST, SECOND = recorded("w", 0, 3600), recorded("a", 0, 1800), recorded("b", 1800, 3600)


@pytest.mark.parametrize("order", list(permutations((WHOLE, FIRST, SECOND))))
def test_the_whole_and_its_halves_count_once_in_any_order(order: tuple[Activity, ...]) -> None:
    assert km(counting(*order)) == 9.0


@pytest.mark.parametrize(
    "pieces",
    [
        (WHOLE, FIRST),
        (WHOLE, SECOND),
        (WHOLE, recorded("a", 0, 1500), recorded("b", 2100, 3600)),
        (WHOLE, recorded("a", 0, 1200), recorded("b", 1200, 2400), recorded("c", 2400, 3600)),
        (WHOLE, FIRST, SECOND, recorded("v", 5, 3590, "fit")),
        (WHOLE, FIRST, recorded("c", 20, 1790, "fit"), SECOND),
        (WHOLE, FIRST, recorded("c", 300, 1200), SECOND),
        (WHOLE, FIRST, line("d", 4400)),
        (WHOLE, line("d", 4400), line("e", 4700)),
        (WHOLE, FIRST, line("d", 1900), line("e", 2500)),
    ],
    ids=[
        "one half",
        "the other half",
        "a gap between them",
        "three parts",
        "the whole of two watches",
        "a half of two watches",
        "a part of a half",
        "one half in a diary",
        "both halves in a diary",
        "two thirds in a diary",
    ],
)
def test_however_a_run_was_recorded_beside_its_whole_it_counts_once(pieces: tuple[Activity, ...]) -> None:
    for order in permutations(pieces):
        assert km(counting(*order)) == pytest.approx(9.0, abs=0.1), [each.sources[0].path for each in order]


def test_a_stage_of_an_ultra_is_part_of_it_and_a_day_s_log_is_not_the_run() -> None:
    ultra = recorded("w", 0, 9 * 3600)
    assert km(counting(recorded("a", 0, 2 * 3600), recorded("b", 5 * 3600, 7 * 3600), ultra)) == 81.0
    log = replace(recorded("w", 0, 17 * 3600), distance_m=40_000)
    assert len(counting(FIRST, log)) == 2


@pytest.mark.parametrize(
    "others",
    [
        (recorded("a", 3700, 5400),),
        (line("d", 5000),),
        (line("d", 3000), line("e", 4000)),
        (recorded("a", 5000, 6800), line("d", 3000)),
        (replace(FIRST, sport=Sport.RIDE),),
    ],
    ids=["the next run", "a line of a diary", "two lines", "a run and a line", "a ride at that time"],
)
def test_what_is_not_part_of_a_run_counts_separately(others: tuple[Activity, ...]) -> None:
    for order in permutations((WHOLE, *others)):
        assert len(counting(*order)) == 1 + len(others)


@st.composite
def recordings(draw: st.DrawFn) -> list[Activity]:
    """A run as up to two devices recorded it whole, with clocks minutes apart, and cut into pieces; in any order."""
    cuts = sorted(draw(st.sets(st.integers(6, 54), min_size=1, max_size=3)))
    edges = [0, *cuts, 60]
    spans = [(begin * 60, end * 60) for begin, end in pairwise(edges) if end - begin >= 5]
    pieces = draw(st.lists(st.sampled_from(spans), unique=True, min_size=1))
    late = draw(st.integers(-120, 120))
    wholes = [(late, WHOLE_S + late) for _ in range(draw(st.integers(1, 2)))]
    files = [recorded("abcdefgh"[number], *span) for number, span in enumerate((*wholes, *pieces))]
    return draw(st.permutations(files))


@given(recordings())
@settings(max_examples=60, deadline=None)
def test_no_moment_of_a_run_counts_twice_in_any_order_of_any_pieces(files: list[Activity]) -> None:
    found = counting(*files)
    assert km(found) == pytest.approx(9.0, abs=0.01)
    assert not any(is_same(a, b) for a in found for b in found if a is not b)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "inbox"
    place.mkdir()
    return place


HEART_RATE = "<extensions><hr>140</hr></extensions>"


def write(folder: Path, name: str, begin_s: int, end_s: int, **more: str) -> Path:
    """A file of these seconds of the run: 3 m/s, so the whole half hour has 5.4 km."""
    path = folder / f"{name}.gpx"
    data = write_gpx(
        points=end_s - begin_s + 1,
        start=START + timedelta(seconds=begin_s),
        latitude=52.0 + begin_s * 3 / 111_195,
        **more,
    )
    path.write_bytes(data)
    return path


def distances(ada) -> list[float]:
    return [round((run.distance_km), 1) for run in activities.list_runs(ada)]


def test_the_whole_that_comes_after_its_halves_counts_alone_and_the_import_says_so(ada, folder):
    halves = [write(folder, "a", 0, 900, extra=HEART_RATE), write(folder, "b", 900, 1800, extra=HEART_RATE)]
    import_paths(ada, halves)
    assert distances(ada) == [2.7, 2.7]
    whole = write(folder, "whole", 0, 1800)
    assert preview_import(ada, [whole]).merged == 1
    (verdict,) = import_paths(ada, [whole]).verdicts
    assert distances(ada) == [5.4]
    assert verdict.verdict == "merged"
    assert "in parts (2)" in verdict.reason
    (run,) = activities.list_activities(ada)
    assert verdict.activity_ids == (run.id,)
    assert (activities.read_samples(ada, run.id).columns["heart_rate_bpm"] == 140).all()


def test_a_half_that_comes_after_the_whole_is_said_to_be_part_of_it(ada, folder):
    import_paths(ada, [write(folder, "whole", 0, 1800)])
    report = import_paths(ada, [write(folder, "b", 900, 1800)])
    assert distances(ada) == [5.4]
    assert "part of an activity that is there whole" in report.verdicts[0].reason
    again = import_paths(ada, [folder / "b.gpx"])
    assert (again.duplicate, again.verdicts[0].activity_ids) == (1, report.verdicts[0].activity_ids)


@pytest.mark.parametrize("undone", ["import", "page"])
def test_the_halves_count_again_once_the_whole_is_undone(ada, folder, undone):
    halves = [write(folder, "a", 0, 900), write(folder, "b", 900, 1800)]
    import_paths(ada, halves)
    before = activities.list_activities(ada)
    activities.edit_activity(ada, before[0].id, title="With Mia")
    import_paths(ada, [write(folder, "whole", 0, 1800)])
    if undone == "import":
        undo_import(ada, list_imports(ada)[0].id)
    else:
        parts.undo_parts(ada, activities.list_activities(ada)[0].id)
    assert activities.list_activities(ada) == (replace(before[0], title="With Mia"), before[1])


def test_a_part_whose_import_is_undone_leaves_the_whole_without_its_channels(ada, folder):
    import_paths(ada, [write(folder, "whole", 0, 1800)])
    (before,) = activities.list_activities(ada)
    report = import_paths(ada, [write(folder, "a", 0, 900, extra=HEART_RATE)])
    assert "heart_rate_bpm" in activities.read_samples(ada, before.id).columns
    assert undo_import(ada, report.id).removed == 1
    assert activities.list_activities(ada) == (before,)
    assert "heart_rate_bpm" not in activities.read_samples(ada, before.id).columns


def test_a_part_that_the_runner_deleted_does_not_keep_the_whole_out(ada, folder):
    import_paths(ada, [write(folder, "a", 0, 900)])
    activities.delete_activity(ada, activities.list_activities(ada)[0].id)
    assert import_paths(ada, [write(folder, "whole", 0, 1800)]).imported == 1
    assert distances(ada) == [5.4]
    activities.restore_activity(ada, min(int(v.id) for v in activities.list_activities(ada)) - 1)
    assert distances(ada) == [5.4]


def test_halves_that_the_runner_joined_stay_one_run_next_to_the_whole(ada, folder):
    import_paths(ada, [write(folder, "a", 0, 900), write(folder, "b", 900, 1800)])
    parts.join_activities(ada, *(each.id for each in activities.list_activities(ada)))
    import_paths(ada, [write(folder, "whole", 0, 1800)])
    assert distances(ada) == [5.4]


def test_joined_halves_have_each_second_once_after_the_whole_came_and_the_join_was_undone(ada, folder):
    import_paths(ada, [write(folder, "a", 0, 900), write(folder, "b", 900, 1800)])
    first, _ = sorted(activities.list_activities(ada), key=lambda each: each.start_utc)
    parts.join_activities(ada, *(each.id for each in activities.list_activities(ada)))
    import_paths(ada, [write(folder, "whole", 0, 1800, extra=HEART_RATE)])
    parts.undo_parts(ada, first.id)
    assert distances(ada) == [2.7, 2.7]
    joined = [activities.read_samples(ada, each.id).columns for each in activities.list_activities(ada)]
    assert sorted(each["time_s"][-1] for each in joined) == [900, 900]
    assert import_paths(ada, [folder / "whole.gpx"]).duplicate == 1


def test_what_the_runner_split_stays_split_when_it_comes_whole_again(ada, folder):
    import_paths(ada, [write(folder, "whole", 0, 1800)])
    parts.split_activity(ada, activities.list_activities(ada)[0].id, 900.0)
    report = import_paths(ada, [write(folder, "phone", 3, 1800, extra=HEART_RATE)])
    assert distances(ada) == [2.7, 2.7]
    assert "two stay as they are" in report.verdicts[0].reason


def test_a_recording_that_is_named_a_run_later_takes_its_parts_in(ada, folder):
    import_paths(ada, [write(folder, "a", 0, 900), write(folder, "b", 900, 1800)])
    import_paths(ada, [write(folder, "whole", 0, 1800, kind="cycling")])
    other = next(each for each in activities.list_activities(ada) if each.sport is not Sport.RUN)
    activities.name_sport(ada, other.id, Sport.RUN)
    assert distances(ada) == [5.4]


@pytest.mark.parametrize(("sport", "kilometres"), [(Sport.RIDE, [2.7, 2.7]), (Sport.RUN, [5.4]), (Sport.WALK, [])])
def test_the_parts_of_what_was_no_run_count_on_their_own(ada, folder, sport, kilometres):
    import_paths(ada, [write(folder, "whole", 0, 1800), write(folder, "a", 0, 900), write(folder, "b", 900, 1800)])
    (whole,) = activities.list_activities(ada)
    activities.name_sport(ada, whole.id, sport)
    assert distances(ada) == kilometres


def test_a_log_of_a_half_belongs_to_the_whole_until_that_is_undone(ada, folder):
    from runback.services.training import diary
    from runback.services.training.diary import SessionLog
    from runback.store.standing import standing

    def shown() -> list[str | None]:
        with standing(ada):  # as on a page
            return [log.activity_id for log in diary.list_sessions(ada)]

    import_paths(ada, [write(folder, "a", 0, 900), write(folder, "b", 900, 1800)])
    first, _ = activities.list_activities(ada)
    diary.log_session(ada, SessionLog(day=first.day, kind=SessionKind.RUN, activity_id=first.id))
    assert shown() == [first.id]
    import_paths(ada, [write(folder, "whole", 0, 1800)])
    (whole,) = activities.list_activities(ada)
    assert diary.log_of_activity(ada, int(whole.id)) is not None
    assert shown() == [whole.id]
    undo_import(ada, list_imports(ada)[0].id)
    assert diary.log_of_activity(ada, int(first.id)) is not None
    assert shown() == [first.id]


def test_two_recordings_that_share_too_few_minutes_to_be_one_are_pointed_out(ada, folder):
    import_paths(ada, [write(folder, "a", 0, 1800)])
    elsewhere = write_gpx(points=1801, start=START + timedelta(seconds=1200), latitude=52.3)
    (folder / "b.gpx").write_bytes(elsewhere)
    (verdict,) = import_paths(ada, [folder / "b.gpx"]).verdicts
    assert verdict.verdict == "imported"
    assert "another recording too" in verdict.reason


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize(
    ("spans", "kilometres"),
    [
        (((0, 1800), (840, 2640)), 7.9),  # minutes 0 to 30, and 14 to 44
        (((0, 1800), (800, 2400)), 7.2),
        (((0, 2400), (700, 3100)), 9.3),
        (((600, 3600), (0, 2400)), 10.8),
        (((0, 1800), (300, 2100)), 6.3),
        (((0, 1800), (60, 1860)), 5.4),  # a minute: buttons and clocks
        (((840, 3600), (0, 1800)), 10.8),  # most of it, and its beginning
        (((0, 1800), (1200, 3000)), 9.0),  # they share less than half
        (((0, 1800), (1440, 3600)), 10.8),
    ],
)
def test_what_either_of_two_recordings_has_of_a_run_counts_once(ada, folder, spans, kilometres, first):
    files = [write(folder, name, *span) for name, span in zip("ab", spans, strict=True)]
    import_paths(ada, [files[first]])
    before = activities.list_activities(ada)
    import_paths(ada, [files[1 - first]])
    assert distances(ada) == [kilometres]
    (run,) = activities.list_activities(ada)
    time_s = activities.read_samples(ada, run.id).columns["time_s"]
    assert time_s[0] == 0
    assert (time_s[1:] > time_s[:-1]).all()
    if kilometres > 5.4:
        assert run.start_utc == START
        assert run.elapsed_s == time_s[-1] == max(end for _, end in spans)
    undo_import(ada, list_imports(ada)[0].id)
    assert activities.list_activities(ada) == before


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"latitude": 52.0}, "its clock is a quarter of an hour off, and it is the same half hour"),
        ({"latitude": 52.1}, "it was elsewhere"),
        ({"speed_mps": 0.0}, "it lay on the bench"),
    ],
)
def test_another_recording_that_does_not_agree_on_where_the_runner_was_adds_nothing(ada, folder, other, why):
    import_paths(ada, [write(folder, "a", 0, 1800)])
    data = write_gpx(**({"points": 1801, "start": START + timedelta(seconds=840)} | other))
    (folder / "b.gpx").write_bytes(data)
    import_paths(ada, [folder / "b.gpx"])
    assert distances(ada) == [5.4], why


@pytest.mark.parametrize("logged_first", [True, False])
@pytest.mark.parametrize("kms", [(2.5, 3.0), (1.8, 1.7, 1.9)], ids=["two halves", "three parts"])
def test_logs_by_hand_that_are_together_as_long_as_the_file_of_the_day_are_that_run(ada, folder, kms, logged_first):
    from runback.services.training.diary import SessionLog, log_session

    def log() -> None:
        for km in kms:
            log_session(ada, SessionLog(day=START.date(), kind=SessionKind.RUN, distance_km=km))

    if logged_first:
        log()
    import_paths(ada, [write(folder, "whole", 0, 1800)])
    if not logged_first:
        log()
    assert distances(ada) == [5.4]


@pytest.mark.parametrize("first_km", [None, 2.6])
def test_a_half_of_a_watch_and_a_half_logged_by_hand_are_the_whole_that_comes_later(ada, folder, first_km):
    from runback.services.training.diary import SessionLog, log_session

    import_paths(ada, [write(folder, "a", 0, 900)])
    for km in (first_km, 2.8):
        log_session(ada, SessionLog(day=START.date(), kind=SessionKind.RUN, distance_km=km))
    assert sorted(distances(ada)) == [2.7, 2.8]
    import_paths(ada, [write(folder, "whole", 0, 1800)])
    assert distances(ada) == [5.4]


def test_a_second_run_logged_by_hand_counts_beside_the_file(ada, folder):
    from runback.services.training.diary import SessionLog, log_session

    for km in (5.4, 4.0):
        log_session(ada, SessionLog(day=START.date(), kind=SessionKind.RUN, distance_km=km))
    import_paths(ada, [write(folder, "whole", 0, 1800)])
    assert sorted(distances(ada)) == [4.0, 5.4]


def _log_and_import(ada, folder, km: float | None, minutes: float | None, seconds: int, kind=SessionKind.RUN):
    from runback.services.training.diary import SessionLog, log_session

    log_session(ada, SessionLog(day=START.date(), kind=kind, distance_km=km, duration_min=minutes))
    import_paths(ada, [write(folder, "file", 0, seconds)])  # 3 m/s


@pytest.mark.parametrize(
    ("km", "minutes", "seconds"),
    [(10.0, None, 660), (10.0, 60.0, 1500), (6.0, 40.0, 600), (None, 60.0, 900), (21.1, 130.0, 3000), (5.0, None, 700)],
)
def test_a_log_does_not_give_way_to_a_file_of_much_less(ada, folder, km, minutes, seconds):
    """As when the watch died, or for another run of that day: what the runner said stays."""
    _log_and_import(ada, folder, km, minutes, seconds)
    usual = 6.5  # minutes per km where only the time is known
    assert sorted(distances(ada)) == pytest.approx(sorted([km or minutes / usual, seconds * 3 / 1000]), abs=1.0)


@pytest.mark.parametrize(
    ("km", "minutes", "seconds"),
    [(5.4, 30.0, 1800), (6.0, None, 1800), (8.0, 30.0, 1800), (5.0, 45.0, 1800), (None, 40.0, 1800), (4.0, None, 1800)],
    ids=["alike", "a guess", "as long in time", "as long in distance", "with stops", "less than the file"],
)
def test_a_log_that_may_be_the_files_run_is_replaced_by_it(ada, folder, km, minutes, seconds):
    _log_and_import(ada, folder, km, minutes, seconds)
    assert distances(ada) == [seconds * 3 / 1000]


def test_that_a_file_came_does_not_make_a_log_one_of_after_the_check(ada, folder):
    """What was logged before a check counted there, and an entry that nobody changed can be taken back."""
    from runback.services.training.diary import SessionLog, log_session
    from runback.store.owned import stamp_rows

    log_session(ada, SessionLog(day=START.date(), kind=SessionKind.RUN, distance_km=5.4))
    then = START + timedelta(days=1)
    SessionRow.objects.update(created_at=then, updated_at=then)
    seen = [stamp_rows((SessionRow,), ada)]
    steps = [
        lambda: import_paths(ada, [write(folder, "a", 0, 1100)]),
        lambda: import_paths(ada, [write(folder, "whole", 0, 1800)]),
        lambda: undo_import(ada, list_imports(ada)[0].id),
        lambda: undo_import(ada, list_imports(ada)[1].id),
    ]
    for step in steps:
        step()
        (row,) = SessionRow.objects.all()
        assert row.updated_at - then < JUST_MADE
        seen.append(stamp_rows((SessionRow,), ada))
    assert len(set(seen)) == len(seen), "the log in the cache is found by its instant"


def test_what_counted_twice_before_counts_once_after_the_next_import_which_says_so(ada, folder):
    import_paths(ada, [write(folder, "whole", 0, 1800), write(folder, "b", 900, 1800)])
    (part,) = ActivityRow.objects.filter(is_deleted=True)
    part.edits, part.is_deleted = {}, False  # as an earlier version left it
    part.save()
    assert distances(ada) == [5.4, 2.7]
    import_paths(ada, [write(folder, "next", 20_000, 21_000)])
    assert distances(ada) == [5.4, 3.0]
    assert "counted twice (1)" in list_imports(ada)[0].message
