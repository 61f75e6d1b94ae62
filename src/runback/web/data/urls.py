"""Addresses of the page about the runner's data."""

from django.urls import path

from runback.web.data import views

urlpatterns = [
    path("data/", views.show, name="data"),
    path("data/export/", views.export, name="data-export"),
    path("data/record/", views.record, name="data-record"),
    path("data/record/import/", views.take_record, name="data-record-import"),
    path("data/backup/", views.backup, name="data-backup"),
    path("data/restore/", views.restore, name="data-restore"),
    path("data/erase/", views.erase, name="data-erase"),
]
