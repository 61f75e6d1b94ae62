"""Records refuse what cannot be, and know the runner's local day."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from runback.domain.activity import Activity, Samples, Sport, ZoneSource
from runback.domain.assessment import Running, Urgency
from runback.domain.diary import Clearance, PainEntry
from runback.domain.errors import BadAnswer
from runback.domain.plan import ExerciseSet, Plan, PlanStatus, Session, SessionKind, Step, StepKind, Week
from runback.domain.reason import Reason
from runback.domain.runner import Runner, Shoe

WHY = Reason("gate", ("return-criteria-lbp",), "You said the pain is 6.")


def an_activity(**changes):
    fields = {
        "sport": Sport.RUN,
        "start_utc": datetime(2026, 5, 1, 22, 30, tzinfo=UTC),
        "utc_offset_s": 19_800,
        "zone_source": ZoneSource.FILE,
    }
    return Activity(**(fields | changes))


def test_a_late_run_belongs_to_the_runners_local_day_in_a_half_hour_zone():
    activity = an_activity()
    assert activity.start_local == datetime(2026, 5, 2, 4, 0)
    assert activity.day == date(2026, 5, 2)


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(BadAnswer, match="time zone"):
        an_activity(start_utc=datetime(2026, 5, 1))


def test_an_offset_of_a_broken_watch_is_refused():
    with pytest.raises(BadAnswer, match="utc_offset_s"):
        an_activity(utc_offset_s=189_340 * 3600)


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(BadAnswer, match="differ in length"):
        Samples({"time_s": np.zeros(3), "heart_rate_bpm": np.zeros(2)})


def test_samples_without_time_or_with_an_unknown_channel_are_refused():
    with pytest.raises(BadAnswer, match="time_s"):
        Samples({"heart_rate_bpm": np.zeros(2)})
    with pytest.raises(BadAnswer, match="mood"):
        Samples({"time_s": np.zeros(2), "mood": np.zeros(2)})


def test_contact_time_makes_an_activity_one_with_dynamics():
    samples = Samples({"time_s": np.zeros(2), "contact_time_ms": np.full(2, 250.0)})
    assert an_activity(samples=samples).has_dynamics
    assert not an_activity(samples=Samples({"time_s": np.zeros(2)})).has_dynamics


def test_urgency_and_running_rank_from_calm_to_urgent():
    assert [u.rank for u in Urgency] == [0, 1, 2, 3]
    assert Urgency.EMERGENCY_NOW.rank == 3
    assert Running.STOP.rank > Running.WALK_ONLY.rank > Running.MODIFY.rank > Running.OK.rank


def test_a_blocked_plan_has_no_week_and_says_why():
    assert Plan(PlanStatus.BLOCKED, blocked_by=(WHY,)).weeks == ()
    with pytest.raises(BadAnswer):
        Plan(PlanStatus.BLOCKED)
    week = Week(date(2026, 11, 23), 5.0, 6.0, ())
    with pytest.raises(BadAnswer):
        Plan(PlanStatus.BLOCKED, weeks=(week,), blocked_by=(WHY,))
    with pytest.raises(BadAnswer):
        Plan(PlanStatus.PLAN, weeks=(week,), blocked_by=(WHY,))


def test_a_run_without_a_distance_cannot_be_planned():
    with pytest.raises(BadAnswer):
        Session(date(2026, 11, 23), SessionKind.RUN, "Easy run", duration_min=30)
    assert Session(date(2026, 11, 23), SessionKind.REST, "Rest").distance_km is None


def test_a_step_has_a_time_or_a_distance_and_a_week_starts_on_monday():
    with pytest.raises(BadAnswer):
        Step(StepKind.RUN)
    with pytest.raises(BadAnswer):
        Step(StepKind.RUN, duration_s=60, distance_m=100)
    with pytest.raises(BadAnswer, match="Monday"):
        Week(date(2026, 11, 22), 1, 1, ())


def test_an_exercise_needs_a_dose():
    with pytest.raises(BadAnswer):
        ExerciseSet("plank", sets=2)


def test_a_clearance_applies_to_its_flags_and_its_days_only():
    clearance = Clearance("A. Physio", date(2026, 5, 1), date(2026, 5, 14), ("radic_below_knee",))
    assert clearance.covers("radic_below_knee", date(2026, 5, 14))
    assert not clearance.covers("radic_below_knee", date(2026, 5, 15))
    assert not clearance.covers("ces_saddle", date(2026, 5, 2))
    with pytest.raises(BadAnswer):
        Clearance("A. Physio", date(2026, 5, 1), date(2026, 4, 1), ())


def test_pain_eleven_in_the_diary_is_refused_with_the_scale():
    with pytest.raises(BadAnswer, match="from 0 to 10"):
        PainEntry(datetime(2026, 5, 1, tzinfo=UTC), date(2026, 5, 1), 11)


def test_a_zone_that_does_not_exist_is_refused_with_an_example():
    with pytest.raises(BadAnswer, match="Europe/Berlin"):
        Runner("Kim", zone="Middle-earth/Shire")


def test_a_shoe_needs_a_name():
    with pytest.raises(BadAnswer):
        Shoe(" ")
