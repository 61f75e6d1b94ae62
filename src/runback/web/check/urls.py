"""Addresses of the check."""

from django.urls import path

from runback.web.check import asking, availability, running, views, weekly

urlpatterns = [
    path("check/", views.show, name="check"),
    path("check/begin/", views.begin, name="check-begin"),
    path("check/again/", views.again, name="check-again"),
    path("check/question/", asking.go_on, name="check-question"),
    path("check/question/<str:screen_id>/", asking.screen, name="check-screen"),
    path("check/running/", running.correct, name="check-running"),
    path("check/week/", availability.change, name="check-week"),
    path("check/weekly/", weekly.ask, name="check-weekly"),
    path("check/result/<int:check_id>/", views.result, name="check-result"),
    path("check/clearance/", views.clear, name="check-clearance"),
]
