"""The follow-up: what is asked again at a check-in, weekly and after a change."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from runback.assess.followup import (
    FollowUp,
    carry_answers,
    find_changes,
    find_changes_in_diary,
    forget_answers,
    has_leg_symptoms,
    plan_follow_up,
)
from runback.domain.diary import LegSymptom, PainEntry, PainMoment, SessionLog
from runback.domain.intake import Intake, read_intake
from runback.domain.plan import SessionKind
from runback.knowledge.red_flags import load_red_flags
from tests.assess.cast import ORDINARY, TODAY

CAUDA = {"ces_saddle", "ces_bladder", "ces_bowel", "ces_sexual", "ces_bilateral_leg"}
LEG = {"leg_pain": "above_knee", "locations": ["left_low_back", "thigh_back"]}


def _intake(**answers: Any) -> Intake:
    return read_intake({**ORDINARY, **answers})


def _after(days: int, *changes: str, **answers: Any) -> FollowUp:
    return plan_follow_up(_intake(**answers), made_on=TODAY - timedelta(days=days), as_of=TODAY, changes=changes)


def _asked(follow_up: FollowUp) -> set[str]:
    """Every red-flag item asked, alone or with others."""
    return {each for question in follow_up.questions for each in (question.id, *question.options)}


def test_a_sore_back_without_leg_symptoms_is_left_alone_for_a_week() -> None:
    assert not _after(6).is_due
    assert _after(6).questions == ()


def test_after_a_week_every_red_flag_is_asked_again() -> None:
    asked = _asked(_after(7))
    assert asked >= CAUDA | {"neuro_gait", "inf_fever", "vasc_aaa", "pain_now", "trend"}


def test_cauda_equina_items_are_asked_at_every_check_in_with_leg_symptoms() -> None:
    for sign in (LEG, {"numbness": "foot"}, {"weakness": "mild"}, {"text": "my left foot tingles"}):
        follow_up = _after(1, **sign)
        assert _asked(follow_up) >= CAUDA, sign
        assert set(follow_up.items) == CAUDA


def test_cauda_equina_items_are_asked_again_though_answered_no_the_day_before() -> None:
    denied = dict.fromkeys(CAUDA, "no")
    assert _asked(_after(1, red_flag_answers=denied, **LEG)) >= CAUDA


def test_a_change_asks_everything_at_once() -> None:
    follow_up = _after(0, "It hurts in a new place.")
    assert follow_up.because == ("It hurts in a new place.",)
    assert _asked(follow_up) >= CAUDA | {"neuro_foot_drop"}


def test_an_old_emergency_answer_is_asked_again_and_does_not_end_the_questions() -> None:
    assert _asked(_after(7, red_flags=["ces_bladder"])) >= CAUDA


def test_what_does_not_change_in_a_week_is_kept_and_not_asked() -> None:
    follow_up = _after(7, red_flags=["ca_history", "inf_fever"], red_flag_answers={"fx_osteoporosis": "no"})
    assert not {"ca_history", "fx_osteoporosis"} & set(follow_up.items)
    kept = forget_answers(_intake(red_flags=["ca_history", "inf_fever"]), follow_up.items, follow_up.keys)
    assert kept.red_flags == ("ca_history",)
    assert kept.pain_now is None
    assert kept.age_years == 35


def test_worse_and_new_symptoms_are_changes_and_better_ones_are_not() -> None:
    before = _intake(pain_now=2, trend="same")
    assert find_changes(before, _intake(pain_now=4, trend="same")) == ("The pain rose from 2 to 4.",)
    assert find_changes(before, _intake(pain_now=3, trend="same")) == ()
    assert find_changes(before, _intake(pain_now=0, trend="improving")) == ()
    assert find_changes(before, _intake(trend="same", locations=["left_low_back", "foot"])) == (
        "It hurts in a new place.",
    )
    assert "Numbness or tingling is new or has moved." in find_changes(before, _intake(trend="same", numbness="foot"))
    assert find_changes(_intake(leg_pain="below_knee"), _intake(leg_pain="none")) == ()


def test_a_new_warning_sign_is_a_change_and_is_named() -> None:
    changes = find_changes(_intake(), _intake(text="Toilet paper feels different when I wipe"))
    assert changes == (f"New: {load_red_flags().by_id['ces_saddle'].short}.",)
    assert find_changes(_intake(red_flags=["inf_fever"]), _intake(red_flags=["inf_fever"])) == ()


@pytest.mark.parametrize(
    ("before", "now", "changes"),
    [
        (None, "same", ()),
        ("same", "same", ()),
        ("worsening", "same", ()),
        ("same", "improving", ()),
        ("improving", "same", ("It is no longer getting better.",)),
        ("improving", "worsening", ("It is getting worse.",)),
        ("same", "worsening", ("It is getting worse.",)),
        (None, "worsening", ("It is getting worse.",)),
    ],
)
def test_a_trend_that_turns_is_reported_as_it_was_answered(
    before: str | None, now: str, changes: tuple[str, ...]
) -> None:
    blank = {key: answer for key, answer in ORDINARY.items() if key != "trend"}
    old = read_intake(blank if before is None else blank | {"trend": before})
    assert find_changes(old, read_intake(blank | {"trend": now})) == changes


def test_leg_symptoms_are_seen_in_answers_and_words_alike() -> None:
    assert not has_leg_symptoms(_intake())
    assert has_leg_symptoms(_intake(leg_pain="below_knee"))
    assert has_leg_symptoms(_intake(text="Pins and needles in my right foot since Friday"))


def test_the_follow_up_does_not_read_the_clock() -> None:
    early = plan_follow_up(_intake(), made_on=date(2001, 1, 1), as_of=date(2001, 1, 3))
    assert not early.is_due


def _pain(score: int, moment: PainMoment = PainMoment.NOW, leg: LegSymptom = LegSymptom.NONE) -> PainEntry:
    return PainEntry(datetime(2026, 11, 20, 8, tzinfo=UTC), date(2026, 11, 20), score, moment, leg)


def test_pain_in_the_diary_counts_from_two_above_the_check() -> None:
    before = _intake(pain_now=2)
    assert find_changes_in_diary(before, [_pain(3)]) == ()
    assert find_changes_in_diary(before, [_pain(3), _pain(4), _pain(1)]) == ("The pain rose from 2 to 4.",)


def test_pain_on_a_run_counts_from_five_and_two_above_the_usual() -> None:
    during = PainMoment.DURING_RUN
    assert find_changes_in_diary(_intake(pain_now=1), [_pain(4, during)]) == ()
    assert find_changes_in_diary(_intake(pain_now=1), [_pain(5, during)]) == ("The pain on a run rose to 5.",)
    assert find_changes_in_diary(_intake(pain_now=1, pain_running=4), [_pain(5, during)]) == ()
    run = SessionLog(date(2026, 11, 20), SessionKind.RUN, pain_during=6)
    assert find_changes_in_diary(_intake(pain_now=1, pain_running=4), [], [run]) == ("The pain on a run rose to 6.",)


def test_a_leg_in_the_diary_counts_when_it_is_worse_than_what_was_known() -> None:
    below = _pain(1, leg=LegSymptom.BELOW_KNEE)
    assert "The leg pain changed." in find_changes_in_diary(_intake(), [below])
    assert find_changes_in_diary(_intake(leg_pain="below_knee"), [below]) == ()
    weak = SessionLog(date(2026, 11, 20), SessionKind.RUN, leg=LegSymptom.WEAKNESS)
    assert "A leg is weaker." in find_changes_in_diary(_intake(), [], [weak])


def test_a_follow_up_starts_from_what_still_counts_and_an_episode_that_is_older() -> None:
    answers = {**ORDINARY, "pain_days": 5, "pain_now": 2, "red_flags": ["inf_fever", "ca_history"]}
    answers["red_flag_answers"] = {"ces_saddle": "no", "fx_osteoporosis": "no"}
    kept = carry_answers(answers, _after(7), days=7)
    assert kept["pain_days"] == 12
    assert kept["red_flags"] == ["ca_history"]
    assert kept["red_flag_answers"] == {"fx_osteoporosis": "no"}
    assert "pain_now" not in kept
    assert kept["age_years"] == answers["age_years"]


def test_old_words_no_longer_count_but_what_they_said_for_life_does() -> None:
    answers = {**ORDINARY, "text": "I had breast cancer years ago. Today I have a fever and I shiver."}
    kept = carry_answers(answers, _after(7), days=7)
    assert "text" not in kept
    assert kept["red_flags"] == ["ca_history"]


@pytest.mark.parametrize("trend", ["same", "worsening"])
@pytest.mark.parametrize("days", [15, 30, 43, 80])
def test_weeks_that_went_by_are_no_sign_that_the_runner_reported(days: int, trend: str) -> None:
    before = _intake(pain_days=days - 7, trend="same", pain_now=5, pain_worst=6)
    now = _intake(pain_days=days, trend=trend, pain_now=5, pain_worst=6)

    assert not [change for change in find_changes(before, now) if change.startswith("New: ")]
