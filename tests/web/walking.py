"""Walking through the check as a browser does: one screen after the other, by the names of its fields."""

from typing import Any

from django.test import Client

MOST = 40
ORDINARY = {
    "age_years": "38",
    "sex": "female",
    "locations": ["left_low_back"],
    "onset": "after_run",
    "pain_days": "12",
    "trend": "improving",
    "pain_now": "2",
}
"""A sore low back that a runner can look after."""


def fill_screen(page: Any, answers: dict[str, Any]) -> dict[str, Any]:
    """What a runner sends from a screen: these answers by question id, else no, none, or the first option."""
    optional = page.context["screen"].optional
    sent = {}
    for part in page.context["parts"]:
        question = part.question
        if question.id in answers:
            sent[question.id] = answers[question.id]
        elif question.id not in optional:
            sent[question.id] = _calm(part)
    return sent


def _calm(part: Any) -> str:
    if part.is_ticks:
        return "none_of_these"
    values = [value for value, _, _ in part.options]
    return next((one for one in ("no", "none", "false") if one in values), values[0] if values else "1")


def walk(client: Client, answers: dict[str, Any], *, running: dict[str, Any] | None = None) -> list[str]:
    """The addresses of a whole check from its start, the last one where it led to; the running page is skipped."""
    client.post("/check/begin/", {"text": answers.get("text", "")})
    seen = []
    for _ in range(MOST):
        step = client.get("/check/question/")["Location"]
        seen.append(step)
        if not step.startswith("/check/question/"):
            return seen
        if step.endswith("/running/"):
            sent = {"skip": "1"} if running is None else running
        elif step.endswith("/week/"):
            sent = {"tue": "45", "thu": "45", "sun": "60", "long_run_day": "sun"}
        else:
            sent = fill_screen(client.get(step), answers)
        response = client.post(step, sent)
        assert response.status_code == 302, (step, sent, response.context["errors"] if response.context else response)
    raise AssertionError(f"the check never ended: {seen}")
