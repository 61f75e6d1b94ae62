"""The Django app of the page What helps me."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class ExperimentsConfig(AppConfig):
    name = "runback.web.experiments"
    navigation = (
        NavigationEntry("experiments", gettext_noop("What helps me"), "more", gettext_noop("try one change at a time")),
    )
