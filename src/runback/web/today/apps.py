"""The Django app of Today."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class TodayConfig(AppConfig):
    name = "runback.web.today"
    navigation = (NavigationEntry("today", gettext_noop("Today"), "bar"),)
