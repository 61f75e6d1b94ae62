"""Sentences from facts: the one place where a reason, a note or a title becomes words.

A sentence is a template in sentences_<language>.yaml, by id. A field takes a format: ``{x:km}`` 5.0 km,
``{x:plain_km}`` 10 km (both in the runner's unit, ``domain/distances``), ``{x:day}`` 22 November,
``{x:weekday}`` Tuesday 14 May, ``{x:date}`` 14 May 2026, ``{x:pct}`` 45 %, ``{x:min}`` 34 min,
``{x:number}`` 1.5, ``{x:count run|runs}`` 3 runs, ``{x:exercise}`` the name of an exercise, ``{x:of why_off}`` the
sentence ``why_off.<value>``, ``{x:days_before}`` 3 days before the pain began. Causes and patterns keep their English
templates beside their rules (``reason_templates``); a language file may hold them by the same ids.
"""

import string
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from runback.domain.distances import in_own_unit, say_distance, say_plain_distance
from runback.domain.plan import Note, Session, Step, Title
from runback.domain.reason import AS_SAID, Fact, Reason
from runback.knowledge.exercises import load_exercises
from runback.knowledge.reading import BrokenRuleBook, Fault, parse_yaml, read_text

ENGLISH = "en"
FILE = f"sentences_{ENGLISH}.yaml"


@cache
def load_sentences(language: str = ENGLISH) -> Mapping[str, str]:
    """Every sentence of a language by its id; raises ``BrokenRuleBook`` where one cannot be read."""
    name = f"sentences_{language}.yaml"
    return parse_sentences(read_text(name), name)


def parse_sentences(text: str, name: str = FILE) -> Mapping[str, str]:
    """The sentences of a YAML text by id; raises ``BrokenRuleBook`` naming those that cannot be read."""
    return parse_yaml(text, name, dict[str, str], _find_unreadable)


def _find_unreadable(sentences: Mapping[str, str]) -> Iterator[Fault]:
    for sentence_id, template in sentences.items():
        try:
            fields_of(template)
        except ValueError as problem:
            yield Fault((sentence_id,), f"This sentence cannot be read: {problem}.")


def fields_of(template: str) -> frozenset[str]:
    """The names of the facts a template needs; raises ``ValueError`` for a template that cannot be read."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def find_template(sentence_id: str, language: str = ENGLISH) -> str:
    """The template of a sentence, from the language's file or from the rule book; raises ``KeyError``."""
    own = load_sentences(language).get(sentence_id)
    if own is not None:
        return own
    kind = sentence_id.partition(".")[0]
    if kind not in ("cause", "pattern", "pattern_label"):
        raise KeyError(sentence_id)
    # A page of the plan says neither; causes.yaml and patterns.yaml are read by the first that does.
    from runback.knowledge.reason_templates import cause_templates, pattern_templates

    return (cause_templates() if kind == "cause" else pattern_templates())[sentence_id]


def say(item: Reason | Note | Title | Step, language: str = ENGLISH) -> str:
    """The sentence of a reason, a note, a title or a step."""
    match item:
        case Title(text=text) | Step(text=text) if text:
            return in_own_unit(text)
        case Title():
            return say_id(f"title.{item.role}", _title_facts(item), language)
        case Step():
            return say_id(f"step.{item.say}", (), language) if item.say else ""
        case _:
            return say_id(item.say, item.facts, language)


def say_id(sentence_id: str, facts: Iterable[tuple[str, Fact]], language: str = ENGLISH) -> str:
    """The sentence of that id with these facts; raises ``BrokenRuleBook`` where there is none, or a fact lacks."""
    known = dict(facts)
    if sentence_id == AS_SAID:
        return in_own_unit(str(known["text"]))
    try:
        return in_own_unit(_Sentence(language).format(find_template(sentence_id, language), **known))
    except KeyError as lacking:
        name = f"sentences_{language}.yaml"
        raise BrokenRuleBook(f"{name}: {sentence_id}: there is no {lacking}", path=name) from None


def say_cue(cue: str, language: str = ENGLISH) -> str:
    """The form cue of that id; "" stays ""."""
    return say_id(f"cue.{cue}", (), language) if cue else ""


def join_titles(titles: Iterable[Title], language: str = ENGLISH) -> str:
    """The titles of a day in one line."""
    return ", ".join(say(title, language) for title in titles)


def say_session(session: Session) -> str:
    """What a session is called, with the distance and the minutes that its title does not name."""
    title = say(session.title)
    km = say_distance(session.distance_km) if session.is_run and session.distance_km is not None else ""
    minutes = f"{session.duration_min:.0f} min" if session.duration_min is not None else ""
    return ", ".join([title, *(part for part in (km, minutes) if part and part not in title)])


def in_ten(share: float) -> str:
    """A share (0 to 1) as ``about 6 in 10``, never as certain."""
    return f"about {min(max(round(share * 10), 1), 9)} in 10"


def _title_facts(title: Title) -> tuple[tuple[str, Fact], ...]:
    facts: dict[str, Fact] = {"bout": title.bout}
    if title.distance_km is not None:
        facts["distance_km"] = title.distance_km
    if title.duration_min is not None:
        facts["duration_min"] = title.duration_min
    return tuple(facts.items())


class _Sentence(string.Formatter):
    """The formats a field may take."""

    def __init__(self, language: str) -> None:
        self._language = language

    def format_field(self, value: Any, spec: str) -> str:
        """The value in words; an unknown format falls to Python's own."""
        name, _, rest = spec.partition(" ")
        match name:
            case "km":
                return say_distance(value)
            case "plain_km":
                return say_plain_distance(value)
            case "min":
                return f"{value:.0f} min"
            case "pct":
                return f"{value:.0%}".replace("%", " %")
            case "number":
                return f"{value:g}"
            case "day" | "weekday":
                return self._say_day(date.fromisoformat(value), name == "weekday")
            case "date":
                return f"{self._say_day(date.fromisoformat(value), False)} {value[:4]}"
            case "count":
                one, _, many = rest.partition("|")
                return f"{value:g} {one if value == 1 else many}"
            case "days_before":
                say_id = "days_before.same" if value < 1 else "days_before.more"
                return self.format(find_template(say_id, self._language), days=round(value))
            case "exercise":
                return load_exercises().by_id[value].name
            case "of":
                return find_template(f"{rest}.{value}", self._language)
            case _:
                return str(super().format_field(value, spec))

    def _say_day(self, day: date, with_weekday: bool) -> str:
        months = load_sentences(self._language)["calendar.months"].split()
        text = f"{day.day} {months[day.month - 1]}"
        weekdays = load_sentences(self._language)["calendar.weekdays"].split()
        return f"{weekdays[day.weekday()]} {text}" if with_weekday else text
