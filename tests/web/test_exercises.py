"""Strength and self-tests: drawings on every page, sessions that are logged, tests that count, and what stays shut."""

import re
from datetime import timedelta
from html import unescape

import pytest

from runback.domain.plan import Session, SessionKind
from runback.knowledge.exercises import load_exercises
from runback.languages import LANGUAGES, using
from runback.plan.weeks.sessions import warm_up_steps
from runback.services.training import check_in, diary
from runback.services.training.exercises import ExerciseChoice, choose_exercises
from runback.services.training.plans import current_plan
from runback.services.training.preferences import save_preferences
from runback.web.strength.sessions import choose_hip_and_trunk, list_drills
from runback.web.strength.views import find_planned
from tests.web.conftest import CLEAR, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def strength_day(checked, ada, monkeypatch):
    """The clock is on the first day with a strength session."""
    sessions = (one for week in current_plan(ada, TODAY).plan.weeks for one in week.sessions)
    day = min(one.date for one in sessions if one.kind is SessionKind.STRENGTH and one.date >= TODAY)
    monkeypatch.setattr("runback.services.clock.today", lambda runner: day)
    return day


def text_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_every_exercise_has_a_page_with_drawing_dose_faults_and_evidence(client, ada, checked, monkeypatch):
    choice = choose_exercises(ada, TODAY)  # the same for each page: worked out once
    monkeypatch.setattr("runback.web.strength.views.choose_exercises", lambda runner, today: choice)
    for one in load_exercises().exercises:
        text = text_of(client, f"/strength/exercise/{one.id}/")
        assert text.count('<svg class="drawing"') == 1
        for heading in ("How much", "Common mistakes", "Easier and harder", "Who should leave it out", "Studies say"):
            assert heading in text, (one.id, heading)


def test_an_unknown_exercise_or_test_is_not_found(client, checked):
    assert client.get("/strength/exercise/cartwheel/").status_code == 404
    assert client.get("/self-tests/cartwheel/").status_code == 404


def test_the_library_is_shown_by_what_the_runner_has(client, checked):
    text = text_of(client, "/strength/?kit=barbell")

    assert "Barbell back squat" in text.split("all-title")[-1]
    assert "Clamshell" not in text.split('id="all-title"')[1]


def test_the_list_names_every_exercise_and_draws_a_group_when_it_is_opened(client, checked):
    book = load_exercises().exercises
    closed = text_of(client, "/strength/").split('id="all-title"')[1]
    assert all(f'href="/strength/exercise/{one.id}/"' in closed for one in book)
    assert "<svg" not in closed
    addresses = [unescape(one) for one in re.findall(r'hx-get="([^"]+)"', closed)]
    assert addresses == [f"/strength/?group={group}" for group in dict.fromkeys(one.group for one in book)]
    for address in addresses[:2]:
        group = address.partition("=")[2]
        opened = text_of(client, address).partition(f'id="group-{group}" open')[2].partition("</details>")[0]
        assert opened.count('<svg class="drawing"') == sum(one.group == group for one in book)


def test_the_strength_page_is_light_before_anything_is_opened(client, checked):
    assert len(text_of(client, "/strength/")) < 150_000


def test_what_a_trait_leaves_out_is_listed_on_the_page(client, ada, runs, noon):
    check_in.save_check(ada, CLEAR | {"aggravated_by": ["extension"]}, TODAY)

    assert "Leave this out for now" in text_of(client, "/strength/exercise/prone_press_up/")
    assert "Leave this out for now" not in text_of(client, "/strength/exercise/sit_to_stand/")


@pytest.mark.parametrize("path", ["/strength/session/", "/strength/seven-minutes/", "/strength/warm-up/"])
@pytest.mark.parametrize("state", ["blocked", "emergency"])
def test_nothing_starts_when_the_check_asks_to_be_seen(client, path, state, request):
    request.getfixturevalue(state)
    text = text_of(client, path)

    assert "Not now" in text
    assert "data-player" not in text
    assert "<form" not in text.split("<main")[1]


@pytest.mark.parametrize("state", ["blocked", "emergency"])
def test_no_self_test_is_offered_or_kept_when_the_check_asks_to_be_seen(client, ada, state, request):
    request.getfixturevalue(state)

    assert "data-test" not in text_of(client, "/self-tests/side_plank/")
    client.post("/self-tests/side_plank/", {"side_plank_l_s": "30"})
    assert diary.list_self_tests(ada) == ()
    assert "self-tests/side_plank/" not in text_of(client, "/self-tests/")


def test_without_a_check_the_check_comes_first(client):
    for path in ("/strength/session/", "/strength/seven-minutes/", "/strength/warm-up/", "/self-tests/"):
        assert "Start the check" in text_of(client, path)


def post(client, path, data):
    token = client.get(path).context["csrf_token"]
    return client.post(path, data | {"csrfmiddlewaretoken": str(token)})


def test_ticked_sets_are_logged_with_weight_effort_and_pain(client, ada, strength_day):
    first, second, *_ = choose_exercises(ada, strength_day).session.exercises
    data = {f"set-{first.id}": ["1", "2"], f"load-{first.id}": "7,5", "pain_during": "2", "effort": "7"}
    answer = post(client, "/strength/session/", data)

    assert answer.status_code == 302
    (log,) = diary.list_strength(ada)
    assert (log.exercise_id, log.sets, log.load_kg, log.pain, log.effort_rpe) == (first.id, 2, 7.5, 2, 7)
    assert log.reps == (first.reps or first.hold_s)
    assert second.id != first.id
    (session,) = diary.list_sessions(ada)
    assert (session.kind, session.done, session.pain_during) == (SessionKind.STRENGTH, True, 2)


@pytest.mark.parametrize(("typed", "kg"), [("20", 9.07), ("16,5", 7.48)])
def test_a_weight_typed_in_pounds_is_kept_in_kilograms_and_planned_as_it_was_typed(
    client, ada, strength_day, typed, kg
):
    save_preferences(ada, weights="lb")
    first = choose_exercises(ada, strength_day).session.exercises[0]
    post(client, "/strength/session/", {f"set-{first.id}": ["1"], f"load-{first.id}": typed})
    (log,) = diary.list_strength(ada)
    assert log.load_kg == kg  # times 0.45359237
    assert f"{typed.replace(',', '.')} lb" in text_of(client, f"/strength/exercise/{first.id}/")


def test_what_was_done_instead_and_what_was_too_hard_are_logged(client, ada, strength_day):
    first = choose_exercises(ada, strength_day).session.exercises[0]
    data = {f"set-{first.id}": ["1"], f"felt-{first.id}": "hard", "set-wall_sit": ["1", "2"], "reps-wall_sit": "20"}
    post(client, "/strength/session/", data)

    planned, other = diary.list_strength(ada)
    assert (planned.exercise_id, planned.sets, planned.effort_rpe) == (first.id, 1, 9)
    assert (other.exercise_id, other.sets, other.reps, other.effort_rpe) == ("wall_sit", 2, 20, None)


def test_a_second_look_at_the_session_logs_nothing_twice(client, ada, strength_day):
    first = choose_exercises(ada, strength_day).session.exercises[0]
    for _ in range(2):
        post(client, "/strength/session/", {f"set-{first.id}": ["1"]})

    assert len(diary.list_strength(ada)) == 1


@pytest.mark.parametrize(
    ("data", "said"), [({}, "Which sets"), ({"pain_during": "11"}, "0 to 10"), ({"effort": "hard"}, "0 to 10")]
)
def test_an_unusable_session_is_an_error_and_nothing_is_saved(client, ada, strength_day, data, said):
    first = choose_exercises(ada, strength_day).session.exercises[0]
    sets = {f"set-{first.id}": ["1"]} if data else {}
    answer = post(client, "/strength/session/", data | sets)

    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert diary.list_strength(ada) == diary.list_sessions(ada) == ()


def test_a_pain_without_a_ticked_set_comes_back_with_all_that_was_given_and_one_tap_saves_it(client, ada, strength_day):
    planned = choose_exercises(ada, strength_day).session.exercises
    weighted = next(one for one in planned if one.load_kg or one.reps)
    given = {"pain_during": "3", "effort": "6", f"reps-{weighted.id}": "9"}
    page = post(client, "/strength/session/", given).content.decode()
    assert 'name="pain_kept" value="3"' in page
    assert 'value="6"' in page.split('id="effort"')[1].split(">")[0]
    assert 'value="9"' in page.split(f'id="reps-{weighted.id}"')[1].split(">")[0]
    again = {"pain_kept": "3", "all": "1", "effort": "6", f"reps-{weighted.id}": "9"}
    assert post(client, "/strength/session/", again).status_code == 302
    logs = {log.exercise_id: log for log in diary.list_strength(ada)}
    assert {name: log.sets for name, log in logs.items()} == {one.id: one.sets for one in planned}
    assert (logs[weighted.id].reps, logs[weighted.id].pain) == (9, 3)
    (session,) = diary.list_sessions(ada)
    assert (session.pain_during, session.effort_rpe) == (3, 6)


@pytest.mark.parametrize("ticks", [["1"], ["1", "2"]])
def test_ticks_come_back_where_a_number_is_refused(client, ada, strength_day, ticks):
    first = choose_exercises(ada, strength_day).session.exercises[0]
    page = post(client, "/strength/session/", {f"set-{first.id}": ticks, "effort": "hard"}).content.decode()
    boxes = [part.split(">")[0] for part in page.split(f'name="set-{first.id}"')[1:]]
    assert [str(n) for n, box in enumerate(boxes, start=1) if "checked" in box] == ticks


def test_the_seven_minutes_have_ten_stations_and_count_as_a_strength_day(client, ada, checked):
    answer = client.get("/strength/seven-minutes/")
    assert answer.content.decode().count("<li data-part>") == 10
    march, *parts = answer.context["playlist"]["parts"]
    assert (march["name"], march["seconds"]) == ("March on the spot", 180)
    assert [part["seconds"] for part in parts if part["is_work"]] == [30] * 10
    assert {part["seconds"] for part in parts if not part["is_work"]} == {12}

    assert post(client, "/strength/seven-minutes/", {}).status_code == 302
    (session,) = diary.list_sessions(ada)
    assert (session.kind, session.duration_min) == (SessionKind.STRENGTH, 10.0)
    assert {"goblet_squat", "glute_bridge", "floor_press"} <= {log.exercise_id for log in diary.list_strength(ada)}


def test_seven_minutes_that_were_saved_are_undone_with_their_exercises(client, ada, checked):
    answer = client.post("/strength/seven-minutes/", {"pain_during": "2"}, follow=True)
    (log,) = diary.list_sessions(ada)
    assert f"/plan/log/{log.id}/undo/" in answer.content.decode()

    client.post(f"/plan/log/{log.id}/undo/", {"back": "today"})
    assert diary.list_sessions(ada) == diary.list_strength(ada) == ()


def test_the_warm_up_begins_with_a_walk_and_leaves_out_what_does_not_suit(client, ada, runs, noon):
    check_in.save_check(ada, CLEAR, TODAY)
    parts = [part for part in client.get("/strength/warm-up/").context["playlist"]["parts"] if part["is_work"]]

    assert parts[0]["name"] == "Brisk walk"
    assert 350 <= sum(part["seconds"] for part in parts) <= 480


def test_a_self_test_is_guided_entered_judged_and_shown_over_time(client, ada, checked, monkeypatch):
    path = "/self-tests/side_plank/"
    text = text_of(client, path)
    for word in ("When to stop", "Left, seconds", "Right, seconds", "McGill 1999", 'data-most="120"'):
        assert word in text

    answer = post(client, path, {"side_plank_l_s": "20", "side_plank_r_s": "40", "pain": "1"})
    assert answer.status_code == 302
    text = text_of(client, f"{path}?saved=1")
    assert "left 20, right 40 seconds" in text
    assert "worth training" in text
    assert "<circle" not in text

    later = TODAY + timedelta(days=28)
    monkeypatch.setattr("runback.services.clock.today", lambda runner: later)
    check_in.save_check(ada, CLEAR, later)
    post(client, path, {"side_plank_l_s": "50", "side_plank_r_s": "52"})
    text = text_of(client, path)
    assert "From 20 to 50 seconds on the weaker side in 28 days" in text
    assert text.count("<circle") == 4
    assert "This is fine." in text_of(client, f"{path}?saved=1")


def test_a_result_can_be_taken_back_by_its_owner_only(client, ben_client, ada, checked):
    post(client, "/self-tests/side_plank/", {"side_plank_l_s": "20"})
    (log,) = diary.list_self_tests(ada)
    token = str(ben_client.get("/self-tests/").context["csrf_token"])
    taken = ben_client.post(f"/self-tests/side_plank/{log.id}/remove/", {"csrfmiddlewaretoken": token})

    assert taken.status_code == 404
    assert diary.list_self_tests(ada) == (log,)
    token = str(client.get("/self-tests/side_plank/").context["csrf_token"])
    client.post(f"/self-tests/side_plank/{log.id}/remove/", {"csrfmiddlewaretoken": token})
    assert diary.list_self_tests(ada) == ()


@pytest.mark.parametrize("data", [{}, {"side_plank_l_s": "long"}, {"side_plank_l_s": "500"}, {"side_plank_l_s": "nan"}])
def test_an_unusable_result_is_an_error_and_nothing_is_saved(client, ada, checked, data):
    assert post(client, "/self-tests/side_plank/", data).status_code == 400
    assert diary.list_self_tests(ada) == ()


def test_a_calf_that_cannot_lift_the_heel_leads_to_the_check(client, checked):
    post(client, "/self-tests/calf_raise/", {"calf_raise_l": "0", "calf_raise_r": "25"})
    text = text_of(client, "/self-tests/calf_raise/?saved=1")

    assert "see someone today" in text
    assert 'href="/check/begin/"' in text.split('id="result-title"')[1]


def test_a_test_that_hurt_is_left_out_until_calmer(client, checked):
    post(client, "/self-tests/side_plank/", {"side_plank_l_s": "20", "pain": "5"})

    assert "Skip this test" in text_of(client, "/self-tests/side_plank/?saved=1")


def test_the_weight_of_last_time_is_planned_shown_and_logged_again(ada, client, noon):
    from runback.domain.diary import StrengthLog

    wishes = {"wishes": CLEAR["wishes"] | {"equipment": ["dumbbell"]}}
    check_in.save_check(ada, CLEAR | wishes, TODAY)
    for days in (9, 6):
        log = StrengthLog(TODAY - timedelta(days=days), "goblet_squat", 2, 15, load_kg=10, effort_rpe=7, pain=0)
        diary.log_strength(ada, log)

    # 15, the top of the Control phase, twice with 10 kg: the next step is 2 kg more
    plan = client.get("/plan/").content.decode()
    assert "with 12 kg" in plan
    page = client.get("/strength/exercise/goblet_squat/").content.decode()
    assert "Your last sessions" in page
    assert "10 kg" in page


def test_the_strength_page_shows_sessions_to_come_and_not_those_that_are_over(checked, ada):
    """A week later the first sessions are over: what they asked is no longer what the plan asks."""
    plan = current_plan(ada, TODAY).plan
    sessions = [one for week in plan.weeks[:2] for one in week.sessions if one.kind is SessionKind.STRENGTH]
    first, last = sessions[0], sessions[-1]
    assert first.date < last.date

    shown = {line.id for line in find_planned(plan, last.date)}

    assert shown == {one.id for one in last.exercises}
    assert {one.id for one in first.exercises} - shown


def test_a_new_runner_is_offered_hip_and_trunk_before_the_run_and_others_are_not(client, ada, noon):
    check_in.save_check(ada, CLEAR | {"runner_status": "new"}, TODAY)
    text = text_of(client, "/strength/warm-up/")
    block = text.partition("New to running: hip and trunk")[2]
    assert 'href="/strength/exercise/glute_bridge/"' in block
    assert "/evidence/run-rct-hip-core-2024/" in block
    check_in.save_check(ada, CLEAR, TODAY)
    assert "New to running" not in text_of(client, "/strength/warm-up/")


@pytest.mark.parametrize(
    ("status", "traits", "expected"),
    [
        ("new", set(), ["glute_bridge", "side_lying_abduction", "side_plank_knees", "bird_dog"]),
        ("new", {"pregnancy"}, ["side_lying_abduction", "side_plank_knees", "bird_dog"]),
        ("returning", set(), []),
        ("", set(), []),
    ],
)
def test_hip_and_trunk_are_for_new_runners_and_leave_out_what_does_not_suit(status, traits, expected):
    choice = ExerciseChoice(None, True, frozenset(traits), frozenset(), (), status)
    assert [one.id for one in choose_hip_and_trunk(choice)] == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_warm_up_has_the_drills_and_the_march_of_the_planned_run_in_every_language(language):
    traits = frozenset({"acute", "pelvic", "bone_stress", "radicular"})
    run = Session(TODAY, SessionKind.RUN, "easy_run", 5.0, 40.0, steps=warm_up_steps(traits, 180, 600))
    planned = {step.say.removeprefix("drill.") for step in run.steps} - {"brisk_walk"}
    with using(language):
        parts = list(list_drills(ExerciseChoice(None, True, traits, frozenset(), (), run=run)))
    assert "march" in planned
    assert {part.id for part in parts} - {"walk"} == planned
