"""Addresses of the import pages."""

from django.urls import path

from runback.web.imports import intervals, views

urlpatterns = [
    path("import/", views.show, name="imports"),
    path("import/upload/", views.upload, name="imports-upload"),
    path("import/start/", views.start, name="imports-start"),
    path("import/folders/", views.folders, name="imports-folders"),
    path("import/intervals/", intervals.show, name="imports-intervals"),
    path("import/intervals/change/", intervals.change, name="imports-intervals-change"),
    path("import/look/<str:name>/", views.look, name="imports-look"),
    path("import/look/<str:name>/leave/", views.leave, name="imports-leave"),
    path("import/table/<str:name>/", views.table, name="imports-table"),
    path("import/<int:job_id>/", views.progress, name="imports-progress"),
    path("import/<int:job_id>/stop/", views.stop, name="imports-stop"),
    path("import/<int:job_id>/undo/", views.undo, name="imports-undo"),
    path("import/<int:job_id>/verdicts.csv", views.download, name="imports-verdicts"),
]
