"""Why something is recommended: the rule, the evidence behind it, and this runner's facts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, rendered alike by a page, a PDF and a JSON answer.

    ``rule`` is an id of the rule book, ``evidence`` ids of evidence.yaml, and
    ``because`` a plain sentence with the facts of this runner that fired the rule.
    """

    rule: str
    evidence: tuple[str, ...]
    because: str
