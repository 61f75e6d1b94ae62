"""Whether the rule book is complete in another language: no text missing, superfluous, in English or outdated."""

import re
import string
from collections.abc import Iterator, Mapping
from functools import cache

import yaml

from runback.knowledge.places import Places
from runback.knowledge.reading import BrokenRuleBook, Problem, read_text
from runback.knowledge.text_prints import find_changed, read_prints
from runback.knowledge.texts import FIELDS, find_slots, name_of_texts, read_translation
from runback.knowledge.words import load_words, parse_words, reading_in, words_file
from runback.languages import ENGLISH, ready

_COUNTRIES = frozenset(
    {
        "Chile", "Costa Rica", "Ecuador", "El Salvador", "Honduras", "Paraguay", "Puerto Rico", "Uruguay", "Venezuela",
    }
)  # fmt: skip
SAME_AS_ENGLISH: Mapping[str, frozenset[str]] = {
    "de": _COUNTRIES | {"cm", "kg", "km", "Massage", "Panama", "Peru", "Runback", "Sphinx", "Yoga"},
    "es": _COUNTRIES
    | {"cm", "kg", "km", "Argentina", "Australia", "Austria", "Colombia", "Control", "No", "Runback", "Yoga"},
}
"""The texts that are the same in both languages; a field that has only facts need not be listed."""

_ENGLISH_WORDS = re.compile(r"\b(?:the|and|your|you|with|when|without)\b")
_LETTERS = re.compile(r"[^\W\d_]")


def find_text_problems() -> tuple[Problem, ...]:
    """Everything that is wrong in the translations and lexicons of the languages that are ready."""
    others = [language for language in ready() if language != ENGLISH]
    texts = (problem for language in others for file in FIELDS for problem in _check_file(file, language))
    return (*texts, *(problem for language in others for problem in _check_lexicon(language)))


def _check_lexicon(language: str) -> Iterator[Problem]:
    """What is broken in the lexicon of a language, and concepts of it that English does not have."""
    file = words_file(language)
    text = read_text(file)
    try:
        lexicon = parse_words(text, file)
    except BrokenRuleBook as broken:
        yield from broken.problems
        return
    with reading_in(ENGLISH):
        english = load_words()
    for unknown in sorted(lexicon.concepts.keys() - english.concepts.keys()):
        what = f"There is no concept {unknown} in {words_file(ENGLISH)}; use one of its ids."
        yield Problem(file, Places(text).find(("concepts", unknown)).line, unknown, what)


def _check_file(file: str, language: str) -> Iterator[Problem]:
    text = read_translation(file, language)
    own = yaml.load(text, yaml.CSafeLoader) or {}
    english = read_english(file)
    faults = find_text_faults(english, own, SAME_AS_ENGLISH[language])
    changed = find_changed(english, own, read_prints(language).get(file, {}))
    if found := [*faults, *changed]:
        name, places = f"languages/{language}/{name_of_texts(file)}", Places(text)
        yield from (Problem(name, places.find((path,)).line, path, what) for path, what in found)


@cache
def read_english(file: str) -> Mapping[str, str]:
    """The English texts of a file of the rule book, by path."""
    raw = yaml.load(read_text(file), yaml.CSafeLoader)
    return {slot.path: slot.text for slot in find_slots(file, raw)}


def find_text_faults(
    english: Mapping[str, str], own: Mapping[str, str], same: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str]]:
    """Each wrong text of a translation by its path, with what to do; ``same`` are texts that may stay as in English."""
    for path, text in english.items():
        if path not in own:
            yield path, f"It is missing; translate “{text}”."
        elif what := _find_fault(text, own[path], same):
            yield path, what
    for path in own:
        if path not in english:
            yield path, "The rule book has no text there; correct the path or remove it."


def _find_fault(english: str, own: str, same: frozenset[str]) -> str:
    if not isinstance(own, str) or not own.strip():
        return "It is empty; translate it."
    if own == english and own not in same and _LETTERS.search(_strip_fields(own)):
        return "It is the English text; translate it."
    if found := _ENGLISH_WORDS.search(_strip_fields(own)):
        return f"“{found.group()}” is English; translate it."
    try:
        needed, there = _list_fields(english), _list_fields(own)
    except ValueError as problem:
        return f"It cannot be read: {problem}."
    if lacking := sorted(needed - there):
        return f"It lacks {', '.join(lacking)}."
    if surplus := sorted(there - needed):
        return f"It has {', '.join(surplus)}, which the English text has not."
    return ""


def _list_fields(text: str) -> frozenset[str]:
    """The fields of a template with their formats; of a count only that it is one, for each language has its words."""
    fields = ((name, spec or "") for _, name, spec, _ in string.Formatter().parse(text) if name)
    return frozenset(f"{{{name}:{'count' if spec.startswith('count ') else spec}}}" for name, spec in fields)


def _strip_fields(text: str) -> str:
    return re.sub(r"{[^}]*}", " ", text)
