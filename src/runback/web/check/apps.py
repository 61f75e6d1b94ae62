"""The Django app of the check."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class CheckConfig(AppConfig):
    name = "runback.web.check"
    navigation = (NavigationEntry("check", "Check", "bar"),)
