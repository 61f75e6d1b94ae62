"""The Django app of a clinician's pages."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class ClinicConfig(AppConfig):
    name = "runback.web.clinic"
    navigation = (NavigationEntry("clinic", "Runners", "bar", roles=("clinician",)),)
