"""The Django app of the evidence pages."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class EvidenceConfig(AppConfig):
    name = "runback.web.evidence"
    navigation = (NavigationEntry("evidence-shelf", "Evidence", "more", "what articles say, what studies say"),)
