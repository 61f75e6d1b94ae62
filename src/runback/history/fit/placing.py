"""Combines columns of single values and of arrays into one."""

import numpy as np
from numpy.typing import NDArray

from runback.domain.activity import Column

MOST_CELLS = 1 << 24
"""The most cells of an array column: one long array among millions of messages must not exhaust the memory."""


def place_rows(column: Column | None, total: int, rows: NDArray[np.intp], values: Column) -> Column:
    """``column`` (of ``total`` messages, None if there is none yet) with ``values`` at ``rows``.

    The column gets the wider shape of the two; arrays are cut if they would exhaust the memory.
    """
    width = max(1, min(_width(values), MOST_CELLS // total))
    if column is None:
        shape = (total,) if values.ndim == 1 else (total, width)
        column = np.full(shape, np.nan)
    elif column.ndim != values.ndim or _width(column) < width:
        column = _widen(column, max(width, _width(column)))
    column[rows] = values if column.ndim == 1 else _widen(values, column.shape[1])
    return column


def fill(column: Column, more: Column) -> Column:
    """``column`` with missing values filled from ``more``; the wider shape of the two, row by row for arrays."""
    if column.ndim == more.ndim == 1:
        return np.where(np.isnan(column), more, column)
    width = max(_width(column), _width(more))
    left, right = _widen(column, width), _widen(more, width)
    return np.where(np.isnan(left).all(axis=1, keepdims=True), right, left)


def _width(column: Column) -> int:
    return 1 if column.ndim == 1 else int(column.shape[1])


def _widen(column: Column, width: int) -> Column:
    """The column as rows of ``width`` cells, padded with NaN or cut."""
    rows = column.reshape(len(column), -1)
    if rows.shape[1] == width:
        return rows
    wide = np.full((len(rows), width), np.nan)
    shared = min(width, rows.shape[1])
    wide[:, :shared] = rows[:, :shared]
    return wide
