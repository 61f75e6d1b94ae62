"""What outcomes say, and where a country sends people, as data."""

from collections.abc import Mapping
from functools import cache

from runback.domain.assessment import Urgency
from runback.knowledge.reading import BrokenRuleBook, Entry, read_yaml

FILE = "wording.yaml"


class Line(Entry):
    """One sentence of an outcome; ``{emergency}`` and the like are filled by country."""

    id: str
    text: str


class Outcome(Entry):
    """What an urgency means: a headline and its lines (what, how soon, where, what to tell)."""

    headline: str
    lines: tuple[Line, ...]


class Wording(Entry):
    """All of wording.yaml."""

    outcomes: Mapping[Urgency, Outcome]
    families: Mapping[str, tuple[Line, ...]]
    safety_net: str
    countries: Mapping[str, Mapping[str, str]]

    def place(self, country: str | None) -> Mapping[str, str]:
        """Where to turn in that country (ISO 3166 code); the generic default where unknown."""
        default = self.countries["default"]
        return {**default, **self.countries.get((country or "").upper(), {})}


@cache
def load_wording() -> Wording:
    """The wording; raises ``BrokenRuleBook`` for an outcome without words or an unknown blank."""
    wording = read_yaml(FILE, Wording)
    if set(wording.outcomes) != set(Urgency) or "default" not in wording.countries:
        raise BrokenRuleBook(f"{FILE}: every urgency and a default country need words", path=FILE)
    lines = [line.text for outcome in wording.outcomes.values() for line in outcome.lines]
    for text in [*lines, *(line.text for some in wording.families.values() for line in some), wording.safety_net]:
        try:
            text.format(**wording.countries["default"])
        except (KeyError, ValueError, IndexError):
            raise BrokenRuleBook(f"{FILE}: unknown blank in {text!r}", path=FILE) from None
    return wording
