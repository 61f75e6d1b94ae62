"""The check in the browser: screens at addresses of their own, resumed, corrected, and what each answer leads to."""

from datetime import timedelta

import pytest

from runback.services.training import check_in
from runback.services.training.plans import current_plan
from runback.web.check.running_form import RunningForm
from tests.runs import add_run
from tests.web.conftest import CLEAR, TODAY
from tests.web.walking import ORDINARY, fill_screen, walk

pytestmark = pytest.mark.django_db


def begin(client, text: str = "") -> str:
    """The first screen of a new check."""
    client.post("/check/begin/", {"text": text})
    return client.get("/check/question/")["Location"]


def test_the_check_asks_screen_by_screen_and_ends_with_a_result(client, ada, runs):
    seen = walk(client, ORDINARY)
    check = check_in.latest_check(ada)
    assert seen[-1].partition("?")[0] == f"/check/result/{check.id}/"
    assert (check.made_on, check.intake.age_years) == (TODAY, 38)
    assert check.intake.wishes.days == {"tue": 45, "thu": 45, "sun": 60}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"pain_days": "20", "aggravated_by": ["running_impact"]},
        {"pain_days": "200", "trend": "same"},
        {"pain_days": "200", "trend": "same", "locations": ["left_low_back", "buttock_left"]},
        {"pain_days": "200", "trend": "same", "locations": ["buttock_left"], "leg_pain": "above_knee"},
    ],
)
def test_a_self_care_runner_sees_at_most_sixteen_screens_with_the_start_and_the_result(client, ada, runs, more):
    seen = walk(client, ORDINARY | more)
    assert seen[-1].startswith("/check/result/")
    assert check_in.latest_check(ada).assessment.is_clear
    assert seen.count("/check/question/running/") == 1
    assert len(["/check/begin/", *seen]) <= 16


def test_a_self_care_runner_needs_less_than_three_minutes_at_four_seconds_a_tap(client, ada, runs):
    """A number typed is two taps: into the field, and the number. Every screen but a single choice has Next."""
    client.post("/check/begin/", {"text": ""})
    taps = 1
    for _ in range(20):
        step = client.get("/check/question/")["Location"]
        if not step.startswith("/check/question/"):
            break
        page, sent = client.get(step), {}
        taps += 1
        if step.endswith("/running/"):
            sent = {"runner_status": "regular"}
        elif not step.endswith("/week/"):
            sent = fill_screen(page, ORDINARY)
            typed = [part for part in page.context["parts"] if part.is_number]
            taps += sum(len(value) if isinstance(value, list) else 1 for value in sent.values()) + len(typed)
            taps -= bool(page.context["is_one_tap"])
        client.post(step, sent)
    assert step.startswith("/check/result/")
    assert taps * 4 < 180


def test_what_the_places_say_of_a_leg_is_chosen_already(client, ada):
    begin(client)
    for screen, sent in (
        ("about", {"age_years": "38", "sex": "male"}),
        ("cauda_equina", {"ces_saddle": "no", "ces_sexual": "no", "screen_cauda_equina": "none_of_these"}),
        ("locations", {"locations": ["left_low_back", "thigh_back", "leg_below_knee"]}),
    ):
        client.post(f"/check/question/{screen}/", sent)
    parts = {part.question.id: part for part in client.get("/check/question/pain/").context["parts"]}
    assert [value for value, _, is_chosen in parts["leg_pain"].options if is_chosen] == ["below_knee"]


@pytest.mark.parametrize(("answered", "is_asked"), [({}, True), ({"outlook": []}, False)])
def test_worry_and_low_mood_are_not_asked_twice(answered, is_asked):
    form = RunningForm(initial={"contexts": ["fear"]}, answered=answered.keys())
    offered = {value for value, _ in form.fields["about_daily_life"].choices}
    assert ({"fear", "low_mood"} <= offered) is is_asked


def test_a_circumstance_that_is_not_asked_again_stays():
    form = RunningForm({}, initial={"contexts": ["fear"]}, answered=["outlook"])
    assert form.is_valid()
    assert form.answers()["contexts"] == ["fear"]


def test_each_screen_has_an_address_and_shows_what_was_answered_there(client, ada):
    assert begin(client) == "/check/question/about/"
    client.post("/check/question/about/", {"age_years": "38", "sex": "male"})
    assert client.get("/check/question/")["Location"] == "/check/question/cauda_equina/"
    page = client.get("/check/question/about/").content.decode()
    assert 'value="38"' in page
    assert 'value="male" checked' in page
    assert 'href="/check/question/about/"' in client.get("/check/question/cauda_equina/").content.decode()


def test_an_answer_changed_on_an_earlier_screen_counts(client, ada):
    begin(client)
    client.post("/check/question/about/", {"age_years": "38", "sex": "male"})
    client.post("/check/question/age_years/", {"age_years": "40"})
    walked = client.get("/check/question/locations/").context["answered"]
    assert [answer for question, answer in walked if question.id == "age_years"] == ["40"]


def test_an_unfinished_check_is_offered_again_and_continues_where_it_stopped(client, ada):
    begin(client, "It aches.")
    client.post("/check/question/about/", {"age_years": "38", "sex": "male"})
    assert client.get("/check/")["Location"] == "/check/begin/"
    assert "You have an unfinished check" in client.get("/check/begin/").content.decode()
    today = client.get("/").content.decode()
    assert "You have an unfinished check" in today
    assert "Start with the check" not in today
    assert client.get("/check/question/")["Location"] == "/check/question/cauda_equina/"


def test_an_unfinished_check_continues_in_another_browser_but_not_for_another_runner(client, ben_client, ada):
    from tests.web.conftest import client_of

    begin(client)
    client.post("/check/question/about/", {"age_years": "38", "sex": "male"})
    assert client_of(ada).get("/check/question/")["Location"] == "/check/question/cauda_equina/"
    assert ben_client.get("/check/question/")["Location"] == "/check/begin/"


def test_a_check_left_for_more_than_a_week_starts_again(client, ada, move_clock_to):
    begin(client)
    move_clock_to(TODAY + timedelta(days=7))
    assert "You have an unfinished check" in client.get("/check/begin/").content.decode()
    move_clock_to(TODAY + timedelta(days=8))
    assert "You have an unfinished check" not in client.get("/check/begin/").content.decode()
    assert client.get("/check/question/")["Location"] == "/check/begin/"


def test_the_result_opened_again_saves_no_second_check(client, ada, runs):
    end = walk(client, ORDINARY)[-1].partition("?")[0]
    assert client.get("/check/question/")["Location"] == end
    assert len(check_in.list_checks(ada)) == 1


@pytest.mark.parametrize("given", ["yes", "not_sure"])
def test_numbness_between_the_legs_ends_the_check_at_once_and_fills_the_page(client, ada, given):
    assert walk(client, ORDINARY | {"ces_saddle": given})[-1] == "/"
    assert 'class="emergency"' in client.get("/").content.decode()


def test_an_emergency_does_not_wait_for_the_other_answers_of_its_screen(client, ada):
    begin(client)
    client.post("/check/question/about/", {"age_years": "38", "sex": "male"})
    assert client.post("/check/question/cauda_equina/", {"ces_saddle": "yes"}).status_code == 302
    assert client.get("/check/question/")["Location"] == "/"


def test_a_warning_sign_is_not_skipped(client, ada):
    begin(client)
    refused = client.post("/check/question/cauda_equina/", {"ces_saddle": "no", "skip": "1"})
    assert refused.status_code == 400
    assert 'href="#q-ces_sexual"' in refused.content.decode()


def test_a_wrong_answer_that_led_to_an_emergency_can_be_changed(client, ada):
    walk(client, ORDINARY | {"ces_saddle": "yes"})
    assert "Change" in client.get("/check/again/").content.decode()
    client.post("/check/question/ces_saddle/", {"ces_saddle": "no"})
    assert client.get("/check/question/")["Location"].startswith("/check/question/")


def test_a_list_with_nothing_ticked_is_no_answer(client, ada):
    begin(client)
    refused = client.post("/check/question/locations/", {"locations": []})
    assert refused.status_code == 400
    assert "None of these" in refused.content.decode()
    both = client.post("/check/question/locations/", {"locations": ["groin", "none_of_these"]})
    assert both.status_code == 400


@pytest.mark.parametrize(
    ("sent", "words"),
    [({"age_years": "400", "sex": "male"}, "You entered 400"), ({"age_years": "nan", "sex": "male"}, "Enter a number")],
)
def test_an_age_that_cannot_be_is_refused_at_its_question(client, ada, sent, words):
    begin(client)
    answer = client.post("/check/question/about/", sent)
    assert answer.status_code == 400
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    ("number", "unit", "days"), [("12", "days", 12), ("3", "weeks", 21), ("2", "months", 61), ("1.5", "years", 548)]
)
def test_how_long_ago_may_be_given_in_days_weeks_months_or_years(client, ada, number, unit, days):
    begin(client)
    client.post("/check/question/beginning/", {"onset": "gradual", "pain_days": [number, unit]})
    page = client.get("/check/question/pain_days/")
    assert page.context["parts"][0].given[0] == str(days)


def test_the_worst_pain_may_be_left_out_and_cannot_be_less_than_the_pain_now(client, ada):
    begin(client)
    refused = client.post("/check/question/pain/", {"pain_now": "5", "trend": "same", "pain_worst": "3"})
    assert refused.status_code == 400
    assert client.post("/check/question/pain/", {"pain_now": "5", "trend": "same"}).status_code == 302


def test_skip_leaves_out_what_was_not_answered_and_keeps_the_rest(client, ada):
    begin(client)
    client.post("/check/question/about/", {"age_years": "38", "skip": "1"})
    page = client.get("/check/question/locations/")
    assert [(question.id, answer) for question, answer in page.context["answered"]] == [
        ("age_years", "38"), ("sex", "Skipped"),
    ]  # fmt: skip


def test_what_was_understood_of_the_runners_words_is_filled_in_and_kept_only_when_confirmed(client, ada):
    begin(client, "My left lower back hurts when sitting, walking helps. 5/10 when I run.")
    page = client.get("/check/question/locations/").content.decode()
    assert 'value="left_low_back" checked' in page
    assert "From your own words" in page
    assert client.get("/check/question/locations/").context["answered"] == []
    client.post("/check/question/locations/", {"locations": ["right_low_back"]})
    page = client.get("/check/question/locations/").content.decode()
    assert 'value="right_low_back" checked' in page
    assert "From your own words" not in page
    assert 'value="sitting" checked' in client.get("/check/question/aggravated_by/").content.decode()
    assert 'value="walking" checked' in client.get("/check/question/eased_by/").content.decode()
    assert client.get("/check/question/running/").context["form"].initial["pain_running"] == 5


def test_words_that_say_nothing_fill_in_nothing(client, ada):
    begin(client, "Please help me.")
    assert " checked" not in client.get("/check/question/cauda_equina/").content.decode()


# --- the running page

EMPTY = {"easy_pace_s_per_km": ""}


def at_running(client, **answers):
    """The running page of a check whose other questions are answered."""
    begin(client)
    for _ in range(20):
        step = client.get("/check/question/")["Location"]
        if step.endswith("/running/"):
            return client.get(step)
        assert client.post(step, fill_screen(client.get(step), ORDINARY | answers)).status_code == 302, step
    raise AssertionError("the running page never came")


def test_the_running_page_is_filled_in_from_the_history(client, ada):
    """Four months of 5 km every other day: 3.5 runs, 17.5 km a week; the newest run was 8 km yesterday."""
    add_run(ada, TODAY - timedelta(days=1), 8.0)
    for days in range(3, 120, 2):
        add_run(ada, TODAY - timedelta(days=days), 5.0)
    form = at_running(client).context["form"]
    assert form.initial["runner_status"] == "regular"
    assert 16 <= form.initial["weekly_km"] <= 19
    assert form.initial["runs_per_week"] in (3, 4)
    assert form.initial["longest_run_30d_km"] == 5
    assert form.initial["last_run_km"] == 8
    assert form.initial["weeks_off"] == 0


def test_with_a_history_the_usual_week_is_one_line_that_opens_to_be_changed(client, ada):
    for days in range(1, 120, 2):
        add_run(ada, TODAY - timedelta(days=days), 5.0)
    page = at_running(client)
    line, fields = page.content.decode().split('<details class="fold">')[:2]
    assert page.context["usual"].startswith("Regular, ")
    assert f"<strong>{page.context['usual']}</strong>" in line
    assert 'name="weekly_km"' not in line
    assert all(
        f'name="{name}"' in fields for name in ("runner_status", "weekly_km", "last_run_km", "easy_pace_s_per_km")
    )


@pytest.mark.parametrize(("sent", "usual_km"), [({"weekly_km": "30"}, 30), ({}, 15)])
def test_a_week_corrected_below_the_line_of_the_history_is_the_week_the_plan_leads_back_to(client, ada, sent, usual_km):
    """Three runs of 5 km a week in the watch: who opens the line and writes 30 has seen it, and is not asked again."""
    for week in range(16):
        for days in (1, 3, 5):
            add_run(ada, TODAY - timedelta(days=7 * week + days), 5.0)
    form = at_running(client).context["form"]
    shown = {key: form[key].value() for key in ("weekly_km", "runs_per_week", "usual_long_run_km", "runner_status")}
    client.post("/check/question/running/", shown | sent)
    client.post("/check/question/week/", {"tue": "60", "thu": "60", "sun": "90"})
    client.get("/check/question/")
    plan = current_plan(ada, TODAY).plan
    assert plan.progress.usual_km == pytest.approx(usual_km)
    assert "usual_in_doubt" not in {note.id for note in plan.notes}


def test_a_group_that_is_folded_says_how_much_is_given_and_opens_where_something_is_refused(client, ada):
    at_running(client)
    page = client.post(
        "/check/question/running/", {"about_training": ["no_strength", "hot"], "new_shoes": "500"}
    ).content.decode()
    folds = page.split("<details class=")
    assert [fold.startswith('"fold" open') for fold in folds if "Ground and shoes" in fold] == [True]
    assert [("2 given" in fold, "open" in fold.split(">")[0]) for fold in folds if "Training <" in fold] == [
        (True, False)
    ]


def test_without_a_history_the_running_page_assumes_nothing(client, ada):
    page = at_running(client)
    assert "runner_status" not in page.context["form"].initial
    assert 'name="runner_status" value="new"' in page.content.decode()
    client.post("/check/question/running/", {"skip": "1"})
    client.post("/check/question/week/", {"tue": "45"})
    client.get("/check/question/")
    assert check_in.latest_check(ada).intake.runner_status is None


def test_a_few_weeks_of_history_do_not_say_what_kind_of_runner_this_is(client, ada, runs):
    page = at_running(client)
    assert "runner_status" not in page.context["form"].initial
    assert 'name="runner_status"' in page.content.decode().split('<details class="fold">')[0]


def test_a_break_of_four_weeks_makes_a_returning_runner(client, ada):
    for days in range(30, 150, 2):
        add_run(ada, TODAY - timedelta(days=days), 5.0)
    form = at_running(client).context["form"]
    assert (form.initial["runner_status"], form.initial["weeks_off"]) == ("returning", 4)


def test_what_is_corrected_on_the_running_page_is_what_counts(client, ada, runs):
    sent = {
        "runner_status": "competitive", "weekly_km": "60", "runs_per_week": "5", "usual_long_run_km": "20",
        "longest_run_30d_km": "18", "last_run_km": "12", "weeks_off": "0", "easy_pace_s_per_km": "5:40",
        "pain_running": "2", "pain_walking": "0", "pain_next_morning": "up_gone_24h", "qualities": ["ache"],
        "about_training": ["no_strength"], "about_daily_life": ["poor_sleep", "fear"], "new_shoes": "3",
        "height_cm": "170", "weight_kg": "60",
    }  # fmt: skip
    walk(client, ORDINARY, running=sent)
    intake = check_in.latest_check(ada).intake
    assert (intake.runner_status, intake.weekly_km, intake.runs_per_week) == ("competitive", 60, 5)
    assert (intake.usual_long_run_km, intake.longest_run_30d_km, intake.last_run_km) == (20, 18, 12)
    assert (intake.easy_pace_s_per_km, intake.pain_running, intake.pain_next_morning) == (340, 2, "up_gone_24h")
    assert intake.contexts == ("no_strength", "poor_sleep", "fear", "new_shoes_3w")
    assert intake.bmi == 20.8  # 60 kg / (1.70 m)^2 = 20.76


@pytest.mark.parametrize(
    ("field", "value"), [("weekly_km", "900"), ("easy_pace_s_per_km", "fast"), ("easy_pace_s_per_km", "1:10")]
)
def test_a_number_that_no_runner_has_is_refused_at_its_field(client, ada, field, value):
    at_running(client)
    refused = client.post("/check/question/running/", {field: value})
    assert refused.status_code == 400
    assert field in refused.context["form"].errors


def test_only_women_are_asked_about_periods_and_births(client, ada):
    assert "missed periods" in at_running(client).content.decode()
    text = at_running(client, sex="male").content.decode()
    assert "missed periods" not in text
    assert "Pregnant" not in text


@pytest.mark.parametrize(("sex", "is_asked"), [("female", True), ("male", False)])
def test_no_screen_asks_a_man_about_periods(client, ada, sex, is_asked):
    begin(client)
    pages = []
    for _ in range(20):
        step = client.get("/check/question/")["Location"]
        if step.endswith("/week/"):
            break
        page = client.get(step)
        pages.append(page.content.decode())
        sent = {"skip": "1"} if step.endswith("/running/") else fill_screen(page, ORDINARY | {"sex": sex})
        client.post(step, sent)
    pages += [client.get(f"/check/question/{item}/").content.decode() for item in ("bsi_energy", "visc_cyclic_pelvic")]
    assert any("period" in text.split("Your answers so far")[0] for text in pages) is is_asked


def test_the_next_check_begins_with_the_earlier_answers(client, ada, runs):
    walk(client, ORDINARY, running={"weekly_km": "30", "about_training": ["no_strength"], "height_cm": "170"})
    form = at_running(client).context["form"]
    assert (form.initial["weekly_km"], form.initial["height_cm"]) == (30, 170)
    assert form.initial["about_training"] == ["no_strength"]


def test_running_answered_in_an_earlier_check_counts_where_the_next_one_skips_it(client, ada, runs):
    walk(client, ORDINARY, running={"runner_status": "competitive", "weekly_km": "30"})
    walk(client, ORDINARY)
    check = check_in.latest_check(ada)
    assert "weekly_km" not in check.answers
    from runback.services.training.facts import complete_intake, gather_facts

    completed = complete_intake(check.intake, gather_facts(ada, TODAY))
    assert (completed.weekly_km, completed.runner_status) == (30, "competitive")


def test_running_corrected_outside_a_check_changes_the_check_and_the_course_it_began(client, ada, runs):
    check_in.save_check(ada, CLEAR | {"runner_status": "new"}, TODAY - timedelta(days=3))
    check_in.save_check(ada, CLEAR | {"runner_status": "new"}, TODAY - timedelta(days=1))
    sent = {"runner_status": "regular", "weekly_km": "25", "about_daily_life": ["stress"]}
    assert client.post("/check/running/", sent)["Location"] == "/plan/"
    assert {check.intake.runner_status for check in check_in.course_checks(ada, TODAY)} == {"regular"}
    last = check_in.latest_check(ada)
    assert (last.made_on, last.intake.weekly_km) == (TODAY - timedelta(days=1), 25)
    assert "stress" in last.intake.contexts
    assert last.intake.text == CLEAR["text"]


def test_a_correction_reaches_a_check_that_is_under_way_and_the_answers_of_the_last_one(client, ada, runs):
    walk(client, ORDINARY, running={"weekly_km": "18", "runner_status": "regular"})
    client.post("/check/week/", {"mon": "30", "sat": "60"})
    result = client.get("/check/")["Location"]
    assert "Your answers (" in client.get(result).content.decode()
    client.post("/check/question/trend/", {"trend": "same"})
    client.post("/check/running/", {"weekly_km": "20", "runner_status": "regular"})
    client.get("/check/question/")
    intake = check_in.latest_check(ada).intake
    assert (intake.trend, intake.weekly_km, intake.wishes.days) == ("same", 20, {"mon": 30, "sat": 60})


def test_a_warning_sign_asked_by_itself_says_that_own_words_were_not_read(client, ada):
    begin(client, "J'ai mal au dos depuis hier et la jambe est lourde")
    page = client.get("/check/question/ces_bladder/")
    assert page.status_code == 200
    assert "yours are in another language" in page.content.decode()
