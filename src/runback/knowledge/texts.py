"""Which fields of the rule book a runner reads, and their texts in the current language.

The English texts are in the rule book itself. ``languages/<language>/<name>.yaml`` holds those of another language
as a flat mapping from the path of a text to its words: keys of mappings, ids of entries, and places in lists without
ids (``advice.stop_running.text``, ``stop_always.0``).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from runback.languages import ENGLISH, current

FIELDS: Mapping[str, tuple[str, ...]] = {
    "advice.yaml": ("advice.*.text",),
    "causes.yaml": ("causes.*.label", "causes.*.studies", "causes.*.what_to_do", "causes.*.rules.*.because"),
    "check_in.yaml": ("saddle.text", "cauda_equina.text", "lines.*.text", "lines.*.male"),
    "evidence.yaml": ("*.claim", "*.articles_say", "*.studies_say", "*.product_use"),
    "exercises.yaml": (
        "groups.*",
        "exercises.*.name",
        "exercises.*.easier",
        "exercises.*.harder",
        "exercises.*.careful.*",
        "exercises.*.cues.*",
        "exercises.*.faults.*",
    ),
    "experiments.yaml": ("changes.*.name", "changes.*.with_it", "changes.*.without_it"),
    "instruments.yaml": ("instruments.*.name", "instruments.*.usual.*.text"),
    "learn.yaml": ("lessons.*.title", "lessons.*.lead", "lessons.*.points.*.says"),
    "patterns.yaml": (
        "families.*",
        "patterns.*.label",
        "patterns.*.description",
        "patterns.*.tell_apart",
        "patterns.*.running",
        "patterns.*.strength",
        "patterns.*.stretching",
        "patterns.*.features.*.because",
    ),
    "plan_rules.yaml": ("*.text",),
    "questions.yaml": (
        "questions.*.text",
        "questions.*.help",
        "questions.*.unit",
        "questions.*.why",
        "questions.*.options.*",
    ),
    "recovery.yaml": ("groups.*.title", "ways.*.name", "ways.*.dose", "ways.*.how.*"),
    "red_flags.yaml": (
        "families.*",
        "groups.*.label",
        "groups.*.screen",
        "items.*.question",
        "items.*.short",
        "items.*.help",
        "items.*.options.*.label",
        "items.*.male.question",
        "items.*.male.short",
        "items.*.triggers.*.why",
        "combinations.*.why",
        "explanations.*.reason",
    ),
    "routines.yaml": (
        "warm_up.parts.*.text",
        "hip_and_trunk.dose",
        "hip_and_trunk.say.*",
        "mobility.parts.*.name",
        "mobility.parts.*.cue",
    ),
    "self_tests.yaml": (
        "stop_always.*",
        "self_tests.*.label",
        "self_tests.*.asks",
        "self_tests.*.kit",
        "self_tests.*.steps.*",
        "self_tests.*.stop_when.*",
        "self_tests.*.norm.text",
    ),
    "sentences_en.yaml": ("*",),
    "wording.yaml": (
        "outcomes.*.headline",
        "outcomes.*.beside_call",
        "outcomes.*.lines.*.text",
        "guess.headline",
        "guess.lines.*.text",
        "guess_in_days.headline",
        "guess_in_days.lines.*.text",
        "unhurried.*.text",
        "unclear.*.text",
        "guess_families.*.*.text",
        "families.*.*.text",
        "rarity.*",
        "safety_net",
        "countries.*.name",
        "countries.*.emergency",
        "countries.*.department",
        "countries.*.today_line",
        "countries.*.clinician",
        "countries.*.crisis_line",
    ),
}
"""The fields a runner reads, by file; ``*`` is every entry.

Not among them: sources, notes and numbers for clinicians, phrases that are listened for, and the questions of
instruments.yaml, whose translations were made and tested by others.
"""

_LETTER = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one text in a file that was read: ``holder[key]``."""

    path: str
    holder: Any
    key: Any

    @property
    def text(self) -> str:
        """The text at that place."""
        return str(self.holder[self.key])


def find_slots(file: str, raw: Any) -> Iterator[Slot]:
    """Every text in a file that runners read, without bare numbers and ids of entries in place of a text."""
    ids = frozenset(_list_ids(raw))
    for field in FIELDS.get(file, ()):
        for slot in _find_field(raw, field.split("."), ()):
            if _LETTER.search(slot.text) and slot.text not in ids:
                yield slot


def _find_field(raw: Any, parts: list[str], path: tuple[str, ...]) -> Iterator[Slot]:
    first, *rest = parts
    for key, name in _list_keys(raw):
        if first not in ("*", name):
            continue
        if rest:
            yield from _find_field(raw[key], rest, (*path, name))
        elif isinstance(raw[key], str):
            yield Slot(".".join((*path, name)), raw, key)


def _list_ids(raw: Any) -> Iterator[str]:
    for key, name in _list_keys(raw):
        if name == "id":
            yield str(raw[key])
        else:
            yield from _list_ids(raw[key])


def _list_keys(raw: Any) -> list[tuple[Any, str]]:
    """The keys of a mapping or the places of a list, each with its name in a path."""
    if isinstance(raw, Mapping):
        return [(key, str(key)) for key in raw]
    if isinstance(raw, list):
        return [(at, str(item.get("id", at) if isinstance(item, Mapping) else at)) for at, item in enumerate(raw)]
    return []


def translate(file: str, raw: Any) -> Any:
    """What was read from a file, its texts in the current language; English where it has none."""
    if current() != ENGLISH:
        own = read_texts(file, current())
        for slot in find_slots(file, raw):
            slot.holder[slot.key] = own.get(slot.path, slot.text)
    return raw


@cache
def read_texts(file: str, language: str) -> Mapping[str, str]:
    """The texts of a file in another language, by path; none where it is not translated."""
    text = read_translation(file, language)
    return MappingProxyType(yaml.load(text, yaml.CSafeLoader) or {})


def read_translation(file: str, language: str) -> str:
    """The YAML text of a file in another language; "" where it is not translated."""
    path = files("runback.languages") / language / name_of_texts(file)
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def name_of_texts(file: str) -> str:
    """What a file of the rule book is called in the folder of a language."""
    return file.replace("_en.", ".")
