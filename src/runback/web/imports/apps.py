"""The Django app of the import pages."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class ImportsConfig(AppConfig):
    name = "runback.web.imports"
    navigation = (
        NavigationEntry("imports", gettext_noop("Import files"), "more", gettext_noop("runs from your watch or app")),
    )
