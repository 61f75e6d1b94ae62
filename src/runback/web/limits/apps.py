"""The Django app of the limits page."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class LimitsConfig(AppConfig):
    name = "runback.web.limits"
    navigation = (
        NavigationEntry("limits", gettext_noop("Limits"), "more", gettext_noop("what your physio limits or adds")),
    )
