"""The clinician's list: those who need a look come first, each with its reasons."""

from datetime import timedelta

import pytest
from django.test.utils import CaptureQueriesContext

from runback.services.people import sharing
from runback.services.people.accounts import add_account, chosen_runner
from runback.services.people.clinic import list_runners, read_record
from runback.services.training import check_in, diary
from tests.web.conftest import CLEAR, DAYS, TODAY


def share(runner, clinician):
    sharing.accept(sharing.invite(runner), clinician)


def test_the_list_has_only_runners_who_share(clinic):
    assert [one.name for one in list_runners(clinic.cleo.user_id)] == ["Ada"]
    assert list_runners(clinic.dora.user_id) == ()
    assert list_runners(clinic.emil.user_id) == ()


def test_a_warning_sign_is_shown_and_ranks_above_a_runner_with_nothing(clinic):
    share(clinic.ben, clinic.cleo)
    check_in.save_check(clinic.ada, CLEAR, TODAY)
    diary.log_pain(clinic.ada, 1)
    check_in.save_check(clinic.ben, DAYS, TODAY)
    first, second = list_runners(clinic.cleo.user_id)
    assert (first.name, second.name) == ("Ben", "Ada")
    assert "warning sign in the check of 2026-05-14" in first.because
    assert second.because == ()


@pytest.mark.parametrize(("score", "is_named"), [(4, False), (5, True), (9, True)])
def test_pain_from_five_of_this_week_is_named(clinic, score, is_named):
    check_in.save_check(clinic.ada, CLEAR, TODAY)
    diary.log_pain(clinic.ada, score)
    (line,) = list_runners(clinic.cleo.user_id)
    assert (f"pain {score} on 2026-05-14" in line.because) is is_named
    assert (line.pain, line.pain_on) == (score, TODAY)


def test_a_runner_who_logs_nothing_is_named_after_two_weeks(clinic, monkeypatch, noon):
    check_in.save_check(clinic.ada, CLEAR, TODAY)
    diary.log_pain(clinic.ada, 1)
    monkeypatch.setattr("runback.services.clock.now", lambda: noon + timedelta(days=14))
    (line,) = list_runners(clinic.cleo.user_id)
    assert line.because == ("nothing logged for 14 days",)


def test_the_list_asks_as_often_for_twenty_runners_as_for_one(clinic):
    from django.db import connection

    check_in.save_check(clinic.ada, CLEAR, TODAY)
    with CaptureQueriesContext(connection) as one:
        list_runners(clinic.cleo.user_id)
    for number in range(19):
        runner = chosen_runner(add_account(f"runner{number}").username)
        check_in.save_check(runner, CLEAR, TODAY)
        share(runner, clinic.cleo)
    with CaptureQueriesContext(connection) as twenty:
        assert len(list_runners(clinic.cleo.user_id)) == 20
    assert len(twenty) == len(one)


def test_the_record_has_what_the_runner_entered_and_nothing_of_another(clinic):
    check_in.save_check(clinic.ada, CLEAR, TODAY)
    diary.log_pain(clinic.ada, 3, note="after the stairs")
    diary.log_pain(clinic.ben, 7, note="of Ben")
    found = read_record(clinic.ada)
    assert found.check is not None
    assert [entry.note for entry in found.pain] == ["after the stairs"]
    assert found.plan is not None
