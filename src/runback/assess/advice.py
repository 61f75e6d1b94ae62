"""What to do, chosen by urgency, flags, patterns, contributors and the runner's situation."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from runback.assess.findings import make_findings
from runback.assess.own_words import hear_hints
from runback.domain.assessment import Advice, CauseFit, Flag, PatternFit, Running, Urgency
from runback.domain.intake import Intake
from runback.knowledge.advice import load_advice
from runback.knowledge.wording import load_wording

COUNTED_PATTERNS = 2
NOT_COUNTED_BELOW = 0.10


def give_advice(
    intake: Intake,
    flags: Iterable[Flag],
    urgency: Urgency,
    patterns: Sequence[PatternFit],
    causes: Sequence[CauseFit],
    as_of: date | None = None,
    *,
    running: Running | None = None,
    said: Collection[str] = (),
) -> tuple[Advice, ...]:
    """The advice for this outcome, most urgent first.

    ``running`` is what may be done today, ``said`` the lines of the outcome that are shown before it. What the
    rule book never lets stand together does not (``exclusions``).

    The first two patterns count when their confidence reaches 0.10, and every contributor
    shown. Essential pieces are always given; others fill up to the rule book's number. In
    an emergency almost nothing is added to the numbers to call (those are in wording.yaml).
    """
    leading = [fit.id for fit in patterns[:COUNTED_PATTERNS] if fit.confidence >= NOT_COUNTED_BELOW]
    flags = tuple(flags)
    words = {
        "urgency": [urgency.value],
        "pattern": leading or [fit.id for fit in patterns[:1]],
        "cause": [fit.id for fit in causes],
        "running": [*(flag.running.value for flag in flags), *([running.value] if running else [])],
    }
    findings = make_findings(intake, flags, said=hear_hints(intake.text), words=words)
    book = load_advice()
    is_emergency = urgency is Urgency.EMERGENCY_NOW
    given = [rule for rule in book.rules if rule.when.holds(findings) and (rule.in_emergency or not is_emergency)]
    excluded = book.find_excluded([*said, *(rule.id for rule in given)])
    given = [rule for rule in given if rule.id not in excluded]
    room = book.at_most - sum(rule.always for rule in given)
    chosen = []
    for rule in given:
        if not rule.always:
            room -= 1
        if rule.always or room >= 0:
            chosen.append(Advice(rule.id, rule.text))
    return tuple(chosen)


def arrange_advice(
    outcome: Sequence[Advice], advice: Sequence[Advice], urgency: Urgency, *, is_guess: bool
) -> tuple[Advice, ...]:
    """The lines of the outcome, then all else in the order of the rule book, each id once.

    What a family of warning signs adds to the outcome ("check each day that you can walk on your heels") goes where
    the advice of the same id has its place, so that what to do comes before what to watch for. In an emergency, and
    for lines that only a family has, it stays with the outcome.
    """
    own = {line.id for line in load_wording().outcome_of(urgency, is_guess=is_guess).lines}
    places = {rule.id: place for place, rule in enumerate(load_advice().rules)}
    stays = [line for line in outcome if urgency is Urgency.EMERGENCY_NOW or line.id in own or line.id not in places]
    rest = {line.id: line for line in (*advice, *outcome) if line not in stays and line.id not in {s.id for s in stays}}
    return (*stays, *sorted(rest.values(), key=lambda line: places.get(line.id, -1)))
