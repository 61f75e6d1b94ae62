"""What each outcome says: what to do, how soon, where, what to say there; by country."""

from runback.assess.triage import Triage
from runback.domain.assessment import Advice, Urgency
from runback.knowledge.advice import load_advice
from runback.knowledge.wording import UNDER_16, UNHURRIED, Line, Wording, load_wording


def outcome_sentences(result: Triage, country: str | None = None, *, is_unclear: bool = False) -> tuple[Advice, ...]:
    """The sentences of the outcome, most important first; ``country`` is an ISO code or None.

    ``is_unclear``: pain of weeks is no better and it is not clear what it is, so it is asked again soon.
    """
    wording = load_wording()
    place = wording.place(country)
    lines = _choose_lines(result, wording)
    if is_unclear and result.urgency is Urgency.SELF_CARE_OK:
        lines = [*wording.unclear, *lines]
    said = {line.id: Advice(line.id, line.text.format(**place)) for line in reversed(lines)}
    excluded = load_advice().find_excluded(said)
    return tuple(said[key] for key in dict.fromkeys(line.id for line in lines) if key not in excluded)


def _choose_lines(result: Triage, wording: Wording) -> list[Line]:
    """The lines of the outcome and of its families; where two have the same id, the first counts."""
    lines = [*wording.outcome_of(result.urgency, is_guess=result.is_guess).lines]
    in_days = result.urgency is Urgency.CLINICIAN_WITHIN_DAYS and not result.is_guess
    if in_days and all(one.family == UNHURRIED for one in result.raised):
        lines = [*wording.unhurried, *lines]
    lines += wording.families.get(result.family or "", ())
    if result.is_guess:
        guessed = (raised.family or "" for raised in result.raised if raised.flag.is_guess)
        lines += [line for family in dict.fromkeys(guessed) for line in wording.guess_families.get(family, ())]
    if any(flag.id == "age_under_16" for flag in result.flags):
        lines += wording.families[UNDER_16]
    return lines


def safety_net_text(country: str | None = None) -> str:
    """The safety net shown with every result."""
    wording = load_wording()
    return wording.safety_net.format(**wording.place(country))


def is_urgent(urgency: Urgency) -> bool:
    """Whether somebody must be spoken to today."""
    return urgency.rank >= Urgency.SAME_DAY_URGENT.rank
