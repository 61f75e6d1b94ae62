"""The Django app of the evidence pages."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "runback.web.evidence"
