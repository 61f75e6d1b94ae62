"""CRC-16/ARC, the checksum of FIT files, without a loop over the bytes.

The polynomial x^16 + x^15 + x^2 + 1 is (x + 1)(x^15 + x + 1), and the second factor is
primitive, so x^32767 = 1 modulo the polynomial. A message can therefore be folded on itself
every 32,767 bits, by exclusive or, before the checksum is computed: first with NumPy every
32,767 bytes, then with integer shifts down to 32,767 bits, 4,096 bytes. Zero bytes in
front of a message change nothing, because the checksum starts from 0.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

PERIOD = 32_767
_POLYNOMIAL = 0xA001
_ROW = 256  # gives a table of 128 kB, which fits into the processor's cache

Words = NDArray[np.uint16]


def crc16(data: bytes | memoryview) -> int:
    """The CRC-16/ARC of ``data``: start 0, reflected polynomial 0xA001, no final exclusive or."""
    if len(data) <= 2 * _ROW:
        return _crc_by_byte(data, 0)
    folded = np.frombuffer(data, np.uint8)
    if len(folded) > PERIOD:
        folded = _fold_bytes(folded)
    if len(folded) > 2 * (PERIOD // 8):
        folded = _fold_bits(folded)
    return _crc_by_row(folded)


@cache
def _byte_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc >> 1) ^ _POLYNOMIAL if crc & 1 else crc >> 1
        table.append(crc)
    return tuple(table)


def _crc_by_byte(data: bytes | memoryview, crc: int) -> int:
    table = _byte_table()
    for byte in data:
        crc = (crc >> 8) ^ table[(crc ^ byte) & 0xFF]
    return crc


@cache
def _row_table() -> Words:
    """What each byte value contributes to a row's checksum, by its position in the row; shape (row * 256,)."""
    single = np.array(_byte_table(), np.uint16)
    table = np.zeros((_ROW, 256), np.uint16)
    table[-1] = single
    for place in range(_ROW - 2, -1, -1):
        later = table[place + 1]
        table[place] = (later >> 8) ^ single[later & 0xFF]
    return table.ravel()


def _fold_bytes(data: NDArray[np.uint8]) -> NDArray[np.uint8]:
    head = len(data) % PERIOD
    folded: NDArray[np.uint8] = np.bitwise_xor.reduce(data[head:].reshape(-1, PERIOD), axis=0)
    if head:
        folded[-head:] ^= data[:head]
    return folded


def _fold_bits(data: NDArray[np.uint8]) -> NDArray[np.uint8]:
    padded = bytes(PERIOD - len(data)) + data.tobytes()
    number = int.from_bytes(padded, "little")
    for pieces in (4, 2, 1):
        bits = pieces * PERIOD
        number = (number >> bits) ^ (number & ((1 << bits) - 1))
    return np.frombuffer((number << 1).to_bytes((PERIOD + 1) // 8, "little"), np.uint8)


def _crc_by_row(data: NDArray[np.uint8]) -> int:
    head = len(data) % _ROW
    crc = _crc_by_byte(data[:head].tobytes(), 0)
    table = _row_table()
    places = np.arange(_ROW, dtype=np.intp) * 256
    rows = np.bitwise_xor.reduce(table[data[head:].reshape(-1, _ROW) + places], axis=1).tolist()
    low, high = table[:256].tolist(), table[256:512].tolist()
    for row in rows:
        crc = low[crc & 0xFF] ^ high[crc >> 8] ^ row
    return int(crc)
