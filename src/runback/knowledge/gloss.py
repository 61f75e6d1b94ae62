"""Words of another language with their English, for a reader that learnt English (the second screen)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from pydantic import BeforeValidator

from runback.knowledge.reading import FROZEN, Entry, parse_yaml, read_text
from runback.knowledge.words import language_of_text
from runback.languages import ENGLISH

SHORTEST_BEGINNING = 4


def _split_lines(raw: object) -> object:
    """Each line as its first word with the English after it."""
    return dict(line.split(" ", 1) for line in raw.splitlines()) if isinstance(raw, str) else raw


class _GlossFile(Entry):
    words: Annotated[Mapping[str, str], BeforeValidator(_split_lines), FROZEN]


@dataclass(frozen=True, slots=True)
class Gloss:
    """English by a word, or by the beginning of a word, of another language."""

    words: Mapping[str, str]

    def find(self, word: str) -> str:
        """The English of a word, or of the longest beginning that is known; "" where there is none."""
        if word in self.words:
            return self.words[word]
        beginnings = (word[:size] for size in range(len(word) - 1, SHORTEST_BEGINNING - 1, -1))
        return next((self.words[one] for one in beginnings if one in self.words), "")


def load_gloss() -> Gloss | None:
    """The words of the language in which a text is read now; None for English. Raises ``BrokenRuleBook``."""
    language = language_of_text()
    return None if language == ENGLISH else _load(language)


@cache
def _load(language: str) -> Gloss:
    file = f"gloss_{language}.yaml"
    return Gloss(parse_yaml(read_text(file), file, _GlossFile).words)
