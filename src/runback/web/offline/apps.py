"""The Django app of Runback on a phone: installing it, and what it does while it cannot be reached."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class OfflineConfig(AppConfig):
    name = "runback.web.offline"
    navigation = (
        NavigationEntry(
            "phone", gettext_noop("On your phone"), "more", gettext_noop("install it, or pair a phone on your Wi-Fi")
        ),
    )
