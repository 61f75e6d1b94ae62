"""Which self-tests may be done at home, and what their results say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from runback.assess.findings import make_findings
from runback.domain.assessment import Flag, PatternFit, Urgency
from runback.domain.errors import BadAnswer
from runback.domain.intake import Intake
from runback.knowledge.self_tests import SelfTest, load_self_tests
from runback.languages.catalogue import gettext

LEADING_FROM = 0.20


@dataclass(frozen=True, slots=True)
class SelfTestResult:
    """What one test says. ``weaker`` is in the test's unit, ``gap_pct`` in percent of the better side.

    ``is_low`` is None where the test has no line or gave no result; ``says`` is a plain sentence.
    """

    test: str
    weaker: float | str
    gap_pct: float | None
    is_low: bool | None
    feeds: tuple[str, ...]
    says: str


def offer_self_tests(
    intake: Intake, flags: Iterable[Flag], urgency: Urgency, patterns: Sequence[PatternFit]
) -> tuple[SelfTest, ...]:
    """The tests this runner may do, in the order of the rule book; none unless self-care is fine.

    A pattern forbids a test when it is among the first two with a confidence of 0.20 or
    more; the test named instead is offered in its place when it may be done itself.
    """
    book = load_self_tests()
    leading = [fit.id for fit in patterns[:2] if fit.confidence >= LEADING_FROM]
    findings = make_findings(intake, flags, words={"urgency": [urgency.value], "pattern": leading})
    if any(condition.holds(findings) for condition in book.not_with):
        return ()
    allowed = {
        test.id for test in book.tests.values() if not any(condition.holds(findings) for condition in test.forbidden)
    }
    return tuple(test for test in book.tests.values() if test.id in allowed)


def judge_self_test(test: SelfTest, results: Mapping[str, float | str]) -> SelfTestResult | None:
    """What the results (answers-file keys) say of one test, None where it was not done.

    Raises ``BadAnswer`` for a word the test does not know or a negative number.
    """
    given = {side: results[key] for side, key in test.keys.items() if key in results}
    if not given:
        return None
    if test.unit == "word":
        return _judge_word(test, str(next(iter(given.values()))))
    amounts = [_read_amount(test, value) for value in given.values()]
    sides = [_read_amount(test, given[side]) for side in ("left", "right") if side in given]
    weaker = max(amounts) if test.norm.high_above is not None else min(amounts)
    gap = 100 * (max(sides) - min(sides)) / max(sides) if len(sides) == 2 and max(sides) > 0 else None
    is_low = _is_low(test, weaker, gap)
    return SelfTestResult(test.id, weaker, gap, is_low, test.feeds if is_low else (), _describe(test, weaker, gap))


def judge_self_tests(results: Mapping[str, float | str]) -> tuple[SelfTestResult, ...]:
    """What all results say, in the order of the rule book; results of unknown tests are left out."""
    judged = (judge_self_test(test, results) for test in load_self_tests().tests.values())
    return tuple(result for result in judged if result is not None)


def leave_out_refused(results: Mapping[str, float | str]) -> tuple[dict[str, float | str], tuple[str, ...]]:
    """The results without those that their test cannot have, and a sentence for each that was left out."""
    tests = {key: test for test in load_self_tests().tests.values() for key in test.keys.values()}
    kept: dict[str, float | str] = {}
    warnings = []
    for key, value in results.items():
        try:
            if key in tests:
                judge_self_test(tests[key], {key: value})
            kept[key] = value
        except BadAnswer as problem:
            warnings.append(gettext("A self-test result was left out: {reason}").format(reason=problem.reason))
    return kept, tuple(warnings)


def _read_amount(test: SelfTest, value: float | str) -> float:
    if isinstance(value, str) or value < 0:
        raise BadAnswer(
            "self_tests",
            gettext("{label} is a number of {unit}; {value!r} is not.").format(
                label=test.label, unit=test.unit, value=value
            ),
        )
    return float(value)


def _judge_word(test: SelfTest, word: str) -> SelfTestResult:
    if word not in test.words:
        raise BadAnswer(
            "self_tests",
            gettext("{word!r} is not a result of {label}.").format(word=word, label=test.label),
            test.words,
        )
    is_low = word == test.norm.low_word if test.norm.low_word else None
    return SelfTestResult(
        test.id, word, None, is_low, test.feeds if is_low else (), f"{test.label}: {word}. {test.norm.text}"
    )


def _is_low(test: SelfTest, weaker: float, gap_pct: float | None) -> bool | None:
    norm = test.norm
    checks = [
        weaker < norm.low_below if norm.low_below is not None else None,
        weaker > norm.high_above if norm.high_above is not None else None,
        gap_pct > norm.gap_pct_above if norm.gap_pct_above is not None and gap_pct is not None else None,
    ]
    known = [check for check in checks if check is not None]
    return any(known) if known else None


def _describe(test: SelfTest, weaker: float, gap_pct: float | None) -> str:
    between = f", {gap_pct:.0f} % between sides" if gap_pct is not None else ""
    side = " on the weaker side" if test.has_sides else ""
    return f"{test.label}: {weaker:g} {test.unit}{side}{between}. {test.norm.text}"
