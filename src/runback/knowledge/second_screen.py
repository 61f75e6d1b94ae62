"""The second screen of the runner's own words: its classes (second_screen.yaml) and its weights (second_screen.npz)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from runback.knowledge.conditions import ALWAYS, Condition, FlagWhen
from runback.knowledge.reading import FROZEN, Entry, Fault, parse_yaml, read_text
from runback.knowledge.words import Lexicon, load_words, reading_in
from runback.languages import ENGLISH

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FILE = "second_screen.yaml"
WEIGHTS = Path(__file__).with_name("second_screen.npz")
STEP = 1 / 16
DAYS = "days_"
"""What the names of the arrays of the second model begin with."""


class SoundClass(Entry):
    """What a class says, as concepts of the lexicon; ``needs`` are words one of which its sentence must have, and
    ``unless`` (empty: none) words with one of which it is not believed.

    A class that says nothing may wait some days: where ``when`` holds it raises the item it is named after.
    """

    says: tuple[str, ...] = ()
    when: FlagWhen = ALWAYS
    needs: str = Field(min_length=1)
    unless: str = ""


class SoundClasses(Entry):
    """Every class of the second screen by its name."""

    classes: Annotated[Mapping[str, SoundClass], FROZEN]


@dataclass(frozen=True, eq=False)
class SecondScreen:
    """A model. ``rows`` maps a feature (32-bit number) to its row; ``classes`` names the columns."""

    rows: Mapping[int, int]
    rarity: list[float]
    weights: list[float]
    bias: float
    classes: tuple[str, ...]
    rarity_array: "NDArray[np.float32]"
    class_weights: "NDArray[np.float32]"
    class_bias: "NDArray[np.float32]"


@cache
def load_needs() -> Mapping[str, re.Pattern[str]]:
    """The words one of which a sentence must have for a class to be believed; raises ``BrokenRuleBook`` when broken."""
    return {key: _compile(entry.needs) for key, entry in load_classes().items()}


@cache
def load_excuses() -> Mapping[str, re.Pattern[str]]:
    """The words with one of which a sentence is not believed to be of a class, where it has any."""
    return {key: _compile(entry.unless) for key, entry in load_classes().items() if entry.unless}


@cache
def load_says() -> Mapping[str, tuple[str, ...]]:
    """What each class for today says, as concepts of the lexicon; raises ``BrokenRuleBook`` for an unknown concept."""
    return {key: entry.says for key, entry in load_classes().items() if entry.says}


@cache
def load_waiting() -> Mapping[str, Condition]:
    """The classes that may wait some days, each with when it may raise its item; raises ``BrokenRuleBook``."""
    return {key: entry.when for key, entry in load_classes().items() if not entry.says}


def item_of(kind: str) -> str:
    """The red-flag item that a class is named after."""
    return kind.partition(".")[0]


@cache
def load_classes() -> Mapping[str, SoundClass]:
    """The classes by their name; raises ``BrokenRuleBook``."""
    return parse_yaml(read_text(FILE), FILE, SoundClasses, _find_all_faults).classes


def parse_classes(text: str) -> Mapping[str, SoundClass]:
    """The classes of a YAML text, their own form checked."""
    return parse_yaml(text, FILE, SoundClasses, _find_broken_needs).classes


def _find_all_faults(book: SoundClasses) -> Iterator[Fault]:
    yield from _find_broken_needs(book)
    with reading_in(ENGLISH):
        lexicon = load_words()
    yield from find_unknown_concepts(book.classes, lexicon)


def _find_broken_needs(book: SoundClasses) -> Iterator[Fault]:
    for key, entry in book.classes.items():
        for field, words in (("needs", entry.needs), ("unless", entry.unless)):
            try:
                _compile(words)
            except re.error as broken:
                yield Fault(("classes", key, field), f"This expression is broken: {broken}.")


def find_unknown_concepts(classes: Mapping[str, SoundClass], lexicon: Lexicon) -> Iterator[Fault]:
    """Classes that say a concept which the lexicon does not have."""
    for key, entry in classes.items():
        for concept in entry.says:
            if concept not in lexicon.concepts:
                yield Fault(("classes", key, "says"), f"There is no concept {concept}; use one of words.yaml.")


def _compile(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


@cache
def load_second_screen() -> SecondScreen:
    """The trained model of what is for today; read when the first text is."""
    return read_model(_load_weights())


@cache
def load_days_screen() -> SecondScreen:
    """The trained model of what may wait some days; read when the first text is."""
    return read_model({name.removeprefix(DAYS): array for name, array in _load_weights().items() if DAYS in name})


@cache
def _load_weights() -> "Mapping[str, NDArray[Any]]":
    import numpy as np

    with np.load(WEIGHTS, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def read_model(stored: "Mapping[str, NDArray[Any]]") -> SecondScreen:
    """The model from its stored arrays (whole numbers in steps of a sixteenth)."""
    import numpy as np

    rarity = stored["rarity"].astype(np.float32)
    return SecondScreen(
        rows={feature: row for row, feature in enumerate(stored["features"].tolist())},
        rarity=rarity.tolist(),
        weights=(stored["weights"].astype(np.float32) * STEP).tolist(),
        bias=float(stored["bias"]),
        classes=tuple(stored["classes"].tolist()),
        rarity_array=rarity,
        class_weights=stored["class_weights"].astype(np.float32) * STEP,
        class_bias=stored["class_bias"].astype(np.float32),
    )


def digest_of_training() -> str:
    """The digest of the phrases and settings that both models were trained with."""
    return str(_load_weights()["trained_on"])
