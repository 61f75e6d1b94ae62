"""What must be true for every check-in: facts never lower, order and repetition do not matter, words stay kind."""

import random
import re
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from runback.assess import assess
from runback.assess.facts import FactBase, gather_facts
from runback.assess.triage import triage
from runback.domain.assessment import Assessment, Running, Urgency
from runback.domain.intake import CHOICES, LISTS, Intake, read_intake
from runback.knowledge.red_flags import load_red_flags
from runback.knowledge.sentences import render_sentence
from tests.assess.cast import TODAY, check

TEXTS = (
    "I am numb between my legs.",
    "No numbness and no weakness.",
    "My foot slaps when I walk.",
    "It aches after long runs.",
    "I have a fever of 38.9.",
    "My dad had cancer.",
    "It is getting worse.",
    "Sitting sorts it.",
    "Both legs get heavy when I walk.",
    "I leaked a little for years, no change.",
)
NUMBERS = {
    "age_years": (10, 90),
    "pain_days": (0, 800),
    "pain_now": (0, 10),
    "morning_stiffness_min": (0, 120),
    "pain_running": (0, 10),
}
CONTEXTS = ("pregnant_20w", "postpartum_8w", "desk_job", "osteoporosis", "psoriasis", "stable_stress_leak_7y")

ITEMS = tuple(load_red_flags().by_id)


def _options() -> st.SearchStrategy[dict[str, str]]:
    pairs = [(item.id, option) for item in load_red_flags().items for option in item.answers]
    return st.lists(st.sampled_from(pairs), max_size=2).map(dict)


def _answers() -> st.SearchStrategy[dict[str, Any]]:
    optional: dict[str, st.SearchStrategy[Any]] = {key: st.integers(*bounds) for key, bounds in NUMBERS.items()}
    optional |= {key: st.sampled_from(values) for key, values in CHOICES.items()}
    optional |= {key: st.lists(st.sampled_from(values), max_size=3, unique=True) for key, values in LISTS.items()}
    optional["contexts"] = st.lists(st.sampled_from(CONTEXTS), max_size=2, unique=True)
    optional["red_flags"] = st.lists(st.sampled_from(ITEMS), max_size=2, unique=True)
    optional["red_flag_answers"] = _options()
    optional["text"] = st.lists(st.sampled_from(TEXTS), max_size=2, unique=True).map(" ".join)
    return st.fixed_dictionaries({}, optional=optional)


def _facts(answers: dict[str, Any]) -> FactBase:
    return gather_facts(load_red_flags(), read_intake(answers))


def _add(answers: dict[str, Any], more: dict[str, Any], key: str) -> dict[str, Any]:
    """``answers`` with what ``more`` says about ``key`` added, nothing taken away."""
    if key == "text":
        return {**answers, key: f"{answers.get(key, '')} {more[key]}"}
    if isinstance(more[key], list):
        return {**answers, key: [*answers.get(key, []), *more[key]]}
    if isinstance(more[key], dict):
        return {**answers, key: {**more[key], **answers.get(key, {})}}
    return {**more, **answers} if key not in answers else answers


def _urgency(facts: FactBase, *, explained: bool) -> int:
    book = facts.book if explained else facts.book.model_copy(update={"explanations": ()})
    return triage(replace(facts, book=book)).urgency.rank


@settings(max_examples=300, deadline=None)
@given(_answers(), _answers(), st.data())
def test_adding_a_fact_never_lowers_the_urgency(
    answers: dict[str, Any], more: dict[str, Any], data: st.DataObject
) -> None:
    if not more:
        return
    key = data.draw(st.sampled_from(sorted(more)))
    before, after = _facts(answers), _facts(_add(answers, {key: more[key]}, key))
    assert _urgency(after, explained=False) >= _urgency(before, explained=False)
    if _urgency(after, explained=True) < _urgency(before, explained=True):
        newly = [e.id for e in after.book.explanations if after.holds(e.when) and not before.holds(e.when)]
        assert newly, "lowered without an explanation of the rule book"


@settings(max_examples=150, deadline=None)
@given(_answers(), st.sampled_from(TEXTS))
def test_the_runners_own_words_never_lower_the_urgency(answers: dict[str, Any], text: str) -> None:
    if answers.get("red_flag_answers", {}).get("mental_health") == "eating":
        return
    silent = {key: value for key, value in answers.items() if key != "text"}
    assert _urgency(_facts({**silent, "text": text}), explained=True) >= _urgency(_facts(silent), explained=True)


@settings(max_examples=100, deadline=None)
@given(_answers(), st.randoms(use_true_random=False))
def test_order_and_repetition_of_answers_do_not_matter(answers: dict[str, Any], shuffler: random.Random) -> None:
    mixed = {}
    for key in sorted(answers, key=lambda _: shuffler.random()):
        value = answers[key]
        if isinstance(value, list):
            value = [*value, *value[:1]]
            shuffler.shuffle(value)
        mixed[key] = value
    one, other = _facts(answers), _facts(mixed)
    assert triage(one).flags == triage(other).flags


def _sentences(result: Assessment) -> str:
    parts = [flag.why for flag in result.flags] + [item.text for item in result.advice] + [result.safety_net]
    for fit in (*result.patterns, *result.causes):
        parts += [fit.label, *(render_sentence(reason) for reason in fit.reasons)]
    parts += [f"{question.text} {question.help_text} {question.why}" for question in result.ask_next]
    return " ".join(parts)


DOSE = re.compile(r"\b\d+ ?(?:mg|mcg|ml|milligrams?|tablets?)\b", re.IGNORECASE)
SCAN = re.compile(r"\b(?:x-?rays?|mri|ct|scans?|ultrasound|dexa|radiograph\w*)\b", re.IGNORECASE)
DIAGNOSIS = re.compile(r"\byou have\b", re.IGNORECASE)


@settings(max_examples=120, deadline=None)
@given(_answers())
def test_no_output_names_a_dose_a_scan_or_says_you_have(answers: dict[str, Any]) -> None:
    answers.pop("text", None)
    if answers.get("pain_now", 0) > answers.get("pain_worst", 10):
        return
    said = _sentences(assess(read_intake(answers), as_of=TODAY))
    for forbidden in (DOSE, SCAN, DIAGNOSIS):
        assert not forbidden.search(said), forbidden.search(said)


@settings(max_examples=120, deadline=None)
@given(_answers())
def test_every_result_has_a_safety_net_and_urgent_ones_stop_running(answers: dict[str, Any]) -> None:
    result = assess(read_intake(answers), as_of=TODAY)
    assert result.safety_net
    assert result.is_clear == (not result.flags)
    if result.urgency.rank >= Urgency.SAME_DAY_URGENT.rank:
        assert result.running is Running.STOP


@settings(max_examples=120, deadline=None)
@given(_answers())
def test_a_bone_pattern_in_first_place_is_never_self_care(answers: dict[str, Any]) -> None:
    result = assess(read_intake(answers), as_of=TODAY)
    if result.patterns[0].id in ("sacral_stress_fracture", "pars_stress", "vertebral_compression_fracture"):
        assert result.urgency.rank >= Urgency.CLINICIAN_WITHIN_DAYS.rank


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_is_read(text: str) -> None:
    assess(Intake(age_years=30, text=text), as_of=TODAY)


def test_the_searchers_for_forbidden_words_find_them() -> None:
    assert DOSE.search("take 400 mg")
    assert SCAN.search("get an MRI")
    assert DIAGNOSIS.search("You have a disc problem")
    assert check().safety_net
