"""What outcomes say, and where a country sends people, as data."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated

from runback.domain.assessment import Urgency
from runback.knowledge.places import Path
from runback.knowledge.reading import FROZEN, Entry, Fault, parse_yaml, read_text
from runback.knowledge.sentences import fields_of
from runback.languages import cache_by_language

FILE = "wording.yaml"
UNDER_16 = "under_16"
"""The family of lines for runners under 16, which no red flag speaks for."""

UNHURRIED = "inflammatory_axspa"
"""The family that alone is less of a hurry than others of its urgency."""

BLANKS = ("emergency", "department", "today_line", "clinician", "crisis_line")


class Line(Entry):
    """One sentence of an outcome; ``{emergency}`` and the like are filled by country."""

    id: str
    text: str


class Outcome(Entry):
    """What an urgency means: a headline and its lines (what, how soon, where, what to say).

    ``beside_call`` is said instead of the first line where a button calls the number, so that it is there once.
    """

    headline: str
    beside_call: str = ""
    lines: tuple[Line, ...]


class Country(Entry):
    """Where a country sends people. What is left out is as in the default.

    ``sources`` are the pages on which every number was read, on the day ``checked``. A country
    without them is not used: a number from memory is never shown as sure.
    """

    name: str = ""
    emergency: str | None = None
    department: str | None = None
    today_line: str | None = None
    clinician: str | None = None
    crisis_line: str | None = None
    checked: date | None = None
    sources: tuple[str, ...] = ()

    @property
    def is_verified(self) -> bool:
        """Whether its numbers were read in sources."""
        return bool(self.sources and self.checked)

    @property
    def blanks(self) -> Mapping[str, str]:
        """What fills the blanks of the lines, without what it leaves out."""
        texts = {key: getattr(self, key) for key in BLANKS}
        return {key: value for key, value in texts.items() if value is not None} | {"name": self.name}


class Wording(Entry):
    """All of wording.yaml; ``guess`` is the outcome where only a guess from the runner's words is known.

    ``guess_in_days`` is that where what was guessed may wait some days. ``rarity`` says by family of red flags how rare
    it is, where studies know.
    """

    outcomes: Annotated[Mapping[Urgency, Outcome], FROZEN]
    guess: Outcome
    guess_in_days: Outcome
    unhurried: tuple[Line, ...]
    unclear: tuple[Line, ...]
    guess_families: Annotated[Mapping[str, tuple[Line, ...]], FROZEN]
    families: Annotated[Mapping[str, tuple[Line, ...]], FROZEN]
    rarity: Annotated[Mapping[str, str], FROZEN]
    safety_net: str
    countries: Annotated[Mapping[str, Country], FROZEN]

    def outcome_of(self, urgency: Urgency, *, is_guess: bool) -> Outcome:
        """What an urgency means, or what a guess alone means."""
        if not is_guess:
            return self.outcomes[urgency]
        return self.guess_in_days if urgency is Urgency.CLINICIAN_WITHIN_DAYS else self.guess

    def place(self, country: str | None) -> Mapping[str, str]:
        """Where to turn in that country (ISO 3166 code) and its ``name``.

        The default, without a name, where the country is unknown or its numbers were not verified.
        """
        default = self.countries["default"]
        own = self.countries.get((country or "").upper())
        return {**default.blanks, **own.blanks} if own is not None and own.is_verified else default.blanks


@cache_by_language
def load_wording() -> Wording:
    """The wording; raises ``BrokenRuleBook`` for an outcome without words or an unknown blank."""
    return parse_wording(read_text(FILE))


def parse_wording(text: str) -> Wording:
    """The wording of a YAML text, checked like the product's own."""
    return parse_yaml(text, FILE, Wording, _find_faults)


def _find_faults(wording: Wording) -> Iterator[Fault]:
    for urgency in Urgency:
        if urgency not in wording.outcomes:
            yield Fault(("outcomes",), f"The outcome {urgency.value} has no words; add it.")
    default = wording.countries.get("default")
    for blank in BLANKS:
        if default is None or getattr(default, blank) is None:
            yield Fault(("countries", "default"), f"The default country needs {blank}.")
    for path, text in _list_texts(wording):
        try:
            unknown = sorted(fields_of(text) - {*BLANKS, "name"})
        except ValueError as problem:
            yield Fault(path, f"This text cannot be read: {problem}.")
            continue
        for name in unknown:
            yield Fault(path, f"Nothing fills the blank {{{name}}}; use {', '.join(BLANKS)}.")


def _list_texts(wording: Wording) -> Iterator[tuple[Path, str]]:
    for urgency, outcome in wording.outcomes.items():
        yield ("outcomes", urgency.value, "beside_call"), outcome.beside_call
        for line in outcome.lines:
            yield ("outcomes", urgency.value, "lines", line.id, "text"), line.text
    for line in (*wording.guess.lines, *wording.guess_in_days.lines, *wording.unhurried, *wording.unclear):
        yield (line.id, "text"), line.text
    for key, families in (("families", wording.families), ("guess_families", wording.guess_families)):
        for family, lines in families.items():
            for line in lines:
                yield (key, family, line.id, "text"), line.text
    yield ("safety_net",), wording.safety_net
