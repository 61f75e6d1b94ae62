"""Counts for a page that others read: small ones are hidden, and those from which a small one would follow.

A count is small below ``small_count`` of study.yaml, or where so few runners stand behind it. A reader is taken to know
the sum of each column, since other tables show it. What is hidden has to leave every small count open from 0 to the
largest small one (complementary suppression; Hundepool and others 2012, Statistical Disclosure Control, chapter 4).
"""

from collections.abc import Iterable, Sequence

from runback.cohort.study import definitions

HIDDEN = "hidden"


def is_small(count: int) -> bool:
    """Whether a count of runners, days or injuries may not be shown."""
    return count < int(definitions()["small_count"])


def shown_count(count: int) -> str:
    """A count by itself: ``under 5`` where it is small, so that nobody is recognised."""
    return f"under {definitions()['small_count']}" if is_small(count) else f"{count:,}"


def is_hidden(shown: str) -> bool:
    """Whether a cell shows no number."""
    return shown == HIDDEN or shown.startswith("under")


def shown_counts(counts: Sequence[int], runners: Sequence[int] = ()) -> list[str]:
    """The counts of one column; ``runners`` says how many stand behind each, where that is known."""
    hidden = _hidden(counts, runners)
    return [
        shown_count(count) if is_small(count) or number not in hidden else HIDDEN for number, count in enumerate(counts)
    ]


def shown_columns(columns: Sequence[tuple[Sequence[int], Sequence[int]]]) -> list[list[str]]:
    """Columns (counts, runners) that have the same sum. Where one cannot be covered, no number of any is shown."""
    if all(_is_covered([counts[number] for number in _hidden(counts, runners)]) for counts, runners in columns):
        return [shown_counts(counts, runners) for counts, runners in columns]
    return [[HIDDEN] * len(counts) for counts, _ in columns]


def _hidden(counts: Sequence[int], runners: Sequence[int]) -> set[int]:
    """Which counts to hide: the small ones, then the next smallest until these are covered."""
    behind = runners or counts
    hidden = {number for number, count in enumerate(counts) if is_small(count) or is_small(behind[number])}
    others = sorted((number for number in range(len(counts)) if number not in hidden), key=lambda one: counts[one])
    while others and not _is_covered([counts[number] for number in hidden]):
        hidden.add(others.pop(0))
    return hidden


def _is_covered(hidden: Iterable[int]) -> bool:
    """Whether each small count of the hidden ones could be any small one, for all that their sum says."""
    counts = list(hidden)
    if not counts:
        return True
    least = int(definitions()["small_count"])
    large = sum(not is_small(count) for count in counts)
    if len(counts) < 2:
        return False
    most_small = least - 1
    if large:
        return large == len(counts) or sum(counts) >= large * least + most_small
    return most_small <= sum(counts) <= most_small * (len(counts) - 1)
