"""``runback profile`` shows and sets the runner's settings and usual running."""

import json

from tests.web.conftest import CLEAR

EMERGENCY = "your local emergency number (112 in many countries)"
PLAIN = {
    "name": "Runner",
    "zone": "UTC",
    "country": None,
    "units": "km",
    "weights": "kg",
    "language": "en",
    "week_start": "mon",
    "clock": "24",
    "reminder_min": 30,
    "emergency": EMERGENCY,
}
NOTHING = {
    "experience": None, "weekly_km": None, "runs_per_week": None, "usual_long_run_km": None,
    "longest_run_30d_km": None, "easy_pace_s_per_km": None, "height_cm": None, "weight_kg": None,
    "days": None, "long_run_day": None, "equipment": None, "goal": None, "session_times": {}, "from_history": [],
}  # fmt: skip


def test_a_new_profile_shows_the_defaults(ask):
    assert ask("profile") == PLAIN | NOTHING


def test_settings_are_set_together_and_shown(ask):
    shown = ask("profile", "--zone", "Europe/Zurich", "--units", "mi", "--week-start", "sun", "--experience", "regular")
    wanted = {"zone": "Europe/Zurich", "country": "CH", "units": "mi", "week_start": "sun", "experience": "regular"}
    wanted["emergency"] = "144 or 112"  # of Switzerland
    assert shown == PLAIN | NOTHING | wanted
    assert ask("profile") == shown
    assert ask("profile", "--country", "AT", "--language", "de") == shown | {
        "country": "AT", "language": "de", "emergency": "144 or 112",
    }  # fmt: skip


def test_usual_running_and_days_are_set_and_each_can_be_changed_alone(ask):
    options = ("--weekly-km", "30", "--runs-per-week", "4", "--long-run-km", "12", "--longest-run-km", "11")
    days = ("--minutes", "tue=45,sun=90", "--long-run-day", "sun", "--session-times", "tue=06:30")
    shown = ask("profile", *options, *days, "--goal-km", "10", "--goal-date", "2027-04-25")
    running = {"weekly_km": 30, "runs_per_week": 4, "usual_long_run_km": 12, "longest_run_30d_km": 11}
    wishes = {"days": {"tue": 45, "sun": 90}, "long_run_day": "sun", "goal": {"race_km": 10, "date": "2027-04-25"}}
    assert shown == PLAIN | NOTHING | running | wishes | {"session_times": {"tue": "06:30"}}
    assert ask("profile", "--minutes", "mon=30") == shown | {"days": {"mon": 30}}


def test_the_profile_corrects_the_check_that_the_plan_is_made_from(ask, run, tmp_path):
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps(CLEAR))
    run("assess", "--answers", str(answers), "--save", "--as-of", "2026-05-14")
    ask("profile", "--weekly-km", "36", "--runs-per-week", "4", "--as-of", "2026-05-15")
    assert ask("today", "--as-of", "2026-05-15")["progress"]["usual_km"] == 36


def test_clock_reminder_and_equipment_are_set_and_a_wrong_one_names_what_there_is(ask, run):
    shown = ask("profile", "--clock", "12", "--reminder-min", "60", "--equipment", "band, dumbbell")
    assert (shown["clock"], shown["reminder_min"], shown["equipment"]) == ("12", 60, ["band", "dumbbell"])
    refused = run("profile", "--reminder-min", "7")
    assert refused.returncode == 3
    assert "0, 10, 30, 60, 120" in refused.stderr


def test_a_person_reads_each_setting_on_a_line(run):
    lines = run("profile", "--zone", "America/New_York", "--minutes", "tue=45,sun=90").stdout.splitlines()
    assert "Time zone                 America/New_York" in lines
    assert "Country                   US" in lines
    assert "Experience                not set" in lines
    assert "Minutes a day             tue 45, sun 90" in lines


def test_a_setting_that_cannot_be_is_refused_and_named(ask):
    wrong = (
        ("--zone", "Mars/Base", "zone"), ("--country", "XX", "country"), ("--weekly-km", "900", "weekly_km"),
        ("--minutes", "someday=45", "wishes.days"), ("--minutes", "tue", "minutes"), ("--minutes", "tue=x", "minutes"),
        ("--session-times", "tue=25:99", "session_times"), ("--goal-km", "10", "goal"),
    )  # fmt: skip
    for option, value, key in wrong:
        error = ask("profile", option, value, code=3)["error"]
        assert (error["code"], error["key"]) == ("bad_answer", key)
    assert ask("profile", "--units", "leagues", code=2)["error"]["code"] == "usage"
    assert ask("profile") == PLAIN | NOTHING
