"""The Django app of the plan."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class PlanConfig(AppConfig):
    name = "runback.web.plan"
    navigation = (NavigationEntry("plan", gettext_noop("Plan"), "bar"),)
