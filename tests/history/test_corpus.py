"""The real files: one verdict each, nothing refused that can be read, totals as the owners' services list them."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.history_truth import LISTS, read_rows, score
from runback.domain.activity import Activity, Source, Sport, Surface, ZoneSource
from runback.domain.errors import RunbackError
from runback.history.errors import NotAnActivity, UnreadableFile
from runback.history.meaning import interpret
from runback.history.source_file import SourceFile
from runback.history.sources import walk
from tests.history.plain_reader import PlainReader
from tests.shared_data import shared_path

pytestmark = pytest.mark.corpus

FOLDERS = (
    "apple-nicolas",
    "arthurfsy2",
    "choochoo",
    "fitdecode",
    "fitparse",
    "hugh-zhan9",
    "monkeysui",
    "sports-lib",
    "stravadata",
)
WITHOUT_A_DATE = {
    "fitdecode/tests__files__DeveloperData.fit",
    "choochoo/data__test__source__python-fitparse-fix__activity-activity-filecrc.fit",
}
"""Both hold no timestamp, or one since the device was switched on: they have no place in a history."""


def read(name: str) -> tuple[Activity, ...]:
    """The activities of one file of the corpus."""
    (source,) = walk([shared_path("corpus", name)])
    assert isinstance(source, SourceFile)
    return tuple(
        interpret(recording, sources=(Source(name, name, recording.format),), zone="Asia/Shanghai")
        for recording in PlainReader().read(source)
    )


def read_verdicts(root: Path) -> Iterator[tuple[str, str, str]]:
    reader = PlainReader()
    for source in walk([root / folder for folder in FOLDERS]):
        name = source.label.removeprefix(f"{root}/")
        assert isinstance(source, SourceFile), name
        try:
            for recording in reader.read(source):
                interpret(recording, sources=(), zone="Asia/Shanghai")
            yield name, "imported", ""
        except NotAnActivity as error:
            yield name, "not_activity", error.message
        except RunbackError as error:
            yield name, "failed", error.message


def test_every_file_of_the_corpus_has_one_verdict_and_only_the_empty_and_undated_fail() -> None:
    root = shared_path("corpus")
    with (root / "MANIFEST.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["path"] for row in csv.DictReader(file)}
    verdicts = list(read_verdicts(root))
    assert Counter(name for name, _, _ in verdicts) == Counter(listed)
    counts = Counter(verdict for _, verdict, _ in verdicts)
    failed = {name for name, verdict, _ in verdicts if verdict == "failed"}
    assert failed == {"sports-lib/src__specs__fixtures__others__empty-sessions.fit", *WITHOUT_A_DATE}
    assert counts["imported"] >= 2920
    assert all(reason for _, verdict, reason in verdicts if verdict != "imported")


@pytest.mark.parametrize("name", LISTS)
def test_listed_totals_are_matched_as_often_as_by_the_device_or_the_plain_sum(name: str) -> None:
    counts, _ = score(list(read_rows(shared_path("corpus"), name)))
    null = counts["distance null but baseline right"]
    assert counts["distance near"] >= counts["distance baseline"] - null
    assert counts["moving near"] >= counts["moving baseline"] - counts["moving null but baseline right"]
    assert counts["found"] >= 0.95 * counts["listed"]


def expected_distances() -> dict[str, float]:
    expected = json.loads(shared_path("corpus", "truth", "sports-lib_expected.json").read_text(encoding="utf-8"))
    metres = {path: dict(values).get("DataDistance") for path, values in expected.items()}
    return {path: value for path, value in metres.items() if value is not None}


def test_distances_agree_with_those_sports_lib_expects() -> None:
    folder = shared_path("corpus", "sports-lib")
    compared, off = 0, []
    for path, expected in expected_distances().items():
        stored = next(folder.glob(f"*fixtures__{path.replace('/', '__')}*"), None)
        if stored is None:
            continue
        compared += 1
        found = read(f"sports-lib/{stored.name}")[0].distance_m
        if found is None or abs(found - expected) > 0.015 * expected:
            off.append((path, found, expected))
    assert compared >= 30
    assert len(off) <= 3, off


def test_nonsense_utc_offset_falls_back_to_the_place() -> None:
    (ride,) = read("choochoo/data__test__source__other__2018-05-30-22-00-44.fit")
    assert ride.zone_source is not ZoneSource.FILE
    assert abs(ride.utc_offset_s) <= 14 * 3600


def test_undeclared_prefix_in_gpx_and_leading_space_in_tcx_are_read() -> None:
    (run,) = read("sports-lib/src__specs__fixtures__runs__gpx__6037744996.gpx.gz")
    assert run.samples is not None
    (tcx_run,) = read("sports-lib/src__specs__fixtures__runs__tcx__6281425038.tcx")
    assert len(tcx_run.laps) == 5


def test_multisport_is_split_into_its_sports() -> None:
    parts = read("fitdecode/tests__files__activity-large-fenxi2-multisport.fit")
    sports = [part.sport for part in parts]
    assert [sport for sport in sports if sport is not Sport.OTHER] == [Sport.RUN, Sport.RUN, Sport.RIDE]
    assert len(parts) == 7


def test_long_pauses_are_elapsed_but_not_moving() -> None:
    (run,) = read("arthurfsy2/FIT_OUT__115869447.fit")
    assert run.elapsed_s is not None
    assert run.moving_s is not None
    assert run.elapsed_s > run.moving_s + 60


def test_big_endian_summary_without_records_is_an_activity() -> None:
    (run,) = read("arthurfsy2/FIT_OUT__465946348.fit")
    assert (run.sport, run.samples) == (Sport.RUN, None)
    assert (run.distance_m, run.elapsed_s) == (3120.0, 1800.0)


def test_treadmill_run_of_a_summary_gpx_is_a_run_on_a_treadmill() -> None:
    (run,) = read("arthurfsy2/GPX_OUT__465946348.gpx.gz")
    assert (run.sport, run.surface, run.distance_m) == (Sport.RUN, Surface.TREADMILL, 3120.0)


def test_truncated_file_is_salvaged_and_says_so() -> None:
    (ride,) = read("fitparse/tests__files__nick.fit")
    assert ride.samples is not None
    assert ride.notes


def test_file_of_no_bytes_fails_with_its_reason() -> None:
    with pytest.raises(UnreadableFile, match="empty"):
        read("sports-lib/src__specs__fixtures__others__empty-sessions.fit")


def test_walks_of_two_points_give_no_distance() -> None:
    (walked,) = read("hugh-zhan9/GPX_OUT__9223370384713667807.gpx.gz")
    assert (walked.sport, walked.distance_m, walked.moving_s) == (Sport.WALK, None, None)


def test_apple_workout_and_its_route_are_one_activity() -> None:
    from runback.history.merge import is_same, merge

    (workout,) = read("apple-nicolas/tests__fixtures__exports__workout_walking.xml")
    (route,) = read("apple-nicolas/tests__fixtures__exports__workout-routes__route_2018-06-11_1.02pm.gpx")
    assert is_same(workout, route)
    merged = merge(workout, route)
    assert merged.sport is Sport.WALK
    assert merged.distance_m == pytest.approx(1215.51)
    assert merged.samples is not None


def test_fit_and_gpx_of_one_activity_are_the_same_and_neighbours_are_not() -> None:
    from runback.history.merge import is_same

    activities = []
    for path in sorted(shared_path("corpus", "arthurfsy2").glob("*")):
        name = path.name.partition("__")[2].partition(".")[0]
        activities += [(name, activity) for activity in read(f"arthurfsy2/{path.name}")]
    activities.sort(key=lambda item: item[1].start_utc)
    pairs = [
        (a[0] == b[0], is_same(a[1], b[1]))
        for at, a in enumerate(activities)
        for b in activities[at + 1 : at + 10]
    ]  # fmt: skip
    assert pairs.count((True, True)) == 40
    assert (True, False) not in pairs
    assert (False, True) not in pairs
