"""Mends slips of the pen in the few words that matter most to the own-words screen.

A word that is one letter off (two in words of nine letters and more) from a word of the
lexicon's ``spelling`` list, with the same first letter, is read as that word. Words that
only look alike ("bowls", "shouting") are listed in ``keep`` and stay as they are.
"""

import re
from functools import lru_cache

from runback.knowledge.words import load_words

SHORTEST = 5
LONG = 9
_WORD = re.compile(rf"[a-z]{{{SHORTEST},}}")


def mend_spelling(words: str) -> str:
    """The words, lower case, with near misses of the lexicon's key words put right."""
    return _WORD.sub(lambda found: _mend(found.group()), words)


@lru_cache(maxsize=4096)
def _mend(word: str) -> str:
    spelling = load_words().spelling
    if word in spelling.known:
        return word
    for known in spelling.by_letter.get(word[0], ()):
        allowed = 2 if len(known) >= LONG else 1
        inflected = word.startswith(known) or known.startswith(word)
        if abs(len(known) - len(word)) <= allowed and not inflected and _slips(word, known) <= allowed:
            return known
    return word


def _slips(a: str, b: str) -> int:
    """Letters added, left out, changed, or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        older, before, row = before, row, [i]
        for j, other in enumerate(b, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
