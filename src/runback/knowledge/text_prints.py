"""What each text of the rule book was translated from, so that a changed English sentence names its translations.

``languages/<language>/translated_from.yaml`` has, by file and path, the print of the English text and that of the
translation when the two were last the same in meaning. ``python -m scripts.catalogues`` writes it.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml

PRINTS = "translated_from.yaml"
_HEAD = """# What each text was translated from: the print of the English text, then that of the translation.
# Written by `make catalogues`; do not edit. docs/decisions/0411 says why.
"""
Prints = Mapping[str, Mapping[str, str]]
"""By file and path: the two prints with a space between them."""


def print_of(text: str) -> str:
    """Eight hexadecimal digits that change with the text."""
    return hashlib.sha256(text.strip().encode()).hexdigest()[:8]


@cache
def read_prints(language: str) -> Prints:
    """The prints of a language; none for a new one."""
    path = files("runback.languages") / language / PRINTS
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) or {} if path.is_file() else {}


def find_changed(
    english: Mapping[str, str], own: Mapping[str, str], prints: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The translations of one file that may no longer say what the English says, by path, with what to do."""
    for path in sorted(english.keys() & own.keys()):
        noted_english, _, noted_own = prints.get(path, "").partition(" ")
        if print_of(english[path]) != noted_english and print_of(own[path]) == noted_own:
            yield (
                path,
                (
                    f"The English has changed to “{english[path]}”. Change the translation, or, where it still holds, "
                    f"run: python -m scripts.catalogues --still-right {path}"
                ),
            )
        elif (print_of(english[path]), print_of(own[path])) != (noted_english, noted_own):
            yield path, "It is new or has changed. Run: make catalogues"


def note_prints(
    english: Mapping[str, str], own: Mapping[str, str], prints: Mapping[str, str], still_right: Collection[str] = ()
) -> dict[str, str]:
    """The prints of one file as they are now; what changed in English alone keeps its old one, so that it is found."""
    noted = {}
    for path in sorted(english.keys() & own.keys()):
        before = prints.get(path, "")
        is_left = before.endswith(f" {print_of(own[path])}") and path not in still_right
        noted[path] = before if is_left else f"{print_of(english[path])} {print_of(own[path])}"
    return noted


def write_prints(folder: Path, prints: Prints) -> None:
    """Write the prints of a language into its folder."""
    text = yaml.dump({file: dict(paths) for file, paths in prints.items()}, Dumper=yaml.CSafeDumper, width=200)
    (folder / PRINTS).write_text(_HEAD + text, encoding="utf-8")
