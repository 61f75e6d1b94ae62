"""The entry logged last is taken back, whichever kind it is; what was changed since, or imported, stays."""

from datetime import timedelta

import pytest

from runback.domain.adjust import DaysOff, DaysOffWhy, Limit, Priority, Race
from runback.domain.diary import Clearance, PainMoment, SessionLog, StrengthLog
from runback.domain.errors import NotFound
from runback.domain.plan import SessionKind
from runback.services.training import adjust, diary
from runback.services.training.take_back import take_back_last
from runback.store.models import PainRow
from runback.store.owned import rows_of
from tests.services.made_up import THURSDAY

pytestmark = pytest.mark.django_db

NEXT_WEEK = THURSDAY + timedelta(days=7)
LOGS = {
    "pain": lambda ada: diary.log_pain(ada, 3, PainMoment.NOW, today=THURSDAY),
    "session": lambda ada: diary.log_session(ada, SessionLog(THURSDAY, SessionKind.RUN, distance_km=5.0), THURSDAY),
    "strength": lambda ada: diary.log_strength(ada, StrengthLog(THURSDAY, "split_squat", 2, 12), THURSDAY),
    "clearance": lambda ada: diary.record_clearance(
        ada, Clearance("Dr A", THURSDAY, NEXT_WEEK, ("radic_new",)), THURSDAY
    ),
    "days_off": lambda ada: adjust.add_days_off(ada, THURSDAY, DaysOff(NEXT_WEEK, NEXT_WEEK, DaysOffWhy.BUSY)),
    "race": lambda ada: adjust.add_race(ada, THURSDAY, Race(NEXT_WEEK, 10.0, Priority.A)),
}


def test_entries_of_every_kind_are_taken_back_from_the_last_to_the_first(ada, noon):
    for log in LOGS.values():
        log(ada)

    taken = [take_back_last(ada).kind for _ in LOGS]
    assert taken == list(reversed(LOGS))
    with pytest.raises(NotFound, match="Nothing was logged yet"):
        take_back_last(ada)


def test_a_logged_run_that_is_taken_back_is_no_run_any_more(ada, noon):
    LOGS["session"](ada)
    take_back_last(ada)

    assert diary.list_sessions(ada) == ()


def test_an_entry_that_was_changed_since_stays(ada, noon):
    LOGS["pain"](ada)
    row = rows_of(PainRow, ada).get()
    PainRow.objects.filter(pk=row.pk).update(updated_at=row.created_at + timedelta(minutes=5), score=6)

    with pytest.raises(NotFound, match="changed since"):
        take_back_last(ada)
    assert rows_of(PainRow, ada).get().score == 6


def test_a_clinicians_limit_ends_by_its_own_command_also_on_its_first_day(ada, noon):
    saved = adjust.add_limit(ada, THURSDAY, Limit("Physio", THURSDAY, no_running=True))

    with pytest.raises(NotFound, match=rf"--remove {saved.id}"):
        take_back_last(ada)
    assert [one.id for one in adjust.list_limits(ada)] == [saved.id]


def test_a_strength_session_leaves_the_exercises_that_were_logged_one_by_one(ada, noon):
    LOGS["strength"](ada)
    diary.log_session(ada, SessionLog(THURSDAY, SessionKind.STRENGTH), THURSDAY)

    assert take_back_last(ada).kind == "session"
    assert len(diary.list_strength(ada)) == 1


def test_another_runners_entries_stay(ada, cast, noon):
    LOGS["pain"](cast.ben)

    with pytest.raises(NotFound):
        take_back_last(ada)
    assert rows_of(PainRow, cast.ben).count() == 1
