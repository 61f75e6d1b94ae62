"""Where an entry is in a YAML file of the rule book, so that an error can give the line and the entry."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Path = tuple[str | int, ...]
"""Keys of mappings, places in lists (from 0), or ids of their entries: ``("exercises", "plank", "group")``."""

NAMED_ENTRIES = frozenset(
    {"families", "groups", "facts", "concepts", "sets", "traits", "countries", "outcomes", "hints", "classes"}
)
"""Sections whose entries are identified by their key, not by an ``id``."""


@dataclass(frozen=True, slots=True)
class Place:
    """A line (from 1) and the entry it belongs to: its id, or ids joined by dots where entries nest."""

    line: int
    entry: str


class Places:
    """The places of one YAML text; a text that is no YAML has none."""

    def __init__(self, text: str) -> None:
        try:
            self._root: Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
        except yaml.YAMLError:
            self._root = None

    def find(self, path: Path) -> Place:
        """The place of a path, or of the nearest entry around it where the path itself is not in the text."""
        if self._root is None:
            return Place(1, "")
        line = 1
        ids = [str(path[1])] if len(path) > 1 and path[0] in NAMED_ENTRIES else []
        for node, key in self._walk(path):
            line = (key or node).start_mark.line + 1
            if own := _id_of(node):
                ids.append(own)
        return Place(line, ".".join(ids or [str(part) for part in path[:1]]))

    def _walk(self, path: Path) -> Iterator[tuple[Node, Node | None]]:
        """Every node on the way, with its key; parts that lead nowhere are passed over."""
        node = self._root
        for part in path:
            step = _step(node, part)
            if step is not None:
                node = step[0]
                yield step


def _step(node: Node | None, part: str | int) -> tuple[Node, Node | None] | None:
    if isinstance(node, MappingNode):
        return next(((value, key) for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, SequenceNode):
        if str(part).isdigit():
            return (node.value[int(part)], None) if int(part) < len(node.value) else None
        return next(((item, None) for item in node.value if part in (_id_of(item), _text(item))), None)
    return None


def _id_of(node: Node) -> str:
    if not isinstance(node, MappingNode):
        return ""
    return next((value.value for key, value in node.value if key.value == "id" and _text(value)), "")


def _text(node: Node) -> str:
    return str(node.value) if isinstance(node, ScalarNode) else ""
