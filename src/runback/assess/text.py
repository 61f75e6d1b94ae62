"""The own-words screen: which concepts a runner's text states, on the machine, without network.

A sentence at a time: a concept is found where its pattern is outside what is
negated ("no numbness"), about somebody else ("my dad had"), long past ("ten years
ago") or only imagined ("if I get"). Hedges ("a bit", "maybe") still count.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from runback.assess.durations import read_days
from runback.assess.other_languages import languages_to_read
from runback.assess.scopes import Sentence, read_neighbours, read_sentences
from runback.assess.second_screen import hear_more
from runback.knowledge.second_screen import load_says
from runback.knowledge.words import Concept, Likely, Pattern, load_words, reading_in

SNIPPET = 110


@dataclass(frozen=True)
class TextFinds:
    """What a text says: concept id -> the sentence it was found in (``heard`` by the lexicon), and what is guessed.

    ``days`` is the longest duration mentioned, in days; ``guesses`` maps a class of the second screen to its sentence.
    """

    heard: Mapping[str, str]
    days: float | None
    guesses: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def said(self) -> Mapping[str, str]:
        """Every concept, guessed ones included, with its sentence."""
        says = load_says()
        guessed = {concept: text for kind, text in self.guesses.items() for concept in says.get(kind, ())}
        return {**guessed, **self.heard}

    @property
    def guessed(self) -> frozenset[str]:
        """The concepts that only the second screen found."""
        return frozenset(self.said) - frozenset(self.heard)

    def without(self, kinds: Collection[str]) -> "TextFinds":
        """The same finds without the guesses of these classes."""
        return replace(self, guesses={kind: text for kind, text in self.guesses.items() if kind not in kinds})


def screen_text(text: str) -> TextFinds:
    """The concepts a text states, by the lexicon and the second screen; an empty text none. Never raises."""
    return screen_in(text, languages_to_read(text))


@lru_cache(maxsize=64)
def screen_in(text: str, languages: tuple[str, ...]) -> TextFinds:
    """The concepts a text states when it is read in each of these languages, the first one's sentences first."""
    heard = [_screen_in(language, text) for language in languages]
    said = {concept: sentence for found in reversed(heard) for concept, sentence in found.heard.items()}
    days = next((found.days for found in heard if found.days is not None), None)
    guesses = {kind: sentence for found in reversed(heard) for kind, sentence in found.guesses.items()}
    return TextFinds(said, days, guesses)


def _screen_in(language: str, text: str) -> TextFinds:
    with reading_in(language):
        found = screen_by_lexicon(text)
        return replace(found, guesses=_listen_again(text, found.heard))


def screen_by_lexicon(text: str) -> TextFinds:
    """What the lexicon alone finds in a text."""
    said: dict[str, str] = {}
    lexicon = load_words()
    sentences = read_sentences(text)
    for sentence in sentences:
        _collect(sentence, lexicon.near, said)
    for sentence in read_neighbours(text):
        _collect(sentence, lexicon.far, said)
    return TextFinds(said, read_days(sentences))


def _listen_again(text: str, heard: Mapping[str, str]) -> dict[str, str]:
    """The classes the second screen adds, each with its sentence; none that the lexicon found already."""
    says = load_says()
    return {
        kind: _snippet(sentence.original)
        for kind, sentence in hear_more(read_sentences(text))
        if kind not in says or not heard.keys() >= set(says[kind])
    }


def _collect(sentence: Sentence, concepts: Likely, said: dict[str, str]) -> None:
    for concept in concepts.among(sentence.beginnings):
        if concept.id not in said and _states(sentence, concept):
            said[concept.id] = _snippet(sentence.original)


def _snippet(original: str) -> str:
    words = " ".join(original.split())
    return words if len(words) <= SNIPPET else words[: SNIPPET - 1].rsplit(" ", 1)[0] + "…"


def _states(sentence: Sentence, concept: Concept) -> bool:
    if not any(_find(sentence, concept, pattern) for pattern in concept.patterns):
        return False
    if concept.unless_pattern is None or not concept.unless_pattern.search(sentence.explained):
        return True
    if concept.despite_pattern is None:
        return False
    words = concept.despite_not_pattern.sub(" ", sentence.words) if concept.despite_not_pattern else sentence.words
    return bool(concept.despite_pattern.search(words))


def _find(sentence: Sentence, concept: Concept, pattern: Pattern) -> bool:
    if not all(map(sentence.may_hold, pattern)):
        return False
    places: list[list[tuple[int, int]]] = []
    for part in pattern:
        spans = sentence.find(part)
        if not spans:
            return False
        places.append(spans)
    return any(_counts(sentence, concept, spans) for spans in _near(sentence, places, concept.gap))


def _near(sentence: Sentence, places: list[list[tuple[int, int]]], gap: int) -> list[list[tuple[int, int]]]:
    """Every choice of one span a part that hangs together with at most ``gap`` words between neighbours."""
    chosen: list[list[tuple[int, int]]] = [[span] for span in places[0]]
    for spans in places[1:]:
        chosen = [
            [*have, span]
            for have in chosen
            for span in spans
            if span not in have and min(sentence.words_between(span, other) for other in have) <= gap
        ]
    return chosen


def _counts(sentence: Sentence, concept: Concept, spans: list[tuple[int, int]]) -> bool:
    if sentence.is_imagined(spans):
        return False
    if not concept.others_count and sentence.is_about_others(spans):
        return False
    if concept.past != "counts" and sentence.is_long_past(spans):
        return False
    if concept.past == "settles" and sentence.is_over:
        return False
    return not sentence.is_negated(spans)
