"""Whatever the bytes, only typed errors: mutated files made here, read as an import would."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runback.domain.errors import RunbackError
from runback.history.meaning import interpret
from runback.history.read import read_source
from runback.history.source_file import Limits, SourceFile
from runback.history.sources import walk
from tests.history.made_up import pack_gzip, write_gpx, write_tcx, write_zip
from tests.history.plain_reader import PlainReader

GPX = write_gpx(points=12, extra="<extensions><gpxtpx:hr>150</gpxtpx:hr></extensions>")
TCX = write_tcx(laps=2, lap_s=40)
HEALTH = b'<HealthData><Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="3" durationUnit="min" startDate="2026-05-03 06:30:00 +0100" endDate="2026-05-03 06:33:00 +0100"><MetadataEntry key="HKTimeZone" value="Europe/Paris"/></Workout></HealthData>'  # noqa: E501
ARCHIVE = write_zip({"a.gpx": GPX, "b.tcx.gz": pack_gzip(TCX), "c.zip": write_zip({"d.gpx": GPX})})
LIMITS = Limits(file_bytes=1 << 20, archive_bytes=1 << 22, free_bytes=1 << 16, ratio=100, depth=3, members=50)

JUNK = [b"", b"\x00", b"<", b"-1e999", b"nan", b"9999-99-99T99:99:99Z", b"\xff\xfe", b"&x;", b"1970", b"9" * 20]

edits = st.lists(
    st.tuples(
        st.sampled_from(["change", "cut", "repeat", "insert"]),
        st.integers(0, 4000),
        st.integers(1, 80),
        st.sampled_from(JUNK),
    ),
    min_size=1,
    max_size=6,
)


def mutate(data: bytes, changes: list[tuple[str, int, int, bytes]]) -> bytes:
    for kind, at, length, text in changes:
        at %= len(data) + 1
        if kind == "change":
            data = data[:at] + text + data[at + len(text) :]
        elif kind == "cut":
            data = data[:at] + data[at + length :]
        elif kind == "repeat":
            data = data[:at] + data[at : at + length] * 3 + data[at + length :]
        else:
            data = data[:at] + text + data[at:]
    return data


def read_and_understand(data: bytes, label: str) -> int:
    """How many activities the bytes hold; typed errors are an answer too, anything else fails the test."""
    try:
        recordings = read_source(data, label)
    except RunbackError:
        return 0
    interpreted = 0
    for recording in recordings:
        try:
            interpret(recording, sources=(), zone="Europe/Berlin")
            interpreted += 1
        except RunbackError:
            continue
    return interpreted


def test_the_seeds_are_sound() -> None:
    assert [read_and_understand(data, "x") for data in (GPX, TCX, HEALTH)] == [1, 1, 1]


@settings(max_examples=400, deadline=2000, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.sampled_from([(GPX, "a.gpx"), (TCX, "a.tcx"), (HEALTH, "export.xml")]), changes=edits)
def test_mutated_files_raise_nothing_but_typed_errors(
    seed: tuple[bytes, str], changes: list[tuple[str, int, int, bytes]]
) -> None:
    read_and_understand(mutate(seed[0], changes), seed[1])


@settings(max_examples=200, deadline=2000)
@given(data=st.binary(max_size=300), name=st.sampled_from(["a.fit", "a.gpx", "a.tcx", "a.csv", "a.xml", "a"]))
def test_random_bytes_raise_nothing_but_typed_errors(data: bytes, name: str) -> None:
    read_and_understand(data, name)


@settings(max_examples=150, deadline=2000)
@given(changes=edits)
def test_mutated_archives_give_verdicts_and_never_a_crash(changes: list[tuple[str, int, int, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.zip"
        path.write_bytes(mutate(ARCHIVE, changes))
        reader = PlainReader()
        for item in walk([path], LIMITS):
            if isinstance(item, SourceFile):
                try:
                    reader.read(item)
                except RunbackError:
                    continue
