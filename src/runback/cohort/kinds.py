"""The kind of values in a file's column, and the SQL that converts each kind to ours, equal in both engines."""

from collections.abc import Mapping
from enum import StrEnum

import pyarrow as pa
import pyarrow.types as pat


class Kind(StrEnum):
    """The kinds of values that a column can hold."""

    WHOLE = "whole numbers"
    REAL = "numbers"
    WIDE = "wide numbers"
    TEXT = "text"
    DATE = "dates"
    TIME = "dates with a time"
    NONE = "nothing"


_NUMBERS = {Kind.WHOLE, Kind.REAL, Kind.WIDE, Kind.TEXT, Kind.NONE}
_WORDS = {Kind.WHOLE, Kind.TEXT, Kind.NONE}
ALLOWED: Mapping[str, set[Kind]] = {
    "runner_id": {*_WORDS, Kind.REAL, Kind.WIDE},
    "day": {Kind.DATE, Kind.TIME, Kind.TEXT, Kind.NONE},
    "distance_km": _NUMBERS,
    "duration_min": _NUMBERS,
    "score": _NUMBERS,
    "age": _NUMBERS,
    "source": _WORDS,
    "sex": _WORDS,
    "status": _WORDS,
}
"""Column to the kinds it can be converted from. An instant with a zone is not enough for the runner's local day."""

_LARGEST = "9e15"
"""Up to here every integer has an exact double."""

_NUMBER_TEXT = r"^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$"
_DAY_TEXT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].*)?$"
_UTC_TEXT = r"([zZ]|[+-]00(:?00)?)$"


def kind_of(made: pa.DataType) -> Kind | None:
    """The kind of an Arrow type; None for unusable ones (lists, instants with a zone, booleans)."""
    if pat.is_dictionary(made):
        return kind_of(made.value_type)
    if pat.is_timestamp(made):
        return None if made.tz else Kind.TIME
    if pat.is_decimal(made) or pat.is_uint64(made):
        return Kind.WIDE
    for test, kind in (
        (pat.is_integer, Kind.WHOLE),
        (pat.is_floating, Kind.REAL),
        (pat.is_string, Kind.TEXT),
        (pat.is_large_string, Kind.TEXT),
        (pat.is_string_view, Kind.TEXT),
        (pat.is_date, Kind.DATE),
        (pat.is_null, Kind.NONE),
    ):
        if test(made):
            return kind
    return None


def value(column: str, header: str, kind: Kind, factor: float, ids_are_text: bool) -> str:
    """SQL: the value of ``column`` (ours) from ``header`` (quoted), NULL if it is not a valid value.

    ``factor`` converts a number to our unit. Runner ids are integers, or text if ``ids_are_text``.
    """
    if kind is Kind.NONE:
        return f"CAST(NULL AS {_sql_type(column, ids_are_text)})"
    if column == "runner_id":
        return _runner(header, kind, ids_are_text)
    if column == "day":
        return _day(header, kind)
    if column in {"source", "sex", "status"}:
        return f"CAST({header} AS STRING)"
    number = _number(header, kind)
    if column == "score":
        return f"CASE WHEN {number} = floor({number}) AND abs({number}) < 1e9 THEN CAST({number} AS INT) END"
    if column == "age":
        return f"CASE WHEN abs({number}) < 1e9 THEN CAST(floor({number}) AS INT) END"
    return number if factor == 1 else f"{number} * {factor!r}e0"


def absent(column: str, ids_are_text: bool) -> str:
    """SQL: the value of a column that is missing in the files."""
    return value(column, "", Kind.NONE, 1, ids_are_text)


def _sql_type(column: str, ids_are_text: bool) -> str:
    if column == "runner_id":
        return "STRING" if ids_are_text else "BIGINT"
    return {"day": "DATE", "distance_km": "DOUBLE", "duration_min": "DOUBLE", "score": "INT", "age": "INT"}.get(
        column, "STRING"
    )


def _runner(header: str, kind: Kind, ids_are_text: bool) -> str:
    if kind is Kind.TEXT:
        return f"nullif(trim({header}), '')"
    if kind is Kind.WIDE:
        return f"CAST({header} AS STRING)"
    number = header
    if kind is Kind.REAL:  # as pandas writes integers with missing values
        number = (
            f"CASE WHEN abs({header}) < {_LARGEST} AND {header} = floor({header}) THEN CAST({header} AS BIGINT) END"
        )
    return f"CAST({number} AS {'STRING' if ids_are_text else 'BIGINT'})"


def _day(header: str, kind: Kind) -> str:
    if kind is Kind.DATE:
        return header
    if kind is Kind.TIME:
        return f"CAST({header} AS DATE)"
    text = f"trim({header})"
    return (
        f"CASE WHEN regexp_like({text}, '{_DAY_TEXT}') AND NOT regexp_like(substr({text}, 11), '{_UTC_TEXT}')"
        f" THEN TRY_CAST(substr({text}, 1, 10) AS DATE) END"
    )


def _number(header: str, kind: Kind) -> str:
    if kind is not Kind.TEXT:
        return f"CAST({header} AS DOUBLE)"
    text = f"trim({header})"
    return f"CASE WHEN regexp_like({text}, '{_NUMBER_TEXT}') THEN TRY_CAST({text} AS DOUBLE) END"
