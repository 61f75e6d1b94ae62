"""A saved assessment in the current language: the decisions stay, their sentences are looked up again by id."""

from dataclasses import replace
from datetime import date

from runback.assess import assess
from runback.assess.wording import safety_net_text
from runback.domain.assessment import Assessment, CauseFit
from runback.domain.intake import Intake
from runback.knowledge.advice import load_advice
from runback.knowledge.causes import load_causes


def translate_assessment(kept: Assessment, intake: Intake, *, as_of: date, country: str | None) -> Assessment:
    """The saved assessment of these answers, given on ``as_of``, with its sentences in the current language.

    Urgency, flags, patterns, causes, advice and their order are as they were saved. A sentence whose id no
    longer exists stays as it was saved. ``country`` (ISO code) chooses whom to call.
    """
    safety_net = safety_net_text(country)
    if kept.safety_net == safety_net:
        return kept
    fresh = assess(intake, as_of=as_of, country=country)
    whys = {flag.id: flag.why for flag in fresh.flags}
    labels = {fit.id: fit.label for fit in fresh.patterns}
    said = {rule_id: rule.text for rule_id, rule in load_advice().by_id.items()} | {
        piece.id: piece.text for piece in fresh.advice
    }
    return replace(
        kept,
        flags=tuple(replace(flag, why=whys.get(flag.id, flag.why)) for flag in kept.flags),
        patterns=tuple(replace(fit, label=labels.get(fit.id, fit.label)) for fit in kept.patterns),
        causes=tuple(_translate_cause(fit) for fit in kept.causes),
        advice=tuple(replace(piece, text=said.get(piece.id, piece.text)) for piece in kept.advice),
        safety_net=safety_net,
        warnings=fresh.warnings if len(fresh.warnings) == len(kept.warnings) else kept.warnings,
    )


def _translate_cause(kept: CauseFit) -> CauseFit:
    cause = load_causes().causes.get(kept.id)
    return kept if cause is None else replace(kept, label=cause.label, what_to_do=cause.what_to_do)
