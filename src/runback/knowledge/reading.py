"""Reading one YAML file of the rule book into validated, frozen records."""

from importlib.resources import files
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from runback.domain.errors import RunbackError

T = TypeVar("T")


class BrokenRuleBook(RunbackError):
    """The rule book breaks one of its own rules; names the file and the place."""

    code = "broken_rule_book"


class Entry(BaseModel):
    """Base of every rule-book record: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def read_yaml(name: str, kind: type[T]) -> T:
    """The file ``name`` of this package as a ``kind`` (a pydantic model or ``tuple[Model, ...]``).

    Raises ``BrokenRuleBook`` naming the file and the place of the first fault.
    """
    path = files(__package__) / name
    return parse_yaml(path.read_text(encoding="utf-8"), name, kind)


def parse_yaml(text: str, name: str, kind: type[T]) -> T:
    """Like ``read_yaml``, from text; ``name`` is used in errors."""
    try:
        adapter: TypeAdapter[T] = TypeAdapter(kind)
        return adapter.validate_python(yaml.load(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError as problem:
        raise BrokenRuleBook(f"{name} is not YAML: {problem}", path=name) from None
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BrokenRuleBook(f"{name}: {place}: {first['msg']}", path=name) from None
