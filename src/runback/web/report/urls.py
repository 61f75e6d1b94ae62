"""Addresses of the report."""

from django.urls import path

from runback.web.report import views

urlpatterns = [
    path("report/", views.show, name="report"),
    path("report/preview/", views.preview, name="report-preview"),
    path("report/runback-report.pdf", views.download, name="report-pdf"),
    path("report/runback-desk.pdf", views.download_desk_sheet, name="report-desk"),
]
