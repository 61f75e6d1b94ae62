"""Self-tests as the pages describe them: sides, answers and results over time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from runback.assess.self_tests import SelfTestResult, judge_self_test
from runback.domain.diary import SelfTestLog
from runback.knowledge.self_tests import SelfTest, load_self_tests
from runback.knowledge.self_tests import Side as SideName
from runback.languages import localize_decimal
from runback.languages.catalogue import gettext, gettext_noop

SIDES: dict[SideName, str] = {
    "left": gettext_noop("Left"),
    "right": gettext_noop("Right"),
    "single": gettext_noop("Result"),
    "weaker": gettext_noop("Weaker side"),
}
ENTERED: tuple[SideName, ...] = ("left", "right", "single")
WORDS = {
    ("one_leg_stand", "level"): gettext_noop("The pelvis stays level on both sides"),
    ("one_leg_stand", "drop"): gettext_noop("The pelvis drops or the trunk leans, on at least one side"),
    ("thomas", "negative"): gettext_noop("Both thighs drop to level or lower"),
    ("thomas", "positive"): gettext_noop("At least one thigh stays above level"),
    ("repeated_movement", "centralises"): gettext_noop("The pain moves towards the middle of the back"),
    ("repeated_movement", "no_change"): gettext_noop("No change"),
    ("repeated_movement", "spreads"): gettext_noop("The pain spreads outwards or down the leg"),
    ("aslr", "negative"): gettext_noop("No difference when pressing with the hands"),
    ("aslr", "positive"): gettext_noop("Easier with the pelvis pressed together"),
}
UNITS = {
    "seconds": gettext_noop("seconds"),
    "repetitions": gettext_noop("repetitions"),
    "degrees": gettext_noop("degrees"),
    "centimetres": gettext_noop("centimetres"),
}
NAMED = {"left": gettext_noop("left {number}"), "right": gettext_noop("right {number}")}
WORSE_SIDE = ("hamstring_lag",)
"""Tests of both legs that keep one number: the worse side."""

_PAIN_MOST = 3
WIDTH, HEIGHT, EDGE = 300.0, 90.0, 14.0


@dataclass(frozen=True, slots=True)
class Side:
    """One result to enter."""

    name: str
    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One result in the plot."""

    x: float
    y: float
    side: str


@dataclass(frozen=True, slots=True)
class PastResult:
    """The results of one test on one day, in words, and what they mean."""

    log: SelfTestLog
    day: date
    text: str
    result: SelfTestResult | None


@dataclass(frozen=True, slots=True)
class Trend:
    """Repeats as dots, ``norm_y`` the height of the norm; None of it for words."""

    dots: tuple[Dot, ...]
    norm_y: float | None
    most: float
    says: str


def format_unit(test: SelfTest, *, is_short: bool = False) -> str:
    """The unit of a test in words; empty for one whose result is a word."""
    if test.unit == "degrees" and not is_short:
        return gettext("degrees short of straight")
    return gettext(UNITS[test.unit]) if test.unit in UNITS else ""


def _translate_word(test: SelfTest, word: str) -> str:
    known = WORDS.get((test.id, word))
    return gettext(known) if known else word.replace("_", " ")


def sides_of(test: SelfTest) -> list[Side]:
    """What is entered of a test."""
    unit = format_unit(test)
    found = [(side, test.keys[side]) for side in ENTERED if side in test.keys]
    return [Side(side, _label(test, side, unit), key) for side, key in found]


def _label(test: SelfTest, side: SideName, unit: str) -> str:
    if side != "single":
        return f"{gettext(SIDES[side])}, {unit}"
    return (
        gettext("{unit} on the worse side").format(unit=unit.capitalize())
        if test.id in WORSE_SIDE
        else unit.capitalize()
    )


def words_of(test: SelfTest) -> list[tuple[str, str]]:
    """The answers of a test whose result is in words."""
    return [(word, _translate_word(test, word)) for word in test.words]


def describe_result(test: SelfTest, log: SelfTestLog) -> PastResult:
    """One log in words."""
    if test.unit == "word":
        text = _translate_word(test, str(next(iter(log.results.values()))))
    else:
        named = [(side, log.results[test.keys[side]]) for side in ENTERED if test.keys.get(side) in log.results]
        text = ", ".join(_name_side(side, value) for side, value in named) + f" {format_unit(test, is_short=True)}"
    return PastResult(log, log.day, text, judge_self_test(test, log.results))


def _name_side(side: str, value: float | str) -> str:
    number = localize_decimal(f"{value:g}") if isinstance(value, int | float) else value
    return number if side == "single" else gettext(NAMED[side]).format(number=number)


def newest(logs: Iterable[SelfTestLog]) -> dict[str, PastResult]:
    """The newest log of each test."""
    tests = load_self_tests().tests
    return {log.test_id: describe_result(tests[log.test_id], log) for log in logs if log.test_id in tests}


def describe_trend(test: SelfTest, logs: Sequence[SelfTestLog]) -> Trend | None:
    """The repeats of a test as dots; None for words and for fewer than two."""
    if test.unit == "word" or len(logs) < 2:
        return None
    norm = test.norm.low_below if test.norm.low_below is not None else test.norm.high_above
    values = [float(value) for log in logs for value in log.results.values() if isinstance(value, int | float)]
    most = max([*values, norm or 0.0, 1.0])
    first, span = logs[0].day, max((logs[-1].day - logs[0].day).days, 1)
    dots = tuple(
        Dot(EDGE + (WIDTH - 2 * EDGE) * (log.day - first).days / span, _height(float(value), most), side)
        for log in logs
        for side in ENTERED
        if isinstance(value := log.results.get(test.keys.get(side, "")), int | float)
    )
    return Trend(dots, None if norm is None else _height(norm, most), most, _describe_change(test, logs))


def _height(value: float, most: float) -> float:
    return round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * value / most, 1)


def _describe_change(test: SelfTest, logs: Sequence[SelfTestLog]) -> str:
    first, last = judge_self_test(test, logs[0].results), judge_self_test(test, logs[-1].results)
    if first is None or last is None or isinstance(first.weaker, str) or isinstance(last.weaker, str):
        return test.label
    if test.has_sides:
        text = gettext("From {first} to {last} {unit} on the weaker side in {days} days")
    else:
        text = gettext("From {first} to {last} {unit} in {days} days")
    ends = {"first": localize_decimal(f"{first.weaker:g}"), "last": localize_decimal(f"{last.weaker:g}")}
    return text.format(**ends, unit=format_unit(test, is_short=True), days=(logs[-1].day - logs[0].day).days)


def must_check(test: SelfTest, log: SelfTestLog) -> bool:
    """Whether a result asks for a new check before anything else: a calf that cannot lift, pain that spreads."""
    values = list(log.results.values())
    return (test.id == "calf_raise" and 0 in values) or (test.id == "repeated_movement" and "spreads" in values)


def hurt_too_much(log: SelfTestLog) -> bool:
    """Whether the test hurt more than the stop rule allows."""
    return log.pain is not None and log.pain > _PAIN_MOST
