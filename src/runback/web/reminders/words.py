"""What leaves this machine, in a sentence each: the pages that say "sends nothing anywhere" say it from here."""

from urllib.parse import urlsplit

from django.conf import settings

from runback.domain.runner import Runner
from runback.services.reminders.choices import what_leaves

OUTCOMES = {
    "sent": "was handed over",
    "unsure": "was sent, but nobody answered",
    "waiting": "did not get through: the service cannot be reached now",
    "refused": "was refused by the service",
    "gone": "found no device any more; switch this device on again",
    "sending": "was cut off",
}
WAY_NAMES = {"push": "The push", "mail": "The mail", "ntfy": "The message to ntfy"}


def say_what_leaves(runner: Runner) -> list[str]:
    """A sentence for each way by which reminders leave now; empty where nothing is sent anywhere."""
    sentences = {
        "push": "Reminders go, encrypted for your device alone, through the push service of its browser's maker "
        "(Google, Apple, Mozilla or Microsoft), which learns when one is sent.",
        "mail": f"Reminders go to your mailbox through {settings.EMAIL_HOST}; mail can be read on its way.",
        "ntfy": f"Reminders go through {urlsplit(settings.NTFY_URL).hostname}, which can read them.",
    }
    return [sentences[way] for way in what_leaves(runner)]


def say_outcomes(told: dict[str, str]) -> list[str]:
    """What became of a test, a sentence for each way."""
    return [f"{WAY_NAMES[way]} {OUTCOMES[state]}." for way, state in told.items()]
