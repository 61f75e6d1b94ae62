"""The Django app of the import pages."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class ImportsConfig(AppConfig):
    name = "runback.web.imports"
    navigation = (NavigationEntry("imports", "Import files", "more", "runs from your watch or app"),)
