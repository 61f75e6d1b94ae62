"""Both legs sore after a race: the check asks about the nerves before it calls an emergency."""

import pytest

from runback.domain.assessment import Urgency
from runback.services.training import check_in
from tests.web.walking import ORDINARY, fill_screen, walk

pytestmark = pytest.mark.django_db
SORE = ORDINARY | {
    "locations": ["thigh_front", "band_low_back"], "onset": "after_run", "pain_days": "2", "leg_pain": "both",
    "numbness": "none", "weakness": "none", "pain_now": "3",
}  # fmt: skip


def test_after_the_questions_about_the_nerves_sore_legs_are_no_emergency(client, ada, runs):
    seen = walk(client, SORE)
    assert "/check/question/cauda_equina/" in seen
    assert seen[-1].startswith("/check/result/")
    assert check_in.latest_check(ada).assessment.urgency is not Urgency.EMERGENCY_NOW


def test_the_questions_about_the_nerves_come_before_anything_about_the_legs(client, ada, runs):
    seen = walk(client, SORE)
    assert seen.index("/check/question/cauda_equina/") < seen.index("/check/question/pain/")


def test_an_empty_answer_to_these_questions_is_an_error(client, ada):
    client.post("/check/begin/", {"text": ""})
    while not (step := client.get("/check/question/")["Location"]).endswith("/cauda_equina/"):
        client.post(step, fill_screen(client.get(step), SORE))
    assert client.post(step, {}).status_code == 400


@pytest.mark.parametrize("more", [{"numbness": "both"}, {"ces_saddle": "yes"}, {"trend": "worsening"}])
def test_what_cannot_be_soreness_ends_the_check_at_once(client, ada, more):
    assert walk(client, SORE | more)[-1] == "/"
    assert check_in.latest_check(ada).assessment.urgency is Urgency.EMERGENCY_NOW
