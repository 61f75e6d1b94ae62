"""Why something is recommended: the rule, the evidence behind it, and this runner's facts."""

from dataclasses import dataclass

Fact = str | int | float | bool
"""A value of a sentence; days are ISO text (2026-11-29), distances km, durations minutes."""

AS_SAID = "as_said"
"""The sentence id for literal text (own words, records of older versions); its fact is ``text``."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: what a page, a PDF, the calendar and the JSON answer render as the same sentence.

    ``rule`` is an id of the rule book and ``evidence`` ids of evidence.yaml. ``say`` is the id of a
    sentence of knowledge/sentences; ``facts`` are this runner's values in it. The sentence itself is made
    where it is shown (``knowledge.sentences.render_sentence``), so a saved reason can be reworded or translated.
    """

    rule: str
    evidence: tuple[str, ...]
    say: str
    facts: tuple[tuple[str, Fact], ...] = ()

    @classmethod
    def of(cls, rule: str, evidence: tuple[str, ...], say: str, **facts: Fact) -> "Reason":
        """The reason with its facts given by name."""
        return cls(rule, evidence, say, tuple(facts.items()))
