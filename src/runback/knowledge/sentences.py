"""Sentences from facts: the one place where a reason, a note or a title becomes words.

A sentence is a template in sentences_en.yaml, by id, or in the sentences.yaml of another language. A field takes a
format: ``{x:km}`` 5.0 km, ``{x:plain_km}`` 10 km (both in the runner's unit, ``domain/distances``), ``{x:day}``
22 November, ``{x:weekday}`` Tuesday 14 May, ``{x:date}`` 14 May 2026, ``{x:pct}`` 45 %, ``{x:min}`` 34 min,
``{x:number}`` 1.5, ``{x:count run|runs}`` 3 runs, ``{x:bout}`` 8 x 2 min run, 1 min walk, ``{x:exercise}`` the name
of an exercise, ``{x:of why_off}`` the sentence ``why_off.<value>``, ``{x:days_before}`` 3 days before the pain began.
Causes, patterns and drills have their templates with their rules (``reason_templates``, routines.yaml). Days,
numbers and distances are formatted for the language.
"""

import re
import string
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from runback.domain.distances import format_distance, format_plain_distance, in_own_unit
from runback.domain.plan import Change, Note, Session, Step, Title
from runback.domain.reason import AS_SAID, Fact, Reason
from runback.domain.weights import weights_in_own_unit
from runback.knowledge.exercises import load_exercises
from runback.knowledge.reading import BrokenRuleBook, Fault, parse_yaml, read_text
from runback.knowledge.routines import load_routines
from runback.languages import ENGLISH, cache_by_language, localize_decimal, using
from runback.languages.dates import format_day, format_long_date, format_long_day_month

FILE = "sentences_en.yaml"
_DRILL = "step.drill."
_BOUT = re.compile(r"(?P<run>[^,]+?)(?: \+ [^,]+)? run(?:, (?P<walk>.+) walk)?")
_OR = " or "


@cache_by_language
def load_sentences() -> Mapping[str, str]:
    """Every sentence by its id, in the current language; raises ``BrokenRuleBook`` where one cannot be read."""
    return parse_sentences(read_text(FILE))


def parse_sentences(text: str) -> Mapping[str, str]:
    """The sentences of a YAML text by id; raises ``BrokenRuleBook`` naming those that cannot be read."""
    return parse_yaml(text, FILE, dict[str, str], _find_unreadable)


def _find_unreadable(sentences: Mapping[str, str]) -> Iterator[Fault]:
    for sentence_id, template in sentences.items():
        try:
            fields_of(template)
        except ValueError as problem:
            yield Fault((sentence_id,), f"This sentence cannot be read: {problem}.")


def fields_of(template: str) -> frozenset[str]:
    """The names of the facts a template needs; raises ``ValueError`` for a template that cannot be read."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def find_template(sentence_id: str) -> str:
    """The template of a sentence, from sentences.yaml or from the rule book; raises ``KeyError``."""
    own = load_sentences().get(sentence_id)
    if own is not None:
        return own
    if sentence_id.startswith(_DRILL):
        return {f"{_DRILL}{drill.id}": drill.text for drill in load_routines().warm_up.parts}[sentence_id]
    kind = sentence_id.partition(".")[0]
    if kind not in ("cause", "pattern", "pattern_label"):
        raise KeyError(sentence_id)
    # Pages of the plan need neither, so causes.yaml and patterns.yaml are read on demand.
    from runback.knowledge.reason_templates import cause_templates, pattern_templates

    return (cause_templates() if kind == "cause" else pattern_templates())[sentence_id]


def render_sentence(item: Reason | Note | Title | Step) -> str:
    """The sentence of a reason, a note, a title or a step."""
    match item:
        case Title(text=text) if text:
            return _in_own_units(text)
        case Step(text=text) if text:
            return _in_own_units(_translate_drill(text))
        case Title():
            return render_by_id(f"title.{item.role}", _title_facts(item))
        case Step():
            return render_by_id(f"step.{item.say}", ()) if item.say else ""
        case _:
            return render_by_id(item.say, item.facts)


def render_by_id(sentence_id: str, facts: Iterable[tuple[str, Fact]]) -> str:
    """The sentence of that id with these facts; raises ``BrokenRuleBook`` where there is none, or a fact is missing."""
    known = dict(facts)
    if sentence_id == AS_SAID:
        return _in_own_units(str(known["text"]))
    try:
        return _in_own_units(_SENTENCE.format(find_template(sentence_id), **known))
    except KeyError as lacking:
        raise BrokenRuleBook(f"{FILE}: {sentence_id}: there is no {lacking}", path=FILE) from None


def render_cue(cue: str) -> str:
    """The text of a form cue; "" for ""."""
    return render_by_id(f"cue.{cue}", ()) if cue else ""


def render_muscle(muscle: str) -> str:
    """The name of a muscle that an exercise trains."""
    return find_template(f"muscle.{muscle.replace(' ', '_')}")


def join_titles(titles: Iterable[Title]) -> str:
    """The titles of a day in one line."""
    return ", ".join(render_sentence(title) for title in titles)


def describe_change(change: Change) -> tuple[str, str]:
    """The titles of a day before and after a change; with the minutes if the titles alone are equal."""
    before, after = join_titles(change.before), join_titles(change.after)
    if before != after:
        return before, after
    return tuple(_with_minutes(titles) for titles in (change.before, change.after))  # type: ignore[return-value]


def _with_minutes(titles: Iterable[Title]) -> str:
    parts = (
        (render_sentence(title), f"{title.duration_min:.0f} min" if title.duration_min else "") for title in titles
    )
    return ", ".join(name if not minutes or minutes in name else f"{name}, {minutes}" for name, minutes in parts)


def name_session(session: Session) -> str:
    """The title of a session, with distance and minutes if the title does not include them."""
    title = render_sentence(session.title)
    km = format_distance(session.distance_km) if session.is_run and session.distance_km is not None else ""
    minutes = f"{session.duration_min:.0f} min" if session.duration_min is not None else ""
    return ", ".join([title, *(part for part in (km, minutes) if part and part not in title)])


def in_ten(share: float) -> str:
    """A share (0 to 1) as ``about 6 in 10``, never as certain."""
    return render_by_id("number.in_ten", (("tenths", min(max(round(share * 10), 1), 9)),))


def _translate_drill(text: str) -> str:
    """Translate a drill saved in English in a plan; other text is returned unchanged."""
    with using(ENGLISH):
        drills = load_routines().warm_up.parts
    known = next((drill.id for drill in drills if drill.text == text), None)
    return find_template(f"{_DRILL}{known}") if known else text


def _translate_bout(bout: str) -> str:
    """Translate what a plan saves as ``8 x 2 min run, 1 min walk`` or ``walk or bike``.

    A shorter last bout (``8 x 2 min + 41 s run``) is left to the steps of the session.
    """
    there = load_sentences()
    if found := _BOUT.fullmatch(bout):
        return there["bout.run_walk" if found["walk"] else "bout.run"].format(**found.groupdict())
    modes = bout.split(_OR)
    return there["bout.or"].join(there.get(f"mode.{mode.replace(' ', '_')}", mode) for mode in modes)


def _title_facts(title: Title) -> tuple[tuple[str, Fact], ...]:
    facts: dict[str, Fact] = {"bout": title.bout}
    if title.distance_km is not None:
        facts["distance_km"] = title.distance_km
    if title.duration_min is not None:
        facts["duration_min"] = title.duration_min
    return tuple(facts.items())


def _in_own_units(text: str) -> str:
    return weights_in_own_unit(in_own_unit(text))


_SAY_DAY = {"day": format_long_day_month, "weekday": format_day, "date": format_long_date}


class _Sentence(string.Formatter):
    """The formats a field may take."""

    def format_field(self, value: Any, spec: str) -> str:
        """The value in words; an unknown format falls to Python's own."""
        name, _, rest = spec.partition(" ")
        match name:
            case "km":
                return format_distance(value)
            case "plain_km":
                return format_plain_distance(value)
            case "min":
                return f"{value:.0f} min"
            case "pct":
                return f"{value * 100:.0f} %"
            case "number":
                return localize_decimal(f"{value:g}")
            case "day" | "weekday" | "date":
                return _SAY_DAY[name](date.fromisoformat(value))
            case "count":
                one, _, many = rest.partition("|")
                return localize_decimal(f"{value:g} {one if value == 1 else many}")
            case "days_before":
                render_by_id = "days_before.same" if value < 1 else "days_before.more"
                return self.format(find_template(render_by_id), days=round(value))
            case "bout":
                return _translate_bout(value)
            case "exercise":
                return load_exercises().by_id[value].name
            case "of":
                return find_template(f"{rest}.{value}")
            case _:
                text = str(super().format_field(value, spec))
                return localize_decimal(text) if isinstance(value, float) else text


_SENTENCE = _Sentence()
