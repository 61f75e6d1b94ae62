"""The red flags of the rule book: items, combination rules, derived facts and explanations."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from runback.domain.assessment import Running, Urgency
from runback.knowledge.conditions import ALWAYS, Condition, FlagWhen, Not, walk_condition, words_of
from runback.knowledge.places import Path
from runback.knowledge.reading import FROZEN, Entry, Fault, parse_yaml, read_text
from runback.languages import cache_by_language

FILE = "red_flags.yaml"
Mark = Literal["S", "K", "S+K"]
"""S source seen, K from memory."""


class Trigger(Entry):
    """When the condition is true for an item that is up, the urgency is at least this."""

    when: FlagWhen = ALWAYS
    urgency: Urgency
    why: str


class Option(Entry):
    """One way to answer an item with yes, for example ``breathless``."""

    id: str
    label: str


class Group(Entry):
    """A group of items; ``screen`` asks for several at once, ``family`` names what it may mean."""

    id: str
    label: str
    screen: str
    family: str | None = None


class MaleWords(Entry):
    """How an item is asked of men, where the general wording mentions what only women have."""

    question: str
    short: str


class Item(Entry):
    """One red-flag question; ``male`` are the words for men, None where they are the same.

    ``raised_by`` are conditions on other answers that count as yes. ``ask`` is always (on a page
    of its own), together (one page a group), screen (with others, where it can still change the
    urgency) or alone. ``not_sure`` counts: not sure is yes. What ``lasts`` is not asked every week.
    """

    id: str
    group: str
    question: str
    short: str
    male: MaleWords | None = None
    help: str = ""
    options: tuple[Option, ...] = ()
    not_sure: Literal["counts", "asks_again"] = "asks_again"
    ask: Literal["always", "together", "screen", "alone"] = "screen"
    ask_when: FlagWhen = ALWAYS
    family: str | None = None
    lasts: bool = False
    covers: tuple[str, ...] = ()
    raised_by: tuple[FlagWhen, ...] = ()
    triggers: tuple[Trigger, ...] = Field(min_length=1)
    running: Running
    rationale: str
    sources: tuple[str, ...] = Field(min_length=1)
    mark: Mark
    evidence: tuple[str, ...] = Field(min_length=1)

    @property
    def answers(self) -> tuple[str, ...]:
        """Every way to answer the item: its options (or a plain yes), no and not sure."""
        return ("yes", *(option.id for option in self.options), "no", "not_sure")

    @cached_property
    def worst(self) -> Urgency:
        """The most urgent outcome this item can have."""
        return max((trigger.urgency for trigger in self.triggers), key=lambda urgency: urgency.rank)


class Combination(Entry):
    """A rule over several facts; ``source`` is rule or history.

    ``asks`` is the item whose question is asked where the runner's words alone make it true.
    """

    id: str
    asks: str | None = None
    when: FlagWhen
    urgency: Urgency
    why: str
    family: str | None = None
    running: Running
    source: Literal["rule", "history"] = "rule"
    sources: tuple[str, ...] = Field(min_length=1)
    mark: Mark
    evidence: tuple[str, ...] = Field(min_length=1)


class Explanation(Entry):
    """The only way a fact lowers a flag: for the flags ``of``, to ``urgency``, never further.

    ``reason`` is clinical; ``test`` names the test that checks it.
    """

    id: str
    of: tuple[str, ...] = Field(min_length=1)
    when: FlagWhen
    urgency: Urgency
    reason: str
    test: str
    family: str | None = None
    source: str


def _name_by_key(raw: Any) -> Any:
    if not isinstance(raw, Mapping):
        return raw
    return {key: {"id": key, **value} if isinstance(value, Mapping) else value for key, value in raw.items()}


class RedFlags(Entry):
    """All of red_flags.yaml, its conditions parsed. ``families`` maps an id to its label."""

    families: Annotated[Mapping[str, str], FROZEN]
    groups: Annotated[Mapping[str, Group], BeforeValidator(_name_by_key), FROZEN]
    facts: Annotated[Mapping[str, FlagWhen], FROZEN]
    items: tuple[Item, ...]
    combinations: tuple[Combination, ...]
    explanations: tuple[Explanation, ...]
    contexts: tuple[str, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """Items by their id."""
        return {item.id: item for item in self.items}

    @cached_property
    def flag_ids(self) -> frozenset[str]:
        """The ids of everything that can be a flag: items and combinations."""
        return frozenset(self.by_id) | {rule.id for rule in self.combinations}

    def family_of(self, item: Item) -> str | None:
        """The red-flag family an item speaks for: its own, or its group's."""
        return item.family or self.groups[item.group].family

    def asked_about(self, flag_id: str) -> Item | None:
        """The item whose question is about a flag: the flag itself, or the one that a combination asks."""
        return self.by_id.get(self._asked_instead.get(flag_id, flag_id))

    @cached_property
    def _asked_instead(self) -> Mapping[str, str]:
        return {rule.id: rule.asks for rule in self.combinations if rule.asks}

    def conditions(self) -> Iterator[tuple[Path, Condition]]:
        """Every condition of the book with its path."""
        for name, condition in self.facts.items():
            yield ("facts", name), condition
        for item in self.items:
            path = ("items", item.id)
            yield (*path, "ask_when"), item.ask_when
            for place, condition in enumerate(item.raised_by):
                yield (*path, "raised_by", place), condition
            for place, trigger in enumerate(item.triggers):
                yield (*path, "triggers", place), trigger.when
        for rule in self.combinations:
            yield ("combinations", rule.id, "when"), rule.when
        for explanation in self.explanations:
            yield ("explanations", explanation.id, "when"), explanation.when


@cache_by_language
def load_red_flags() -> RedFlags:
    """The red flags of the rule book; raises ``BrokenRuleBook`` for any fault in the file."""
    return parse_red_flags(read_text(FILE))


def parse_red_flags(text: str) -> RedFlags:
    """The red flags of a YAML text, checked like the product's own."""
    return parse_yaml(text, FILE, RedFlags, _find_faults)


def _find_faults(flags: RedFlags) -> Iterator[Fault]:
    for rule in flags.combinations:
        if rule.id in flags.by_id:
            yield Fault(("combinations", rule.id), f"{rule.id} is an item too; give the combination another id.")
    yield from _find_unknown_names(flags)
    for path, condition in flags.conditions():
        yield from _find_dangling(flags, path, condition)


def _find_unknown_names(flags: RedFlags) -> Iterator[Fault]:
    for item in flags.items:
        place = ("items", item.id)
        if item.group not in flags.groups:
            yield Fault((*place, "group"), f"There is no group {item.group}; use {', '.join(flags.groups)}.")
        for unknown in sorted(set(item.covers) - flags.flag_ids):
            yield Fault((*place, "covers"), f"It covers {unknown}, and there is no such flag.")
    for rule in flags.combinations:
        if rule.asks and rule.asks not in flags.by_id:
            yield Fault(("combinations", rule.id, "asks"), f"It asks {rule.asks}, and there is no such item.")
    for explanation in flags.explanations:
        for unknown in sorted(set(explanation.of) - flags.flag_ids):
            yield Fault(("explanations", explanation.id, "of"), f"It explains {unknown}, and there is no such flag.")
    named = [(("groups", group.id), group.family) for group in flags.groups.values()]
    named += [(("items", item.id), item.family) for item in flags.items]
    named += [(("combinations", rule.id), rule.family) for rule in flags.combinations]
    named += [(("explanations", each.id), each.family) for each in flags.explanations]
    for path, family in named:
        if family is not None and family not in flags.families:
            yield Fault((*path, "family"), f"There is no family {family}; add it to families.")


def _find_dangling(flags: RedFlags, path: Path, condition: Condition) -> Iterator[Fault]:
    may_deny = path[0] == "explanations" or path[-1] == "ask_when"
    if not may_deny and any(isinstance(part, Not) for part in walk_condition(condition)):
        yield Fault(path, "Only an explanation or ask_when may say not: a new answer may never lower the urgency.")
    answers = {f"{item.id}.{answer}" for item in flags.items for answer in item.answers}
    known = {"flag": flags.by_id.keys(), "fact": flags.facts.keys(), "detail": answers}
    for word in words_of(condition):
        if word.kind in known:
            for unknown in sorted(word.values - known[word.kind]):
                yield Fault(path, f"It asks for {word.kind}:{unknown}, and there is no such {word.kind}.")
