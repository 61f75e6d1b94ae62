"""Answers of a whole check, and what a runner sends from the weekly check-in."""

from datetime import timedelta

from runback.knowledge.red_flags import load_red_flags
from tests.web.conftest import CLEAR, TODAY

WEEK_AGO = TODAY - timedelta(days=7)
WHOLE = CLEAR | {
    "aggravated_by": ["running_impact"],
    "eased_by": ["rest"],
    "red_flag_answers": {item.id: "no" for item in load_red_flags().items},
}
"""Every question of the check answered, nothing wrong."""


def fill(client, **changed: object) -> dict[str, object]:
    """What a runner sends from the check-in page when nothing is new, with changes by question id."""
    data: dict[str, object] = {}
    for part in client.get("/check/weekly/").context["parts"]:
        values = [value for value, _, _ in part.options]
        calm = next((value for value in ("no", "no_run") if value in values), "1")
        data[part.question.id] = "none_of_these" if part.is_ticks else calm
    return (data | {"pain_now": "1"} if "pain_now" in data else data) | changed
