"""Reminders go out once, seldom, outside quiet hours, and never before the runner switched them on."""

import json
import time

import pytest
from django.db import connection
from http_ece import ECEException
from py_vapid import Vapid02

from runback.domain.errors import BadAnswer
from runback.services.home.runners import change_profile
from runback.services.reminders import choices, keys, rounds, ways
from runback.services.reminders.due import Cause
from runback.store.models import ReminderChoiceRow, ReminderRow
from runback.store.work_locks import hold_work
from runback.web.environment import PublicAddress
from tests.receivers import PhoneBrowser
from tests.services.reminders.conftest import subscribe

pytestmark = pytest.mark.django_db


@pytest.fixture
def due(monkeypatch):
    """Sets what is due: these tests are about sending it."""
    found: list[Cause] = [Cause("session", "session:1", "today")]
    monkeypatch.setattr(rounds, "find_due", lambda runner, choice, now: tuple(found))
    return found


def states(runner):
    return [row.ways for row in ReminderRow.objects.filter(runner_id=runner.id).order_by("pk")]


@pytest.mark.parametrize(("kinds", "sent_by"), [((), ()), (("session",), ()), ((), ("push",))])
def test_nothing_is_sent_before_both_what_and_how_are_chosen(ada, service, due, switch_on, kinds, sent_by):
    subscribe(ada, service)
    if kinds or sent_by:
        switch_on(ada, *sent_by, kinds=kinds)

    assert rounds.send_due() == 0
    assert service.posts == []


def test_what_is_due_reaches_the_browser_and_only_it_can_read_it(ada, service, phone, due):
    assert rounds.send_due() == 1

    (post,) = service.posts
    assert phone.read(post.body) == {"title": "Runback", "text": "Today's session is ready.", "path": "/"}
    assert b"session" not in post.body
    assert (post.path, post.headers["TTL"], post.headers["Topic"]) == ("/send/phone", "21600", "runback")
    with pytest.raises(ECEException):
        PhoneBrowser(service.origin, "other").read(post.body)


IN_OTHER_LANGUAGES = [("de", "Die Einheit von heute ist bereit."), ("es", "La sesión de hoy está lista.")]


@pytest.mark.parametrize(("language", "text"), IN_OTHER_LANGUAGES)
def test_a_reminder_is_in_the_runners_language(ada, service, phone, due, language, text):
    change_profile(ada, language=language)
    rounds.send_due()
    (post,) = service.posts
    assert phone.read(post.body)["text"] == text


def test_the_push_service_can_identify_the_sender(ada, service, phone, due):
    rounds.send_due()
    token, key = (part.split("=", 1)[1] for part in service.posts[0].headers["Authorization"][6:].split(","))

    assert key == keys.public_key()
    claims = json.loads(choices.decode(token.split(".")[1]))
    assert Vapid02.verify(service.posts[0].headers["Authorization"])
    assert claims["aud"] == service.origin
    assert 0 < claims["exp"] - time.time() <= 24 * 3600  # what RFC 8292 and Apple allow


def test_the_same_thing_is_sent_once(ada, service, phone, due, clock_at):
    for hour in (10, 11, 12):
        clock_at(hour)
        rounds.send_due()

    assert len(service.posts) == 1


def test_at_most_two_messages_a_day_and_the_rest_on_the_next(ada, service, phone, due, clock_at):
    for hour in range(6, 18):
        due[:] = [Cause("session", f"session:{hour}", "today")]
        clock_at(hour)
        rounds.send_due()
    assert len(service.posts) == 2

    clock_at(6, day=15)
    rounds.send_due()
    assert len(service.posts) == 3


def test_all_that_is_due_at_once_is_one_message_that_opens_the_page_of_the_first(ada, service, phone, due):
    due[:] = [Cause("plan", "plan:1", "plan"), Cause("shoes", "shoes:1", "shoes"), Cause("shoes", "shoes:2", "shoes")]
    rounds.send_due()

    message = phone.read(service.posts[0].body)
    assert message["text"] == "Your plan changed. Have a look.\nHave a look at your shoes."
    assert message["path"] == "/plan/"


@pytest.mark.parametrize(("runner", "quiet_at", "open_at"), [("ada", (4, 59), (5, 0)), ("ben", (1, 14), (1, 15))])
def test_quiet_hours_are_those_of_the_runners_own_zone(
    cast, service, due, switch_on, clock_at, runner, quiet_at, open_at
):
    who = getattr(cast, runner)
    clock_at(0)
    switch_on(who, "push")
    subscribe(who, service)

    clock_at(*quiet_at)
    assert rounds.send_due() == 0
    ReminderChoiceRow.objects.update(look_at=clock_at(*open_at))
    assert rounds.send_due() == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten(ada, service, phone, due, status):
    service.answer = status
    rounds.send_due()

    assert choices.list_devices(ada) == ()
    assert states(ada) == [{f"push:{_id_of(states(ada))}": "gone"}]


def _id_of(sent):
    return next(iter(sent[0])).partition(":")[2]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_surely_did_not_arrive_is_tried_again_until_it_does(ada, service, phone, due, clock_at, status):
    service.answer = status
    rounds.send_due()
    service.answer = 201
    for hour in (11, 12):
        clock_at(hour)
        rounds.send_due()

    assert len(service.posts) == 2
    assert list(states(ada)[0].values()) == ["sent"]


def test_a_service_that_cannot_be_reached_is_given_up_after_five_times(ada, service, phone, due, clock_at, monkeypatch):
    tried = []
    monkeypatch.setattr(ways, "push", lambda device, message: tried.append(device) or ways.Outcome.LATER)
    for hour in range(6, 18):
        clock_at(hour)
        rounds.send_due()

    assert len(tried) == rounds.TRIES


@pytest.mark.parametrize(("answer", "state"), [(None, "unsure"), (400, "refused"), (403, "refused"), (302, "refused")])
def test_what_may_have_arrived_or_was_refused_is_not_sent_again(ada, service, phone, due, clock_at, answer, state):
    service.answer = answer
    rounds.send_due()
    service.answer = 201
    clock_at(12)
    rounds.send_due()

    assert [post.path for post in service.posts] == ["/send/phone"]  # a redirect is not followed either
    assert list(states(ada)[0].values()) == [state]


class Killed(BaseException):
    """As if the process was killed at this point."""


@pytest.mark.parametrize("was_sent", [True, False])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_worker_killed_at_any_way_sends_nothing_twice_and_the_other_ways_get_it(
    ada, service, phone, due, switch_on, clock_at, monkeypatch, at, was_sent
):
    subscribe(ada, service, "tablet")
    switch_on(ada, "push", "ntfy")
    carry, calls = rounds._carry, []

    def carry_and_die(*args):
        calls.append(args)
        if len(calls) - 1 == at:
            if was_sent:
                carry(*args)
            raise Killed
        return carry(*args)

    monkeypatch.setattr(rounds, "_carry", carry_and_die)
    with pytest.raises(Killed):
        rounds.send_due()
    for hour in (11, 12, 13):
        clock_at(hour)
        rounds.send_due()

    paths = [post.path for post in service.posts]
    assert len(paths) == len(set(paths)) == (3 if was_sent else 2)


def test_only_one_process_sends_at_a_time(ada, service, phone, due):
    if connection.vendor == "postgresql":
        pytest.skip("the same session may take an advisory lock twice")
    with hold_work(rounds.LOCK_NAME, patience_s=0.0):
        assert rounds.send_due() == 0
    assert service.posts == []


def test_a_demo_sends_nothing_by_itself(ada, service, phone, due, settings):
    settings.IS_DEMO = True
    assert rounds.send_due() == 0


def test_one_runners_reminders_say_nothing_to_the_other(cast, service, phone, due, switch_on):
    switch_on(cast.ben, "push")
    rounds.send_due()

    assert [post.path for post in service.posts] == ["/send/phone"]


def test_a_test_is_sent_at_once_even_in_quiet_hours_and_five_times_a_day_at_most(ada, service, phone, due, clock_at):
    clock_at(23)
    for _ in range(rounds.TESTS_A_DAY):
        assert rounds.send_test(ada) == {"push": "sent"}
    with pytest.raises(BadAnswer, match="tomorrow"):
        rounds.send_test(ada)
    assert len(service.posts) == 5


def test_tests_do_not_use_up_the_two_reminders_of_a_day(ada, service, phone, due):
    for _ in range(3):
        rounds.send_test(ada)
    assert rounds.send_due() == 1


def test_a_test_without_a_way_says_what_to_do(ada, service, switch_on):
    switch_on(ada, "push")
    with pytest.raises(BadAnswer, match="switch on this device"):
        rounds.send_test(ada)


def test_ntfy_gets_the_message_under_a_secret_topic(ada, service, due, switch_on, settings):
    choice = switch_on(ada, "ntfy")
    settings.NTFY_TOKEN = "tk_1"
    rounds.send_due()

    (post,) = service.posts
    assert post.body.decode() == (
        f'{{"topic": "{choice.topic}", "title": "Runback", "message": "Today\'s session is ready."}}'
    )
    assert post.headers["Authorization"] == "Bearer tk_1"
    assert len(choice.topic.removeprefix("runback-")) == 24  # 18 random bytes
    assert switch_on(ada, "ntfy").topic == choice.topic


def test_mail_goes_to_an_address_only_after_its_code_was_typed(ada, mailbox, due, switch_on):
    switch_on(ada, "mail", mail_to="ada@example.org")
    rounds.send_due()
    assert mailbox.letters == []

    assert rounds.send_mail_code(ada)
    code = mailbox.letters[0].get_payload().partition("code is ")[2].partition(". ")[0]
    with pytest.raises(BadAnswer, match="not the code"):
        choices.confirm_mail(ada, "AAAA AAAA")
    choices.confirm_mail(ada, code.lower())
    ReminderChoiceRow.objects.update(look_at=None)
    switch_on(ada, "mail", mail_to="ada@example.org")

    assert rounds.send_due() == 1
    assert (mailbox.letters[1]["Subject"], mailbox.letters[1]["To"]) == ("Runback", "ada@example.org")
    assert mailbox.letters[1].get_payload().strip() == "Today's session is ready."
    assert all(code not in str(row.message) for row in ReminderRow.objects.all())


def test_under_a_public_address_a_mail_leads_to_its_page_and_to_where_reminders_end(
    ada, mailbox, due, switch_on, settings
):
    settings.PUBLIC = PublicAddress("https://runback.example.org", "runback.example.org")
    switch_on(ada, "mail", mail_to="ada@example.org")
    choices.confirm_mail(ada, choices.mail_code(ada, "ada@example.org"))
    rounds.send_due()

    text = mailbox.letters[0].get_payload()
    assert "https://runback.example.org/\n" in text
    assert "To change or end these reminders: https://runback.example.org/reminders/" in text


def test_another_address_has_to_be_confirmed_again(ada, mailbox, due, switch_on):
    switch_on(ada, "mail", mail_to="ada@example.org")
    code = choices.mail_code(ada, "ada@example.org")
    choices.confirm_mail(ada, code)
    assert not switch_on(ada, "mail", mail_to="eve@example.org").is_mail_confirmed
    with pytest.raises(BadAnswer):
        choices.confirm_mail(ada, code)


@pytest.mark.parametrize(("refusal", "state"), [("550 no such box", "refused"), ("451 later", "waiting")])
def test_what_a_mail_server_refuses_for_now_is_tried_again(ada, mailbox, due, switch_on, refusal, state):
    switch_on(ada, "mail", mail_to="ada@example.org")
    choices.confirm_mail(ada, choices.mail_code(ada, "ada@example.org"))
    mailbox.refusal = refusal
    rounds.send_due()
    assert states(ada) == [{"mail": state}]
