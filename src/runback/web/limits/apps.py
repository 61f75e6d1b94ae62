"""The Django app of the limits page."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class LimitsConfig(AppConfig):
    name = "runback.web.limits"
    navigation = (NavigationEntry("limits", "Limits", "more", "what your physio limits or adds"),)
