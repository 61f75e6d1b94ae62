"""The diary: logged on the runner's local day, never in the future, never somebody else's."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from runback.domain.diary import Clearance, LegSymptom, PainMoment, SessionLog, StrengthLog
from runback.domain.errors import BadAnswer, NotFound
from runback.domain.plan import SessionKind
from runback.domain.runner import Shoe
from runback.services import clock
from runback.services.activities import list_runs
from runback.services.training import diary, take_back

TODAY = date(2026, 5, 14)


def test_pain_belongs_to_the_runners_local_day(cast, noon):
    late = datetime(2026, 5, 13, 20, 0, tzinfo=UTC)
    assert diary.log_pain(cast.ada, 3, at=late).day == date(2026, 5, 13)
    assert diary.log_pain(cast.ben, 3, at=late).day == date(2026, 5, 14)


@pytest.mark.parametrize("score", [-1, 11])
def test_pain_off_the_scale_is_refused_and_nothing_is_kept(ada, noon, score):
    with pytest.raises(BadAnswer, match=f"from 0 to 10. You entered {score}"):
        diary.log_pain(ada, score)
    assert diary.list_pain(ada) == ()


def test_pain_in_the_future_is_refused(ada, noon):
    with pytest.raises(BadAnswer, match="in the future"):
        diary.log_pain(ada, 3, at=noon + timedelta(hours=1))
    assert diary.log_pain(ada, 3, at=noon + timedelta(minutes=1)).score == 3


def test_what_the_legs_feel_is_added_to_the_entry_and_changes_nothing_else(ada, noon):
    entry = diary.log_pain(ada, 4, PainMoment.AFTER_RUN, noon - timedelta(hours=1), note="hill")
    assert diary.set_pain_leg(ada, entry.id, LegSymptom.TINGLING) == replace(entry, leg=LegSymptom.TINGLING)
    assert diary.list_pain(ada) == (replace(entry, leg=LegSymptom.TINGLING),)


def test_pain_is_listed_oldest_first_within_the_requested_days(ada, noon):
    for days in (0, 2, 1):
        diary.log_pain(ada, days, PainMoment.MORNING, noon - timedelta(days=days))
    assert [entry.score for entry in diary.list_pain(ada)] == [2, 1, 0]
    assert [entry.score for entry in diary.list_pain(ada, since=TODAY - timedelta(days=1))] == [1, 0]
    assert [entry.score for entry in diary.list_pain(ada, until=TODAY - timedelta(days=1))] == [2, 1]


def test_a_session_comes_back_as_it_was_logged(ada, noon):
    log = SessionLog(
        TODAY, SessionKind.WALK_RUN, distance_km=4.2, pain_before=2, pain_during=3, leg=LegSymptom.ABOVE_KNEE, note="ok"
    )
    saved = diary.log_session(ada, log)
    assert replace(saved, id=None, activity_id=None) == replace(log, entered_on=TODAY)
    assert diary.list_sessions(ada) == (saved,)


def test_two_runs_of_a_day_are_kept_and_an_id_changes_one_of_them(ada, noon):
    first = diary.log_session(ada, SessionLog(TODAY, SessionKind.RUN, distance_km=5))
    diary.log_session(ada, SessionLog(TODAY, SessionKind.RUN, distance_km=6))
    diary.log_session(ada, replace(first, distance_km=4))
    assert [log.distance_km for log in diary.list_sessions(ada)] == [4, 6]


def test_a_session_that_was_skipped_and_then_done_is_one_log(ada, noon):
    diary.log_session(ada, SessionLog(TODAY, SessionKind.RUN, done=False))
    diary.log_session(ada, SessionLog(TODAY, SessionKind.RUN, distance_km=5))
    assert [(log.done, log.distance_km) for log in diary.list_sessions(ada)] == [(True, 5)]


def test_a_session_is_logged_with_its_exercises_and_one_logged_before_is_left_as_it_was(ada, noon):
    diary.log_strength(ada, StrengthLog(TODAY, "bird_dog", 3, 10))
    exercises = [StrengthLog(TODAY, "bird_dog", 1, 5), StrengthLog(TODAY, "side_plank", 2, 20)]
    diary.log_session_with_exercises(ada, SessionLog(TODAY, SessionKind.STRENGTH), exercises)
    assert [(log.exercise_id, log.sets) for log in diary.list_strength(ada)] == [("bird_dog", 3), ("side_plank", 2)]
    assert [log.kind for log in diary.list_sessions(ada)] == [SessionKind.STRENGTH]


@pytest.mark.parametrize("exercise_id", ["no_such_exercise", "side_plank"])
def test_of_a_session_and_its_exercises_all_is_saved_or_nothing(ada, noon, monkeypatch, exercise_id):
    if exercise_id == "side_plank":
        monkeypatch.setattr(diary, "log_session", refuse)
    exercises = [StrengthLog(TODAY, "bird_dog", 3, 10), StrengthLog(TODAY, exercise_id, 2, 20)]
    with pytest.raises(BadAnswer):
        diary.log_session_with_exercises(ada, SessionLog(TODAY, SessionKind.STRENGTH), exercises)
    assert diary.list_sessions(ada) == diary.list_strength(ada) == ()


def refuse(runner, log, today):
    raise BadAnswer("day", "This session is refused.")


def test_a_session_or_exercise_of_tomorrow_is_refused(ada, noon):
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(BadAnswer, match="2026-05-15 is in the future"):
        diary.log_session(ada, SessionLog(tomorrow, SessionKind.RUN, distance_km=5))
    with pytest.raises(BadAnswer, match="in the future"):
        diary.log_strength(ada, StrengthLog(tomorrow, "bird_dog", 3, 10))
    assert diary.list_sessions(ada) == diary.list_strength(ada) == ()


def test_today_in_kathmandu_may_be_tomorrow_in_berlin(cast, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 5, 13, 20, 0, tzinfo=UTC))
    log = SessionLog(TODAY, SessionKind.RUN, distance_km=5)
    assert diary.log_session(cast.ben, log).day == TODAY
    with pytest.raises(BadAnswer, match="in the future"):
        diary.log_session(cast.ada, log)


def test_a_shoe_name_is_one_pair_of_a_runner(cast, noon):
    first = diary.save_shoe(cast.ada, Shoe("Blue", start_km=120))
    diary.save_shoe(cast.ben, Shoe("Blue"))
    with pytest.raises(BadAnswer, match="already have a shoe"):
        diary.save_shoe(cast.ada, Shoe("Blue"))
    diary.save_shoe(cast.ada, replace(first, retired_on=TODAY))
    assert [(shoe.start_km, shoe.retired_on) for shoe in diary.list_shoes(cast.ada)] == [(120, TODAY)]


def test_a_shoe_logged_again_keeps_what_was_not_given_again(ada, noon):
    diary.log_shoe(ada, "Blue", bought_on=date(2026, 1, 2), start_km=50)
    shoe = diary.log_shoe(ada, "Blue", retired_on=TODAY)
    assert (shoe.bought_on, shoe.start_km, shoe.retired_on) == (date(2026, 1, 2), 50, TODAY)


def test_a_clearance_is_kept_with_its_flags(ada, noon):
    clearance = Clearance("Dr. Roe, sports doctor", TODAY, TODAY + timedelta(days=30), ("bone_stress",))
    saved = diary.record_clearance(ada, clearance)
    assert diary.list_clearances(ada) == (replace(clearance, id=saved.id, recorded_at=saved.recorded_at),)


def test_nobody_sees_changes_or_deletes_anothers_entries(cast, noon):
    pain = diary.log_pain(cast.ada, 4)
    shoe = diary.save_shoe(cast.ada, Shoe("Blue"))
    diary.log_session(cast.ada, SessionLog(TODAY, SessionKind.RUN, distance_km=5))
    diary.log_strength(cast.ada, StrengthLog(TODAY, "bird_dog", 3, 10))
    diary.record_clearance(cast.ada, Clearance("Dr. Roe", TODAY, TODAY, ("x",)))
    for listed in (diary.list_pain, diary.list_sessions, diary.list_strength, diary.list_shoes, diary.list_clearances):
        assert len(listed(cast.ada)) == 1
        assert listed(cast.ben) == ()
    with pytest.raises(NotFound):
        diary.save_shoe(cast.ben, replace(shoe, name="Mine now"))
    with pytest.raises(NotFound):
        diary.set_pain_leg(cast.ben, pain.id, LegSymptom.TINGLING)
    with pytest.raises(NotFound):
        diary.delete_entry(cast.ben, "pain", pain.id)
    diary.delete_entry(cast.ada, "pain", pain.id)
    assert diary.list_pain(cast.ada) == ()


def test_an_exercise_the_rule_book_does_not_know_is_refused_with_the_nearest_ones(ada, noon):
    with pytest.raises(BadAnswer, match="bird_dog") as caught:
        diary.log_strength(ada, StrengthLog(TODAY, "Bird dogs", 3, 10))
    assert "bird_dog" in caught.value.allowed
    assert len(caught.value.allowed) <= 5
    assert diary.list_strength(ada) == ()


def test_a_session_that_is_undone_takes_its_exercises_along(ada, noon):
    squat, bridge = (StrengthLog(TODAY, one, 2, 12) for one in ("goblet_squat", "glute_bridge"))
    first = diary.log_session_with_exercises(ada, SessionLog(TODAY, SessionKind.STRENGTH, duration_min=20), [squat])
    second = diary.log_session_with_exercises(ada, SessionLog(TODAY, SessionKind.STRENGTH, duration_min=10), [bridge])
    take_back.undo_session(ada, second.id)
    assert len(diary.list_strength(ada)) == 2
    take_back.undo_session(ada, first.id)
    assert (diary.list_sessions(ada), diary.list_strength(ada)) == ((), ())


def test_a_run_that_is_undone_leaves_the_history_too(ada, noon):
    log = diary.log_session(ada, SessionLog(TODAY, SessionKind.RUN, distance_km=5, duration_min=30))
    assert [run.distance_km for run in list_runs(ada)] == [5]
    take_back.undo_session(ada, log.id)
    assert list_runs(ada) == ()


def test_nobody_undoes_anothers_session(cast, noon):
    log = diary.log_session(cast.ada, SessionLog(TODAY, SessionKind.RUN, distance_km=5, duration_min=30))
    with pytest.raises(NotFound):
        take_back.undo_session(cast.ben, log.id)
