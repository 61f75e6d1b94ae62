"""After each answer that is an emergency comes the result, or what may explain it beside the number to call."""

from datetime import date

import pytest

from runback.assess import assess
from runback.domain.assessment import Urgency
from runback.domain.intake import Intake, read_intake
from runback.domain.runner import Runner
from runback.knowledge.red_flags import load_red_flags
from runback.web.check.draft import Draft
from runback.web.check.heard import describe_warning
from runback.web.check.screens import find_screen, next_step

EMERGENCY_NOW = Urgency.EMERGENCY_NOW
ADA = Runner("Ada", "Europe/Berlin")
TODAY = date(2026, 5, 14)
NIGHT = "My low back is sore. The pain wakes me every night and no position helps."


def list_emergencies() -> list[dict[str, str]]:
    """The plainest answer to each warning sign that is an emergency alone."""
    found = {}
    for item in load_red_flags().items:
        for answer in ("yes", *(option.id for option in item.options)):
            flag_answers = {item.id: answer}
            if (
                item.id not in found
                and assess(Intake(red_flag_answers=flag_answers), as_of=TODAY).urgency is EMERGENCY_NOW
            ):
                found[item.id] = flag_answers
    return list(found.values())


@pytest.mark.parametrize("flag_answers", list_emergencies(), ids=str)
def test_after_an_answer_that_is_an_emergency_comes_the_result_or_what_may_explain_it(flag_answers):
    draft = Draft(answers={"age_years": 38, "text": NIGHT, "red_flag_answers": flag_answers})
    found = assess(read_intake(draft.answers), as_of=TODAY)
    explained = {flag for explanation in load_red_flags().explanations for flag in explanation.of}
    step = next_step(draft, found)
    assert found.urgency is EMERGENCY_NOW
    assert step is None or explained.issuperset(flag.id for flag in found.flags if flag.urgency is EMERGENCY_NOW)
    if step is not None:
        assert find_screen(draft, found, step) is not None
        assert describe_warning(ADA, found, step) is not None
