"""What a FIT file becomes as recordings, in files built by hand."""

from datetime import UTC, datetime

import numpy as np
import pytest

from runback.domain.activity import Lap
from runback.history.fit import NotAnActivityFile, UnreadableFit
from runback.history.fit.recordings import read_recordings
from runback.history.recording import Recording
from runback.history.sports import map_sport
from tests.history.fit.build_fit import (
    ACTIVITY,
    BYTE,
    ENUM,
    EVENT,
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
    heart_rates,
    start_activity,
)

START_UTC = datetime(2021, 9, 8, 1, 46, 40, tzinfo=UTC)
RUNNING, CYCLING, SWIMMING = 1, 2, 5
NO_SUB_SPORT = 0
TIMER, TIMER_START, STOP, STOP_ALL = 0, 0, 1, 4


def only(data: bytes) -> Recording:
    (recording,) = read_recordings(data)
    return recording


def column(recording: Recording, name: str) -> list[float]:
    assert recording.samples is not None
    found = recording.samples.get(name)
    assert found is not None, name
    return list(found)


def add_session(fit: FitBuilder, sport: int, start: int, elapsed_s: float, distance_m: float = 0.0) -> FitBuilder:
    fields = [(2, UINT32, "I"), (5, ENUM, "B"), (6, ENUM, "B"), (7, UINT32, "I"), (9, UINT32, "I"), (18, UINT8, "B")]
    fit.define(6, SESSION, fields)
    return fit.data(6, start, sport, NO_SUB_SPORT, int(elapsed_s * 1000), int(distance_m * 100), 88)


def test_a_run_has_its_start_sport_and_stated_totals() -> None:
    recording = only(add_session(heart_rates(120, 130), RUNNING, START, 61.5, 200).build())
    assert recording.format == "fit"
    assert recording.sport == "running"
    assert recording.sub_sport == "generic"
    assert recording.start_utc == START_UTC
    assert recording.stated.elapsed_s == 61.5
    assert recording.stated.distance_m == 200
    assert recording.stated.timer_s is None
    assert recording.notes == ()
    assert recording.device == "Garmin fr645"


def test_samples_come_in_the_house_s_channels_and_units() -> None:
    fields = [(0, SINT32, "i"), (1, SINT32, "i"), (2, UINT16, "H"), (5, UINT32, "I"), (6, UINT16, "H")]
    dynamics = [(39, UINT16, "H"), (41, UINT16, "H"), (84, UINT16, "H"), (83, UINT16, "H"), (85, UINT16, "H")]
    fit = start_activity().define(1, RECORD, [(TIMESTAMP, UINT32, "I"), *fields, *dynamics])
    fit.data(1, START, 2**30, -(2**29), 3100, 12345, 2870, 845, 2512, 4985, 793, 10650)
    recording = only(add_session(fit, RUNNING, START, 1).build())
    assert column(recording, "time_s") == [0]
    assert column(recording, "latitude_deg") == [90]
    assert column(recording, "longitude_deg") == [-45]
    assert column(recording, "altitude_m") == [120]
    assert column(recording, "distance_m") == [123.45]
    assert column(recording, "speed_mps") == [2.87]
    assert column(recording, "vertical_oscillation_mm") == [84.5]
    assert column(recording, "contact_time_ms") == [251.2]
    assert column(recording, "contact_balance_pct") == [49.85]
    assert column(recording, "vertical_ratio_pct") == [7.93]
    assert column(recording, "step_length_mm") == [1065]


@pytest.mark.parametrize("sport", [RUNNING, CYCLING])
def test_cadence_is_the_devices_own_count_until_it_is_interpreted(sport: int) -> None:
    fit = start_activity().define(1, RECORD, [(TIMESTAMP, UINT32, "I"), (4, UINT8, "B"), (53, UINT8, "B")])
    recording = only(add_session(fit.data(1, START, 86, 64), sport, START, 1).build())
    assert column(recording, "cadence_spm") == [86.5]
    assert recording.stated.avg_count == 88


def test_pauses_reach_from_a_stop_of_the_timer_to_the_next_start() -> None:
    fit = heart_rates(120).define(2, EVENT, [(TIMESTAMP, UINT32, "I"), (0, ENUM, "B"), (1, ENUM, "B")])
    events = [(0, TIMER_START), (100, STOP_ALL), (130, TIMER_START), (200, STOP), (201, STOP_ALL), (260, TIMER_START)]
    for second, what in [*events, (300, STOP_ALL)]:
        fit.data(2, START + second, TIMER, what)
    assert only(add_session(fit, RUNNING, START, 300).build()).pauses == ((100, 130), (200, 260))


def test_laps_have_start_length_and_distance() -> None:
    fit = heart_rates(120).define(3, LAP, [(2, UINT32, "I"), (7, UINT32, "I"), (9, UINT32, "I")])
    fit.data(3, START, 300_000, 100_000).data(3, START + 300, 250_500, 0xFFFFFFFF)
    laps = only(add_session(fit, RUNNING, START, 550.5).build()).laps
    assert laps == (Lap(0, 300, 1000), Lap(300, 250.5, None))


def test_the_utc_offset_is_what_the_file_claims() -> None:
    fit = heart_rates(120).define(4, ACTIVITY, [(TIMESTAMP, UINT32, "I"), (5, UINT32, "I")])
    recording = only(add_session(fit.data(4, START + 60, START + 60 + 19_800), RUNNING, START, 60).build())
    assert recording.utc_offset_s == 19_800


def test_multisport_is_split_where_each_session_starts() -> None:
    fit = heart_rates(*range(100, 110))
    add_session(add_session(fit, SWIMMING, START, 4), RUNNING, START + 4, 6)
    swim, run = read_recordings(fit.build())
    assert (swim.sport, column(swim, "heart_rate_bpm")) == ("swimming", [100, 101, 102, 103])
    assert (run.sport, column(run, "heart_rate_bpm")) == ("running", [104, 105, 106, 107, 108, 109])
    assert column(run, "time_s") == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("second_leg", [(1010, 1020), (10, 20)], ids=["continues", "restarts"])
def test_each_session_s_distance_counts_from_its_own_start(second_leg: tuple[int, int]) -> None:
    fit = start_activity().define(1, RECORD, [(TIMESTAMP, UINT32, "I"), (5, UINT32, "I")])
    for second, metres in enumerate((500, 1000, *second_leg)):
        fit.data(1, START + second, metres * 100)
    add_session(add_session(fit, SWIMMING, START, 2), RUNNING, START + 2, 2)
    swim, run = read_recordings(fit.build())
    assert column(swim, "distance_m") == [500, 1000]
    assert column(run, "distance_m") == [10, 20]


def test_records_without_a_session_are_one_recording() -> None:
    recording = only(heart_rates(120, 121).build())
    assert recording.sport == "generic"
    assert recording.start_utc == START_UTC
    assert column(recording, "heart_rate_bpm") == [120, 121]


def test_a_session_without_records_keeps_its_totals() -> None:
    recording = only(add_session(start_activity(), RUNNING, START, 1800, 3120).build())
    assert recording.samples is None
    assert recording.stated.distance_m == 3120
    assert recording.start_utc == START_UTC


def test_records_that_go_back_in_time_are_put_in_order_and_noted() -> None:
    fit = heart_rates(120, 121).data(1, START - 1, 119)
    recording = only(add_session(fit, RUNNING, START - 1, 3).build())
    assert column(recording, "time_s") == [0, 1, 2]
    assert column(recording, "heart_rate_bpm") == [119, 120, 121]
    assert recording.notes == ("The time goes back 1 time; the samples were put in order.",)


def test_records_years_away_from_the_others_are_left_out_and_noted() -> None:
    fit = heart_rates(120, 121, 122).data(1, START + 40_000_000, 50)
    recording = only(fit.build())
    assert column(recording, "heart_rate_bpm") == [120, 121, 122]
    assert recording.notes == ("1 sample with an impossible time left out.",)


def test_a_stated_start_after_the_records_is_replaced_by_the_first_record() -> None:
    recording = only(add_session(heart_rates(120, 121), RUNNING, START + 600, 2).build())
    assert recording.start_utc == START_UTC
    assert column(recording, "time_s") == [0, 1]


def test_without_any_other_time_the_file_s_own_is_the_start() -> None:
    fit = start_activity().define(6, SESSION, [(5, ENUM, "B"), (9, UINT32, "I")]).data(6, RUNNING, 500_000)
    assert only(fit.build()).start_utc == START_UTC
    fit = start_activity().define(1, RECORD, [(3, UINT8, "B")]).data(1, 120)
    recording = only(fit.build())
    assert recording.start_utc == START_UTC
    assert recording.samples is None
    assert recording.notes == ("1 sample without a time left out.",)


def test_a_clock_that_was_never_set_gives_no_date() -> None:
    fit = start_activity().define(1, RECORD, [(TIMESTAMP, UINT32, "I"), (3, UINT8, "B")]).data(1, 5000, 120)
    recording = only(fit.data(1, 5001, 121).build())
    assert recording.start_utc is None
    assert column(recording, "time_s") == [0, 1]
    assert recording.notes == ("The device's clock was not set, so the date is not known.",)


def test_a_title_is_the_session_s_profile_name() -> None:
    fit = heart_rates(120).define(6, SESSION, [(2, UINT32, "I"), (5, ENUM, "B"), (110, STRING, "10s")])
    assert only(fit.data(6, START, RUNNING, b"Treadmill").build()).title == "Treadmill"


def test_a_truncated_file_says_so() -> None:
    recording = only(heart_rates(120, 121, 122).build()[:-4])
    assert recording.truncated
    assert column(recording, "heart_rate_bpm") == [120, 121]
    assert recording.notes[-1] == "Everything before the break was kept."


def test_two_activities_in_a_chain_are_two_recordings() -> None:
    one = add_session(heart_rates(120), RUNNING, START, 1).build()
    other = add_session(heart_rates(90, 91), CYCLING, START, 2).build()
    assert [recording.sport for recording in read_recordings(one + other)] == ["running", "cycling"]


def test_settings_chained_behind_an_activity_do_not_hide_it() -> None:
    chain = add_session(heart_rates(120), RUNNING, START, 1).build() + start_activity(file_type=2).build()
    assert only(chain).sport == "running"


def test_a_strap_s_heart_rates_fill_the_records() -> None:
    fit = start_activity().define(1, RECORD, [(TIMESTAMP, UINT32, "I"), (3, UINT8, "B")])
    for second in range(4):
        fit.data(1, START + second, 0xFF)
    fit.define(2, HR, [(TIMESTAMP, UINT32, "I"), (9, UINT32, "I"), (6, UINT8, "B")]).data(2, START, 1024 * 50, 100)
    packed = sum(((51 + place) * 1024 & 0xFFF) << 12 * place for place in range(3))
    fit.define(3, HR, [(6, UINT8, "3B"), (10, BYTE, "5s")]).data(3, 110, 120, 130, packed.to_bytes(5, "little"))
    # Each value holds in steps of a quarter second until the next: three old values, then the new one.
    # Second 1: (100 + 100 + 100 + 110) / 4 = 102.5, rounded up; seconds 2 and 3 in the same way.
    assert column(only(fit.build()), "heart_rate_bpm") == [100, 103, 113, 123]


def test_a_developer_field_fills_in_for_its_native_field_in_that_fields_units() -> None:
    fields = [(0, UINT8, "B"), (1, UINT8, "B"), (2, UINT8, "B"), (3, STRING, "21s"), (8, STRING, "12s")]
    fit = start_activity().define(5, 206, [*fields, (14, UINT16, "H"), (15, UINT8, "B")])
    fit.data(5, 0, 3, UINT16, b"Vertical Oscillation", b"Centimeters", RECORD, 39)
    fit.define(1, RECORD, [(TIMESTAMP, UINT32, "I")], developer=[(3, 0, "H")]).data(1, START, 8).data(1, START + 1, 0)
    recording = only(add_session(fit, RUNNING, START, 1).build())
    np.testing.assert_array_equal(column(recording, "vertical_oscillation_mm"), [80, np.nan])


@pytest.mark.parametrize(
    ("file_type", "word"),
    [(2, "settings"), (5, "workout"), (6, "course"), (9, "weight"), (32, "monitoring of the day")],
)
def test_files_of_other_types_are_no_activity_and_name_their_type(file_type: int, word: str) -> None:
    with pytest.raises(NotAnActivityFile, match=f"holds {word}, not an activity") as caught:
        read_recordings(start_activity(file_type).build())
    assert caught.value.file_type is not None


def test_a_course_with_records_is_no_activity() -> None:
    fit = heart_rates(120, builder=start_activity(file_type=6))
    with pytest.raises(NotAnActivityFile):
        read_recordings(fit.build())


def test_an_activity_file_without_anything_recorded_is_no_activity() -> None:
    with pytest.raises(NotAnActivityFile, match="no session and no samples"):
        read_recordings(start_activity().build())


def test_bytes_that_are_no_fit_file_are_unreadable() -> None:
    with pytest.raises(UnreadableFit):
        read_recordings(b"GIF89a" + bytes(30))


@pytest.mark.parametrize("size", [12, 14])
def test_a_header_followed_by_rubbish_is_broken_and_not_just_no_activity(size: int) -> None:
    rubbish = b"\x15 is data of a kind that no message defined" * 20
    header = bytes([size, 0x10, 0x64, 0x08]) + len(rubbish).to_bytes(4, "little") + b".FIT" + bytes(size - 12)
    with pytest.raises(UnreadableFit) as caught:
        read_recordings(header + rubbish)
    assert caught.value.offset == size


@pytest.mark.parametrize(
    ("name", "number", "expected"),
    [(b"Lauf", 0, "run"), (b"Laufband", 10, "run"), (b"Radtour", 0, "ride"), (b"Lauf", 2, "ride")],
)
def test_a_vague_sport_is_what_the_runner_called_it(name: bytes, number: int, expected: str) -> None:
    fit = heart_rates(140, 141, 142)
    fit.define(2, 12, [(0, ENUM, "B"), (3, STRING, "16s")]).data(2, number, name.ljust(16, b"\0"))
    fit.define(3, SESSION, [(TIMESTAMP, UINT32, "I"), (2, UINT32, "I"), (5, ENUM, "B")])
    fit.data(3, START + 2, START, number)
    (found,) = read_recordings(fit.build())
    assert map_sport(found.sport, found.sub_sport)[0].value == expected
