"""The Django app of the reminders page."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class RemindersConfig(AppConfig):
    name = "runback.web.reminders"
    navigation = (
        NavigationEntry(
            "reminders",
            gettext_noop("Reminders"),
            "more",
            gettext_noop("on your phone or by mail; off until you choose"),
        ),
    )
