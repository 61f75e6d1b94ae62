"""What outcomes say, and where a country sends people, as data."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from runback.domain.assessment import Urgency
from runback.knowledge.reading import BrokenRuleBook, Entry, read_yaml

FILE = "wording.yaml"
BLANKS = ("emergency", "department", "today_line", "clinician", "crisis_line")


class Line(Entry):
    """One sentence of an outcome; ``{emergency}`` and the like are filled by country."""

    id: str
    text: str


class Outcome(Entry):
    """What an urgency means: a headline and its lines (what, how soon, where, what to tell)."""

    headline: str
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
        told = {key: getattr(self, key) for key in BLANKS}
        return {key: value for key, value in told.items() if value is not None} | {"name": self.name}


class Wording(Entry):
    """All of wording.yaml."""

    outcomes: Mapping[Urgency, Outcome]
    families: Mapping[str, tuple[Line, ...]]
    safety_net: str
    countries: Mapping[str, Country]

    def place(self, country: str | None) -> Mapping[str, str]:
        """Where to turn in that country (ISO 3166 code) and its ``name``.

        The default, without a name, where the country is unknown or its numbers were not verified.
        """
        default = self.countries["default"]
        own = self.countries.get((country or "").upper())
        return {**default.blanks, **own.blanks} if own is not None and own.is_verified else default.blanks


@cache
def load_wording() -> Wording:
    """The wording; raises ``BrokenRuleBook`` for an outcome without words or an unknown blank."""
    wording = read_yaml(FILE, Wording)
    is_whole = "default" in wording.countries and set(BLANKS) <= set(wording.countries["default"].blanks)
    if set(wording.outcomes) != set(Urgency) or not is_whole:
        raise BrokenRuleBook(f"{FILE}: every urgency and a default country need words", path=FILE)
    lines = [line.text for outcome in wording.outcomes.values() for line in outcome.lines]
    for text in [*lines, *(line.text for some in wording.families.values() for line in some), wording.safety_net]:
        try:
            text.format(**wording.place(None))
        except (KeyError, ValueError, IndexError):
            raise BrokenRuleBook(f"{FILE}: unknown blank in {text!r}", path=FILE) from None
    return wording
