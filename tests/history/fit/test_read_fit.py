"""Each feature of the FIT protocol, in a file built by hand."""

import numpy as np
import pytest

from runback.history.fit import Strictness, UnreadableFit, read_fit
from tests.history.fit.build_fit import (
    BYTE,
    ENUM,
    EVENT,
    FILE_ID,
    FLOAT32,
    HR,
    LAP,
    RECORD,
    SESSION,
    SINT8,
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

DEVELOPER_ID, FIELD_DESCRIPTION = 207, 206


def record_column(data: bytes, name: str) -> list[float]:
    column = read_fit(data).messages("record").column(name)
    assert column is not None
    return list(column)


def test_records_come_out_in_file_order_with_their_values() -> None:
    fit = read_fit(heart_rates(120, 121, 150).build())
    records = fit.messages("record")
    assert len(records) == 3
    assert records.names == ("timestamp", "heart_rate")
    assert list(records.column("heart_rate")) == [120, 121, 150]
    assert list(records.column("timestamp")) == [START, START + 1, START + 2]
    assert fit.faults == ()


def test_an_invalid_value_is_nan_and_an_absent_field_is_none() -> None:
    records = read_fit(heart_rates(120, 0xFF).build()).messages("record")
    assert np.isnan(records.column("heart_rate")[1])
    assert records.column("power") is None


def test_scale_and_offset_are_applied() -> None:
    fit = start_activity().define(1, RECORD, [(2, UINT16, "H"), (5, UINT32, "I")]).data(1, 3000, 123456)
    assert record_column(fit.build(), "altitude") == [3000 / 5 - 500]
    assert record_column(fit.build(), "distance") == [1234.56]


def test_a_short_header_and_a_header_without_checksum_are_sound() -> None:
    assert read_fit(heart_rates(99).build(header_size=12)).faults == ()
    assert read_fit(heart_rates(99).build(header_crc=0)).faults == ()


def test_both_byte_orders_mix_in_one_file() -> None:
    fit = heart_rates(100).define(2, RECORD, [(TIMESTAMP, UINT32, "I"), (0, SINT32, "i")], order=">")
    fit.data(2, START + 5, -123456)
    data = fit.build()
    assert record_column(data, "timestamp") == [START, START + 5]
    latitudes = record_column(data, "position_lat")
    assert np.isnan(latitudes[0])
    assert latitudes[1] == -123456


def test_messages_of_two_layouts_interleave_in_file_order() -> None:
    fit = heart_rates(100).define(2, RECORD, [(TIMESTAMP, UINT32, "I"), (7, UINT16, "H")])
    fit.data(2, START + 1, 250).data(1, START + 2, 101).data(2, START + 3, 260)
    data = fit.build()
    assert record_column(data, "timestamp") == [START, START + 1, START + 2, START + 3]
    np.testing.assert_array_equal(record_column(data, "power"), [np.nan, 250, np.nan, 260])
    np.testing.assert_array_equal(record_column(data, "heart_rate"), [100, np.nan, 101, np.nan])


def test_a_local_type_can_be_redefined() -> None:
    fit = heart_rates(100).define(1, LAP, [(TIMESTAMP, UINT32, "I")]).data(1, START + 9)
    found = read_fit(fit.build())
    assert len(found.messages("record")) == 1
    assert list(found.messages("lap").column("timestamp")) == [START + 9]


def test_chained_files_are_read_as_one_and_can_be_split() -> None:
    chain = read_fit(heart_rates(100, 101).build() + heart_rates(150).build())
    assert chain.parts == 2
    assert list(chain.messages("record").column("heart_rate")) == [100, 101, 150]
    assert [len(part.messages("record")) for part in chain.split()] == [2, 1]


def test_definitions_do_not_reach_into_the_next_file_of_a_chain() -> None:
    orphan = FitBuilder()
    orphan.body = b"\x01" + bytes(5)
    chain = read_fit(heart_rates(100).build() + orphan.build())
    assert len(chain.messages("record")) == 1
    assert chain.truncated


def test_reserved_header_bits_are_ignored() -> None:
    fit = heart_rates(100).data(1, START + 1, 101, header=0x11).data(1, START + 2, 102, header=0x31)
    assert record_column(fit.build(), "heart_rate") == [100, 101, 102]


def test_compressed_times_count_on_from_the_last_timestamp_of_any_message() -> None:
    reference = START - START % 32 + 30
    fit = start_activity().define(1, RECORD, [(3, UINT8, "B")])
    fit.define(4, EVENT, [(TIMESTAMP, UINT32, "I")]).data(4, reference)
    fit.compressed(1, 31, 100).compressed(1, 1, 101).compressed(1, 0, 102)
    fit.data(4, reference + 320).compressed(1, 30, 103)
    assert record_column(fit.build(), "timestamp") == [
        reference + 1,
        reference + 3,
        reference + 34,
        reference + 320,
    ]


def test_compressed_and_plain_messages_of_one_kind_share_the_time_column() -> None:
    reference = START - START % 32
    fit = heart_rates().define(2, RECORD, [(3, UINT8, "B")]).data(1, reference, 100).compressed(2, 7, 101)
    assert record_column(fit.data(1, reference + 9, 102).build(), "timestamp") == [
        reference,
        reference + 7,
        reference + 9,
    ]


def test_compressed_times_without_a_reference_are_unknown() -> None:
    fit = start_activity().define(1, RECORD, [(3, UINT8, "B")]).compressed(1, 5, 100)
    assert np.isnan(record_column(fit.build(), "timestamp")).all()


def test_compressed_speed_and_distance_are_unpacked_and_distance_counts_on() -> None:
    fit = start_activity().define(1, RECORD, [(8, BYTE, "3s")])
    for speed, distance in ((354, 4000), (355, 4090), (0, 70), (10, 80)):
        fit.data(1, (speed | distance << 12).to_bytes(3, "little"))
    fit.data(1, b"\xff\xff\xff")
    data = fit.build()
    np.testing.assert_allclose(record_column(data, "speed"), [3.54, 3.55, 0, 0.1, np.nan])
    np.testing.assert_allclose(record_column(data, "enhanced_speed"), [3.54, 3.55, 0, 0.1, np.nan])
    np.testing.assert_allclose(record_column(data, "distance"), [250, 255.625, 260.375, 261, np.nan])


def test_accumulated_components_restart_from_the_field_itself() -> None:
    fit = start_activity().define(1, RECORD, [(18, UINT8, "B")]).define(2, RECORD, [(19, UINT32, "I")])
    fit.data(2, 1000).data(1, (1000 + 5) & 0xFF).data(1, (1000 + 30) & 0xFF)
    assert record_column(fit.build(), "total_cycles") == [1000, 1005, 1030]


def test_enhanced_fields_are_filled_from_the_plain_ones() -> None:
    fit = start_activity().define(1, RECORD, [(6, UINT16, "H"), (73, UINT32, "I")])
    fit.data(1, 2500, 0xFFFFFFFF).data(1, 0xFFFF, 70_000)
    assert record_column(fit.build(), "enhanced_speed") == [2.5, 70.0]


def test_subfields_apply_where_their_condition_does() -> None:
    fit = start_activity().define(1, SESSION, [(5, ENUM, "B"), (18, UINT8, "B")]).data(1, 1, 85).data(1, 2, 90)
    session = read_fit(fit.build()).messages("session")
    np.testing.assert_array_equal(session.column("avg_running_cadence"), [85, np.nan])
    assert session.words("sport") == ["running", "cycling"]
    assert read_fit(fit.build()).messages("file_id").words("garmin_product") == ["fr645"]


def test_components_of_a_subfield_are_unpacked() -> None:
    front_gear_change, gears = 42, 0x22_01_0B_02
    fit = start_activity().define(1, EVENT, [(0, ENUM, "B"), (3, UINT32, "I")])
    event = read_fit(fit.data(1, front_gear_change, gears).data(1, 0, gears).build()).messages("event")
    np.testing.assert_array_equal(event.column("rear_gear_num"), [0x02, np.nan])
    np.testing.assert_array_equal(event.column("rear_gear"), [0x0B, np.nan])
    np.testing.assert_array_equal(event.column("front_gear_num"), [0x01, np.nan])
    np.testing.assert_array_equal(event.column("front_gear"), [0x22, np.nan])


def test_arrays_are_two_dimensional_with_nan_for_what_is_missing() -> None:
    fit = start_activity().define(1, 78, [(0, UINT16, "3H")]).data(1, 800, 812, 0xFFFF).data(1, 790, 0xFFFF, 0xFFFF)
    column = read_fit(fit.build()).messages("hrv").column("time")
    np.testing.assert_array_equal(column, [[0.8, 0.812, np.nan], [0.79, np.nan, np.nan]])


def test_a_field_that_is_an_array_in_some_messages_is_one_everywhere() -> None:
    fit = start_activity().define(1, RECORD, [(4, UINT8, "B")]).define(2, RECORD, [(4, UINT8, "2B")])
    column = read_fit(fit.data(1, 80).data(2, 81, 82).data(1, 83).build()).messages("record").column("cadence")
    np.testing.assert_array_equal(column, [[80, np.nan], [81, 82], [83, np.nan]])


def test_text_ends_at_the_first_nul_and_keeps_its_valid_utf_8() -> None:
    fit = start_activity().define(1, SESSION, [(110, STRING, "12s")])
    fit.data(1, "Läufe\0junk".encode()).data(1, b"\xff\xfeab").data(1, b"")
    assert read_fit(fit.build()).messages("session").text("sport_profile_name") == ["Läufe", "��ab", None]


def test_a_size_that_does_not_fit_its_type_is_read_as_bytes() -> None:
    fit = start_activity().define(1, RECORD, [(5, UINT32, "3s"), (3, UINT8, "B")]).data(1, b"\x01\x02\x03", 140)
    data = fit.build()
    assert record_column(data, "heart_rate") == [140]
    column = read_fit(data).messages("record").column("distance")
    assert column is not None
    assert column.shape == (1, 3)


def test_fields_of_no_size_and_of_unknown_types_do_no_harm() -> None:
    fit = start_activity().define(1, RECORD, [(7, UINT16, ""), (200, 0x1E, "2s"), (3, UINT8, "B")])
    assert record_column(fit.data(1, b"ab", 133).build(), "heart_rate") == [133]


def test_signed_and_floating_values_keep_their_sign() -> None:
    fit = start_activity().define(1, RECORD, [(13, SINT8, "b"), (139, FLOAT32, "f")]).data(1, -12, -0.5)
    data = fit.data(1, 0x7F, float("nan")).build()
    np.testing.assert_array_equal(record_column(data, "temperature"), [-12, np.nan])
    np.testing.assert_array_equal(record_column(data, "core_temperature")[1:], [np.nan])


def test_the_last_present_value_of_a_repeated_field_counts() -> None:
    fit = start_activity().define(1, RECORD, [(3, UINT8, "B"), (3, UINT8, "B")]).data(1, 100, 110).data(1, 101, 0xFF)
    assert record_column(fit.build(), "heart_rate") == [110, 101]


def describe(fit: FitBuilder, number: int, base: int, name: str, units: str, native: int = 0xFF) -> FitBuilder:
    fields = [(0, UINT8, "B"), (1, UINT8, "B"), (2, UINT8, "B"), (3, STRING, "16s"), (8, STRING, "8s")]
    fit.define(5, FIELD_DESCRIPTION, [*fields, (14, UINT16, "H"), (15, UINT8, "B")])
    return fit.data(5, 0, number, base, name.encode(), units.encode(), 20, native)


def test_developer_fields_have_a_name_and_the_native_field_they_replace() -> None:
    fit = describe(start_activity(), 7, UINT16, "Power", "Watts", native=7)
    fit.define(1, RECORD, [(3, UINT8, "B")], developer=[(7, 0, "H")]).data(1, 120, 255).data(1, 121, 0xFFFF)
    records = read_fit(fit.build()).messages("record")
    power = records.developer["Power"]
    np.testing.assert_array_equal(power.values, [255, np.nan])
    assert (power.units, power.native) == ("Watts", "power")
    assert list(records.column("heart_rate")) == [120, 121]
    assert records.column("power") is None


def test_two_developer_fields_of_one_name_are_both_read() -> None:
    fit = describe(describe(start_activity(), 1, UINT8, "Depth", "m"), 2, UINT8, "Depth", "m")
    fit.define(1, RECORD, [(3, UINT8, "B")], developer=[(1, 0, "B"), (2, 0, "B")]).data(1, 120, 3, 4)
    developer = read_fit(fit.build()).messages("record").developer
    assert {name: list(entry.values) for name, entry in developer.items()} == {"Depth": [3], "Depth (2)": [4]}


def test_a_developer_field_never_described_is_skipped() -> None:
    fit = start_activity().define(1, RECORD, [(3, UINT8, "B")], developer=[(9, 3, "H")]).data(1, 120, 7)
    records = read_fit(fit.build()).messages("record")
    assert records.developer == {}
    assert list(records.column("heart_rate")) == [120]


def test_developer_text_and_sizes_that_do_not_fit_their_type_are_left_out() -> None:
    fit = describe(describe(start_activity(), 1, STRING, "Mood", ""), 2, UINT16, "Odd", "")
    fit.define(1, RECORD, [(3, UINT8, "B")], developer=[(1, 0, "4s"), (2, 0, "3s")]).data(1, 120, b"good", b"abc")
    records = read_fit(fit.build()).messages("record")
    assert records.developer == {}
    assert list(records.column("heart_rate")) == [120]


def test_developer_values_are_scaled_as_their_description_says() -> None:
    fields = [(0, UINT8, "B"), (1, UINT8, "B"), (2, UINT8, "B"), (3, STRING, "5s"), (6, UINT8, "B"), (7, SINT8, "b")]
    fit = start_activity().define(5, FIELD_DESCRIPTION, fields).data(5, 0, 4, UINT16, b"Angle", 10, 90)
    fit.define(1, RECORD, [(3, UINT8, "B")], developer=[(4, 0, "H")]).data(1, 120, 1805)
    assert list(read_fit(fit.build()).messages("record").developer["Angle"].values) == [1805 / 10 - 90]


def test_messages_know_their_kind_and_where_they_start() -> None:
    data = heart_rates(100, 101).build()
    records = read_fit(data).messages("record")
    assert (records.name, records.number) == ("record", RECORD)
    assert [data[offset : offset + 1] for offset in records.offsets] == [b"\x01", b"\x01"]
    assert list(np.diff(records.offsets)) == [6]
    assert list(read_fit(data).messages("lap").offsets) == []


def test_unknown_messages_and_fields_are_named_by_number() -> None:
    fit = start_activity().define(1, 65_000, [(9, UINT8, "B")]).data(1, 42)
    found = read_fit(fit.build())
    assert found.kinds == ("file_id", "unknown_65000")
    assert list(found.messages("unknown_65000").column("unknown_9")) == [42]
    assert list(found.messages(65_000).column("unknown_9")) == [42]


def test_a_kind_that_is_not_there_is_empty() -> None:
    found = read_fit(heart_rates(100).build())
    assert len(found.messages("lap")) == 0
    assert found.messages("lap").column("total_distance") is None
    assert found.messages("lap").words("sport") == []


def test_a_file_cut_inside_a_message_has_the_messages_before() -> None:
    whole = heart_rates(100, 101, 102).build()
    cut = read_fit(whole[:-5])
    assert cut.truncated
    assert list(cut.messages("record").column("heart_rate")) == [100, 101]
    assert cut.faults


def test_every_cut_of_a_file_reads_a_prefix_of_its_records() -> None:
    whole = heart_rates(*range(100, 110)).build()
    for length in range(14, len(whole)):
        column = read_fit(whole[:length]).messages("record").column("heart_rate")
        found = [] if column is None else list(column)
        assert found == list(range(100, 100 + len(found)))


def test_a_file_that_lacks_only_its_checksum_is_whole() -> None:
    found = read_fit(heart_rates(100).build()[:-2])
    assert not found.truncated
    assert [fault.reason for fault in found.faults] == ["The checksum at the end is missing"]


def test_a_header_that_was_never_filled_in_is_read_to_the_end() -> None:
    found = read_fit(heart_rates(100, 101).build(size=0))
    assert len(found.messages("record")) == 2
    assert not found.truncated


def test_a_message_never_defined_ends_the_reading_there() -> None:
    fit = heart_rates(100)
    broken_at = 14 + len(fit.body)
    fit.body += b"\x0c" + bytes(20)
    found = read_fit(fit.build())
    assert found.truncated
    assert found.faults[0].offset == broken_at
    assert list(found.messages("record").column("heart_rate")) == [100]


@pytest.mark.parametrize(
    ("data", "offset"),
    [
        (heart_rates(100).build(crc=1), 14 + len(heart_rates(100).body)),
        (heart_rates(100).build(header_crc=7), 12),
        (heart_rates(100).build()[:-4], 14 + len(heart_rates(100).body) - 6),
        (heart_rates(100).build() + b"tail", 14 + len(heart_rates(100).body) + 2),
    ],
    ids=["checksum", "header checksum", "cut", "tail"],
)
def test_strict_raises_at_the_byte_where_lenient_notes_a_fault(data: bytes, offset: int) -> None:
    assert read_fit(data).faults
    with pytest.raises(UnreadableFit) as caught:
        read_fit(data, Strictness.STRICT)
    assert caught.value.offset == offset


@pytest.mark.parametrize("data", [b"", b"\x0e", b"PK\x03\x04" * 10, b"<?xml version='1.0'?><gpx/>", b"\xff" * 20])
def test_bytes_that_are_no_fit_file_are_refused_with_their_place(data: bytes) -> None:
    with pytest.raises(UnreadableFit) as caught:
        read_fit(data)
    assert caught.value.offset == 0
    assert "FIT" in caught.value.message or "empty" in caught.value.message


def test_the_strap_s_heart_rates_are_unpacked_twelve_bits_at_a_time() -> None:
    packed = sum(count << 12 * place for place, count in enumerate((1024, 2048, 3072, 0, 1024, 2048, 3072, 0)))
    fit = start_activity().define(1, HR, [(TIMESTAMP, UINT32, "I"), (9, UINT32, "I"), (6, UINT8, "B")])
    fit.data(1, START, 100 * 1024, 60)
    fit.define(2, HR, [(6, UINT8, "8B"), (10, BYTE, "12s")]).data(2, *range(61, 69), packed.to_bytes(12, "little"))
    column = read_fit(fit.build()).messages("hr").column("event_timestamp")
    assert column is not None
    assert list(column[1]) == [101, 102, 103, 104, 105, 106, 107, 108]


@pytest.mark.parametrize("kind", ["nonsense", "unknown_", "unknown_x"])
def test_a_kind_that_no_profile_knows_is_a_key_error(kind: str) -> None:
    with pytest.raises(KeyError):
        read_fit(heart_rates(100).build()).messages(kind)


def test_the_file_id_is_found_by_name_and_by_number() -> None:
    found = read_fit(heart_rates(100).build())
    assert found.messages(FILE_ID) is found.messages("file_id")
    assert found.messages("file_id").words("type") == ["activity"]
