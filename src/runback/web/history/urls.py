"""Addresses of the history."""

from django.urls import path

from runback.web.history import views

urlpatterns = [
    path("history/", views.show, name="history"),
    path("history/<int:activity_id>/", views.activity, name="history-activity"),
]
