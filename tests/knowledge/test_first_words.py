"""The quick look that spares most expressions: it may never miss a find."""

from pathlib import Path

import pytest
import yaml

from runback.assess.scopes import read_neighbours, read_sentences
from runback.knowledge.first_words import find_first_words, read_beginnings
from runback.knowledge.words import load_words

TEXTS = sorted((Path(__file__).parents[1] / "assess").glob("own_words*.yaml"))


@pytest.mark.parametrize(
    ("expression", "begins"),
    [
        ("numb\\w*|tingl\\w*", {"num", "tin"}),
        ("(?:left |right )?leg", {"lef", "rig", "leg"}),
        ("(?<!dead )legs", {"leg"}),
        ("legs?", {"leg"}),
        ("is|am", {"is", "am"}),
        ("\\d+ weeks", {"#"}),
        ("ab?c", {"a"}),
        ("(?:\\w+ ){0,2}leg", None),
        ("[abc]x", None),
        ("x?", None),
    ],
)
def test_the_ways_an_expression_can_begin(expression: str, begins: set[str] | None) -> None:
    assert find_first_words(expression) == begins


def test_the_beginnings_of_a_text() -> None:
    assert read_beginnings("it is 38") == {"i", "it", "is", "3", "38", "#"}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_no_find_is_missed_in_any_text_of_the_tests(path: Path) -> None:
    parts = {part for concept in load_words().concepts.values() for pattern in concept.patterns for part in pattern}
    texts = [case["text"] for case in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)][:25]
    for text in texts:
        for sentence in (*read_sentences(text), *read_neighbours(text)):
            missed = [p.expression.pattern for p in parts if not sentence.may_hold(p) and sentence.find(p)]
            assert missed == [], sentence.words


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_concept_whose_words_are_all_in_a_sentence_is_looked_for_there(path: Path) -> None:
    lexicon = load_words()
    texts = [case["text"] for case in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)][:3]
    for sentence in (sentence for text in texts for sentence in (*read_sentences(text), *read_neighbours(text))):
        looked_for = [*lexicon.near.among(sentence.beginnings), *lexicon.far.among(sentence.beginnings)]
        stand = [
            concept.id
            for concept in lexicon.concepts.values()
            if any(all(map(sentence.find, pattern)) for pattern in concept.patterns)
        ]
        assert set(stand) <= {concept.id for concept in looked_for}, sentence.words
