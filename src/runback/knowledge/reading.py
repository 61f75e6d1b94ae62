"""Reading the YAML files of the rule book into validated, frozen records; every fault names file, line and entry."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails
from yaml.nodes import MappingNode

from runback.domain.errors import RunbackError
from runback.knowledge.places import Path, Places
from runback.knowledge.texts import translate

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem to correct: ``line`` counts from 1, ``id`` is the entry, ``what`` says what to correct and how."""

    file: str
    line: int
    id: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}{f', {self.id}' if self.id else ''}: {self.what}"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a path of a file."""

    path: Path
    what: str


class BrokenRuleBook(RunbackError):
    """The rule book breaks one of its own rules; ``problems`` lists all of them."""

    code = "broken_rule_book"

    def __init__(self, message: str, *, path: str | None = None, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message, path=path)
        self.problems = problems or (Problem(path or "", 1, "", message),)

    @classmethod
    def of(cls, problems: tuple[Problem, ...]) -> "BrokenRuleBook":
        """The error of these problems, of which there is at least one."""
        return cls("\n".join(map(str, problems)), path=problems[0].file, problems=problems)


class Entry(BaseModel):
    """Base of every rule-book record: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


def _key_by_id(raw: Any) -> Any:
    if not isinstance(raw, list) or not all(isinstance(item, dict) for item in raw):
        return raw
    return {str(item.get("id", place)): item for place, item in enumerate(raw)}


BY_ID = BeforeValidator(_key_by_id)
"""A list of entries becomes a mapping by their ids: ``Annotated[Mapping[str, Cause], BY_ID, FROZEN]``."""

FROZEN = AfterValidator(MappingProxyType)


def read_yaml(name: str, kind: type[T], find_faults: Callable[[T], Iterable[Fault]] | None = None) -> T:
    """The file ``name`` of this package as a ``kind`` (a pydantic model or ``tuple[Model, ...]``).

    Raises ``BrokenRuleBook`` with every fault of the file.
    """
    return parse_yaml(read_text(name), name, kind, find_faults)


def read_text(name: str) -> str:
    """The text of a file of this package."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def parse_yaml(text: str, name: str, kind: type[T], find_faults: Callable[[T], Iterable[Fault]] | None = None) -> T:
    """Like ``read_yaml``, from text; ``name`` is used in errors."""
    try:
        raw, repeated = _load(text)
        raw = translate(name, raw)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        what = f"This is not YAML: {getattr(problem, 'problem', problem)}."
        raise BrokenRuleBook.of((Problem(name, mark.line + 1 if mark else 1, "", what),)) from None
    faults = [*_find_repeats((), raw)]
    found: T | None = None
    try:
        adapter: TypeAdapter[T] = TypeAdapter(kind)
        found = adapter.validate_python(raw)
    except ValidationError as problem:
        faults += [Fault(tuple(each["loc"]), _explain(each)) for each in problem.errors()]
    if found is not None and find_faults is not None:
        faults += find_faults(found)
    twice = (Problem(name, line, key, f"The key {key} is there twice; keep one.") for line, key in repeated)
    if problems := (*twice, *locate(faults, name, text)):
        raise BrokenRuleBook.of(tuple(dict.fromkeys(problems)))
    assert found is not None
    return found


def locate(faults: Iterable[Fault], name: str, text: str) -> tuple[Problem, ...]:
    """The faults of one file with their lines, top to bottom."""
    found = list(faults)
    if not found:
        return ()
    places = Places(text)
    located = ((places.find(fault.path), fault.what) for fault in found)
    problems = (Problem(name, place.line, place.entry, what) for place, what in located)
    return tuple(sorted(problems, key=lambda problem: problem.line))


class _Loader(yaml.CSafeLoader):
    """Records keys that occur twice in one mapping; plain YAML would silently use the last."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.repeated: list[tuple[int, str]] = []

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping, its repeated keys noted with their line."""
        keys = [key.value for key, _ in node.value]
        if len(set(map(str, keys))) < len(keys):
            lines = [key.start_mark.line + 1 for key, _ in node.value]
            self.repeated += [(lines[i], str(key)) for i, key in enumerate(keys) if key in keys[:i]]
        return super().construct_mapping(node, deep)


def _load(text: str) -> tuple[Any, list[tuple[int, str]]]:
    loader = _Loader(text)
    try:
        return loader.get_single_data(), loader.repeated
    finally:
        loader.dispose()


def _find_repeats(path: Path, raw: Any) -> Iterator[Fault]:
    """Entries of one list with the same id, and words that occur twice in one list."""
    if isinstance(raw, Mapping):
        for key, value in raw.items():
            yield from _find_repeats((*path, str(key)), value)
    elif isinstance(raw, list):
        names = [item.get("id") if isinstance(item, Mapping) else item for item in raw]
        for place, (name, item) in enumerate(zip(names, raw, strict=True)):
            if isinstance(name, str) and name in names[:place]:
                yield Fault((*path, place), f"{name} is in this list twice; remove one or give it another id.")
            yield from _find_repeats((*path, place), item)


def _explain(error: ErrorDetails) -> str:
    """What pydantic found, for somebody who edits the file, and what to do."""
    field = next((str(part) for part in reversed(error["loc"]) if isinstance(part, str)), "this file")
    match error["type"]:
        case "missing":
            return f"{field} is missing; add it."
        case "extra_forbidden":
            return f"There is no field {field} here; correct its name or remove it."
        case "literal_error" | "enum":
            return f"{error['input']!r} is not allowed for {field}; use {error['ctx']['expected']}."
        case "value_error":
            return str(error["ctx"]["error"])
    return f"{field} cannot be {error['input']!r}: {error['msg'][0].lower()}{error['msg'][1:]}."
