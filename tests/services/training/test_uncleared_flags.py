"""A sign that needs a clinician stays at every later check and in every later plan, until a clearance is recorded."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from runback.domain.assessment import FlagSource, Running, Urgency
from runback.domain.diary import Clearance
from runback.domain.plan import PlanStatus
from runback.services import clock
from runback.services.home.rows import dump_rows, load_rows
from runback.services.home.runners import change_profile
from runback.services.sharing.record import export_record, import_record
from runback.services.training import check_in, diary, plans
from runback.services.training.today import view_today
from runback.store.models import CheckRow, ClearanceRow
from tests.services.made_up import ANSWERS, MONDAY

PAIN_FREE: dict[str, Any] = ANSWERS | {"pain_now": 0, "pain_worst": 0, "trend": "improving"}
LATER = (1, 220)


def _clear(runner, flag: str, day) -> None:
    diary.record_clearance(runner, Clearance("Dr Grey", day, day + timedelta(days=60), (flag,)), day)


@pytest.mark.parametrize(
    "sign",
    [
        {"red_flags": ["bsi_focal_impact"]},
        {"red_flags": ["bsi_energy"]},
        {"red_flags": ["ca_history"]},
        {"red_flags": ["axspa_counter"]},
        {"red_flags": ["visc_haematuria"]},
        {"red_flags": ["inf_fever"]},
        {"red_flags": ["ces_saddle"]},
        {"text": "I am numb between my legs"},
    ],
    ids=str,
)
@pytest.mark.parametrize("later", LATER)
def test_a_pain_free_check_never_opens_running_for_an_uncleared_flag(ada, sign, later):
    first = check_in.save_check(ada, ANSWERS | sign, MONDAY)
    flag = first.assessment.flags[0].id
    day = MONDAY + timedelta(days=later)

    again = check_in.save_check(ada, PAIN_FREE, day).assessment
    assert again.urgency is Urgency.CLINICIAN_WITHIN_DAYS
    assert {one.source for one in again.flags if one.id == flag} == {FlagSource.EARLIER}
    assert again.running.rank >= Running.MODIFY.rank
    assert plans.current_plan(ada, day).plan.status is PlanStatus.BLOCKED
    assert plans.plan_answers(ada, PAIN_FREE, day + timedelta(days=1)).status is PlanStatus.BLOCKED
    assert view_today(ada, day).status == "blocked"


def test_the_flag_says_when_it_was_raised_and_what_ends_it(ada):
    check_in.save_check(ada, ANSWERS | {"red_flags": ["ca_history"]}, MONDAY)
    again = check_in.assess_answers(ada, PAIN_FREE, MONDAY + timedelta(days=3))
    assert again.flags[0].why.startswith("At your check of 11 May 2026: ")
    assert again.flags[0].why.endswith("until a clinician has cleared it.")


def test_a_clearance_opens_both_the_check_and_the_plan_and_its_end_closes_them(ada):
    check_in.save_check(ada, ANSWERS | {"red_flags": ["ca_history"]}, MONDAY)
    _clear(ada, "ca_history", MONDAY + timedelta(days=2))
    open_day, closed_day = MONDAY + timedelta(days=3), MONDAY + timedelta(days=80)

    assert check_in.save_check(ada, PAIN_FREE, open_day).assessment.is_clear
    assert plans.current_plan(ada, open_day).plan.status is PlanStatus.PLAN
    assert not check_in.assess_answers(ada, PAIN_FREE, closed_day).is_clear


def test_a_later_check_still_asks_what_a_plan_needs(ada):
    check_in.save_check(ada, ANSWERS | {"red_flags": ["ca_history"]}, MONDAY)
    asked = check_in.assess_answers(ada, PAIN_FREE, MONDAY + timedelta(days=3)).ask_next
    assert "aggravated_by" in {question.id for question in asked}


def test_a_check_corrected_on_its_own_day_is_not_held_against_anyone(ada):
    check_in.save_check(ada, ANSWERS | {"red_flags": ["ca_history"]}, MONDAY)
    check_in.save_check(ada, PAIN_FREE, MONDAY)
    assert check_in.assess_answers(ada, PAIN_FREE, MONDAY + timedelta(days=1)).is_clear


def test_pain_that_healed_slowly_needs_no_clearance_once_it_has_healed(ada):
    slow = ANSWERS | {"pain_days": 60, "trend": "worsening"}
    assert check_in.save_check(ada, slow, MONDAY).assessment.flags[0].id == "not_improving"
    assert check_in.assess_answers(ada, PAIN_FREE, MONDAY + timedelta(days=14)).is_clear


def test_a_guess_that_was_answered_no_is_dropped(ada):
    guessed = (
        "The tap down there has dried to a trickle and I press on my tummy to help it, all new since the back went."
    )
    first = check_in.save_check(ada, ANSWERS | {"text": guessed}, MONDAY)
    assert first.assessment.is_guess
    denied = PAIN_FREE | {"text": guessed, "red_flag_answers": {"ces_bladder": "no"}}
    assert check_in.assess_answers(ada, denied, MONDAY + timedelta(days=1)).is_clear


FEVER = ANSWERS | {"red_flags": ["inf_fever"]}


def _is_up(runner, day) -> bool:
    """Whether the fever is in a calm check of that day or the next."""
    found = [check_in.assess_answers(runner, PAIN_FREE, day + timedelta(days=n)).is_clear for n in (0, 1)]
    assert found[0] is found[1]
    return not found[0]


def test_a_clearance_of_the_morning_does_not_cover_the_same_sign_answered_that_afternoon(ada):
    check_in.save_check(ada, FEVER, MONDAY)
    _clear(ada, "inf_fever", MONDAY)
    assert not _is_up(ada, MONDAY)
    check_in.save_check(ada, FEVER, MONDAY)
    assert _is_up(ada, MONDAY)
    assert plans.current_plan(ada, MONDAY).plan.status is PlanStatus.BLOCKED
    _clear(ada, "inf_fever", MONDAY)
    assert not _is_up(ada, MONDAY)


def test_an_emergency_answered_on_two_days_is_today_s_emergency_in_the_later_checks_of_today(ada):
    for day in (MONDAY, MONDAY + timedelta(days=1)):
        check_in.save_check(ada, ANSWERS | {"red_flags": ["ces_saddle"]}, day)
    again = check_in.assess_answers(ada, PAIN_FREE, MONDAY + timedelta(days=1))
    assert again.urgency is Urgency.EMERGENCY_NOW
    taken_back = PAIN_FREE | {"mistakes": "yes"}
    assert check_in.assess_answers(ada, taken_back, MONDAY + timedelta(days=1)).urgency is Urgency.CLINICIAN_WITHIN_DAYS


def test_correcting_the_usual_week_is_no_new_answer_to_a_sign_that_was_cleared(ada):
    check_in.save_check(ada, FEVER, MONDAY)
    _clear(ada, "inf_fever", MONDAY)
    check_in.correct_answers(ada, {"weekly_km": 24}, MONDAY)
    assert not _is_up(ada, MONDAY)


def _by_record(source, target, tmp_path) -> None:
    file = tmp_path / "record.json"
    file.write_bytes(export_record(source, MONDAY))
    import_record(target, file)


def _by_rows(source, target, _) -> None:
    """As an exported home goes into another one, which has no rows yet."""
    for model in (CheckRow, ClearanceRow):
        lines = [line.encode() for line in dump_rows(source, model)]
        model.objects.all().delete()
        load_rows(target, model, lines, "rows")


@pytest.mark.parametrize("is_cleared_last", [True, False])
@pytest.mark.parametrize("take", [_by_record, _by_rows])
def test_the_order_of_a_day_goes_with_the_runner_to_another_home(cast, tmp_path, take, is_cleared_last):
    check_in.save_check(cast.ada, FEVER, MONDAY)
    _clear(cast.ada, "inf_fever", MONDAY)
    if not is_cleared_last:
        check_in.save_check(cast.ada, FEVER | {"pain_now": 2}, MONDAY)
    take(cast.ada, cast.ben, tmp_path)
    assert _is_up(cast.ben, MONDAY) is not is_cleared_last


def test_a_bundle_without_instants_keeps_the_meaning_of_days(cast, tmp_path):
    check_in.save_check(cast.ada, FEVER, MONDAY)
    _clear(cast.ada, "inf_fever", MONDAY)
    file = tmp_path / "record.json"
    file.write_text(_without_instants(json.loads(export_record(cast.ada, MONDAY))))
    import_record(cast.ben, file)
    assert not _is_up(cast.ben, MONDAY)


def _without_instants(bundle: Any) -> str:
    """The bundle as versions before 0.7 wrote it."""
    for entry in bundle["entry"]:
        parts = entry["resource"].get("extension", [])
        entry["resource"]["extension"] = [part for part in parts if not part["url"].endswith(":clearances_at")]
    assert "clearances_at" not in json.dumps(bundle)
    return json.dumps(bundle)


@pytest.mark.parametrize(
    ("before", "after", "hour"),
    [
        ("UTC", "America/New_York", 1),
        ("Pacific/Kiritimati", "Pacific/Pago_Pago", 11),
        ("Asia/Tokyo", "Europe/Berlin", 20),
    ],
)
def test_an_emergency_stays_in_sight_when_the_runners_day_goes_back_with_the_zone(
    ada, monkeypatch, before, after, hour
):
    now = datetime(2026, 5, 14, hour, tzinfo=UTC)
    monkeypatch.setattr("runback.services.clock.now", lambda: now)
    runner = change_profile(ada, zone=before)
    answered_on = clock.today(runner)
    check_in.save_check(runner, ANSWERS | {"red_flags": ["ces_saddle"]}, answered_on)
    moved = change_profile(runner, zone=after)
    today = clock.today(moved)
    assert today < answered_on
    assert view_today(moved, today).urgency is Urgency.EMERGENCY_NOW
    assert check_in.assess_answers(moved, PAIN_FREE, today).urgency is Urgency.EMERGENCY_NOW


def test_a_zone_in_which_it_is_later_leaves_the_day_of_a_check_as_it_was(ada, day):
    check_in.save_check(ada, PAIN_FREE, day(MONDAY))
    change_profile(ada, zone="Pacific/Auckland")
    assert [made_on for _, made_on in check_in.list_checks(ada)] == [MONDAY]


def test_an_emergency_at_ten_to_midnight_is_still_one_at_five_past(ada, monkeypatch):
    def at(now: datetime) -> date:
        monkeypatch.setattr("runback.services.clock.now", lambda: now)
        return clock.today(ada)

    evening = datetime(2026, 5, 13, 21, 50, tzinfo=UTC)  # ten to midnight in Berlin
    check = check_in.save_check(ada, ANSWERS | {"red_flags": ["ces_saddle"]}, at(evening))
    CheckRow.objects.filter(pk=check.id).update(created_at=evening)
    today = at(evening + timedelta(minutes=15))
    assert today > check.made_on
    again = check_in.assess_answers(ada, PAIN_FREE, today)
    assert again.urgency is Urgency.EMERGENCY_NOW
    assert again.ask_next[0].key == "mistakes"
    assert check_in.assess_answers(ada, PAIN_FREE | {"mistakes": "yes"}, today).is_clear
    next_evening = at(evening + timedelta(hours=20))
    assert check_in.assess_answers(ada, PAIN_FREE, next_evening).urgency is Urgency.CLINICIAN_WITHIN_DAYS
