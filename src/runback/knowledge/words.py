"""The lexicon of the own-words screen: concepts as patterns over one sentence.

English is in words.yaml, German and Spanish in words_de.yaml and words_es.yaml. Which one ``load_words`` gives follows
the language of the text that is being read (``reading_in``), not the language that Runback speaks.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from runback.knowledge.first_words import find_first_words
from runback.knowledge.reading import FROZEN, BrokenRuleBook, Entry, Fault, parse_yaml, read_text
from runback.languages import ENGLISH

FILE = "words.yaml"
_language: ContextVar[str] = ContextVar("language of a text", default=ENGLISH)
DEFAULT_GAP = 6
_SET = re.compile(r"\{(\w+)\}")
_CONTINUING = ("after_none", "reports", "list_noun", "affirms", "asks_if")
_ENDING = ("turns_real", "ends_supposed")
_WORD, _WORD_OR_COMMA = r"(?:\w+ )", r"(?:\w+,? )"
_BOUND = r"(?<!\w)(?:{})(?!\w)"
_FROM_COMMA = r"(?:(?=,)|(?<!\w))(?:{})(?!\w)"


def _refuse_unknown_set(text: str) -> str:
    if found := _SET.search(text):
        raise ValueError(f"There is no set {found.group(1)}; add it to sets.")
    return text


Expression = Annotated[str, AfterValidator(_refuse_unknown_set)]
"""A regular expression between word boundaries, with the sets it refers to written out."""

Together = Annotated[tuple[Expression, ...], BeforeValidator(lambda raw: [raw] if isinstance(raw, str) else raw)]
"""Expressions that must all be found near each other; a single one need not be in a list."""


@dataclass(frozen=True, eq=False)
class Part:
    """An expression, compiled when first run, and how the words it can begin with begin (None: in any way)."""

    text: str
    place: str
    begins: frozenset[str] | None

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The compiled expression; raises ``BrokenRuleBook`` where it is broken."""
        return _compile(self.text, self.place)


Pattern = tuple[Part, ...]


class Concept(Entry):
    """One concept that a runner may mention.

    ``patterns``: each is one or more expressions that must all be found near each other,
    at most ``gap`` words apart. ``unless`` takes a find back unless ``despite`` is found
    beside it (what ``despite_not`` matches is first struck out). ``past``: counts, ends or
    settles (words.yaml). One that ``reaches_neighbours`` is read over two sentences at a time,
    and across "but". ``found`` and ``quiet`` are phrases for the tests. Using a broken expression
    raises ``BrokenRuleBook``.
    """

    id: str
    any: tuple[Together, ...] = Field(min_length=1)
    gap: int = DEFAULT_GAP
    past: Literal["counts", "ends", "settles"] = "ends"
    others: Literal["counts", "no"] = "no"
    reach: Literal["clause", "neighbours"] = "clause"
    unless: tuple[Expression, ...] = ()
    despite: tuple[Expression, ...] = ()
    despite_not: tuple[Expression, ...] = ()
    found: tuple[str, ...] = Field(min_length=1)
    quiet: tuple[str, ...] = Field(min_length=1)

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        """The expressions of ``any``, ready to be searched."""
        return tuple(tuple(_make_part(text, self.id) for text in group) for group in self.any)

    @cached_property
    def unless_pattern(self) -> re.Pattern[str] | None:
        """``unless`` as one pattern."""
        return _compile_any(self.unless, self.id)

    @cached_property
    def despite_pattern(self) -> re.Pattern[str] | None:
        """``despite`` as one pattern."""
        return _compile_any(self.despite, self.id)

    @cached_property
    def despite_not_pattern(self) -> re.Pattern[str] | None:
        """``despite_not`` as one pattern."""
        return _compile_any(self.despite_not, self.id)

    @property
    def others_count(self) -> bool:
        """Whether what relatives have counts too."""
        return self.others == "counts"

    @property
    def reaches_neighbours(self) -> bool:
        """Whether it is read over two sentences at a time."""
        return self.reach == "neighbours"


class ScopeWords(Entry):
    """How a sentence is read around a find; words.yaml says what each list does."""

    negator: tuple[Expression, ...]
    not_negating: tuple[Expression, ...]
    stops_negation: tuple[Expression, ...]
    list_noun: tuple[Expression, ...]
    after_none: tuple[Expression, ...]
    reports: tuple[Expression, ...]
    self: tuple[Expression, ...]
    long_ago: tuple[Expression, ...]
    past_tense: tuple[Expression, ...]
    recent_past: tuple[Expression, ...]
    all_over: tuple[Expression, ...]
    present: tuple[Expression, ...]
    settled: tuple[Expression, ...]
    told_normal: tuple[Expression, ...]
    answers_no: tuple[Expression, ...]
    answers_fine: tuple[Expression, ...]
    asks_function: tuple[Expression, ...]
    asks_symptom: tuple[Expression, ...]
    not_subject: tuple[Expression, ...]
    complains: tuple[Expression, ...]
    relative: tuple[Expression, ...]
    imagined: tuple[Expression, ...]
    turns_real: tuple[Expression, ...]
    affirms: tuple[Expression, ...]
    supposed: tuple[Expression, ...]
    ends_supposed: tuple[Expression, ...]
    likened: tuple[Expression, ...]
    not_because: tuple[Expression, ...]
    asks_when: tuple[Expression, ...]
    asks_if: tuple[Expression, ...]
    dated: tuple[Expression, ...]
    pronoun: tuple[Expression, ...]


def _split(raw: Any) -> Any:
    return tuple(raw.split()) if isinstance(raw, str) else raw


class Likely:
    """Concepts by the beginnings of words they cannot do without, so that few are looked for in a sentence."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._concepts = tuple(concepts)
        self._places: dict[str | None, list[int]] = {}
        for place, concept in enumerate(self._concepts):
            for beginning in _needed(concept):
                self._places.setdefault(beginning, []).append(place)

    def among(self, beginnings: frozenset[str]) -> list[Concept]:
        """In the lexicon's order, every concept that words with these beginnings state, and some that they do not."""
        places = {place for beginning in (None, *beginnings) for place in self._places.get(beginning, ())}
        return [self._concepts[place] for place in sorted(places)]


def _needed(concept: Concept) -> set[str | None]:
    """Beginnings of which one is found wherever the concept is stated; None among them for a pattern without one."""
    needed: set[str | None] = set()
    for pattern in concept.patterns:
        known = [part.begins for part in pattern if part.begins is not None]
        needed |= min(known, key=len) if known else {None}
    return needed


class Grammar(Entry):
    """How a text in another language than English is made plain: ``rewrites`` in turn, then split at ``contrast``."""

    contrast: str
    rewrites: tuple[tuple[str, str], ...] = ()

    @cached_property
    def contrast_pattern(self) -> re.Pattern[str]:
        """Where a sentence turns ("aber")."""
        return re.compile(rf"(?:,\s*)?\b(?:{self.contrast})\b")

    @cached_property
    def rewrite_patterns(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Each expression with what it becomes."""
        return tuple((re.compile(expression), becomes) for expression, becomes in self.rewrites)


class Spelling(Entry):
    """Words whose near misses are read as them, and words to ``keep`` that only look alike."""

    words: Annotated[tuple[str, ...], BeforeValidator(_split)]
    keep: Annotated[frozenset[str], BeforeValidator(_split)]

    @cached_property
    def known(self) -> frozenset[str]:
        """Words that are right as they are."""
        return frozenset(self.words) | self.keep

    @cached_property
    def by_letter(self) -> Mapping[str, tuple[str, ...]]:
        """The words by their first letter."""
        letters = {word[0] for word in self.words}
        return {letter: tuple(word for word in self.words if word[0] == letter) for letter in letters}


class Lexicon(Entry):
    """The lexicon; its expressions are compiled when first used.

    ``concepts`` by id, ``sets`` the named word lists that expressions were filled from. ``grammar`` is None for
    English, whose own is in assess/scopes.
    """

    grammar: Grammar | None = None

    spelling: Spelling
    sets: Annotated[Mapping[str, Expression], FROZEN]
    scopes: ScopeWords
    concepts: Annotated[Mapping[str, Concept], FROZEN]

    @model_validator(mode="before")
    @classmethod
    def _fill_sets(cls, raw: Any) -> Any:
        """Sets written out in every expression, and each concept named by its key."""
        sets = raw.get("sets")
        if not isinstance(sets, Mapping):
            return raw
        whole = {key: _fill(value, sets) for key, value in raw.items() if key not in ("spelling", "grammar")}
        concepts = whole.get("concepts")
        if isinstance(concepts, Mapping):
            whole["concepts"] = {k: {"id": k, **v} if isinstance(v, Mapping) else v for k, v in concepts.items()}
        return {**raw, **whole}

    @cached_property
    def near(self) -> Likely:
        """The concepts that are looked for in one sentence."""
        return Likely(concept for concept in self.concepts.values() if not concept.reaches_neighbours)

    @cached_property
    def far(self) -> Likely:
        """The concepts that are looked for in two sentences at a time."""
        return Likely(concept for concept in self.concepts.values() if concept.reaches_neighbours)

    @cached_property
    def scope_patterns(self) -> Mapping[str, re.Pattern[str]]:
        """The expressions of ``scopes`` and the words for other people (``person``)."""
        scopes = {key: _compile("|".join(texts), f"scopes.{key}") for key, texts in self.scopes}
        for key in _CONTINUING:
            scopes[key] = re.compile(f"(?:{'|'.join(getattr(self.scopes, key))})(?!\\w)")
        for key in _ENDING:
            scopes[key] = re.compile(_FROM_COMMA.format("|".join(getattr(self.scopes, key))))
        scopes["person"] = _compile(self.sets["person"], "sets.person")
        return scopes


def load_words() -> Lexicon:
    """The lexicon of the language in which a text is read now; raises ``BrokenRuleBook`` for a fault in its form."""
    return _load(_language.get())


@cache
def _load(language: str) -> Lexicon:
    file = words_file(language)
    return parse_yaml(read_text(file), file, Lexicon)


def words_file(language: str) -> str:
    """The file of a language's lexicon."""
    return FILE if language == ENGLISH else f"words_{language}.yaml"


def language_of_text() -> str:
    """The language in which a text is read now."""
    return _language.get()


@contextmanager
def reading_in(language: str) -> Iterator[None]:
    """While this lasts, texts are read as that language; it must have a lexicon."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def parse_words(text: str, file: str = FILE) -> Lexicon:
    """The lexicon of a YAML text with every expression tried, which loading leaves to the first use."""
    return parse_yaml(text, file, Lexicon, _find_broken_expressions)


def _find_broken_expressions(lexicon: Lexicon) -> Iterator[Fault]:
    for concept in lexicon.concepts.values():
        for place, group in enumerate(concept.any):
            for text in group:
                yield from _try(text, ("concepts", concept.id, "any", place))
        lists = {"unless": concept.unless, "despite": concept.despite, "despite_not": concept.despite_not}
        for field, texts in lists.items():
            for place, text in enumerate(texts):
                yield from _try(text, ("concepts", concept.id, field, place))
    for key, texts in lexicon.scopes:
        for place, text in enumerate(texts):
            yield from _try(text, ("scopes", key, place))


def _try(text: str, path: tuple[str | int, ...]) -> Iterator[Fault]:
    try:
        re.compile(_BOUND.format(text))
    except re.error as problem:
        yield Fault(path, f"This expression is broken: {problem}.")


def _fill(raw: Any, sets: Mapping[str, Any]) -> Any:
    """Every text in it with each named set written out; sets may name other sets. An unknown name stays."""
    if isinstance(raw, str):
        return _SET.sub(lambda found: _write_out(found, sets), raw).replace(_WORD, _WORD_OR_COMMA)
    if isinstance(raw, list):
        return [_fill(item, sets) for item in raw]
    if isinstance(raw, Mapping):
        return {key: value if key in ("found", "quiet") else _fill(value, sets) for key, value in raw.items()}
    return raw


def _write_out(found: re.Match[str], sets: Mapping[str, Any]) -> str:
    text = sets.get(found.group(1))
    return f"(?:{_fill(text, sets)})" if isinstance(text, str) else found.group()


@cache
def _make_part(text: str, place: str) -> Part:
    return Part(text, place, find_first_words(text))


def _compile_any(texts: tuple[str, ...], place: str) -> re.Pattern[str] | None:
    return _compile("|".join(texts), place) if texts else None


def _compile(text: str, place: str) -> re.Pattern[str]:
    try:
        return re.compile(_BOUND.format(text))
    except re.error as problem:
        raise BrokenRuleBook(f"{FILE}: {place}: {problem}", path=FILE) from None
