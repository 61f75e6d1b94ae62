"""Bytes nobody meant to be read: only typed errors come out (how long that takes: benchmarks.growth)."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runback.domain.errors import RunbackError
from runback.history.fit import FIT_EPOCH, FitFile, Strictness, UnreadableFit, read_fit
from runback.history.fit.recordings import read_recordings
from tests.history.fit.build_fit import (
    ACTIVITY,
    BYTE,
    ENUM,
    EVENT,
    FLOAT64,
    HR,
    LAP,
    RECORD,
    SESSION,
    SINT32,
    START,
    STRING,
    TIMESTAMP,
    UINT8,
    UINT16,
    UINT32,
    FitBuilder,
    start_activity,
)


def make_seed() -> bytes:
    """A file that has a bit of everything."""
    fit = start_activity()
    description = [(0, UINT8, "B"), (1, UINT8, "B"), (2, UINT8, "B"), (3, STRING, "6s"), (14, UINT16, "H")]
    fit.define(5, 206, [*description, (15, UINT8, "B")]).data(5, 0, 1, UINT16, b"Power", RECORD, 7)
    fit.define(1, RECORD, [(TIMESTAMP, UINT32, "I"), (0, SINT32, "i"), (3, UINT8, "B")], developer=[(1, 0, "H")])
    fit.define(2, RECORD, [(8, BYTE, "3s"), (6, UINT16, "H")], order=">")
    fit.define(3, HR, [(TIMESTAMP, UINT32, "I"), (9, UINT32, "I"), (6, UINT8, "B"), (10, BYTE, "12s")])
    fit.define(4, EVENT, [(TIMESTAMP, UINT32, "I"), (0, ENUM, "B"), (1, ENUM, "B"), (3, UINT32, "I")])
    fit.define(6, SESSION, [(2, UINT32, "I"), (5, ENUM, "B"), (110, STRING, "5s"), (22, UINT16, "2H")])
    for second in range(6):
        fit.data(1, START + second, second, 100 + second, 250).compressed(2, second, b"abc", 300)
        fit.data(3, START + second, 1024 * second, 90, bytes(range(12))).data(4, START + second, 0, second % 2, 7)
    return fit.data(6, START, 1, b"Run", 3, 4).build()


SEED = make_seed()


def read_everything(fit: FitFile) -> None:
    for kind in fit.kinds:
        messages = fit.messages(kind)
        for name in messages.names:
            messages.column(name)
            messages.text(name)
            messages.words(name)
        assert len(messages.developer) >= 0


def read_or_refuse(data: bytes) -> None:
    """Whatever the bytes, they are read or refused by a typed error."""
    for read in (read_recordings, lambda given: read_everything(read_fit(given))):
        with suppress(RunbackError):
            read(data)
    offset = 0
    try:
        read_fit(data, Strictness.STRICT)
    except UnreadableFit as error:
        offset = error.offset
    assert 0 <= offset <= len(data)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SEED) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_changed_bytes_raise_nothing_but_typed_errors(changes: list[tuple[int, int]]) -> None:
    data = bytearray(SEED)
    for place, value in changes:
        data[place] = value
    read_or_refuse(bytes(data))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SEED)), st.integers(0, len(SEED)), st.binary(max_size=40))
def test_cut_and_spliced_files_raise_nothing_but_typed_errors(first: int, second: int, middle: bytes) -> None:
    read_or_refuse(SEED[:first] + middle + SEED[second:])


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_body_after_a_valid_header_is_read_or_refused(body: bytes) -> None:
    fit = FitBuilder()
    fit.body = body
    read_or_refuse(fit.build())


def test_a_file_of_definitions_only_is_read() -> None:
    fit = start_activity()
    for number in range(20_000):
        fit.body += bytes([0x40 | number % 16, 0, 0, number & 0xFF, number >> 8, 1, 1, 1, 2])
    read_or_refuse(fit.build())


def test_a_layout_redefined_for_every_message_is_read() -> None:
    fit = start_activity()
    for number in range(3000):
        fit.define(1, RECORD, [(TIMESTAMP, UINT32, "I"), (number % 250, UINT8, "B")], order="<>"[number % 2])
        fit.data(1, START + number, 5)
    read_or_refuse(fit.build())


def test_thousands_of_sessions_laps_and_events_are_read() -> None:
    fit = start_activity().define(1, RECORD, [(TIMESTAMP, UINT32, "I")]).define(6, SESSION, [(2, UINT32, "I")])
    fit.define(3, LAP, [(2, UINT32, "I")]).define(4, EVENT, [(TIMESTAMP, UINT32, "I"), (0, ENUM, "B"), (1, ENUM, "B")])
    for number in range(3000):
        at = START + number
        fit.data(1, at).data(6, at).data(3, at).data(4, at, 0, number % 2)
    read_or_refuse(fit.build())


def test_thousands_of_descriptions_and_developer_fields_are_read() -> None:
    fit = start_activity().define(5, 206, [(0, UINT8, "B"), (1, UINT8, "B"), (2, UINT8, "B")])
    for number in range(20_000):
        fit.data(5, 0, number % 50, UINT8)
    for number in range(100):
        layout = [(place % 50, 0, "B") for place in range(200)]
        fit.define(1, RECORD, [(number % 250, UINT8, "B")], developer=layout).data(1, *[number % 200] * 201)
    read_or_refuse(fit.build())


def test_thousands_of_chained_files_are_read() -> None:
    read_or_refuse(start_activity().build() * 3000)


@pytest.mark.parametrize("value", [1e300, -1e300, 1e99, -1.0, 5e9, float("inf"), float("nan")])
def test_numbers_no_watch_can_mean_are_left_out(value: float) -> None:
    fit = start_activity().define(6, SESSION, [(number, FLOAT64, "d") for number in (2, 5, 7, 9, 18, 193)])
    fit.define(4, ACTIVITY, [(TIMESTAMP, FLOAT64, "d"), (5, FLOAT64, "d")]).data(4, 0.5, value)
    fit.define(3, LAP, [(2, FLOAT64, "d"), (7, FLOAT64, "d")]).data(3, value, value)
    fit.define(1, RECORD, [(TIMESTAMP, FLOAT64, "d"), (5, FLOAT64, "d"), (6, FLOAT64, "d"), (19, FLOAT64, "d")])
    fit.define(2, RECORD, [(8, BYTE, "3s"), (18, UINT8, "B")])
    fit.data(6, *[value] * 6).data(1, *[value] * 4).data(2, b"abc", 7)
    data = fit.build()
    read_or_refuse(data)
    (recording,) = read_recordings(data)
    assert recording.start_utc == FIT_EPOCH + timedelta(seconds=START)
    assert recording.stated.distance_m in (None, 5e9 / 100)


def test_messages_without_any_field_do_not_stop_the_reading() -> None:
    fit = start_activity().define(1, RECORD, [])
    fit.body += b"\x01" * 50_000
    found = read_fit(fit.build())
    assert len(found.messages("record")) == 50_000
    read_or_refuse(fit.build())


def test_one_long_array_among_many_messages_does_not_fill_the_memory() -> None:
    fit = start_activity().define(1, RECORD, []).define(2, RECORD, [(4, UINT8, "250B")]).data(2, *range(250))
    fit.body += b"\x01" * 200_000
    column = read_fit(fit.build()).messages("record").column("cadence")
    assert column is not None
    assert column.shape == (200_001, 83)
    assert list(column[0, :3]) == [0, 1, 2]


def test_a_field_repeated_fifty_times_in_thousands_of_layouts_is_read() -> None:
    fit = start_activity().define(2, RECORD, [(3, UINT8, "B")])
    for number in range(400):
        fit.define(1, RECORD, [(4, UINT8, "B")] * 50 + [(number % 250, UINT8, "B")]).data(1, *[number % 200] * 51)
    fit.body += b"\x02\x50" * 20_000
    read_or_refuse(fit.build())


@pytest.mark.parametrize("size", [1 << 31, (1 << 32) - 1])
def test_a_header_that_promises_gigabytes_is_only_a_fault(size: int) -> None:
    found = read_fit(start_activity().build(size=size))
    assert found.truncated
    assert len(found.messages("file_id")) == 1
