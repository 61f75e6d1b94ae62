"""What of this runner's answers makes a combination apply: the signs, the answers and the words, in plain sentences."""

from collections.abc import Iterator

from runback.assess.facts import FactBase
from runback.knowledge.conditions import AtLeast, Comparison, Condition, Word
from runback.knowledge.questions import FormQuestion, load_questions
from runback.languages import localize_decimal
from runback.languages.catalogue import gettext

MOST = 4
"""How many parts are listed; the rest is on the page of answers."""


def name_parts(facts: FactBase, condition: Condition) -> str:
    """The parts that apply, a sentence each and each once, at most ``MOST``; empty where none has words."""
    found = dict.fromkeys(_name_held(facts, condition))
    return " ".join(part if part[-1] in ".?!“”»" else f"{part}." for part in list(found)[:MOST])


def _name_held(facts: FactBase, condition: Condition) -> Iterator[str]:
    if not condition.holds(facts):
        return
    match condition:
        case AtLeast(_, parts):
            for part in parts:
                yield from _name_held(facts, part)
        case Comparison(name, _, _):
            yield from _format_number(facts, name)
        case Word("fact", values):
            for name in sorted(values):
                yield from _name_held(facts, facts.book.facts[name])
        case Word("flag", values):
            yield from (item.short for item in facts.book.items if item.id in values & facts.up)
        case Word("said", values):
            yield from (
                gettext("You wrote: “{said}”").format(said=facts.said[name])
                for name in sorted(values & facts.said.keys())
            )
        case Word(key, values):
            yield from _describe_answer(facts, key, values)


def _describe_answer(facts: FactBase, key: str, values: frozenset[str]) -> Iterator[str]:
    question = _find_question(key)
    if question is not None:
        given = [label for option, label in question.options.items() if facts.has(key, values & {option})]
        yield f"{_ask(question)} {', '.join(given)}"


def _format_number(facts: FactBase, name: str) -> Iterator[str]:
    question, value = _find_question(name), facts.number(name)
    if question is not None and value is not None and name != "age_years":  # the reason itself speaks of the age
        yield f"{_ask(question)} {localize_decimal(f'{value:g}')} {question.unit}".rstrip()


def _ask(question: FormQuestion) -> str:
    """The question without how to answer it."""
    return question.text.partition("?")[0] + "?"


def _find_question(key: str) -> FormQuestion | None:
    return next((question for question in load_questions() if question.id == key), None)
