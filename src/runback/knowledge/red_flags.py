"""The red flags of the rule book: items, combination rules, derived facts and explanations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from pydantic import Field

from runback.domain.assessment import Running, Urgency
from runback.knowledge.conditions import RED_FLAGS, Condition, Not, parse_condition, walk_condition, words_of
from runback.knowledge.reading import BrokenRuleBook, Entry, read_yaml

FILE = "red_flags.yaml"


class _Option(Entry):
    id: str
    label: str


class _Trigger(Entry):
    when: Any = None
    urgency: Urgency
    why: str


class _Group(Entry):
    label: str
    screen: str
    family: str | None = None


class _Item(Entry):
    id: str
    group: str
    question: str
    short: str
    help: str = ""
    options: tuple[_Option, ...] = ()
    not_sure: str = Field(pattern="^(counts|asks_again)$", default="asks_again")
    ask: str = Field(pattern="^(always|together|screen|alone)$", default="screen")
    ask_when: Any = None
    family: str | None = None
    lasts: bool = False
    covers: tuple[str, ...] = ()
    raised_by: tuple[Any, ...] = ()
    triggers: tuple[_Trigger, ...] = Field(min_length=1)
    running: Running
    rationale: str
    sources: tuple[str, ...] = Field(min_length=1)
    mark: str = Field(pattern=r"^(S|K|S\+K)$")
    evidence: tuple[str, ...] = ()


class _Combination(Entry):
    id: str
    when: Any
    urgency: Urgency
    why: str
    family: str | None = None
    running: Running
    source: str = Field(pattern="^(rule|history)$", default="rule")
    sources: tuple[str, ...] = Field(min_length=1)
    mark: str = Field(pattern=r"^(S|K|S\+K)$")
    evidence: tuple[str, ...] = ()


class _Explanation(Entry):
    id: str
    of: tuple[str, ...] = Field(min_length=1)
    when: Any
    urgency: Urgency
    reason: str
    test: str
    family: str | None = None
    source: str


class _Book(Entry):
    families: Mapping[str, str]
    groups: Mapping[str, _Group]
    facts: Mapping[str, Any]
    items: tuple[_Item, ...]
    combinations: tuple[_Combination, ...]
    explanations: tuple[_Explanation, ...]
    contexts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trigger:
    """When the condition holds for an item that is up, the urgency is at least this."""

    when: Condition
    urgency: Urgency
    why: str


@dataclass(frozen=True, slots=True)
class Option:
    """One way to answer an item with yes, for example ``breathless``."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Group:
    """A group of items; ``screen`` asks for several at once, ``family`` names what it may mean."""

    id: str
    label: str
    screen: str
    family: str | None


@dataclass(frozen=True, slots=True)
class Item:
    """One red-flag question.

    ``raised_by`` are conditions on other answers that count as yes. ``ask`` is always (on a page
    of its own), together (one page a group), screen (with others, where it can still change the
    urgency) or alone. ``mark`` is S source seen, K from memory. ``not_sure`` counts: not sure is yes.
    """

    id: str
    group: str
    question: str
    short: str
    help: str
    options: tuple[Option, ...]
    not_sure: str
    ask: str
    ask_when: Condition
    family: str | None
    lasts: bool
    covers: tuple[str, ...]
    raised_by: tuple[Condition, ...]
    triggers: tuple[Trigger, ...]
    running: Running
    rationale: str
    sources: tuple[str, ...]
    mark: str
    evidence: tuple[str, ...]

    @property
    def answers(self) -> tuple[str, ...]:
        """Every way to answer the item: its options (or a plain yes), no and not sure."""
        return ("yes", *(option.id for option in self.options), "no", "not_sure")

    @property
    def worst(self) -> Urgency:
        """The most urgent outcome this item can have."""
        return max((trigger.urgency for trigger in self.triggers), key=lambda urgency: urgency.rank)


@dataclass(frozen=True, slots=True)
class Combination:
    """A rule over several facts; ``source`` is rule or history."""

    id: str
    when: Condition
    urgency: Urgency
    why: str
    family: str | None
    running: Running
    source: str
    sources: tuple[str, ...]
    mark: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The only way a fact lowers a flag: for the flags ``of``, to ``urgency``, never further.

    ``reason`` is clinical; ``test`` names the test that holds it.
    """

    id: str
    of: tuple[str, ...]
    when: Condition
    urgency: Urgency
    reason: str
    test: str
    family: str | None
    source: str


@dataclass(frozen=True)
class RedFlags:
    """All of red_flags.yaml, frozen, with its conditions parsed. ``families`` maps an id to its label."""

    families: Mapping[str, str]
    groups: Mapping[str, Group]
    facts: Mapping[str, Condition]
    items: tuple[Item, ...]
    combinations: tuple[Combination, ...]
    explanations: tuple[Explanation, ...]
    contexts: tuple[str, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """Items by their id."""
        return {item.id: item for item in self.items}

    def family_of(self, item: Item) -> str | None:
        """The red-flag family an item speaks for: its own, or its group's."""
        return item.family or self.groups[item.group].family

    def conditions(self) -> Iterator[tuple[str, Condition]]:
        """Every condition of the book with the place it stands."""
        for name, condition in self.facts.items():
            yield f"facts.{name}", condition
        for item in self.items:
            yield f"{item.id}.ask_when", item.ask_when
            for condition in item.raised_by:
                yield f"{item.id}.raised_by", condition
            for trigger in item.triggers:
                yield f"{item.id}.triggers", trigger.when
        for rule in self.combinations:
            yield rule.id, rule.when
        for explanation in self.explanations:
            yield f"explanations.{explanation.id}", explanation.when


@cache
def load_red_flags() -> RedFlags:
    """The red flags of the rule book; raises ``BrokenRuleBook`` for any fault in the file."""
    return build_red_flags(read_yaml(FILE, _Book))


def build_red_flags(book: _Book) -> RedFlags:
    """The parsed and cross-checked rule book of one validated file."""
    flags = RedFlags(
        families=book.families,
        groups={key: Group(key, raw.label, raw.screen, raw.family) for key, raw in book.groups.items()},
        facts={key: _parse(raw, f"facts.{key}") for key, raw in book.facts.items()},
        items=tuple(_build_item(raw) for raw in book.items),
        combinations=tuple(Combination(**{**dict(raw), "when": _parse(raw.when, raw.id)}) for raw in book.combinations),
        explanations=tuple(Explanation(**{**dict(raw), "when": _parse(raw.when, raw.id)}) for raw in book.explanations),
        contexts=book.contexts,
    )
    _refuse_faults(flags)
    return flags


def _parse(raw: Any, place: str) -> Condition:
    return parse_condition(raw, place=place, vocabulary=RED_FLAGS)


def _build_item(raw: _Item) -> Item:
    values = dict(raw)
    values["options"] = tuple(Option(option.id, option.label) for option in raw.options)
    values["ask_when"] = _parse(raw.ask_when, raw.id)
    values["raised_by"] = tuple(_parse(part, raw.id) for part in raw.raised_by)
    values["triggers"] = tuple(Trigger(_parse(part.when, raw.id), part.urgency, part.why) for part in raw.triggers)
    return Item(**values)


def _refuse_faults(flags: RedFlags) -> None:
    ids = [item.id for item in flags.items] + [rule.id for rule in flags.combinations]
    if len(set(ids)) != len(ids):
        raise BrokenRuleBook(f"{FILE}: an id is used twice: {sorted(i for i in ids if ids.count(i) > 1)[0]}", path=FILE)
    for item in flags.items:
        if item.group not in flags.groups:
            raise BrokenRuleBook(f"{FILE}: {item.id} is in a group that does not exist: {item.group}", path=FILE)
        if unknown := set(item.covers) - set(ids):
            raise BrokenRuleBook(f"{FILE}: {item.id} covers an unknown flag {sorted(unknown)[0]}", path=FILE)
    named: list[Group | Item | Combination | Explanation] = [
        *flags.groups.values(),
        *flags.items,
        *flags.combinations,
        *flags.explanations,
    ]
    for thing in named:
        if thing.family is not None and thing.family not in flags.families:
            raise BrokenRuleBook(f"{FILE}: {thing.id} speaks for an unknown family {thing.family}", path=FILE)
    for explanation in flags.explanations:
        if unknown := set(explanation.of) - set(ids):
            raise BrokenRuleBook(f"{FILE}: {explanation.id} explains an unknown flag {sorted(unknown)[0]}", path=FILE)
    for place, condition in flags.conditions():
        _refuse_dangling(flags, place, condition)


def _refuse_dangling(flags: RedFlags, place: str, condition: Condition) -> None:
    may_deny = place.startswith("explanations.") or place.endswith("ask_when")
    if not may_deny and any(isinstance(part, Not) for part in walk_condition(condition)):
        raise BrokenRuleBook(f"{FILE}: {place}: only an explanation may say not", path=FILE)
    answers = {f"{item.id}.{answer}" for item in flags.items for answer in item.answers}
    known = {"flag": flags.by_id, "fact": flags.facts, "detail": answers}
    for word in words_of(condition):
        if word.kind in known and (unknown := sorted(word.values - set(known[word.kind]))):
            raise BrokenRuleBook(f"{FILE}: {place}: there is no {word.kind} {unknown[0]}", path=FILE)
