"""What leaves this machine, in a sentence each: the pages that say "sends nothing anywhere" say it from here."""

from urllib.parse import urlsplit

from django.conf import settings

from runback.domain.runner import Runner
from runback.languages.catalogue import gettext, gettext_noop
from runback.services.reminders.choices import what_leaves

OUTCOMES = {
    "sent": gettext_noop("was handed over"),
    "unsure": gettext_noop("was sent, but nobody answered"),
    "waiting": gettext_noop("did not get through: the service cannot be reached now"),
    "refused": gettext_noop("was refused by the service"),
    "gone": gettext_noop("found no device any more; switch this device on again"),
    "sending": gettext_noop("was cut off"),
}
WAY_NAMES = {
    "push": gettext_noop("The push"),
    "mail": gettext_noop("The mail"),
    "ntfy": gettext_noop("The message to ntfy"),
}


def describe_what_is_sent(runner: Runner) -> list[str]:
    """A sentence for each way by which reminders leave now; empty where nothing is sent anywhere."""
    sentences = {
        "push": gettext(
            "Reminders go, encrypted for your device alone, through the push service of its browser's maker "
            "(Google, Apple, Mozilla or Microsoft), which learns when one is sent."
        ),
        "mail": gettext("Reminders go to your mailbox through {email_host}; mail can be read on its way.").format(
            email_host=settings.EMAIL_HOST
        ),
        "ntfy": gettext("Reminders go through {hostname}, which can read them.").format(
            hostname=urlsplit(settings.NTFY_URL).hostname
        ),
    }
    return [sentences[way] for way in what_leaves(runner)]


def describe_deliveries(states: dict[str, str]) -> list[str]:
    """What became of a test, a sentence for each way."""
    return [f"{gettext(WAY_NAMES[way])} {gettext(OUTCOMES[state])}." for way, state in states.items()]
