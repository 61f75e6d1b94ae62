"""The Django app of the pain diary."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class PainConfig(AppConfig):
    name = "runback.web.pain"
    navigation = (NavigationEntry("pain", "Pain diary", "more", "all your pain scores"),)
