"""Addresses of outcomes."""

from django.urls import path

from runback.web.outcomes import views

urlpatterns = [
    path("outcomes/", views.show, name="outcomes"),
    path("outcomes/answer/", views.answer, name="outcomes-answer"),
    path("outcomes/skip/", views.skip, name="outcomes-skip"),
]
