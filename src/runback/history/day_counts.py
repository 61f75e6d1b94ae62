"""Tables of daily totals, such as a phone's step counts: they look like a diary, but their metres were not run."""

import re
from collections import Counter
from itertools import pairwise

from runback.history.cells import is_clock, read_moment
from runback.history.diary_words import WORDS
from runback.history.tables import Table

_STEPS = frozenset(
    [
        "step",
        "steps",
        "schritte",
        "pasos",
        "pas",
        "passos",
        "passi",
        "stappen",
        "steg",
        "skridt",
        "skritt",
        "askeleet",
        "kroki",
        "шаги",
        "歩数",
        "步数",
    ]
)
_OF_RUNS = frozenset((*WORDS["sport"], *WORDS["pain"]))
_OF_LENGTHS = frozenset(WORDS["distance"])
_LEAST_DAYS = 5
_MANY_A_DAY = 2.5
_SHARE = 0.5  # share of rows that must follow the previous day


def counts_moments(table: Table) -> bool:
    """Whether a table has many rows a day (a watch's steps, heart rates or minutes) and no running distances."""
    rows = [row for _, row in table.rows]
    words = {word for name in table.header for word in re.findall(r"[^\W\d_]+", name.lower())}
    if words & _OF_RUNS or (words & _OF_LENGTHS and not words & _STEPS):
        return False
    days = {moment.day for row in rows if row and (moment := read_moment(row[0], "ymd")) is not None}
    return len(days) >= _LEAST_DAYS and len(rows) >= _MANY_A_DAY * len(days)


def counts_days(table: Table) -> bool:
    """Whether a table has step counts of consecutive days, and nothing that only runs have."""
    rows = [row for _, row in table.rows]
    words = {word for name in table.header for word in re.findall(r"[^\W\d_]+", name.lower())}
    if not words & _STEPS or words & _OF_RUNS or any(is_clock(cell) for row in rows for cell in row):
        return False
    days = [moment.day for row in rows if row and (moment := read_moment(row[0], "ymd")) is not None]
    apart = Counter(abs((after - before).days) for before, after in pairwise(days))
    return len(days) >= _LEAST_DAYS and apart[1] >= _SHARE * (len(days) - 1)
