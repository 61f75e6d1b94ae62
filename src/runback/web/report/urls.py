"""Addresses of the report."""

from django.urls import path

from runback.web.report import views

urlpatterns = [
    path("report/", views.show, name="report"),
    path("report/preview/", views.preview, name="report-preview"),
    path("report/runback-report.pdf", views.download, name="report-pdf"),
    path("report/runback-desk.pdf", views.download_desk_sheet, name="report-desk"),
    path("report/share/", views.share, name="report-share"),
    path("report/share/<str:link_id>/end/", views.end_share, name="report-share-end"),
    path("shared/report/<str:token>/", views.shared, name="report-shared"),
    path("shared/report/<str:token>/runback-report.pdf", views.shared_pdf, name="report-shared-pdf"),
]
