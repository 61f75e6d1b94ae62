"""The Django app of the running form pages."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class FormConfig(AppConfig):
    name = "runback.web.form"
    navigation = (
        NavigationEntry("form", gettext_noop("Running form"), "more", gettext_noop("from a video or your watch")),
    )
