"""The Django app of the running form pages."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class FormConfig(AppConfig):
    name = "runback.web.form"
    navigation = (NavigationEntry("form", "Running form", "more", "from a video or your watch"),)
