"""Which sentences the code uses with which facts, read from its source.

``Reason.of(rule, evidence, say, ...)``, ``Note.of(id, say, ...)``, ``because(rules.x, say, ...)`` and ``block(reason,
since, lifts, ...)`` name their facts by keyword. A call whose sentence or facts are not written out is passed over.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from runback.domain.reason import AS_SAID

_PLACE_OF_SENTENCE = {"Reason.of": 2, "Note.of": 1, "because": 1, "block": 2}
"""The place of the sentence id among the arguments of each call."""


@dataclass(frozen=True, slots=True)
class SentenceCall:
    """One call that uses a sentence; ``file`` is its path inside the package."""

    file: str
    line: int
    sentence: str
    facts: frozenset[str]


@cache
def list_sentence_calls() -> tuple[SentenceCall, ...]:
    """Every call for a sentence in the package; none where it was installed without its source."""
    return tuple(
        call for file, path in _walk(files("runback"), "") for call in find_sentence_calls(path.read_text(), file)
    )


def find_sentence_calls(source: str, file: str) -> Iterator[SentenceCall]:
    """The calls for sentences in one source text."""
    if not any(name in source for name in ("Reason.of(", "Note.of(", "because(", "block(")):
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (name := _name_of(node.func)) in _PLACE_OF_SENTENCE:
            sentence = _sentence_of(node, name)
            facts = [keyword.arg for keyword in node.keywords if keyword.arg != "say"]
            if sentence and sentence != AS_SAID and None not in facts:
                yield SentenceCall(file, node.lineno, sentence, frozenset(fact for fact in facts if fact))


def _sentence_of(call: ast.Call, name: str) -> str:
    place = _PLACE_OF_SENTENCE[name]
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    given = call.args[place] if len(call.args) > place else named.get("say")
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        return given.value
    rule = call.args[0] if call.args and given is None and name == "because" else None
    return rule.attr if isinstance(rule, ast.Attribute) else ""


def _name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return f"{function.value.id}.{function.attr}"
    return function.id if isinstance(function, ast.Name) else ""


def _walk(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for item in folder.iterdir():
        if item.is_dir():
            yield from _walk(item, f"{path}{item.name}/")
        elif item.name.endswith(".py"):
            yield f"{path}{item.name}", item
