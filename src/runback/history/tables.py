"""Tables as spreadsheets and apps write them: any separator and encoding, the header on the first line or later."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from runback.history.diary_words import WORDS

MOST_ROWS = 50_000
_SEPARATORS = ",;\t|"
_SEP_LINE = re.compile(r"^\ufeff?\"?sep=(.)\"?\s*$", re.IGNORECASE)
_HEAD_LINES = 20
_HEADING_WORDS = frozenset((*WORDS["date"], "start_time", "begintime", "time", "zeit"))


@dataclass(frozen=True, slots=True)
class Table:
    """The headings, and each row with its line number in the file; both empty if it is not a table."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def column(self, name: str) -> list[str]:
        """The non-empty cells under a heading."""
        place = self.header.index(name)
        return [row[place].strip() for _, row in self.rows if place < len(row) and row[place].strip()]


NO_TABLE = Table((), ())


def read_table(data: bytes) -> Table:
    """The table in the bytes of a text file; ``NO_TABLE`` if it is not one."""
    text = decode_text(data)
    lines = text.splitlines()[:_HEAD_LINES]
    separator, skipped = _find_separator(lines)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    rows: list[tuple[int, tuple[str, ...]]] = []
    try:
        for row in reader:
            rows.append((reader.line_num, tuple(row)))
            if len(rows) > MOST_ROWS:
                break
    except csv.Error:
        return NO_TABLE
    rows = rows[skipped:]
    if not rows:
        return NO_TABLE
    heading = _find_heading([row for _, row in rows[:_HEAD_LINES]])
    header = tuple(name.strip() for name in rows[heading][1])
    return Table(header, tuple(rows[heading + 1 :]))


def _find_separator(lines: Sequence[str]) -> tuple[str, int]:
    """The separator, and how many leading lines only declare it."""
    if lines and (separator := _SEP_LINE.match(lines[0])) is not None:
        return separator[1], 1
    named = [line for line in lines if _is_heading(re.split(rf"[{_SEPARATORS}]", line))]
    line = named[0] if named else (lines[0] if lines else "")
    return max(_SEPARATORS, key=line.count), 0


def _find_heading(rows: Sequence[Sequence[str]]) -> int:
    """The index of the header row: the first that names a date, else the first row."""
    return next((place for place, row in enumerate(rows) if _is_heading(row)), 0)


def _is_heading(cells: Sequence[str]) -> bool:
    named = [cell for cell in cells if cell.strip(' "')]
    if len(named) < 2:
        return False
    words = {word for cell in named for word in re.findall(r"[^\W\d]+", cell.lower())}
    parts = words | {part for word in words for part in word.split("_")}
    return bool(parts & _HEADING_WORDS) and not any(re.search(r"\d{4}-\d{2}|\d+[./]\d+[./]\d+", cell) for cell in named)


def decode_text(data: bytes) -> str:
    """The decoded text: by its byte order mark, else UTF-8, else Windows-1252, which spreadsheets write."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        is_cut = error.start >= len(data) - 4  # in the middle of a character
        return data.decode("utf-8-sig" if is_cut else "cp1252", "replace")
