"""An emergency that was answered stays in sight, and no later check of the day undoes it without asking."""

import re

import pytest

from runback.domain.assessment import FlagSource
from runback.services.training import check_in
from tests.web.conftest import CLEAR, EMERGENCY, SAME_DAY, TODAY
from tests.web.made_up import NUMB, SADDLE, answer_calmly, begin, go_on

pytestmark = pytest.mark.django_db
NIGHT = "My low back is sore. The pain wakes me every night and no position helps."
MISTAKE = "/check/question/mistakes/"


def test_a_yes_to_the_saddle_question_ends_the_check_though_the_words_named_night_pain_too(client, ada):
    assert begin(client, f"{NUMB} {NIGHT}") == SADDLE
    client.post(SADDLE, {"ces_saddle": "yes"})
    assert go_on(client) == "/"
    assert 'class="emergency"' in client.get("/").content.decode()


def test_the_number_to_call_is_on_every_screen_that_may_still_explain_an_emergency(client, ada):
    client.post("/check/begin/", {"text": ""})
    for step, sent in [
        ("about", {"age_years": "38", "sex": "female"}),
        ("locations", {"locations": ["both_legs"]}),
        ("pain", {"leg_pain": "both"}),
    ]:
        client.post(f"/check/question/{step}/", sent)
    step = go_on(client)
    assert step.startswith("/check/question/")
    page = client.get(step).content.decode()
    assert 'href="tel:112"' in page.split("<form")[0]
    before = page.split("<form")[0]
    assert "Or go to" in before
    assert before.count("112") == 2  # the button: its address and its label
    assert "No, that is not what I meant" not in page


def test_a_later_check_of_the_day_asks_whether_the_emergency_was_a_mistake(client, ada):
    check_in.save_check(ada, EMERGENCY, TODAY)
    assert begin(client, "") == MISTAKE
    page = client.get(MISTAKE).content.decode()
    assert "Was that a mistake?" in page
    shown = re.findall(r"<button name=.mistakes[^>]*>([^<]*)</button>", page)
    assert shown == ["Yes, that was a mistake", "No, it was so"]
    assert 'href="tel:112"' in page.split("<form")[0]
    assert len(check_in.list_checks(ada)) == 1, "asking saves nothing"


def test_called_a_mistake_it_is_gone_and_the_check_continues(client, ada, runs):
    check_in.save_check(ada, EMERGENCY, TODAY)
    begin(client, "")
    client.post(MISTAKE, {"mistakes": "yes"})
    answer_calmly(client)
    assert check_in.latest_check(ada).assessment.is_clear
    assert 'class="emergency"' not in client.get("/").content.decode()


def test_a_confirmed_emergency_stays_until_what_the_doctor_said_is_recorded(client, ada):
    check_in.save_check(ada, EMERGENCY, TODAY)
    begin(client, "")
    client.post(MISTAKE, {"mistakes": "no"})
    assert go_on(client) == "/"
    assert 'class="emergency"' in client.get("/").content.decode()
    assert 'href="/check/clearance/"' in client.get("/check/again/").content.decode()
    seen = {"by": "Dr Grey", "given_on": "2026-05-14", "until": "2026-06-20", "flags": ["ces_saddle"]}
    assert client.post("/check/clearance/", seen).status_code == 302
    assert begin(client, "") != MISTAKE


def test_an_answer_changed_after_the_result_is_asked_about_too(client, ada):
    begin(client, NUMB)
    client.post(SADDLE, {"ces_saddle": "yes"})
    assert go_on(client) == "/"
    client.post("/check/question/words/", {"text": ""})
    client.post(SADDLE, {"ces_saddle": "no"})
    assert go_on(client) == MISTAKE


@pytest.mark.parametrize("urgent", [EMERGENCY, SAME_DAY], ids=["emergency", "same day"])
def test_without_an_answer_what_was_urgent_earlier_the_same_day_stays(ada, noon, urgent):
    first = check_in.save_check(ada, urgent, TODAY).assessment
    second = check_in.save_check(ada, CLEAR, TODAY).assessment
    third = check_in.assess_answers(ada, CLEAR, TODAY)
    assert second.urgency is third.urgency is first.urgency
    assert {flag.source for flag in third.flags} == {FlagSource.EARLIER}
    assert third.ask_next[0].key == "mistakes"


@pytest.mark.parametrize(("answer", "is_clear"), [("yes", True), ("no", False)])
def test_the_answers_file_takes_it_back_in_one_answer(ada, noon, answer, is_clear):
    check_in.save_check(ada, EMERGENCY, TODAY)
    answers = CLEAR | {"mistakes": answer}
    assert check_in.save_check(ada, answers, TODAY).assessment.is_clear is is_clear
    assert check_in.assess_answers(ada, CLEAR, TODAY).is_clear is is_clear
