"""The second screen of the runner's own words: its classes (second_screen.yaml) and its weights (second_screen.npz)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from runback.knowledge.reading import BrokenRuleBook, Entry, read_yaml
from runback.knowledge.words import load_words

FILE = "second_screen.yaml"
WEIGHTS = Path(__file__).with_name("second_screen.npz")
STEP = 1 / 16


class _Class(Entry):
    says: tuple[str, ...] = Field(min_length=1)
    needs: str = ""


class _Classes(Entry):
    classes: Mapping[str, _Class]


@dataclass(frozen=True, eq=False)
class SecondScreen:
    """The model. ``rows`` maps a feature (32-bit number) to its row; ``classes`` names the columns.

    ``trained_on`` is the digest of the phrases and settings it was trained with.
    """

    rows: Mapping[int, int]
    rarity: list[float]
    weights: list[float]
    bias: float
    classes: tuple[str, ...]
    rarity_array: NDArray[np.float32]
    class_weights: NDArray[np.float32]
    class_bias: NDArray[np.float32]
    trained_on: str


@cache
def load_needs() -> Mapping[str, re.Pattern[str]]:
    """The words one of which a text must have for a class to be believed; raises ``BrokenRuleBook`` when broken."""
    needs = {key: entry.needs for key, entry in read_yaml(FILE, _Classes).classes.items() if entry.needs}
    try:
        return {key: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for key, words in needs.items()}
    except re.error as broken:
        raise BrokenRuleBook(f"{FILE}: needs: {broken}", path=FILE) from None


@cache
def load_says() -> Mapping[str, tuple[str, ...]]:
    """What each class says, as concepts of the lexicon; raises ``BrokenRuleBook`` for a concept that is not there."""
    classes = read_yaml(FILE, _Classes).classes
    known = load_words().raw.concepts
    for key, entry in classes.items():
        for concept in entry.says:
            if concept not in known:
                raise BrokenRuleBook(f"{FILE}: {key}: there is no concept {concept}", path=FILE)
    return {key: entry.says for key, entry in classes.items()}


@cache
def load_second_screen() -> SecondScreen:
    """The trained model; read when the first text is."""
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        return read_model({name: stored[name] for name in stored.files})


def read_model(stored: Mapping[str, NDArray[Any]]) -> SecondScreen:
    """The model from its stored arrays (whole numbers in steps of a sixteenth)."""
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
        trained_on=str(stored["trained_on"]),
    )
