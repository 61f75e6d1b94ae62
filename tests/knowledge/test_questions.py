"""The questions of the check: every answer a runner can give has its question."""

from dataclasses import fields

import pytest

from runback.domain.intake import CHOICES, LISTS, NUMBERS, Intake
from runback.knowledge.questions import load_questions

NOT_ASKED_AS_A_QUESTION = {
    "contexts",
    "self_tests",
    "red_flags",
    "red_flag_answers",
    "mistakes",
    "wishes",
    "answered",
}
"""Contexts and self-tests come from their own pages, red flags from red_flags.yaml, wishes from the plan;
mistakes are asked about in the words of another check of the day."""


def test_every_key_of_the_answers_file_has_a_question() -> None:
    keys = {field.name for field in fields(Intake)} - NOT_ASKED_AS_A_QUESTION
    assert {question.id for question in load_questions()} == keys


@pytest.mark.parametrize("question", load_questions(), ids=lambda question: question.id)
def test_a_question_is_asked_in_the_way_its_answer_is_read(question) -> None:
    kinds = {"number": NUMBERS, "choices": LISTS}
    assert question.text.endswith(("?", ".", "like."))
    if question.kind in kinds:
        assert question.id in kinds[question.kind]
    elif question.kind == "choice":
        assert question.id in CHOICES or question.id == "leg_dominant"


@pytest.mark.parametrize("question", [q for q in load_questions() if q.kind == "number"], ids=lambda q: q.id)
def test_a_number_says_its_unit(question) -> None:
    assert question.unit


def test_pain_is_always_asked_from_0_to_10() -> None:
    pains = [one for one in load_questions() if NUMBERS.get(one.id) == (0, 10)]
    assert {one.id for one in pains} == {"pain_now", "pain_worst", "pain_running", "pain_walking"}
    assert {one.unit for one in pains} == {"0 to 10"}
