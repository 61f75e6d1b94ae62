"""Hints at contributors in the runner's own words. They never bear on urgency; the text screen does that."""

import re

from runback.knowledge.causes import load_causes

_CLAUSE_END = re.compile(r"[.;!?\n]|, (?:but|and)\b|\bbut\b")
_NEGATED = re.compile(
    r"\b(?:no|not|never|none|without|isn't|wasn't|don't|didn't|haven't|hasn't|nothing)\b", re.IGNORECASE
)
_WORDS_BEFORE = 3


def hear_hints(text: str) -> frozenset[str]:
    """The names of the hints of causes.yaml whose phrases are in the text and not negated just before."""
    if not text.strip():
        return frozenset()
    clauses = _CLAUSE_END.split(text)
    patterns = load_causes().hint_patterns
    return frozenset(
        name
        for name, pattern in patterns.items()
        if any(_is_said(clause, match) for clause in clauses for match in pattern.finditer(clause))
    )


def _is_said(clause: str, match: re.Match[str]) -> bool:
    before = clause[: match.start()].split()[-_WORDS_BEFORE:]
    return not _NEGATED.search(" ".join(before))
