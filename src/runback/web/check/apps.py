"""The Django app of the check."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class CheckConfig(AppConfig):
    name = "runback.web.check"
    navigation = (NavigationEntry("check", gettext_noop("Check"), "bar"),)
