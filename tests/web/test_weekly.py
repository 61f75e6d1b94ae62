"""The weekly check-in and the follow-up of a change: due on Today, one page, and the plan follows it."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from runback.domain.assessment import Urgency
from runback.domain.diary import LegSymptom, PainMoment, SessionLog
from runback.domain.plan import PlanStatus, SessionKind
from runback.knowledge.red_flags import load_red_flags
from runback.services.training import check_in, diary
from runback.services.training.plans import current_plan
from runback.services.training.today import view_today
from tests.web.check_ins import WEEK_AGO, WHOLE, fill
from tests.web.conftest import CLEAR, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def checked(ada, runs, noon):
    """Ada's clear check of today."""
    return check_in.save_check(ada, WHOLE, TODAY)


@pytest.fixture
def week_old(ada, runs, noon):
    """Ada's clear check of a week ago."""
    return check_in.save_check(ada, WHOLE, WEEK_AGO)


def send(client, **changed: object):
    """Sends the page and continues to where the check ends."""
    answer = client.post("/check/weekly/", fill(client, **changed))
    return client.get(answer["Location"]) if answer.status_code == 302 else answer


def test_today_asks_for_the_check_in_a_week_after_the_check_and_not_before(client, ada, runs, noon):
    check_in.save_check(ada, CLEAR, TODAY - timedelta(days=6))
    assert "weekly check-in" not in client.get("/").content.decode()
    check_in.save_check(ada, CLEAR | {"pain_now": 2}, TODAY - timedelta(days=6))
    assert "weekly check-in" not in client.get("/").content.decode()


def test_a_week_later_the_check_in_is_on_today_and_gone_once_it_is_done(client, ada, week_old):
    text = client.get("/").content.decode()
    assert "Your weekly check-in" in text
    assert 'href="/check/weekly/"' in text
    assert send(client).status_code == 302
    assert "weekly check-in" not in client.get("/").content.decode()


def test_one_page_with_nothing_new_makes_a_new_check_from_the_old_answers(client, ada, week_old):
    done = send(client, pain_now="0")
    check = check_in.latest_check(ada)
    assert done["Location"].partition("?")[0] == f"/check/result/{check.id}/"
    assert (check.made_on, check.intake.pain_now, check.intake.trend) == (TODAY, 0, "improving")
    assert check.intake.pain_days == CLEAR["pain_days"] + 7
    assert check.intake.locations == ("left_low_back",)
    assert check.intake.wishes == week_old.intake.wishes
    assert check.intake.red_flag_answers["ces_saddle"] == "no"
    assert check.assessment.urgency is Urgency.SELF_CARE_OK
    assert "The pain fell from 1 to 0." in client.get(done["Location"]).content.decode()


def test_the_plan_follows_the_check_in(client, ada, week_old):
    assert current_plan(ada, TODAY).plan.status is PlanStatus.PLAN
    page = send(client, any_of_these="ill")
    assert page["Location"] == "/check/question/screen_malignancy/"
    client.post(page["Location"], {"screen_malignancy": "inf_fever"})
    assert client.get("/check/question/")["Location"] == "/check/question/inf_fever/"
    client.post("/check/question/inf_fever/", {"inf_fever": "yes_other"})
    client.get("/check/question/")
    assert check_in.latest_check(ada).assessment.urgency is Urgency.SAME_DAY_URGENT
    assert current_plan(ada, TODAY).plan.status is PlanStatus.BLOCKED


@pytest.mark.parametrize("choice", ["yes", "not_sure"])
def test_numbness_between_the_legs_at_the_check_in_fills_the_page(client, ada, week_old, choice):
    assert send(client, ces_saddle=choice)["Location"] == "/"
    assert 'class="emergency"' in client.get("/").content.decode()


def test_a_warning_sign_left_open_is_asked_and_nothing_is_kept(client, ada, week_old):
    data = fill(client)
    for key in ("ces_saddle", "cauda_equina", "any_of_these"):
        answer = client.post("/check/weekly/", {name: value for name, value in data.items() if name != key})
        assert answer.status_code == 400
        assert f'href="#q-{key}"' in answer.content.decode()
    assert check_in.latest_check(ada).id == week_old.id


def test_what_was_given_stays_when_something_is_still_open(client, ada, week_old):
    data = fill(client, pain_now="4", text="It moved a little.")
    del data["ces_saddle"]
    text = client.post("/check/weekly/", data).content.decode()
    assert 'name="pain_now" value="4" aria-label="4 of 10" checked' in text
    assert "It moved a little." in text


def test_none_of_these_beside_a_tick_is_refused(client, ada, week_old):
    answer = client.post("/check/weekly/", fill(client, any_of_these=["ill", "none_of_these"]))
    assert answer.status_code == 400
    assert "Untick one of them" in answer.content.decode()


@pytest.mark.parametrize(
    "bad", [{"pain_now": "11"}, {"pain_running": "great"}, {"any_of_these": "wings"}, {"ces_saddle": "maybe"}]
)
def test_an_answer_that_is_none_is_refused_at_its_question(client, ada, week_old, bad):
    answer = client.post("/check/weekly/", fill(client, **bad))
    assert answer.status_code == 400
    assert f'href="#q-{next(iter(bad))}"' in answer.content.decode()


def test_a_new_leg_symptom_at_the_check_in_blocks_the_plan(client, ada, week_old):
    page = send(client, any_of_these="leg")
    assert page["Location"] == "/check/question/pain/"
    client.post("/check/question/pain/", {"leg_pain": "below_knee"})
    nerves = {"numbness": "foot", "weakness": "none", "screen_neuro_deficit": "none_of_these"}
    client.post("/check/question/nerves/", nerves)
    client.get("/check/question/")
    check = check_in.latest_check(ada)
    assert (check.intake.leg_pain, check.intake.numbness, check.intake.weakness) == ("below_knee", "foot", "none")
    assert check.assessment.urgency is Urgency.CLINICIAN_WITHIN_DAYS
    assert current_plan(ada, TODAY).plan.status is PlanStatus.BLOCKED


def test_a_new_place_is_asked_before_the_check_ends(client, ada, week_old):
    assert send(client, any_of_these="place")["Location"] == "/check/question/locations/"


def test_words_that_warn_raise_the_outcome(client, ada, week_old):
    client.post("/check/weekly/", fill(client, text="Since yesterday I cannot feel the toilet paper when I wipe"))
    client.get("/check/question/")
    assert check_in.latest_check(ada).assessment.urgency is Urgency.EMERGENCY_NOW


def test_pain_above_the_worst_so_far_is_taken(client, ada, week_old):
    assert send(client, pain_now="6")["Location"] == "/check/question/pain/"
    client.post("/check/question/pain/", {"pain_now": "6", "trend": "worsening"})
    client.get("/check/question/")
    assert check_in.latest_check(ada).intake.pain_worst == 6


def test_a_pain_log_that_jumps_asks_at_once(client, ada, checked):
    assert "Something changed" not in client.get("/").content.decode()
    text = client.post("/pain/log/", {"score": "4"}, headers={"hx-request": "true"}).content.decode()
    assert "The pain rose from 1 to 4." in text
    assert 'href="/check/weekly/"' in text
    today = client.get("/").content.decode()
    assert "Something changed" in today
    assert "GREEN" not in today
    send(client, pain_now="4")
    client.post("/check/question/pain/", {"pain_now": "4", "trend": "same"})
    client.get("/check/question/")
    assert "Something changed" not in client.get("/").content.decode()


def test_a_small_change_asks_nothing(client, ada, checked):
    client.post("/pain/log/", {"score": "2"})
    assert "Something changed" not in client.get("/").content.decode()


def test_pain_on_a_run_asks_where_the_pain_rule_stops_a_run(client, ada, checked):
    diary.log_session(ada, SessionLog(TODAY, SessionKind.RUN, distance_km=3, pain_during=4))
    assert "Something changed" not in client.get("/").content.decode()
    diary.log_session(ada, SessionLog(TODAY, SessionKind.RUN, distance_km=3, pain_during=5))
    assert "The pain on a run rose to 5." in client.get("/").content.decode()


def test_a_new_leg_symptom_in_the_diary_asks_and_an_answered_one_opens_the_plan_again(client, ada, checked):
    diary.log_pain(ada, 1, PainMoment.NOW, leg=LegSymptom.TINGLING)
    text = client.get("/").content.decode()
    assert "Numbness or tingling is new or has moved." in text
    assert current_plan(ada, TODAY).plan.status is PlanStatus.BLOCKED
    send(client)
    assert current_plan(ada, TODAY).plan.status is PlanStatus.PLAN


def test_a_leg_above_the_knee_asks_the_cauda_equina_items_every_day(client, ada, runs, noon):
    leg = WHOLE | {"leg_pain": "above_knee", "locations": ["left_low_back", "thigh_back"]}
    check_in.save_check(ada, leg, TODAY - timedelta(days=1))
    page = client.get("/check/weekly/")
    assert page.context["due"].is_short
    assert [part.question.id for part in page.context["parts"]] == ["ces_saddle", "cauda_equina"]
    assert send(client, cauda_equina="yes")["Location"] == "/check/question/cauda_equina/"
    data = {"ces_saddle": "no", "ces_sexual": "no", "screen_cauda_equina": "ces_bladder"}
    client.post("/check/question/cauda_equina/", data)
    client.get("/check/question/")
    assert check_in.latest_check(ada).assessment.urgency is Urgency.EMERGENCY_NOW


def test_what_lasts_is_kept_though_the_words_behind_it_are_not(client, ada, runs, noon):
    words = WHOLE | {"text": "I had breast cancer nine years ago, all clear since."}
    assert check_in.save_check(ada, words, WEEK_AGO).assessment.urgency is Urgency.CLINICIAN_WITHIN_DAYS
    send(client)
    check = check_in.latest_check(ada)
    assert "ca_history" in check.intake.red_flags
    assert check.assessment.urgency is Urgency.CLINICIAN_WITHIN_DAYS


def test_an_emergency_of_last_week_is_asked_about_again_and_needs_a_clinician_when_it_is_over(client, ada, runs, noon):
    check_in.save_check(ada, WHOLE | {"red_flag_answers": WHOLE["red_flag_answers"] | {"ces_saddle": "yes"}}, WEEK_AGO)
    send(client)
    assert check_in.latest_check(ada).assessment.urgency is Urgency.CLINICIAN_WITHIN_DAYS


def test_without_a_check_the_check_in_leads_to_the_check(client, ada):
    assert client.get("/check/weekly/")["Location"] == "/check/begin/"


def test_a_runner_may_report_a_change_any_day(client, ada, checked):
    page = client.get("/check/weekly/?all=1")
    assert page.context["due"].plan.because == ("You want to report a change.",)
    assert [part.question.id for part in page.context["parts"]] == [
        "pain_now", "pain_running", "ces_saddle", "cauda_equina", "any_of_these",
    ]  # fmt: skip


def test_every_answer_of_the_check_in_can_be_changed_on_the_result(client, ada, week_old):
    done = send(client)
    text = client.get(done["Location"]).content.decode()
    for question in ("pain_now", "trend", "leg_pain", "ces_saddle", "ces_bladder", "vasc_dvt_pe"):
        assert f'href="/check/question/{question}/"' in text, question
    client.post("/check/question/ces_saddle/", {"ces_saddle": "yes"})
    client.get("/check/question/")
    assert check_in.latest_check(ada).assessment.urgency is Urgency.EMERGENCY_NOW


def test_nothing_is_answered_before_the_runner_does(client, ada, week_old):
    assert " checked" not in client.get("/check/weekly/").content.decode()


def test_the_pain_of_this_morning_is_not_asked_a_second_time(client, ada, week_old):
    diary.log_pain(ada, 3, moment=PainMoment.MORNING)
    ticked = re.findall(r'name="(\w+)" value="(\w+)"[^>]* checked', client.get("/check/weekly/").content.decode())
    assert ticked == [("pain_now", "3")]


def test_a_usual_week_takes_six_taps_with_done(client, ada, week_old):
    assert len(fill(client)) + 1 == 6


def test_the_trend_follows_from_two_pain_scores_unless_the_pain_clearly_rose(client, ada, runs, noon):
    """Of 3 a week ago: 2 is better, 3 the same, 4 still the same, and 5 is asked about."""
    for now, trend in (("2", "improving"), ("3", "same"), ("4", "same")):
        check_in.save_check(ada, WHOLE | {"pain_now": 3}, WEEK_AGO)
        send(client, pain_now=now)
        assert check_in.latest_check(ada).intake.trend == trend, now
        check_in.CheckRow.objects.all().delete()
    check_in.save_check(ada, WHOLE | {"pain_now": 3}, WEEK_AGO)
    assert send(client, pain_now="5")["Location"] == "/check/question/pain/"


def test_a_warning_sign_of_last_week_is_asked_by_itself(client, ada, runs, noon):
    flag_answers = WHOLE["red_flag_answers"] | {"ca_lump": "yes"}
    check_in.save_check(ada, WHOLE | {"red_flag_answers": flag_answers}, WEEK_AGO)
    page = send(client)
    assert page["Location"] == "/check/question/ca_lump/"
    client.post("/check/question/ca_lump/", {"ca_lump": "no"})
    client.get("/check/question/")
    check = check_in.latest_check(ada)
    assert (check.made_on, check.intake.red_flag_answers["ca_lump"]) == (TODAY, "no")


def test_a_no_at_the_check_in_answers_every_sign_that_can_change_in_a_week(client, ada, week_old):
    send(client)
    answered = check_in.latest_check(ada).intake.red_flag_answers
    book = load_red_flags()
    assert {item.id for item in book.items if item.ask != "alone"} <= answered.keys()


def test_a_man_is_not_asked_about_periods(client, ada, runs, noon):
    check_in.save_check(ada, WHOLE | {"sex": "male"}, WEEK_AGO)
    text = client.get("/check/weekly/").content.decode()
    assert "periods" not in text
    assert "blood thinner" in text


def test_pain_free_weeks_of_a_stressed_bone_count_over_the_check_ins(ada, runs, monkeypatch):
    bone = CLEAR | {"red_flags": ["bsi_focal_impact"], "pain_now": 0, "pain_running": 0}
    for days in (21, 14, 7, 0):
        check_in.save_check(ada, bone, TODAY - timedelta(days=days))
    assert check_in.pain_free_since(ada, TODAY) == TODAY - timedelta(days=21)
    check_in.save_check(ada, bone | {"pain_now": 1}, TODAY)
    assert check_in.pain_free_since(ada, TODAY) is None


def test_the_diary_before_the_check_counts_as_answered(client, ada, runs, noon):
    diary.log_pain(ada, 6, PainMoment.NOW, at=datetime(2026, 5, 14, 8, tzinfo=UTC))
    check_in.save_check(ada, CLEAR, TODAY)
    assert "Something changed" not in client.get("/").content.decode()


def test_tapping_a_number_makes_today_reload_its_upper_part(client, checked):
    """Else a green light would be above "answer the warning signs before you run"."""
    assert 'hx-trigger="pain-logged from:body"' in client.get("/").content.decode()
    answer = client.post("/pain/log/", {"score": "7"}, headers={"HX-Request": "true"})
    assert answer["HX-Trigger"] == "pain-logged"
    page = client.get("/").content.decode()
    assert "Something changed" in page.split('id="today-now"')[1].split('id="pain-card"')[0]


def test_after_it_is_taken_back_at_noon_the_scale_does_not_ask_for_the_morning(client, ada, checked):
    entry = diary.log_pain(ada, 4, PainMoment.NOW)
    answer = client.post(f"/pain/{entry.id}/remove/", headers={"HX-Request": "true"})
    assert "How is your back now?" in answer.content.decode()
    assert answer["HX-Trigger"] == "pain-logged"


def test_a_change_that_is_to_be_asked_about_brings_no_start_and_no_distance_to_run(client, ada, checked, move_clock_to):
    """Pain 3 is 2 more than at the check: the warning signs come before the run that is planned."""
    view = next(view for n in range(7) if (view := view_today(ada, TODAY + timedelta(days=n))).status == "run")
    move_clock_to(view.today)
    assert "/today/before-you-run/" in client.get("/").content.decode()
    diary.log_pain(ada, 3, PainMoment.NOW)
    page = client.get("/").content.decode()
    assert "Something changed" in page
    assert "Not more than" not in page
    assert "/today/before-you-run/" not in page


def test_a_check_in_left_half_way_continues_where_it_was_and_a_new_change_starts_over(
    client, ada, checked, move_clock_to
):
    move_clock_to(TODAY + timedelta(days=7))
    assert send(client, any_of_these="place").status_code == 302
    assert client.get("/check/weekly/")["Location"] == "/check/question/"
    assert client.get("/check/weekly/?all=1").status_code == 200
