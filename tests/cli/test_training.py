"""``runback assess`` and ``runback plan`` through the real command, with the real rule book."""

import json

import pytest

from tests.cli.made_up import MILD

SADDLE = MILD | {"numbness": "saddle"}


def test_saddle_numbness_is_an_emergency_and_no_plan_is_made(ask):
    outcome = ask("assess", "--answers", "-", stdin=json.dumps(SADDLE))
    assert (outcome["urgency"], outcome["running"]) == ("emergency_now", "stop")
    assert outcome["patterns"][0]["id"] == "cauda_equina"
    assert {flag["from"] for flag in outcome["flags"]} <= {"answer", "rule", "text", "history"}
    plan = ask("plan", "--answers", "-", stdin=json.dumps(SADDLE))
    assert (plan["status"], plan["weeks"]) == ("blocked", [])
    assert plan["blocked_by"]


def test_mild_pain_has_a_plan_of_as_many_weeks_as_requested(ask, run, tmp_path):
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(MILD))
    plan = ask("plan", "--answers", file, "--weeks", 3, "--as-of", "2026-05-14")
    assert plan["status"] == "plan"
    assert [week["start"] for week in plan["weeks"]] == ["2026-05-11", "2026-05-18", "2026-05-25"]
    output = run("plan", "--answers", file, "--as-of", "2026-05-14").stdout
    assert "Week of 2026-05-11 to 2026-05-17" in output


def test_texts_are_in_the_runners_language_or_the_chosen_one_and_json_in_english(run, ask):
    answers = json.dumps(SADDLE)
    english = ask("assess", "--answers", "-", stdin=answers)
    german = ask("--lang", "de", "assess", "--answers", "-", stdin=answers)
    assert german["urgency"] == english["urgency"]
    in_english, in_german = english["flags"][0]["why"], german["flags"][0]["why"]
    assert in_german != in_english
    run("profile", "--language", "de")
    assert ask("assess", "--answers", "-", stdin=answers)["flags"][0]["why"] == in_english
    output = run("assess", "--answers", "-", stdin=answers).stdout
    assert in_german in output
    assert "Hol dir jetzt Notfallhilfe." in output
    assert in_english in run("--lang", "en", "assess", "--answers", "-", stdin=answers).stdout


def test_a_list_of_answers_gives_a_list_with_errors_in_place(ask):
    for command, key in (("assess", "urgency"), ("plan", "status")):
        first, second, third = ask(command, "--answers", "-", stdin=json.dumps([MILD, {"pain_now": 11}, SADDLE]))
        assert key in first
        assert key in third
        assert set(second) == {"error"}
        assert "from 0 to 10. You entered 11" in second["error"]["message"]
        assert ask(command, "--answers", "-", stdin="[]") == []


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"favourite_colour": "blue"}, "favourite_colour: There is no such answer key"),
        ({"trend": "sideways"}, "improving, same, worsening"),
        ({"pain_now": "much"}, "is not a number"),
        ({"red_flags": ["made_up"]}, "made_up"),
        ({"pain_now": 8, "pain_worst": 3}, "above the worst pain"),
        ("words", "one object"),
    ],
)
def test_answers_that_cannot_be_used_say_why(ask, answers, words):
    error = ask("assess", "--answers", "-", stdin=json.dumps(answers), code=3)["error"]
    assert error["code"] == "bad_answer"
    assert words in error["message"]


def test_answers_may_be_yaml(ask, tmp_path):
    file = tmp_path / "answers.yaml"
    file.write_text("\n".join(f"{key}: {json.dumps(value)}" for key, value in MILD.items()))
    assert ask("assess", "--answers", file)["urgency"] == "self_care_ok"


def test_a_saved_check_is_what_the_plan_is_made_from(ask, run):
    run("assess", "--answers", "-", "--save", stdin=json.dumps(MILD))
    assert ask("plan")["status"] == "plan"
    ask("assess", "--answers", "-", "--save", stdin=json.dumps(SADDLE))
    assert ask("plan")["status"] == "blocked"
    assert "There is no running plan now." in run("plan").stdout


def test_a_question_keeps_nothing(ask, run):
    ask("assess", "--answers", "-", stdin=json.dumps(MILD))
    assert run("plan", "--json").returncode == 3


def test_a_logged_run_with_leg_symptoms_blocks_the_plan(ask):
    ask("assess", "--answers", "-", "--save", stdin=json.dumps(MILD))
    assert ask("plan")["status"] == "plan"
    ask("log", "session", "run", "--distance-km", 3, "--duration-min", 20, "--leg", "below_knee")
    assert ask("plan")["status"] == "blocked"


def test_the_outcome_is_printed_with_the_safety_net(run):
    output = run("assess", "--answers", "-", stdin=json.dumps(MILD)).stdout
    assert "Nothing you answered says you must see someone first." in output
    assert "What fits (not a diagnosis):" in output
    assert "emergency" in output.splitlines()[-1].lower()
    assert run("assess", "--answers", "-", stdin=json.dumps(SADDLE)).stdout.startswith("Get emergency help now.")


def test_undo_takes_back_the_last_entry_and_says_which(ask, run):
    ask("log", "session", "walk", "--duration-min", 30)
    ask("log", "session", "run", "--distance-km", 5, "--pain-during", 6)

    taken = ask("log", "undo")
    assert taken["kind"] == "session"
    assert run("log", "undo").stdout.strip() == f"Taken back: session, {taken['day']}."
    assert "Nothing was logged yet" in ask("log", "undo", code=3)["error"]["message"]
