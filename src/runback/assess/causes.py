"""What most likely contributes: weights of the rules that fire, multiplied and ranked."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import prod

from runback.assess.findings import make_findings
from runback.assess.own_words import hear_hints
from runback.assess.training_findings import measure_training
from runback.domain.assessment import CauseFit, Flag
from runback.domain.intake import Intake
from runback.domain.load import LoadReport, Run
from runback.domain.reason import Reason
from runback.knowledge.causes import NONE_CLEAR, Cause, CauseBook, CauseRule, load_causes
from runback.knowledge.conditions import Findings
from runback.knowledge.sentences import fields_of


def rank_causes(
    intake: Intake,
    flags: Iterable[Flag] = (),
    load: LoadReport | None = None,
    runs: Sequence[Run] = (),
    answered_on: date | None = None,
    *,
    form: Mapping[str, float] | None = None,
) -> tuple[CauseFit, ...]:
    """The contributors that answers, history and self-tests raise, heaviest first, never empty.

    Weights are relative odds. When the heaviest stays below the rule book's ``sure_from``,
    ``none_clear`` comes before everything that does not reach ``clear_from``. The history
    counts up to the day the pain began, ``answered_on`` less pain_days (``answered_on`` may be left
    out without a history). ``form`` holds gait metrics by their interface name (pelvic_drop_midstance_deg,
    overstride_pct_leg, cadence_spm) and form_items_poor (0 to 4).
    """
    numbers = dict(form or {})
    if answered_on is not None and (load or runs):
        onset = answered_on - timedelta(days=intake.pain_days or 0)
        numbers |= measure_training(load, runs, onset=onset)
    findings = make_findings(intake, flags, numbers=numbers, said=hear_hints(intake.text))
    book = load_causes()
    order = {id_: place for place, id_ in enumerate(book.causes)}
    fits = [_fit(book, cause, findings) for cause in book.causes.values() if cause.id != NONE_CLEAR]
    shown = [fit for fit in fits if fit.weight >= book.shown_from]
    shown.sort(key=lambda fit: (-fit.weight, order[fit.id]))
    return tuple(_add_none_clear(book, shown))


def choose_rules(cause: Cause, findings: Findings) -> tuple[CauseRule, ...]:
    """The strongest rule of each group that fires (furthest from 1, the earlier one of equals)."""
    chosen: dict[str, CauseRule] = {}
    for rule in cause.rules:
        held = chosen.get(rule.group)
        if rule.when.holds(findings) and (held is None or rule.weight > held.weight):
            chosen[rule.group] = rule
    return tuple(chosen.values())


def _fit(book: CauseBook, cause: Cause, findings: Findings) -> CauseFit:
    rules = choose_rules(cause, findings)
    weight = min(prod(rule.weight for rule in rules), book.heaviest)
    ordered = sorted(rules, key=lambda rule: -rule.weight)
    reasons = tuple(
        _give_reason(f"cause.{cause.id}.{rule.id}", cause.evidence, rule.because, findings) for rule in ordered
    )
    return CauseFit(cause.id, cause.label, round(weight, 3), cause.grade, reasons, cause.what_to_do)


def _give_reason(rule: str, evidence: tuple[str, ...], template: str, findings: Findings) -> Reason:
    """The reason with the numbers that its sentence quotes."""
    return Reason(rule, evidence, rule, tuple((name, findings.numbers[name]) for name in sorted(fields_of(template))))


def _add_none_clear(book: CauseBook, shown: list[CauseFit]) -> list[CauseFit]:
    heaviest = shown[0].weight if shown else 0.0
    if heaviest >= book.sure_from:
        return shown
    cause = book.causes[NONE_CLEAR]
    is_clear = heaviest >= book.clear_from
    reason = Reason(f"cause.{NONE_CLEAR}", cause.evidence, "check.cause_possible" if is_clear else "check.no_cause")
    none = CauseFit(cause.id, cause.label, 1.0, cause.grade, (reason,), cause.what_to_do)
    place = sum(fit.weight >= book.clear_from for fit in shown)
    return [*shown[:place], none, *shown[place:]]
