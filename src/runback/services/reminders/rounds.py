"""Sending what is due: at most two messages a day, outside quiet hours, and nothing twice, also after a kill.

One worker of the home does this at a time. A message is a row; a way of it is marked as being sent before anything
leaves, and one so marked is never begun again: better a reminder that is lost than one that comes twice.
"""

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from runback import languages
from runback.domain.errors import BadAnswer, RunbackError
from runback.domain.runner import Runner
from runback.knowledge.sentences import render_by_id
from runback.languages.catalogue import gettext
from runback.services import clock
from runback.services.reminders import choices, ways
from runback.services.reminders.choices import Choice, choice_record
from runback.services.reminders.due import Cause, find_due
from runback.services.reminders.keys import key_mark
from runback.services.reminders.ways import Message, Outcome
from runback.store.locks import HomeIsBusy
from runback.store.mapping_history import runner_record
from runback.store.models import PushDeviceRow, ReminderChoiceRow, ReminderRow
from runback.store.owned import one_at_a_time, owner_id, rows_of
from runback.store.work_locks import hold_work

LOCK_NAME = "reminders.lock"
EVERY = timedelta(minutes=15)
MOST_A_DAY, TRIES, TESTS_A_DAY = 2, 5, 5
_KEPT = timedelta(days=60)
_WAITING, _SENDING = "waiting", "sending"
_ASKED_FOR = ("test", "mail_code")
"""What the runner requests with a button: sent at once, and not counted as one of the day's reminders."""

_log = logging.getLogger(__name__)


def send_due() -> int:
    """Look at each runner whose turn it is, and send what is due; returns how many messages were sent.

    Returns 0 where another process is doing it, and in a demo home.
    """
    now = clock.now()
    waiting = ReminderChoiceRow.objects.filter(look_at__lte=now)
    if settings.IS_DEMO or not waiting.exists():
        return 0
    try:
        with hold_work(LOCK_NAME, patience_s=0.0):
            return sum(_look(row, now) for row in waiting.select_related("runner").order_by("look_at"))
    except HomeIsBusy:
        return 0


def _look(row: ReminderChoiceRow, now: datetime) -> int:
    ReminderChoiceRow.objects.filter(pk=row.pk).update(look_at=now + EVERY)
    runner, choice = runner_record(row.runner), choice_record(row)
    local = now.astimezone(ZoneInfo(runner.zone))
    if choice.is_quiet(local.time()):
        return 0
    with languages.using(languages.ready_or_english(runner.language)):
        try:
            message = _under_way(runner, local.date()) or _next_message(runner, choice, now)
        except RunbackError as problem:
            _log.warning("Reminders of one runner could not be worked out (%s).", problem.code)
            return 0
        return 0 if message is None else _deliver(runner, choice, message)


def _under_way(runner: Runner, today: date) -> ReminderRow | None:
    return rows_of(ReminderRow, runner).filter(day=today, is_over=False).order_by("pk").first()


@one_at_a_time
def _next_message(runner: Runner, choice: Choice, now: datetime) -> ReminderRow | None:
    """The message of what is due and was never sent, with its ways waiting; None where there is nothing, or no way."""
    today = clock.local_day(runner, now)
    rows_of(ReminderRow, runner).filter(day__lt=today - _KEPT).delete()
    sent = list(rows_of(ReminderRow, runner).values_list("day", "causes"))
    sent_today = [causes for day, causes in sent if day == today and causes[0].partition(":")[0] not in _ASKED_FOR]
    addressed = _list_ways(runner, choice)
    if len(sent_today) >= MOST_A_DAY or not addressed:
        return None
    known = {cause for _, causes in sent for cause in causes}
    fresh = [cause for cause in find_due(runner, choice, now) if cause.key not in known]
    return _write(runner, today, [cause.key for cause in fresh], _compose(fresh), addressed) if fresh else None


def _compose(causes: Iterable[Cause]) -> Message:
    """One message about all of them; a tap opens the page of the first."""
    kinds = list(dict.fromkeys((cause.kind, cause.page) for cause in causes))
    text = "\n".join(render_by_id(f"reminder.{kind}", ()) for kind, _ in kinds)
    return Message(render_by_id("reminder.title", ()), text, reverse(kinds[0][1]))


def _write(runner: Runner, day: date, causes: list[str], message: Message, addressed: Iterable[str]) -> ReminderRow:
    return ReminderRow.objects.create(
        runner_id=owner_id(runner),
        day=day,
        causes=causes,
        message={"title": message.title, "text": message.text, "path": message.path},
        ways=dict.fromkeys(addressed, _WAITING),
    )


def _list_ways(runner: Runner, choice: Choice) -> list[str]:
    """Where a message goes: each device separately, the mailbox, the topic."""
    found: list[str] = []
    if "push" in choice.ways:
        current = rows_of(PushDeviceRow, runner).order_by("pk")
        mark = key_mark() if current else ""
        found += [f"push:{row.pk}" for row in current if row.server_key == mark]
    if "mail" in choice.ways and choice.is_mail_confirmed and settings.MAIL_IS_ON:
        found.append("mail")
    if "ntfy" in choice.ways and choice.topic:
        found.append("ntfy")
    return found


def _deliver(runner: Runner, choice: Choice, row: ReminderRow) -> int:
    """Send the message by each way that still waits; returns 1 where one took it."""
    took = 0
    row.tries += 1
    for way in [way for way, state in row.ways.items() if state == _WAITING]:
        row.ways[way] = _SENDING
        row.save()
        outcome = _carry(runner, choice, way, Message(**row.message))
        row.ways[way] = _WAITING if outcome is Outcome.LATER else str(outcome)
        row.save()
        took += outcome is Outcome.SENT
    row.is_over = row.tries >= TRIES or _WAITING not in row.ways.values()
    row.save()
    return min(took, 1)


def _carry(runner: Runner, choice: Choice, way: str, message: Message) -> Outcome:
    if way == "mail":
        return ways.mail(choice.mail_to, message)
    if way == "ntfy":
        return ways.ntfy(choice.topic, message)
    device = rows_of(PushDeviceRow, runner).filter(pk=int(way.partition(":")[2])).first()
    if device is None:
        return Outcome.GONE
    outcome = ways.push(device, message)
    if outcome is Outcome.GONE:
        device.delete()
    return outcome


# --- what the runner asks for


def send_test(runner: Runner) -> dict[str, str]:
    """Send a test by every way that is switched on; returns what became of each (``push``, ``mail``, ``ntfy``).

    Raises ``BadAnswer`` without a way, and after five on one day.
    """
    choice = choices.read_choice(runner)
    addressed = _list_ways(runner, choice)
    if not addressed:
        raise BadAnswer(
            "ways", gettext("Nothing can be sent yet. Choose a way below, save, and switch on this device.")
        )
    message = Message(render_by_id("reminder.title", ()), render_by_id("reminder.test", ()), reverse("reminders"))
    row = _write_asked(runner, "test", message, addressed)
    _deliver(runner, choice, row)
    row.is_over = True  # one that did not arrive is not retried
    row.save()
    return _by_kind(row.ways)


def _by_kind(states: dict[str, str]) -> dict[str, str]:
    """The outcome of each kind of way; of several devices sent where one took it."""
    found: dict[str, str] = {}
    for way, state in states.items():
        kind = way.partition(":")[0]
        if found.get(kind) != Outcome.SENT:
            found[kind] = state
    return found


def send_mail_code(runner: Runner) -> bool:
    """Send the code that confirms the mail address; returns whether the mail server took it.

    Raises ``BadAnswer`` without an address, and after five on one day.
    """
    address = choices.read_choice(runner).mail_to
    if not address or not settings.MAIL_IS_ON:
        raise BadAnswer("mail_to", gettext("Enter a mail address and save first."))
    code = choices.mail_code(runner, address)
    text = render_by_id("reminder.mail_code", (("code", f"{code[:4]} {code[4:]}"),))
    row = _write_asked(runner, "mail_code", Message("", "", ""), ["mail"])  # the code itself is not stored anywhere
    message = Message(render_by_id("reminder.title", ()), text, reverse("reminders"))
    row.ways = {"mail": str(ways.mail(address, message))}
    row.save()
    return bool(row.ways["mail"] == Outcome.SENT)


@one_at_a_time
def _write_asked(runner: Runner, kind: str, message: Message, addressed: Iterable[str]) -> ReminderRow:
    today = clock.today(runner)
    sent = rows_of(ReminderRow, runner).filter(day=today).values_list("causes", flat=True)
    count = sum(causes[0].startswith(f"{kind}:") for causes in sent)
    if count >= TESTS_A_DAY:
        raise BadAnswer(
            "ways", gettext("{tests_a_day} were sent today. Try again tomorrow.").format(tests_a_day=TESTS_A_DAY)
        )
    row = _write(runner, today, [f"{kind}:{today}:{count}"], message, addressed)
    row.is_over = True
    row.save()
    return row
