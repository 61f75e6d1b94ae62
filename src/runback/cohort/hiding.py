"""Disclosure control for counts on pages that others read: hides small ones, and those that would reveal them.

A count is small if it, or the number of runners behind it, is below ``small_count`` of study.yaml. A reader is assumed
to know the sum of each column, since other tables show it. The hidden cells must leave every value from 0 to the
largest small one possible for every small count (complementary suppression; Hundepool and others 2012, Statistical
Disclosure Control, chapter 4).
"""

from collections.abc import Iterable, Sequence

from runback.cohort.study import definitions

HIDDEN = "hidden"


def is_small(count: int) -> bool:
    """Whether a count of runners, days or injuries may not be shown."""
    return count < int(definitions()["small_count"])


def shown_count(count: int) -> str:
    """A single count: ``under 5`` if it is small, so that nobody can be identified."""
    return f"under {definitions()['small_count']}" if is_small(count) else f"{count:,}"


def is_hidden(shown: str) -> bool:
    """Whether a cell is hidden."""
    return shown == HIDDEN or shown.startswith("under")


def shown_counts(counts: Sequence[int], runners: Sequence[int] = ()) -> list[str]:
    """The counts of one column; ``runners`` are the numbers of runners behind each, if known."""
    hidden = _hidden(counts, runners)
    return [
        shown_count(count) if is_small(count) or number not in hidden else HIDDEN for number, count in enumerate(counts)
    ]


def shown_columns(columns: Sequence[tuple[Sequence[int], Sequence[int]]]) -> list[list[str]]:
    """Columns (counts, runners) with the same sum. If one cannot be protected, no number in any of them is shown."""
    if all(_is_protected([counts[number] for number in _hidden(counts, runners)]) for counts, runners in columns):
        return [shown_counts(counts, runners) for counts, runners in columns]
    return [[HIDDEN] * len(counts) for counts, _ in columns]


def _hidden(counts: Sequence[int], runners: Sequence[int]) -> set[int]:
    """Which counts to hide: the small ones, then the next smallest until these are protected."""
    behind = runners or counts
    hidden = {number for number, count in enumerate(counts) if is_small(count) or is_small(behind[number])}
    others = sorted((number for number in range(len(counts)) if number not in hidden), key=lambda one: counts[one])
    while others and not _is_protected([counts[number] for number in hidden]):
        hidden.add(others.pop(0))
    return hidden


def _is_protected(hidden: Iterable[int]) -> bool:
    """Whether each hidden small count could have any small value, given the sum of the hidden ones."""
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
