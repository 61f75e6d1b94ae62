"""The second screen of the runner's own words: it only adds, keeps to the scopes, and is what was trained."""

import re
import socket
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.hear_texts import assess_text
from benchmarks.train_words import HERE as PHRASES_HERE
from benchmarks.train_words import Example, digest_examples, read_examples
from runback.assess import assess
from runback.assess.facts import asked_by_class, gather_facts
from runback.assess.questions import ask_next
from runback.assess.scopes import Scope, read_sentences
from runback.assess.second_screen import find_features, hear_more, mark_words
from runback.assess.text import TextFinds, screen_by_lexicon, screen_in, screen_text
from runback.assess.triage import triage
from runback.domain.assessment import FlagSource, Urgency
from runback.domain.intake import read_intake
from runback.knowledge.red_flags import load_red_flags
from runback.knowledge.second_screen import (
    digest_of_training,
    item_of,
    load_needs,
    load_says,
    load_second_screen,
    load_waiting,
)
from runback.knowledge.words import load_words
from tests.assess.cast import TODAY, say

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = [
    case
    for name in ("held_out_cases", "judging_cases")
    for case in yaml.load((HERE / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
]
TEXTS = [case["answers"]["text"] for case in CASES if case["answers"].get("text")]


def _words(text: str) -> dict[str, Any]:
    return {"age_years": 40, "sex": "male", "text": text}


def _urgency(answers: dict[str, Any], finds: TextFinds) -> Urgency:
    return triage(gather_facts(load_red_flags(), read_intake(answers), finds=finds)).urgency


def _kinds(text: str) -> list[str]:
    return [kind for kind, _ in hear_more(read_sentences(text))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_with_the_second_screen_nothing_is_less_urgent_than_without(case: dict[str, Any]) -> None:
    answers = case["answers"]
    without = _urgency(answers, screen_by_lexicon(answers.get("text", "")))
    assert _urgency(answers, screen_text(answers.get("text", ""))).rank >= without.rank


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), max_size=2).map(" ".join))
def test_it_only_adds_to_what_the_lexicon_heard(text: str) -> None:
    lexicon, both = screen_by_lexicon(text), screen_text(text)
    assert {key: both.said[key] for key in both.said if key not in both.guessed} == lexicon.said
    assert both.days == lexicon.days


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_heard_the_same_each_time(text: str) -> None:
    assert _kinds(text) == _kinds(text)


def test_text_alone_raises_nine_in_ten_emergencies_and_at_most_8_percent_of_self_care() -> None:
    ranks = {
        urgency: [
            say(case["answers"]["text"], age=case["answers"]["age_years"]).urgency.rank
            for case in CASES
            if case["expect"]["urgency"] == urgency and case["answers"].get("text")
        ]
        for urgency in ("emergency_now", "self_care_ok")
    }
    emergencies, calm = ranks["emergency_now"], ranks["self_care_ok"]
    assert sum(rank >= Urgency.SAME_DAY_URGENT.rank for rank in emergencies) >= 0.9 * len(emergencies)
    assert sum(rank > 0 for rank in calm) <= 0.08 * len(calm)


@pytest.mark.parametrize(
    "text",
    [
        "My dad can't tell when he needs to pee and his legs won't hold him up.",
        "Ten years ago I could not tell when I needed to pee.",
        "I was told to look out for not knowing when I need to pee.",
    ],
)
def test_what_is_about_others_long_past_or_imagined_is_not_heard(text: str) -> None:
    assert _kinds(text) == []


def test_words_are_marked_as_denied_or_aside_or_here() -> None:
    sentence = read_sentences("no numbness, my dad had cancer")[0]
    marks = dict(mark_words(sentence))
    assert (marks["numbness"], marks["cancer"]) == ("N", "X")
    assert sentence.scope_at(sentence.words.index("numbness")) is Scope.DENIED


@pytest.mark.parametrize(
    ("text", "word", "scope"),
    [
        ("Feeling down there is normal", "down", Scope.DENIED),
        ("The left leg is numb, the right leg is normal", "numb", Scope.HERE),
        ("Feeling down there is not normal", "down", Scope.HERE),
        ("Numb down there? No.", "numb", Scope.DENIED),
        ("Numb down there? Yes.", "numb", Scope.HERE),
    ],
)
def test_what_is_called_normal_or_asked_and_answered_no_is_denied(text: str, word: str, scope: Scope) -> None:
    sentence = read_sentences(text)[0]
    assert sentence.scope_at(sentence.words.index(word)) is scope


@pytest.mark.parametrize("text", ["It is that.", "So it goes there.", "I have it like this.", "Came for the three."])
def test_a_sentence_that_says_next_to_nothing_is_not_guessed_at(text: str) -> None:
    assert _kinds(text) == []


def test_a_class_is_believed_only_where_the_sentence_has_a_word_of_it() -> None:
    phrases = yaml.load((PHRASES_HERE / "phrases.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    days = yaml.load((PHRASES_HERE / "within_days_phrases.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    phrases |= {f"{kind}.days": texts for kind, texts in days.items()}
    missed = [
        text
        for kind, words in load_needs().items()
        for text in phrases.get(kind, ())
        if not any(words.search(sentence.words) for sentence in read_sentences(text))
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("fx_osteoporosis", "I think it is only a strain"),
        ("mental_health", "I do not want to get hooked on ibuprofen"),
        ("ces_bilateral_leg", "pain like lightning down the back of my left leg"),
        ("ces_saddle", "the skin on the front of my left leg is numb"),
        ("visc_pregnancy", "sharp pain on every movement for three days"),
    ],
)
def test_a_sentence_of_something_else_has_no_word_of_the_class(kind: str, sentence: str) -> None:
    assert not load_needs()[kind].search(sentence)


def test_a_changed_scope_asks_for_a_new_training(monkeypatch: pytest.MonkeyPatch) -> None:
    examples = [Example("me", 0, "numb down there? no", "none")]
    before = digest_examples(examples)
    monkeypatch.setitem(load_words().scope_patterns, "answers_no", re.compile("nothing is a no"))  # type: ignore[arg-type]
    assert digest_examples(examples) != before


def test_a_denied_word_is_another_feature_than_the_word_itself() -> None:
    assert find_features([("numb", "")]).isdisjoint(find_features([("numb", "N")]))


GUESSED = "The tap down there has dried to a trickle and I press on my tummy to help it, all new since the back went."


def test_a_guess_quotes_the_words_says_that_it_is_not_sure_and_is_asked_about_first() -> None:
    assert screen_by_lexicon(GUESSED).said == {}
    result = assess(read_intake(_words(GUESSED)), as_of=TODAY)
    flag = next(flag for flag in result.flags if flag.is_guess)
    assert flag.why.startswith("You wrote: \u201c")
    assert "We are not sure" in flag.why
    assert result.ask_next[0].id in {flag.id for flag in result.flags}
    assert result.advice[0].id == "answer_guess"


def test_a_guess_speaks_for_no_pattern() -> None:
    result = assess(read_intake(_words(GUESSED)), as_of=TODAY)
    assert result.is_guess
    assert "cauda_equina" not in {fit.id for fit in result.patterns}


def test_an_explicit_no_ends_a_guess_and_not_sure_does_not() -> None:
    guessed = screen_text(GUESSED).guesses
    assert list(guessed) == ["ces_bladder"]
    denied = _words(GUESSED) | {"red_flag_answers": {"ces_bladder": "no"}}
    unsure = _words(GUESSED) | {"red_flag_answers": {"ces_bladder": "not_sure"}}
    assert assess(read_intake(denied), as_of=TODAY).flags == ()
    assert assess(read_intake(unsure), as_of=TODAY).urgency is Urgency.EMERGENCY_NOW


def test_a_no_never_ends_what_the_lexicon_heard_nor_a_ticked_yes() -> None:
    text = "I am numb between my legs."
    denied = _words(text) | {"red_flag_answers": {"ces_saddle": "no"}}
    ticked = _words(GUESSED) | {"red_flag_answers": {"ces_bladder": "no"}, "red_flags": ["ces_bladder"]}
    assert assess(read_intake(denied), as_of=TODAY).urgency is Urgency.EMERGENCY_NOW
    assert assess(read_intake(ticked), as_of=TODAY).urgency is Urgency.EMERGENCY_NOW


@pytest.mark.parametrize("kind", load_says())
def test_a_guess_raises_to_today_at_most_is_asked_about_and_ends_with_a_no(kind: str) -> None:
    book, finds = load_red_flags(), TextFinds({}, None, {kind: "x"})
    for age in (40, 72):
        guessed = triage(gather_facts(book, read_intake({"age_years": age}), finds=finds))
        assert guessed.is_guess
        assert guessed.urgency in (Urgency.CLINICIAN_WITHIN_DAYS, Urgency.SAME_DAY_URGENT)
        asked = [flag.id for flag in guessed.flags if flag.id in asked_by_class(kind)]
        assert asked, "no question can end this guess"
        for item in asked:
            answers = {"age_years": age, "red_flag_answers": {item: "no"}}
            assert triage(gather_facts(book, read_intake(answers), finds=finds)).flags == ()


def _fitting(kind: str) -> dict[str, Any]:
    """Answers of a runner the class may be about, by the bounds of age in the rule book."""
    ages = {"bsi_adolescent": 16, "fx_minor_fragile": 70, "fx_height_loss": 70, "ca_age_new_persistent": 60}
    return {"age_years": ages.get(item_of(kind), 40), "sex": "female"}


@pytest.mark.parametrize("kind", load_waiting())
def test_a_guess_of_what_may_wait_asks_its_question_and_raises_to_some_days_at_most(kind: str) -> None:
    finds, item = TextFinds({}, None, {kind: "the words"}), item_of(kind)
    answers = _fitting(kind) | {"numbness": "leg", "night_pain": "wakes_constant", "locations": ["thoracic"]}
    known = triage(gather_facts(load_red_flags(), read_intake(answers)))
    guessed = triage(gather_facts(load_red_flags(), read_intake(answers), finds=finds))
    assert guessed.urgency is known.urgency is Urgency.CLINICIAN_WITHIN_DAYS
    assert item in {flag.id for flag in guessed.flags}
    facts = gather_facts(load_red_flags(), read_intake(_fitting(kind)), finds=finds)
    alone = triage(facts)
    assert alone.is_guess
    assert ask_next(facts, alone)[0].id == item
    assert next(flag.why for flag in alone.flags if flag.id == item).startswith("You wrote: \u201cthe words\u201d")
    denied = _fitting(kind) | {"red_flag_answers": {item: "no"}}
    assert triage(gather_facts(load_red_flags(), read_intake(denied), finds=finds)).flags == ()


def test_three_in_four_texts_of_what_may_wait_are_heard_and_at_most_8_percent_of_harmless_ones_are_raised() -> None:
    cases = [
        case
        for name in ("lot_n", "lot_o")
        for case in yaml.load((PHRASES_HERE / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    ]
    waits = [assess_text(case).rank for case in cases if case["urgency"] == "clinician_within_days"]
    calm = [assess_text(case).rank for case in cases if case["urgency"] == "self_care_ok"]
    assert sum(rank >= Urgency.CLINICIAN_WITHIN_DAYS.rank for rank in waits) >= 0.75 * len(waits)
    assert sum(rank > 0 for rank in calm) <= 0.08 * len(calm)


@pytest.mark.parametrize("kind", ["bsi_adolescent.days", "fx_height_loss.days", "axspa_stiffness.days"])
def test_what_cannot_be_at_this_age_is_not_guessed(kind: str) -> None:
    age = 60 if kind != "fx_height_loss.days" else 25
    finds = TextFinds({}, None, {kind: "the words"})
    assert triage(gather_facts(load_red_flags(), read_intake({"age_years": age}), finds=finds)).flags == ()


def test_what_may_wait_is_asked_about_at_once_and_in_doubt_within_seven_days() -> None:
    result = say("It twinges at the same spot whenever that foot lands and I have to walk home sooner each time.")
    assert (result.urgency, result.is_guess) == (Urgency.CLINICIAN_WITHIN_DAYS, True)
    assert result.ask_next[0].id == "bsi_focal_impact"
    assert "within the next 7 days" in result.advice[1].text


@pytest.mark.parametrize(
    "text",
    [
        "My sister has every stride hurting in one spot deep in the buttock and it comes on sooner each week.",
        "It does not hurt in one spot, no stride hurts and it does not come on sooner.",
        "Ten years ago every stride hurt in one spot deep in the buttock and it came on sooner each week.",
    ],
)
def test_what_may_wait_is_not_heard_of_others_denied_or_long_past(text: str) -> None:
    assert not any(kind in load_waiting() for kind in _kinds(text))


def test_a_guess_takes_nothing_from_what_the_answers_say() -> None:
    answers = {"age_years": 40, "numbness": "saddle"}
    finds = TextFinds({}, None, {"ces_saddle": "x", "inf_fever": "x"})
    result = triage(gather_facts(load_red_flags(), read_intake(answers), finds=finds))
    assert (result.urgency, result.is_guess) == (Urgency.EMERGENCY_NOW, False)
    assert result.flags[0].source is FlagSource.RULE


def test_every_class_asks_about_a_red_flag_of_its_name() -> None:
    assert {kind.partition(".")[0] for kind in load_says()} - {"legs_fail"} <= set(load_red_flags().by_id)


def test_the_file_is_what_was_trained_on_the_phrases_as_they_are() -> None:
    assert digest_of_training() == digest_examples(read_examples()), "run python -m benchmarks.train_words"


def test_it_works_without_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("no network")

    monkeypatch.setattr(socket, "socket", refuse)
    load_second_screen.cache_clear()
    screen_in.cache_clear()
    assert screen_text("I am numb between my legs and cannot pee").said
