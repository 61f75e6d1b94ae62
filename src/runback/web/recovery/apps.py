"""The Django app of the recovery page."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class RecoveryConfig(AppConfig):
    name = "runback.web.recovery"
    navigation = (
        NavigationEntry(
            "recovery", gettext_noop("Recovery"), "more", gettext_noop("sleep, warmth, rolling, easy movement")
        ),
    )
