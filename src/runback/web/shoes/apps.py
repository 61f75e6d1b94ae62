"""The Django app of the shoes page."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class ShoesConfig(AppConfig):
    name = "runback.web.shoes"
    navigation = (NavigationEntry("shoes", gettext_noop("Shoes"), "more", gettext_noop("distance on each pair")),)
