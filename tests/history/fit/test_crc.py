"""The folded checksum equals the bitwise one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runback.history.fit.crc import PERIOD, crc16
from tests.history.fit.build_fit import slow_crc


def test_the_catalogue_check_value_of_crc_16_arc_comes_out() -> None:
    assert crc16(b"123456789") == 0xBB3D


@given(st.binary(max_size=3000))
def test_short_data_has_the_bitwise_checksum(data: bytes) -> None:
    assert crc16(data) == slow_crc(data)


@pytest.mark.parametrize("size", [512, 513, 8190, 8191, PERIOD - 1, PERIOD, PERIOD + 1, 2 * PERIOD + 5, 100_003])
def test_folding_keeps_the_checksum_at_every_border(size: int) -> None:
    data = np.random.default_rng(size).integers(0, 256, size, np.uint8).tobytes()
    assert crc16(data) == slow_crc(data)


def test_a_single_changed_bit_changes_the_checksum_of_a_long_file() -> None:
    data = bytearray(70_000)
    data[40_000] = 1
    assert crc16(bytes(data)) != 0
