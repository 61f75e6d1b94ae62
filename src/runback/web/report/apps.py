"""The Django app of the report for a physio or doctor."""

from django.apps import AppConfig

from runback.languages.catalogue import gettext_noop
from runback.web.navigation import NavigationEntry


class ReportConfig(AppConfig):
    name = "runback.web.report"
    label = "report_pages"
    navigation = (
        NavigationEntry(
            "report", gettext_noop("Report for a clinician"), "more", gettext_noop("two pages for a physio or doctor")
        ),
    )
