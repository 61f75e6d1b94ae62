"""The Django app of Today."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class TodayConfig(AppConfig):
    name = "runback.web.today"
    navigation = (NavigationEntry("today", "Today", "bar"),)
