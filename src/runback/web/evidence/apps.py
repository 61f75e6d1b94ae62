"""The Django app of the evidence pages."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class EvidenceConfig(AppConfig):
    name = "runback.web.evidence"
    navigation = (
        NavigationEntry(
            "evidence-shelf", gettext_noop("Evidence"), "more", gettext_noop("what articles say, what studies say")
        ),
    )
