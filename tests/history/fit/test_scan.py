"""Where messages start: the walk that takes up many rounds at once finds what a plain walk finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runback.history.fit.errors import Strictness
from runback.history.fit.scan import Part, scan
from tests.history.fit.build_fit import BYTE, RECORD, TIMESTAMP, UINT32, FitBuilder, start_activity

KINDS = {0: RECORD, 1: 233, 2: 160, 3: 78}
SIZES = {0: 1, 1: 2, 2: 3, 3: 5}
"""Bytes of one message of each local kind, without its time; the last kind has no time of its own."""


def walk(data: bytes) -> dict[tuple[int, int, bool], list[int]]:
    """Each message's place by number, size and kind of header, one after another."""
    at, end = data[0], min(data[0] + int.from_bytes(data[4:8], "little"), len(data))
    sizes: dict[int, tuple[int, int]] = {}
    found: dict[tuple[int, int, bool], list[int]] = {}
    while at < end:
        head = data[at]
        if not head & 0x80 and head & 0x40:
            count = data[at + 5] if at + 6 <= end else 255
            if at + 6 + 3 * count > end:
                break
            fields = data[at + 6 : at + 6 + 3 * count]
            sizes[head & 15] = int.from_bytes(data[at + 3 : at + 5], "little"), sum(fields[1::3])
            at += 6 + 3 * count
            continue
        local = (head >> 5) & 3 if head & 0x80 else head & 15
        if local not in sizes:
            break
        number, size = sizes[local]
        if at + 1 + size <= end:
            found.setdefault((number, size + 1, bool(head & 0x80)), []).append(at)
        at += 1 + size
    return found


def found_by(part: Part) -> dict[tuple[int, int, bool], list[int]]:
    found: dict[tuple[int, int, bool], list[int]] = {}
    for group in part.groups:
        key = (group.definition.message, group.definition.size, group.compressed)
        found[key] = sorted([*found.get(key, []), *group.offsets])
        assert group.offsets == sorted(group.offsets)
    return found


def define(builder: FitBuilder, local: int, wide: int = 0) -> None:
    """One field of any width: definitions have the same length, and messages do not."""
    time = [(TIMESTAMP, UINT32, "I")] if local < 3 else []
    builder.define(local, KINDS[local], [*time, (0, BYTE, f"{SIZES[local] + wide}s")])


def put(builder: FitBuilder, local: int, value: int, compressed: bool) -> None:
    values = [*([value * 1000] if local < 3 else []), b"x"]
    if compressed:
        builder.compressed(local, value % 32, *values)
    else:
        builder.data(local, *values)


ROUNDS = st.tuples(
    st.lists(st.integers(0, 3), min_size=1, max_size=6),  # the kinds of a round
    st.integers(1, 12),  # how often it comes
    st.booleans(),  # with compressed headers
    st.one_of(st.none(), st.tuples(st.integers(0, 3), st.integers(0, 60))),  # a kind redefined, wider, before it
)


@given(st.lists(ROUNDS, min_size=1, max_size=6), st.integers(0, 40))
def test_messages_are_found_where_a_plain_walk_finds_them(rounds, cut):
    builder = start_activity()
    for local in KINDS:
        define(builder, local)
    value = 0
    for kinds, times, compressed, redefined in rounds:
        if redefined is not None:
            define(builder, *redefined)
        for _ in range(times):
            for local in kinds:
                value += 1
                put(builder, local, value, compressed)
    whole = builder.build()
    data = whole[: len(whole) - cut] if cut else whole
    assert found_by(scan(data, Strictness.LENIENT)[0]) == walk(data)


@pytest.mark.parametrize("widths", [(30, 30, 87), (30, 30, 5), (30, 30, 39), (30, 30, 30), (30, 30, 69)])
def test_a_kind_redefined_within_a_round_ends_the_round(widths):
    """Messages of one kind, equally far apart as before, with a definition of another length in between."""
    builder = start_activity()
    for wide in widths:
        builder.define(3, 206, [(0, BYTE, f"{wide}s")])
        builder.data(3, b"x")
    whole = builder.build()
    for cut in (0, 10, 40, 80):
        data = whole[: len(whole) - cut]
        assert found_by(scan(data, Strictness.LENIENT)[0]) == walk(data)
