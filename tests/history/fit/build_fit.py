"""Builds small FIT files byte by byte, so that each feature has a file whose content is known."""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime

ENUM, SINT8, UINT8, SINT16, UINT16, SINT32, UINT32 = 0x00, 0x01, 0x02, 0x83, 0x84, 0x85, 0x86
STRING, FLOAT32, FLOAT64, UINT8Z, UINT32Z, BYTE, SINT64 = 0x07, 0x88, 0x89, 0x0A, 0x8C, 0x0D, 0x8E

FILE_ID, SESSION, LAP, RECORD, EVENT, ACTIVITY, HR = 0, 18, 19, 20, 21, 34, 132
TIMESTAMP = 253
START = 1_000_000_000
"""Seconds since the FIT epoch: 2021-09-08 01:46:40 UTC."""


def slow_crc(data: bytes) -> int:
    """CRC-16/ARC one bit at a time."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc


class FitBuilder:
    """Collects messages; ``build`` puts header and checksum around them."""

    def __init__(self) -> None:
        self.body = b""
        self._formats: dict[int, str] = {}

    def define(
        self,
        local: int,
        message: int,
        fields: Sequence[tuple[int, int, str]],
        *,
        order: str = "<",
        developer: Sequence[tuple[int, int, str]] = (),
    ) -> "FitBuilder":
        """A definition: fields are (number, base type, struct format), developer fields (number, index, format)."""
        flag = 0x20 if developer else 0
        self.body += bytes([0x40 | flag | local, 0, order == ">"]) + struct.pack(order + "H", message)
        self.body += bytes([len(fields)])
        for number, base, form in fields:
            self.body += bytes([number, struct.calcsize(order + form), base])
        if developer:
            self.body += bytes([len(developer)])
            for number, index, form in developer:
                self.body += bytes([number, struct.calcsize(order + form), index])
        self._formats[local] = order + "".join(form for *_, form in [*fields, *developer])
        return self

    def data(self, local: int, *values: object, header: int | None = None) -> "FitBuilder":
        """A data message; ``header`` replaces its header byte."""
        self.body += bytes([local if header is None else header]) + struct.pack(self._formats[local], *values)
        return self

    def compressed(self, local: int, offset: int, *values: object) -> "FitBuilder":
        """A data message whose header carries five bits of time."""
        return self.data(local, *values, header=0x80 | local << 5 | offset)

    def build(
        self, *, header_size: int = 14, size: int | None = None, crc: int | None = None, header_crc: int | None = None
    ) -> bytes:
        """The whole file; what is given replaces the right value."""
        stated_size = len(self.body) if size is None else size
        header = struct.pack("<BBHI4s", header_size, 0x20, 2132, stated_size, b".FIT")
        if header_size == 14:
            header += struct.pack("<H", slow_crc(header) if header_crc is None else header_crc)
        whole = header + self.body
        return whole + struct.pack("<H", slow_crc(whole) if crc is None else crc)


def start_activity(file_type: int = 4) -> FitBuilder:
    """A file with its file_id: type, Garmin (1), product Forerunner 645 (2886 is its fr645 number)."""
    fields = [(0, ENUM, "B"), (1, UINT16, "H"), (2, UINT16, "H"), (4, UINT32, "I")]
    return FitBuilder().define(0, FILE_ID, fields).data(0, file_type, 1, 2886, START)


def heart_rates(*beats: int, builder: FitBuilder | None = None) -> FitBuilder:
    """Records one second apart with these heart rates."""
    fit = (builder or start_activity()).define(1, RECORD, [(TIMESTAMP, UINT32, "I"), (3, UINT8, "B")])
    for second, beat in enumerate(beats):
        fit.data(1, START + second, beat)
    return fit


def fit_run(
    minutes: int = 30,
    *,
    told_m: float | None = None,
    record_m: float = 3.0,
    sub_sport: int = 0,
    start: int = START,
    stop: tuple[int, int] | None = None,
) -> bytes:
    """A FIT run of even speed; ``stop`` is (second of the pause, its seconds); ``record_m`` metres a second."""
    builder = start_activity()
    builder.define(1, RECORD, [(TIMESTAMP, UINT32, "I"), (5, UINT32, "I"), (3, UINT8, "B")])
    builder.define(2, EVENT, [(TIMESTAMP, UINT32, "I"), (0, ENUM, "B"), (1, ENUM, "B")])
    builder.data(2, start, 0, 0)
    at = 0
    for second in range(0, minutes * 60 + 1, 5):
        if stop is not None and second == stop[0]:
            builder.data(2, start + at, 0, 4)
            at += stop[1]
            builder.data(2, start + at, 0, 0)
        builder.data(1, start + at, int(second * record_m * 100), 150)
        at += 5
    end = start + at - 5
    builder.data(2, end, 0, 4)
    builder.define(
        3,
        SESSION,
        [
            (TIMESTAMP, UINT32, "I"), (2, UINT32, "I"), (7, UINT32, "I"), (8, UINT32, "I"),
            (9, UINT32, "I"), (5, ENUM, "B"), (6, ENUM, "B"),
        ],
    )  # fmt: skip
    metres = minutes * 60 * record_m if told_m is None else told_m
    builder.data(3, end, start, (at - 5) * 1000, minutes * 60_000, int(metres * 100), 1, sub_sport)
    return builder.build()


def seconds_of(when: datetime) -> int:
    return int((when - datetime(1989, 12, 31, tzinfo=UTC)).total_seconds())
