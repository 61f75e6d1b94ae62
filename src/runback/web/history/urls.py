"""Addresses of the history."""

from django.urls import path

from runback.web.history import log, views

urlpatterns = [
    path("history/", views.show, name="history"),
    path("history/add/", log.log, name="history-add"),
    path("history/logs/<int:log_id>/", log.log, name="history-log"),
    path("history/<int:activity_id>/", views.activity, name="history-activity"),
    path("history/<int:activity_id>/edit/", views.edit, name="history-edit"),
    path("history/<int:activity_id>/sport/", views.sport, name="history-sport"),
    path("history/<int:activity_id>/all/", views.count_all, name="history-count-all"),
    path("history/<int:activity_id>/join/", views.join, name="history-join"),
    path("history/<int:activity_id>/split/", views.split, name="history-split"),
    path("history/<int:activity_id>/undo/", views.undo, name="history-undo"),
    path("history/<int:activity_id>/delete/", views.delete, name="history-delete"),
    path("history/<int:activity_id>/restore/", views.restore, name="history-restore"),
]
