"""Which patterns fit: log-odds of the prior and of every finding that speaks for or against."""

import math
from collections.abc import Iterable, Iterator
from datetime import date

from runback.assess.findings import make_findings
from runback.assess.own_words import hear_hints
from runback.domain.assessment import Flag, PatternFit
from runback.domain.intake import Intake
from runback.domain.reason import Reason
from runback.knowledge.conditions import Findings, stated_words
from runback.knowledge.patterns import Feature, Pattern, PatternBook, load_patterns
from runback.knowledge.questions import load_questions

SHOWN_AT_MOST = 4
SHOWN_FROM = 0.05
MIXED = "nonspecific_mixed"


def fit_patterns(intake: Intake, flags: Iterable[Flag] = (), as_of: date | None = None) -> tuple[PatternFit, ...]:
    """The patterns that fit these answers, best first, never empty.

    Confidence is the share of each pattern among all patterns, 0 to 1, kept under the
    pattern's cap. Where the first two lie closer than the rule book's gap, "no clear
    pattern" is among those shown with the reason; where none reaches the display
    threshold, it comes first. ``as_of`` is not needed yet: pain_days already counts from the day of the answers.
    """
    book = load_patterns()
    findings = make_findings(intake, flags, said=hear_hints(intake.text))
    shares = share_patterns(book, findings)
    ranked = sorted(book.patterns.values(), key=lambda pattern: (-shares[pattern.id], pattern.id))
    fits = [_fit(pattern, shares[pattern.id], findings) for pattern in ranked]
    shown = [fit for fit in fits[:SHOWN_AT_MOST] if fit.confidence >= SHOWN_FROM] or fits[:1]
    return tuple(_describe_mixed(book, shown, fits, shares))


def share_patterns(book: PatternBook, findings: Findings) -> dict[str, float]:
    """The share of every pattern, before caps; they add up to 1."""
    odds = {pattern.id: measure_log_odds(pattern, findings) for pattern in book.patterns.values()}
    highest = max(odds.values())
    weights = {id_: math.exp(value - highest) for id_, value in odds.items()}
    total = sum(weights.values())
    return {id_: weight / total for id_, weight in weights.items()}


def measure_log_odds(pattern: Pattern, findings: Findings) -> float:
    """Natural logarithm of the prior plus that of every likelihood ratio that applies; ``share_patterns`` norms it."""
    return math.log(pattern.prior) + sum(math.log(f.lr) for f in pattern.features if f.when.holds(findings))


def _fit(pattern: Pattern, share: float, findings: Findings) -> PatternFit:
    fired = [feature for feature in pattern.features if feature.when.holds(findings)]
    speaks_for = sorted((f for f in fired if f.lr > 1), key=lambda f: -f.lr)
    against = sorted((f for f in fired if f.lr < 1), key=lambda f: f.lr)
    reasons = tuple(_give_reason(pattern, feature, findings) for feature in speaks_for)
    only_common = Reason(f"pattern.{pattern.id}", pattern.evidence, "fit.only_common")
    return PatternFit(
        pattern.id,
        pattern.label,
        round(min(share, pattern.cap), 3),
        reasons or (only_common,),
        tuple(_give_reason(pattern, feature, findings) for feature in against),
    )


def _give_reason(pattern: Pattern, feature: Feature, findings: Findings) -> Reason:
    """The feature's sentence; where it names several answers, with those that this runner gave."""
    rule = f"pattern.{pattern.id}.{feature.id}"
    given = ", ".join(_find_given(feature, findings))
    if not given:
        return Reason(rule, pattern.evidence, rule)
    return Reason.of(rule, pattern.evidence, "fit.given", feature=f"{pattern.id}.{feature.id}", given=given)


def _find_given(feature: Feature, findings: Findings) -> Iterator[str]:
    """The runner's own answers, as the form labels them, to each part of the feature that allows more than one."""
    labels = {form.id: form.options for form in load_questions()}
    for word in stated_words(feature.when):
        options = labels.get(word.kind, {})
        if len(word.values) > 1 and findings.has(word.kind, word.values):
            yield from (
                label
                for key, label in options.items()
                if key in word.values and findings.has(word.kind, frozenset({key}))
            )


def _describe_mixed(
    book: PatternBook, shown: list[PatternFit], fits: list[PatternFit], shares: dict[str, float]
) -> list[PatternFit]:
    """Names "no clear pattern" where the answers do not separate the first two."""
    first, second = fits[0], fits[1]
    if first.id == MIXED:
        return shown
    gap = shares[first.id] - shares[second.id]
    is_faint = shares[first.id] < book.display_threshold
    if gap >= book.mixed_gap and not is_faint:
        return shown
    if second.id == MIXED and not is_faint:
        return shown
    mixed = _make_mixed(book, first, second, next(fit for fit in fits if fit.id == MIXED), is_faint=is_faint)
    others = [fit for fit in shown if fit.id != MIXED]
    place = 0 if is_faint else max(2, sum(fit.confidence > mixed.confidence for fit in others))
    shown = [*others[:place], mixed, *others[place:]]
    return shown if len(shown) <= SHOWN_AT_MOST else [fit for fit in shown if fit is not others[-1]]


def _make_mixed(
    book: PatternBook, first: PatternFit, second: PatternFit, own: PatternFit, *, is_faint: bool
) -> PatternFit:
    """``own`` with the reason for the mix; when faint it represents all that no pattern explains."""
    pattern = book.patterns[MIXED]
    confidence = max(own.confidence, first.confidence) if is_faint else min(own.confidence, second.confidence)
    rule = f"pattern.{MIXED}.close"
    close = Reason.of(rule, pattern.evidence, "check.two_patterns", first=first.id, second=second.id)
    reason = Reason(rule, pattern.evidence, "check.no_pattern") if is_faint else close
    return PatternFit(MIXED, pattern.label, confidence, (reason, *own.reasons), own.against)
