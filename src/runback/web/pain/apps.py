"""The Django app of the pain diary."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class PainConfig(AppConfig):
    name = "runback.web.pain"
    navigation = (NavigationEntry("pain", gettext_noop("Pain diary"), "more", gettext_noop("all your pain scores")),)
