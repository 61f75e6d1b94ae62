"""The running profile: an answer of the check counts first, then the profile, then the history."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from runback.domain.errors import BadAnswer
from runback.services.training import check_in
from runback.services.training.check_draft import read_draft, store_draft
from runback.services.training.facts import complete_intake, gather_facts
from runback.services.training.plans import current_plan
from runback.services.training.profile import (
    read_profile,
    read_session_times,
    save_profile,
    save_session_times,
)
from runback.services.training.profile_history import known_running, read_running
from runback.services.training.today import view_today
from runback.store.models import RunnerRow
from tests.runs import add_run
from tests.services.made_up import ANSWERS

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 14)
WISHES = {"days": {"tue": 45, "sun": 90}}


def complete(runner, answers):
    from runback.domain.intake import read_intake

    return complete_intake(read_intake(answers), gather_facts(runner, TODAY))


def test_a_check_is_kept_in_the_profile_and_only_what_belongs_there(ada, noon):
    check_in.save_check(ada, ANSWERS | {"weekly_km": 30, "runs_per_week": 4, "wishes": WISHES}, TODAY)
    saved = read_profile(ada)
    assert (saved["weekly_km"], saved["runs_per_week"], saved["wishes"]) == (30, 4, WISHES)
    assert "pain_now" not in saved
    assert "age_years" not in saved


def test_an_answer_counts_before_the_profile(ada, noon):
    save_profile(ada, {"weekly_km": 30, "runner_status": "regular"}, TODAY)
    intake = complete(ada, {"weekly_km": 20})
    assert (intake.weekly_km, intake.runner_status) == (20, "regular")


def test_height_and_weight_of_the_profile_give_the_body_mass_index(ada, noon):
    save_profile(ada, {"height_cm": 180, "weight_kg": 81}, TODAY)
    assert complete(ada, {}).bmi == 25  # 81 / 1.8^2
    assert complete(ada, {"bmi": 22}).bmi == 22


def test_an_answered_longest_run_counts_for_thirty_days_and_never_beside_a_history(ada, noon):
    save_profile(ada, {"longest_run_30d_km": 12}, TODAY - timedelta(days=30))
    assert complete(ada, {}).longest_run_30d_km == 12
    save_profile(ada, {"longest_run_30d_km": 12}, TODAY - timedelta(days=31))
    assert complete(ada, {}).longest_run_30d_km is None
    save_profile(ada, {"longest_run_30d_km": 12}, TODAY)
    add_run(ada, TODAY - timedelta(days=2), 5.0)
    assert complete(ada, {}).longest_run_30d_km == 5


def test_none_takes_an_answer_back_and_a_wrong_one_changes_nothing(ada, noon):
    save_profile(ada, {"weekly_km": 30, "runs_per_week": 4}, TODAY)
    save_profile(ada, {"weekly_km": None}, TODAY)
    assert read_profile(ada) == {"runs_per_week": 4}
    with pytest.raises(BadAnswer, match="You entered 900"):
        save_profile(ada, {"weekly_km": 900, "runs_per_week": 3}, TODAY)
    assert read_profile(ada) == {"runs_per_week": 4}


def test_the_profile_of_one_runner_is_not_another_ones(cast, noon):
    save_profile(cast.ada, {"weekly_km": 30}, TODAY)
    store_draft(cast.ada, {"answers": {}})
    assert read_profile(cast.ben) == {}
    assert read_draft(cast.ben) is None


def test_an_older_home_gets_its_profile_from_its_checks_the_newest_answer_of_each_key(ada, noon):
    check_in.save_check(ada, ANSWERS | {"weekly_km": 20, "runs_per_week": 3, "wishes": WISHES}, TODAY)
    check_in.save_check(ada, ANSWERS | {"weekly_km": 30, "runner_status": "regular"}, TODAY)
    RunnerRow.objects.update(running={}, experience="")
    import_module("runback.store.migrations.0011_running_profile").keep_answers(apps, None)
    saved = read_profile(ada)
    assert (saved["weekly_km"], saved["runs_per_week"], saved["runner_status"]) == (30, 3, "regular")


def test_a_later_check_takes_the_days_from_the_profile(ada, noon):
    first = ANSWERS | {"wishes": WISHES}
    check_in.save_check(ada, first, TODAY - timedelta(days=1))
    check_in.save_check(ada, {key: value for key, value in ANSWERS.items() if key != "wishes"}, TODAY)
    days = {s.date.strftime("%a") for w in current_plan(ada, TODAY).plan.weeks for s in w.sessions if s.is_run}
    assert days <= {"Tue", "Sun"}


def test_a_correction_keeps_the_day_of_the_check_and_reaches_the_plan(ada, noon):
    day = TODAY - timedelta(days=2)
    check_in.save_check(ada, ANSWERS | {"weekly_km": 20, "weeks_off": 0, "runner_status": "regular"}, day)
    check_in.correct_answers(ada, {"weekly_km": 26, "runs_per_week": 4}, TODAY)
    assert check_in.latest_check(ada).made_on == day
    assert view_today(ada, TODAY).progress.usual_km == 26


def test_a_correction_that_cannot_be_changes_neither_profile_nor_check(ada, noon):
    check = check_in.save_check(ada, ANSWERS, TODAY)
    with pytest.raises(BadAnswer):
        check_in.correct_answers(ada, {"weekly_km": -1}, TODAY)
    assert check_in.latest_check(ada).id == check.id


def test_a_wish_for_more_weeks_is_kept_by_the_plan(ada, noon):
    check_in.save_check(ada, ANSWERS | {"wishes": WISHES | {"weeks": 6}}, TODAY)
    assert len(current_plan(ada, TODAY).plan.weeks) == 6


def test_without_runs_the_history_says_nothing(ada, noon):
    assert read_running(ada, TODAY, {}).answers == {}


def test_the_usual_week_of_the_history_is_the_one_before_the_pain(ada, noon):
    """10 km on Tuesdays, Thursdays and Sundays until the pain came three weeks ago, 3 km on Sundays since."""
    for days in range(1, 130):
        day = TODAY - timedelta(days=days)
        if days > 21 and day.weekday() in (1, 3, 6):
            add_run(ada, day, 10.0)
        elif days <= 21 and day.weekday() == 6:
            add_run(ada, day, 3.0)
    found = read_running(ada, TODAY, {"pain_days": 21}).answers
    assert (found["weekly_km"], found["runs_per_week"], found["usual_long_run_km"]) == (30, 3, 10)
    assert (found["last_run_km"], found["weeks_off"], found["runner_status"]) == (3, 0, "regular")


def test_what_is_known_of_running_is_the_answer_then_the_profile_then_the_history(ada, noon):
    for days in range(1, 120, 2):
        add_run(ada, TODAY - timedelta(days=days), 5.0)
    history = read_running(ada, TODAY, {})
    profile = {"weekly_km": 30, "longest_run_30d_km": 18}
    known = known_running(history, profile, {"runs_per_week": 2})
    assert (known["weekly_km"], known["runs_per_week"], known["runner_status"]) == (30, 2, "regular")
    assert known["longest_run_30d_km"] == 5  # runs that happened, not what was answered once


def test_session_times_are_kept_by_day_and_a_wrong_one_is_refused(ada, noon):
    save_session_times(ada, {"tue": "06:30", "sun": "09:00"})
    assert {day: f"{at:%H:%M}" for day, at in read_session_times(ada).items()} == {1: "06:30", 6: "09:00"}
    for wrong in ({"tuesday": "06:30"}, {"tue": "6 o'clock"}):
        with pytest.raises(BadAnswer):
            save_session_times(ada, wrong)


def test_the_first_session_of_a_day_starts_in_the_calendar_at_the_runners_time(ada, noon):
    from icalendar import Calendar

    from runback.services.sharing.plan_files import export_calendar

    save_session_times(ada, {"tue": "06:30"})
    check_in.save_check(ada, ANSWERS | {"wishes": WISHES}, TODAY)
    starts = sorted(event["dtstart"].dt for event in Calendar.from_ical(export_calendar(ada, TODAY)).walk("VEVENT"))
    first = {at.date(): f"{at:%a %H:%M}" for at in reversed(starts)}
    assert {"Tue 06:30", "Sun 07:00"} <= set(first.values())
    assert not [at for at in first.values() if at.startswith("Tue") and at != "Tue 06:30"]


def test_a_usual_week_that_the_runner_corrects_counts_for_more_than_the_history(ada, noon):
    # three runs of 5 km a week in the watch, 30 answered: 15 until the runner has said that it is 30
    for week in range(8):
        for days in (1, 3, 5):
            add_run(ada, TODAY - timedelta(days=7 * week + days), 5.0)
    check_in.save_check(ada, ANSWERS | {"weekly_km": 30}, TODAY)
    asked = current_plan(ada, TODAY).plan
    check_in.correct_answers(ada, {"weekly_km": 30}, TODAY)
    confirmed = current_plan(ada, TODAY).plan

    assert "usual_in_doubt" in {note.id for note in asked.notes}
    assert "usual_in_doubt" not in {note.id for note in confirmed.notes}
    assert (asked.progress.usual_km, confirmed.progress.usual_km) == (pytest.approx(15), 30)
