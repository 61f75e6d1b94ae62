"""An emergency in the runner's own words: shown and saved at once, asked about, never ended by a no alone."""

import pytest

from runback.domain.assessment import Urgency
from runback.services.training import check_in
from tests.web.conftest import TODAY, client_of
from tests.web.made_up import NUMB, SADDLE, WORDS, answer_calmly, begin, go_on
from tests.web.walking import ORDINARY, fill_screen

pytestmark = pytest.mark.django_db


def test_the_words_the_number_to_call_and_the_question_are_on_one_screen(client, ada):
    assert begin(client, NUMB) == SADDLE
    page = client.get(SADDLE).content.decode()
    assert "You wrote: “I cannot feel the seat when I sit down”" in page
    assert 'href="tel:' in page
    assert "No, that is not what I meant" in page
    assert "cannot feel" in page.split("<form")[0]


def test_the_emergency_counts_from_the_first_moment_even_without_an_answer(client, ada):
    begin(client, NUMB)
    assert check_in.latest_check(ada).assessment.urgency is Urgency.EMERGENCY_NOW
    assert 'class="emergency"' in client_of(ada).get("/").content.decode()
    go_on(client)
    assert len(check_in.list_checks(ada)) == 1


@pytest.mark.parametrize("given", ["yes", "not_sure"])
def test_a_yes_or_not_sure_fills_the_page_with_the_emergency(client, ada, given):
    begin(client, NUMB)
    client.post(SADDLE, {"ces_saddle": given})
    assert go_on(client) == "/"
    assert 'class="emergency"' in client.get("/").content.decode()


def test_after_a_no_the_words_are_shown_to_be_changed_and_unchanged_they_stay_an_emergency(client, ada):
    begin(client, NUMB)
    client.post(SADDLE, {"ces_saddle": "no"})
    assert go_on(client) == WORDS
    page = client.get(WORDS).content.decode()
    assert f">{NUMB}</textarea>" in page
    assert 'href="tel:' in page
    client.post(WORDS, {"text": NUMB})
    assert go_on(client) == "/"
    assert check_in.latest_check(ada).assessment.urgency is Urgency.EMERGENCY_NOW


def test_other_words_after_a_no_let_the_check_go_on_and_its_result_counts_for_the_day(client, ada, runs):
    begin(client, NUMB)
    client.post(SADDLE, {"ces_saddle": "no"})
    go_on(client)
    client.post(WORDS, {"text": "The new seat of my bike is too soft. My low back aches."})
    end = answer_calmly(client)
    check = check_in.latest_check(ada)
    assert end.partition("?")[0] == f"/check/result/{check.id}/"
    assert check.assessment.is_clear
    assert check.intake.red_flag_answers["ces_saddle"] == "no"
    assert (check.made_on, len(check_in.list_checks(ada))) == (TODAY, 2)
    assert 'class="emergency"' not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("said_instead", "urgency"), [("I ache.", "self_care_ok"), ("", "self_care_ok"), (None, "same_day_urgent")]
)
def test_a_sign_that_is_no_emergency_can_be_put_in_other_words_too(client, ada, runs, said_instead, urgency):
    text = "I fell off a ladder and my back is sore."
    sign = begin(client, text)
    assert sign == "/check/question/fx_major_trauma/"
    client.post(sign, {"fx_major_trauma": "no"})
    assert go_on(client) == WORDS
    assert "Runback reads a warning sign" in client.get(WORDS).content.decode()
    client.post(WORDS, {"text": text if said_instead is None else said_instead})
    answer_calmly(client)
    assert check_in.latest_check(ada).assessment.urgency.value == urgency


def test_two_signs_in_the_words_are_asked_one_after_the_other(client, ada):
    first = begin(client, f"{NUMB} I fell off a ladder and I cannot stand.")
    client.post(first, {first.split("/")[-2]: "no"})
    second = go_on(client)
    assert {first, second} == {SADDLE, "/check/question/fx_major_trauma/"}
    client.post(second, {second.split("/")[-2]: "no"})
    assert go_on(client) == WORDS


def test_the_emergency_page_leads_back_to_the_question_and_later_to_the_words(client, ada):
    begin(client, NUMB)
    assert 'href="/check/question/"' in client.get("/check/again/").content.decode()
    client.post(SADDLE, {"ces_saddle": "yes"})
    go_on(client)
    again = client.get("/check/again/").content.decode()
    assert NUMB in again
    assert f'href="{WORDS}"' in again
    client.post(WORDS, {"text": ""})
    assert go_on(client) == "/"


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("I have a fever and I am shivering. Tingling in my left calf for weeks.", "inf_fever"),
        ("I had breast cancer. Tingling in my left calf for weeks.", "ca_history"),
    ],
)
def test_an_emergency_that_two_sentences_make_asks_a_question_too(client, ada, text, sign):
    assert begin(client, text) == f"/check/question/{sign}/"
    assert 'href="tel:' in client.get(f"/check/question/{sign}/").content.decode()
    client.post(f"/check/question/{sign}/", {sign: "no"})
    assert go_on(client) == WORDS
    client.post(WORDS, {"text": text})
    assert answer_calmly(client) == "/"
    assert check_in.latest_check(ada).assessment.urgency is Urgency.EMERGENCY_NOW


def test_a_guess_of_what_may_wait_is_asked_first_and_a_no_ends_it(client, ada, runs):
    sign = begin(
        client, "It twinges at the same spot whenever that foot lands and I have to walk home sooner each time."
    )
    assert sign == "/check/question/bsi_focal_impact/"
    client.post(sign, {"bsi_focal_impact": "no"})
    answer_calmly(client)
    assert check_in.latest_check(ada).assessment.is_clear


def test_what_can_still_explain_an_emergency_of_the_words_is_asked_before_the_words_are_shown(client, ada, runs):
    text = "I sneezed in the car and suddenly there was a pain in my spine."
    answers = ORDINARY | {"age_years": "67", "aggravated_by": ["flexion"]}
    step, seen = begin(client, text), []
    while step.startswith("/check/question/") and len(seen) < 30:
        seen.append(step)
        if step == WORDS:
            sent = {"text": text}
        else:
            sent = {"skip": "1"} if step.endswith(("/running/", "/week/")) else fill_screen(client.get(step), answers)
        assert client.post(step, sent).status_code == 302, step
        step = go_on(client)
    order = [seen.index(f"/check/question/{name}/") for name in ("vasc_aaa", "movement", "words")]
    assert order == sorted(order)
    assert check_in.latest_check(ada).assessment.urgency is Urgency.SAME_DAY_URGENT
