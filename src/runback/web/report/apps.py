"""The Django app of the report for a physio or doctor."""

from django.apps import AppConfig

from runback.web.navigation import NavigationEntry


class ReportConfig(AppConfig):
    name = "runback.web.report"
    label = "report_pages"
    navigation = (NavigationEntry("report", "Report for a clinician", "more", "two pages for a physio or doctor"),)
