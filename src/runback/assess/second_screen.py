"""A second reader of the runner's own words, for what the lexicon has no expression for. It only adds.

A linear model over a sentence's words, their neighbours and pieces of words. A word that stands
in what is denied, or in what is about others, long past or imagined, is another word to the
model, so "no numbness" and "no feeling" are learnt apart. Trained by ``benchmarks.train_words``;
what its classes say stands in second_screen.yaml. It learnt English: a sentence of another language is
said in English first, word by word (``knowledge/gloss``).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from math import sqrt
from zlib import crc32

from runback.assess.scopes import Scope, Sentence
from runback.knowledge.gloss import Gloss, load_gloss
from runback.knowledge.second_screen import (
    SecondScreen,
    load_days_screen,
    load_excuses,
    load_needs,
    load_second_screen,
)

FEWEST_WORDS = 3
LONGEST_SENTENCES = 400
LIKELY = 2
"""How many classes may be meant. For today the first counts; what may wait is the first with a word of its list."""
GLOSSED = 0.5
"""The score that what may wait needs in a sentence put into English word by word, where many words stay unknown."""
_WORD = re.compile(r"[a-z0-9]+|[^\sa-z0-9]")
_MARKS = {Scope.HERE: "", Scope.DENIED: "N", Scope.PAST: "P", Scope.ASIDE: "X"}
_PIECE = 4
_EMPTY = re.compile(
    r"(?:\b(?:i|it|is|was|be|am|are|that|this|these|like|have|has|had|there|here|so|as|the|a|an|my|me|and|or|to|for|of|on|"
    r"in|at|came|come|go|goes|stays|do|does|did|just|then|now|again|too|also|[123]|one|with|myself|anything|never)\b\W*)+"
)
_ENDS_DENIED = re.compile(r", (?:none|nil|absent|negative)$")
SHORT = 12.0
"""Scores of short sentences are lowered: the length of a sentence is taken as this much longer."""


def hear_more(sentences: Iterable[Sentence]) -> Iterator[tuple[str, Sentence]]:
    """The class of every sentence that sounds like a red flag and has a word of that class and no excuse, with it.

    What needs attention today comes before what may wait some days. No class is given twice.
    """
    today, days, gloss = load_second_screen(), load_days_screen(), load_gloss()
    heard: set[str] = set()
    for sentence in list(sentences)[:LONGEST_SENTENCES]:
        marked = mark_words(sentence)
        if gloss is not None:
            marked = translate_to_english(marked, gloss)
        words = sentence.words if gloss is None else " ".join(word for word, _ in marked)
        now = forget_past(marked)
        least = 0 if gloss is None else GLOSSED
        kinds = [*_listen(today, now, words)[:1], *_listen(days, marked, words, least)]
        kind = next((kind for kind in kinds if _is_believed(kind, words, sentence.words)), None)
        if kind is not None and kind not in heard:
            heard.add(kind)
            yield kind, sentence


def _is_believed(kind: str, words: str, own_words: str) -> bool:
    """Whether a sentence has a word of the class and none that explains it; ``words`` are English."""
    excuse = load_excuses().get(kind)
    return bool(load_needs()[kind].search(words)) and not (
        excuse and (excuse.search(words) or excuse.search(own_words))
    )


def _listen(model: SecondScreen, marked: list[tuple[str, str]], words: str, least: float = 0) -> Sequence[str]:
    """The likeliest classes of a sentence, best first; none where it says too little or sounds harmless."""
    if _ENDS_DENIED.search(words) or _EMPTY.fullmatch(words):
        return ()
    if sum(mark != "X" for _, mark in marked) < max(FEWEST_WORDS, len(marked) / 2):
        return ()
    return classify(model, find_features(marked), least)


def mark_words(sentence: Sentence) -> list[tuple[str, str]]:
    """The words of a sentence, each with its mark: "" counts, "N" denied, "P" long past, "X" of others or imagined."""
    return [(found.group(), _MARKS[sentence.scope_at(found.start())]) for found in _WORD.finditer(sentence.words)]


def forget_past(marked: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Marked words for the model of what is for today, to which what is long past is an aside."""
    return [(word, "X" if mark == "P" else mark) for word, mark in marked]


def translate_to_english(marked: list[tuple[str, str]], gloss: Gloss) -> list[tuple[str, str]]:
    """Marked words of another language as English words with the same marks; unknown ones stay."""
    return [(english, mark) for word, mark in marked for english in (gloss.find(word) or word).split()]


def find_features(marked: list[tuple[str, str]]) -> frozenset[int]:
    """The features of marked words as 32-bit numbers: each word, pairs up to two apart, and pieces of four letters."""
    words = [mark + word for word, mark in marked]
    texts = set(words)
    for apart in (1, 2):
        texts.update(f"{a}_{apart}_{b}" for a, b in zip(words, words[apart:], strict=False))
    for word, mark in marked:
        if len(word) >= _PIECE:
            texts.update(f"{mark}#{piece}" for piece in _pieces(word))
    return frozenset(crc32(text.encode("utf-8", "replace")) for text in texts)


def _pieces(word: str) -> Iterator[str]:
    bounded = f"<{word}>"
    return (bounded[start : start + _PIECE] for start in range(len(bounded) - _PIECE + 1))


def score(model: SecondScreen, features: frozenset[int]) -> float:
    """How much a sentence sounds like a red flag; it is raised at 0 and more."""
    known = sorted(model.rows[feature] for feature in features if feature in model.rows)
    length = sqrt(SHORT**2 + sum(model.rarity[row] ** 2 for row in known))
    return model.bias + sum(model.rarity[row] * model.weights[row] for row in known) / length


def classify(model: SecondScreen, features: frozenset[int], least: float = 0) -> Sequence[str]:
    """The likeliest classes of a sentence, best first; none where its score is under ``least``."""
    if score(model, features) < least:
        return ()
    known = sorted(model.rows[feature] for feature in features if feature in model.rows)
    rarity = model.rarity_array[known]
    likelihood = rarity @ model.class_weights[known] / sqrt(SHORT**2 + float(rarity @ rarity)) + model.class_bias
    return [model.classes[place] for place in likelihood.argsort()[::-1][:LIKELY]]
