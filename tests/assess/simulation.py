"""A made-up runner who answers whatever the check asks, from a sheet of full answers."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from runback.assess import assess
from runback.domain.assessment import Assessment, Question
from runback.domain.intake import CHOICES, LISTS, read_intake
from runback.knowledge.red_flags import load_red_flags

UNANSWERED = {
    "onset": "unknown",
    "trend": "same",
    "pain_now": 3,
    "pain_days": 14,
    "morning_stiffness_min": 5,
    **{key: "none" for key, values in CHOICES.items() if "none" in values},
    **{key: [] for key in LISTS},
}


def answer_all(sheet: Mapping[str, Any], as_of: date, *, known: tuple[str, ...] = ()) -> tuple[int, Assessment]:
    """How many questions were asked until none was left, and the outcome then.

    The runner starts with only the ``known`` keys answered and answers one question at a time.
    """
    answers: dict[str, Any] = {key: sheet[key] for key in known if key in sheet}
    for asked in range(200):
        result = assess(read_intake(answers), as_of=as_of)
        if not result.ask_next:
            return asked, result
        _answer(result.ask_next[0], sheet, answers)
    raise AssertionError(f"still asking after 200 questions: {result.ask_next[0].id}")


def _answer(question: Question, sheet: Mapping[str, Any], answers: dict[str, Any]) -> None:
    if question.key != "red_flags":
        answers[question.key] = sheet.get(question.key, UNANSWERED.get(question.key))
        return
    yes = set(sheet.get("red_flags", ()))
    asked = (question.id,) if question.id in load_red_flags().by_id else question.options
    answers["red_flags"] = sorted({*answers.get("red_flags", ()), *(yes & set(asked))})
    answers["red_flag_answers"] = {
        **answers.get("red_flag_answers", {}),
        **{item: "yes" if item in yes else "no" for item in asked},
    }
