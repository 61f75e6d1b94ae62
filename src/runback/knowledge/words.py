"""The lexicon of the own-words screen, compiled: concepts as patterns over one sentence."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from pydantic import Field

from runback.knowledge.first_words import find_first_words
from runback.knowledge.reading import BrokenRuleBook, Entry, read_yaml

FILE = "words.yaml"
DEFAULT_GAP = 6
_SET = re.compile(r"\{(\w+)\}")
_CONTINUING = ("after_none", "reports", "list_noun")
_WORD, _WORD_OR_COMMA = r"(?:\w+ )", r"(?:\w+,? )"
_BOUND = r"(?<!\w)(?:{})(?!\w)"


class _Concept(Entry):
    any: tuple[str | tuple[str, ...], ...] = Field(min_length=1)
    gap: int = DEFAULT_GAP
    past: str = Field(pattern="^(counts|ends|settles)$", default="ends")
    others: str = Field(pattern="^(counts|no)$", default="no")
    reach: str = Field(pattern="^(clause|neighbours)$", default="clause")
    unless: tuple[str, ...] = ()
    despite: tuple[str, ...] = ()
    despite_not: tuple[str, ...] = ()
    found: tuple[str, ...] = Field(min_length=1)
    quiet: tuple[str, ...] = Field(min_length=1)


class _Scopes(Entry):
    negator: tuple[str, ...]
    not_negating: tuple[str, ...]
    stops_negation: tuple[str, ...]
    list_noun: tuple[str, ...]
    after_none: tuple[str, ...]
    reports: tuple[str, ...]
    self: tuple[str, ...]
    long_ago: tuple[str, ...]
    past_tense: tuple[str, ...]
    recent_past: tuple[str, ...]
    all_over: tuple[str, ...]
    present: tuple[str, ...]
    settled: tuple[str, ...]
    told_normal: tuple[str, ...]
    answers_no: tuple[str, ...]
    answers_fine: tuple[str, ...]
    asks_function: tuple[str, ...]
    asks_symptom: tuple[str, ...]
    not_subject: tuple[str, ...]
    imagined: tuple[str, ...]


class _Spelling(Entry):
    words: str
    keep: str


class _Lexicon(Entry):
    spelling: _Spelling
    sets: Mapping[str, str]
    scopes: _Scopes
    concepts: Mapping[str, _Concept]


@dataclass(frozen=True, eq=False)
class Part:
    """An expression, compiled when first run, and how the words it can begin with begin (None: in any way)."""

    text: str
    place: str
    begins: frozenset[str] | None

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The compiled expression; raises ``BrokenRuleBook`` where it is broken."""
        return _compile_filled(self.text, self.place)


Pattern = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing a runner may say.

    ``patterns``: each is one or more expressions that must all be found near each other,
    at most ``gap`` words apart. ``unless`` takes a find back unless ``despite`` stands
    beside it (what ``despite_not`` matches is first struck out). ``past``: counts, ends or
    settles (words.yaml). ``reaches_neighbours``:
    read over two sentences at a time, and across "but".
    """

    id: str
    patterns: tuple[Pattern, ...]
    gap: int
    past: str
    others_count: bool
    reaches_neighbours: bool
    unless: re.Pattern[str] | None
    despite: re.Pattern[str] | None
    despite_not: re.Pattern[str] | None
    found: tuple[str, ...]
    quiet: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spelling:
    """Words to mend near misses to, all and by first letter, and words that only look alike."""

    words: frozenset[str]
    keep: frozenset[str]
    by_letter: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Lexicon:
    """The lexicon; its expressions are compiled when first used.

    ``concepts`` by id; ``scopes`` say how a sentence is read (words.yaml, scopes). Using one
    raises ``BrokenRuleBook`` for an unknown set or a broken expression.
    """

    raw: _Lexicon

    @cached_property
    def concepts(self) -> Mapping[str, Concept]:
        """Every concept by its id."""
        return {key: _compile_concept(key, item, self.raw.sets) for key, item in self.raw.concepts.items()}

    @cached_property
    def spelling(self) -> Spelling:
        """The words whose near misses are mended."""
        words = tuple(self.raw.spelling.words.split())
        by_letter = {letter: tuple(word for word in words if word[0] == letter) for letter in {w[0] for w in words}}
        return Spelling(frozenset(words), frozenset(self.raw.spelling.keep.split()), by_letter)

    @cached_property
    def scopes(self) -> Mapping[str, re.Pattern[str]]:
        """The expressions of ``scopes`` and the words for other people (``person``)."""
        sets = self.raw.sets
        scopes = {key: _compile("|".join(texts), sets, f"scopes.{key}") for key, texts in self.raw.scopes}
        for key in _CONTINUING:
            scopes[key] = re.compile(f"(?:{'|'.join(getattr(self.raw.scopes, key))})(?!\\w)")
        scopes["person"] = _compile(sets["person"], sets, "sets.person")
        return scopes


@cache
def load_words() -> Lexicon:
    """The lexicon of words.yaml; raises ``BrokenRuleBook`` for a fault in its form."""
    return Lexicon(read_yaml(FILE, _Lexicon))


def _compile_concept(key: str, raw: _Concept, sets: Mapping[str, str]) -> Concept:
    parts = tuple((item,) if isinstance(item, str) else item for item in raw.any)
    return Concept(
        id=key,
        patterns=tuple(tuple(_make_part(_fill(text, sets, key), key) for text in group) for group in parts),
        gap=raw.gap,
        past=raw.past,
        others_count=raw.others == "counts",
        reaches_neighbours=raw.reach == "neighbours",
        unless=_compile_any(raw.unless, sets, key),
        despite=_compile_any(raw.despite, sets, key),
        despite_not=_compile_any(raw.despite_not, sets, key),
        found=raw.found,
        quiet=raw.quiet,
    )


def _compile_any(texts: tuple[str, ...], sets: Mapping[str, str], place: str) -> re.Pattern[str] | None:
    return _compile("|".join(texts), sets, place) if texts else None


@cache
def _make_part(text: str, place: str) -> Part:
    return Part(text, place, find_first_words(text))


def _compile(text: str, sets: Mapping[str, str], place: str) -> re.Pattern[str]:
    return _compile_filled(_fill(text, sets, place), place)


def _compile_filled(text: str, place: str) -> re.Pattern[str]:
    try:
        return re.compile(_BOUND.format(text))
    except re.error as problem:
        raise BrokenRuleBook(f"{FILE}: {place}: {problem}", path=FILE) from None


def _fill(text: str, sets: Mapping[str, str], place: str) -> str:
    """The expression with each named set written out; sets may name other sets."""

    def fill(found: re.Match[str]) -> str:
        if found.group(1) not in sets:
            raise BrokenRuleBook(f"{FILE}: {place}: there is no set {found.group(1)}", path=FILE)
        return f"(?:{_fill(sets[found.group(1)], sets, place)})"

    return _SET.sub(fill, text).replace(_WORD, _WORD_OR_COMMA)
