"""The Django app of the plan."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class PlanConfig(AppConfig):
    name = "runback.web.plan"
    navigation = (NavigationEntry("plan", "Plan", "bar"),)
