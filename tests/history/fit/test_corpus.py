"""Real files: what other readers found in them, the hard cases, and that every one is read or refused by name."""

import csv
import gzip
import io
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from runback.domain.activity import Column
from runback.history.fit import FIT_EPOCH, FitFile, Messages, NotAnActivityFile, Strictness, UnreadableFit, read_fit
from runback.history.fit.heart_rate import merged_heart_rate
from runback.history.fit.recordings import read_recordings
from runback.history.recording import Recording
from tests.shared_data import shared_path

pytestmark = pytest.mark.corpus

COMPRESSED = "the SDK stops at the first compressed timestamp"
UNFILLED = "the SDK finds nothing behind a header that says 0 bytes follow"
LISTED_DIFFERENCES = {
    "fitdecode/tests__files__antfs-dump.63.fit": COMPRESSED,
    "fitdecode/tests__files__compressed-speed-distance.fit": COMPRESSED,
    "choochoo/data__test__source__python-fitparse-fix__activity-activity-filecrc.fit": COMPRESSED,
    "choochoo/data__test__source__python-fitparse-fix__activity-settings-corruptheader.fit": COMPRESSED,
    "choochoo/data__test__source__python-fitparse-fix__activity-settings.fit": COMPRESSED,
    "choochoo/data__test__source__other__2018-02-24-10-04-10.fit": UNFILLED,
    "choochoo/data__test__source__other__2018-04-15-09-18-20.fit": UNFILLED,
    "sports-lib/src__specs__fixtures__others__empty-activities.fit": UNFILLED,
}
"""Files where more records are read here than the reference has, and why."""

EMPTY = "sports-lib/src__specs__fixtures__others__empty-sessions.fit"
"""A file of no bytes: refused, and of no record in the reference."""

SUM_TOLERANCE = 1e-9


def read(path: str) -> FitFile:
    return read_fit(shared_path("corpus", path).read_bytes())


def record_column(fit: FitFile, name: str) -> Column | None:
    """A record's column as the SDK gives it, with a strap's heart rates merged in."""
    if name == "heart_rate":
        return merged_heart_rate(fit)
    return fit.messages("record").column(name)


def find_differences(fit: FitFile, expected: dict[str, tuple[int, float]]) -> list[str]:
    different = []
    for name, (count, total) in expected.items():
        column = record_column(fit, name)
        values = np.zeros(0) if column is None else column[np.isfinite(column)]
        # The reference rounds its sums to three decimals.
        if len(values) != count or abs(values.sum() - total) > 0.001 + SUM_TOLERANCE * abs(total):
            different.append(f"{name}: {len(values)} values, sum {values.sum()}, reference {count}, {total}")
    return different


def test_record_counts_and_sums_equal_those_of_garmin_s_own_reader() -> None:
    reference = shared_path("corpus", "truth", "garmin_fit_sdk_21.218_reference.jsonl")
    equal, different = 0, {}
    for line in reference.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["path"] == EMPTY:
            assert row["n"] == 0
            continue
        fit = read(row["path"])
        found = len(fit.messages("record"))
        if row["path"] in LISTED_DIFFERENCES:
            assert found > row["n"], LISTED_DIFFERENCES[row["path"]]
            continue
        problems = find_differences(fit, row["cols"])
        if found != row["n"]:
            problems.append(f"{found} records, reference {row['n']}")
        if problems:
            different[row["path"]] = problems
        equal += not problems
    assert different == {}
    assert equal == 561


FITPARSE_FILES = {
    "garmin-edge-500-activity": 10_686,
    "garmin-edge-820-bike": 15,
    "garmin-fenix-5-bike": 19,
    "garmin-fenix-5-run": 21,
    "garmin-fenix-5-walk": 17,
}


FILLED_IN_THE_TABLE = {"garmin-edge-500-activity": {"cadence": 121, "position_lat": 9, "position_long": 9}}
"""The table has 0 for cadence, and the previous position, where the file has no value."""


@pytest.mark.parametrize("name", FITPARSE_FILES)
def test_record_tables_equal_those_of_fitparse(name: str) -> None:
    table = shared_path("corpus", "truth", "fitparse_csv", f"{name}-records.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(table)))
    records = read(f"fitdecode/tests__files__{name}.fit").messages("record")
    assert len(rows) == len(records) == FITPARSE_FILES[name]
    times = [text.replace("PDT", "-0700") for text in (row.pop("timestamp") for row in rows)]
    seconds = [(datetime.strptime(text, "%a %b %d %H:%M:%S %z %Y") - FIT_EPOCH).total_seconds() for text in times]
    assert list(records.column("timestamp")) == seconds
    filled = {}
    for field in rows[0]:
        expected = np.array([float(row[field]) if row[field] else np.nan for row in rows])
        found = records.column(field)
        column = np.full(len(rows), np.nan) if found is None else found
        gaps = np.isnan(column) & np.isfinite(expected)
        np.testing.assert_allclose(column[~gaps], expected[~gaps], atol=1e-9)
        if gaps.any():
            filled[field] = int(gaps.sum())
    assert filled == FILLED_IN_THE_TABLE.get(name, {})


def test_the_compressed_record_table_equals_that_of_fitparse() -> None:
    """Its first record holds nothing and is not in the table."""
    path = shared_path("corpus", "truth", "fitparse_csv", "compressed-speed-distance-records.csv")
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))[1:]
    records = read("fitdecode/tests__files__compressed-speed-distance.fit").messages("record")
    assert len(rows) == len(records) - 1 == 754
    expected = [[np.nan if value == "null" else float(value) for value in row] for row in rows]
    names = ("timestamp", "heart_rate", "speed", "distance", "cadence")
    found = np.stack([records.column(name)[1:] for name in names], axis=1)
    np.testing.assert_allclose(found, expected, atol=1e-9)


QUIRKS = {
    "timer_trigger": "FitCSVTool lists the value of the 16-bit field as well, and once a value out of nowhere",
    "doughnuts_earned": "a developer field, distinguished from the profile's own here",
}


def tool_tables() -> Iterator[tuple[Path, Path]]:
    """Each table of FitCSVTool with the file it was made from."""
    corpus = shared_path("corpus")
    for table in sorted((corpus / "truth" / "choochoo_FitCSVTool").glob("*.csv.gz")):
        name = table.name.removesuffix(".csv.gz")
        found = [*corpus.glob(f"choochoo/*__{name}.fit"), *corpus.glob(f"fitdecode/*__{name}.fit")]
        yield table, next(path for path in found if "fitparse-fix" not in path.name)


def compare_row(messages: Messages, index: int, fields: list[str]) -> Iterator[str]:
    for name, text in zip(fields[0::3], fields[1::3], strict=False):
        if name in ("", "unknown") or name.startswith("@") or name in QUIRKS or text == "COMPOSITE":
            continue
        column = messages.column(name)
        if column is not None and column.ndim == 2:
            values = [float(value) for value in text.split("|")]
            # The tool shows the raw invalid value of 16 bits inside arrays.
            expected = [np.nan if value == 65535 else value for value in values]
            same = np.allclose(column[index, : len(values)], expected, atol=1e-4, equal_nan=True)
        elif column is not None:
            value = messages.values(name)[index]
            # The tool rounds compressed distances to two decimals.
            same = value is None if text == "" else value is not None and abs(value - float(text)) < 0.0051
        else:
            # The tool shows what is after the end of a text, following a bar.
            same = (messages.text(name)[index] or "") == text.split("|")[0]
        if not same:
            yield f"{messages.name} {index} {name}: {text}"


def test_every_named_field_of_every_message_equals_the_tables_of_fit_csv_tool() -> None:
    different, fields = [], 0
    for table, path in tool_tables():
        fit = read_fit(path.read_bytes())
        seen: Counter[str] = Counter()
        with gzip.open(table, "rt", encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                if row[0] != "Data" or row[2] not in fit.kinds:
                    continue
                messages = fit.messages(row[2])
                different += [f"{path.name}: {problem}" for problem in compare_row(messages, seen[row[2]], row[3:])]
                seen[row[2]] += 1
                fields += len(row) // 3
        assert seen == {kind: len(fit.messages(kind)) for kind in seen}
    assert different == []
    assert fields > 300_000


@pytest.fixture(scope="module")
def outcomes() -> dict[str, tuple[Recording, ...] | Exception]:
    """Every FIT file of the corpus with its recordings, or the typed error that refuses it."""
    corpus = shared_path("corpus")
    found: dict[str, tuple[Recording, ...] | Exception] = {}
    with (corpus / "MANIFEST.csv").open(encoding="utf-8", newline="") as manifest:
        for row in csv.DictReader(manifest):
            if row["format"] != "fit":
                continue
            try:
                found[row["path"]] = read_recordings((corpus / row["path"]).read_bytes())
            except (NotAnActivityFile, UnreadableFit) as error:
                found[row["path"]] = error
    return found


def recordings_of(outcomes: dict[str, tuple[Recording, ...] | Exception], path: str) -> tuple[Recording, ...]:
    (found,) = (outcome for name, outcome in outcomes.items() if name.endswith(path))
    assert isinstance(found, tuple)
    return found


def test_every_file_is_read_or_is_no_activity(outcomes: dict[str, tuple[Recording, ...] | Exception]) -> None:
    kinds = Counter(type(outcome).__name__ for outcome in outcomes.values())
    assert kinds == {"tuple": 546, "NotAnActivityFile": 24, "UnreadableFit": 1}
    assert isinstance(outcomes[EMPTY], UnreadableFit)


def test_time_never_goes_back_in_any_recording(outcomes: dict[str, tuple[Recording, ...] | Exception]) -> None:
    for path, outcome in outcomes.items():
        for recording in outcome if isinstance(outcome, tuple) else ():
            if recording.samples is not None:
                times = recording.samples.columns["time_s"]
                assert times[0] >= 0, path
                assert (np.diff(times) >= 0).all(), path


def test_reserved_header_bits_do_not_hide_records(outcomes: dict[str, tuple[Recording, ...] | Exception]) -> None:
    (ride,) = recordings_of(outcomes, "FIT_OUT__542661337.fit")
    assert ride.sport == "cycling"
    assert ride.samples is not None
    assert not ride.truncated


def test_a_big_endian_summary_has_totals_and_no_samples(
    outcomes: dict[str, tuple[Recording, ...] | Exception],
) -> None:
    (run,) = recordings_of(outcomes, "FIT_OUT__465946348.fit")
    assert run.samples is None
    assert (run.stated.distance_m, run.stated.elapsed_s) == (3120, 1800)
    assert run.sub_sport == "treadmill"


def test_chained_strap_data_reaches_the_records_before_it(
    outcomes: dict[str, tuple[Recording, ...] | Exception],
) -> None:
    (swim,) = recordings_of(outcomes, "garmin-fr935-cr.fit")
    assert swim.samples is not None
    beats = swim.samples.get("heart_rate_bpm")
    assert beats is not None
    assert np.isfinite(beats).sum() == 7483


@pytest.mark.parametrize(
    ("path", "samples"),
    [
        ("fitparse/tests__files__nick.fit", 14_391),
        ("fitparse/tests__files__strava-android-app-201.10-b1218918.fit", 472),
        ("choochoo/data__test__source__other__8CS90646.FIT", 1108),
        ("fitdecode/tests__files__invalid__activity-unexpected-eof.fit", 14),
    ],
)
def test_broken_files_give_what_is_before_the_fault(
    outcomes: dict[str, tuple[Recording, ...] | Exception], path: str, samples: int
) -> None:
    (recording,) = recordings_of(outcomes, path)
    assert recording.truncated
    assert recording.samples is not None
    assert len(recording.samples) == samples
    with pytest.raises(UnreadableFit):
        read_fit(shared_path("corpus", path).read_bytes(), Strictness.STRICT)


def test_misaligned_fields_do_not_shift_the_others() -> None:
    records = read("fitparse/tests__files__coros-pace-2-cycling-misaligned-fields.fit").messages("record")
    distance = records.column("distance")
    assert distance is not None
    assert (np.diff(distance[np.isfinite(distance)]) >= 0).all()


def test_a_triathlon_with_a_wrong_start_is_split_in_order(
    outcomes: dict[str, tuple[Recording, ...] | Exception],
) -> None:
    legs = recordings_of(outcomes, "activity-large-fenxi2-multisport.fit")
    assert [leg.sport for leg in legs] == [
        *("generic", "transition", "running", "transition", "running", "transition", "cycling"),
    ]
    # The first session claims to start 2,717 s after its records; the stated length and end put it at the first record.
    assert legs[0].start_utc == datetime(2015, 8, 29, 7, 14, 44, tzinfo=UTC)
    for leg in legs:
        assert leg.samples is not None
        distance = leg.samples.get("distance_m")
        assert distance is not None
        assert leg.stated.distance_m == pytest.approx(distance[-1], abs=30)


def test_long_pauses_lie_inside_the_activity(outcomes: dict[str, tuple[Recording, ...] | Exception]) -> None:
    (recording,) = recordings_of(outcomes, "FIT_OUT__115869447.fit")
    assert recording.pauses
    paused = sum(end - start for start, end in recording.pauses)
    elapsed, timer = recording.stated.elapsed_s, recording.stated.timer_s
    assert elapsed is not None
    assert timer is not None
    assert paused == pytest.approx(elapsed - timer, abs=10)


def test_a_nonsense_utc_offset_is_passed_on_as_stated(
    outcomes: dict[str, tuple[Recording, ...] | Exception],
) -> None:
    (recording,) = recordings_of(outcomes, "data__test__source__other__2018-05-30-22-00-44.fit")
    activity = read("choochoo/data__test__source__other__2018-05-30-22-00-44.fit").messages("activity")
    local, stamp = activity.first("local_timestamp"), activity.first("timestamp")
    assert local is not None
    assert stamp is not None
    assert recording.utc_offset_s == local - stamp
    assert recording.start_utc is not None
    assert timedelta(0) <= recording.start_utc - datetime(2018, 5, 30, tzinfo=UTC) < timedelta(days=2)


def test_contact_balance_is_read_as_a_share(outcomes: dict[str, tuple[Recording, ...] | Exception]) -> None:
    (run,) = recordings_of(outcomes, "6916663933.fit")
    assert run.samples is not None
    balance = run.samples.get("contact_balance_pct")
    assert balance is not None
    assert 45 < np.nanmedian(balance) < 55
