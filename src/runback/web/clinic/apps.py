"""The Django app of a clinician's pages."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class ClinicConfig(AppConfig):
    name = "runback.web.clinic"
    navigation = (NavigationEntry("clinic", gettext_noop("Runners"), "bar", roles=("clinician",)),)
