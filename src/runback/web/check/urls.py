"""Addresses of the check."""

from django.urls import path

from runback.web.check import availability, views, weekly

urlpatterns = [
    path("check/", views.show, name="check"),
    path("check/begin/", views.begin, name="check-begin"),
    path("check/again/", views.again, name="check-again"),
    path("check/question/", views.ask, name="check-question"),
    path("check/question/<str:question_id>/", views.edit, name="check-edit"),
    path("check/week/", availability.ask, name="check-week"),
    path("check/weekly/", weekly.ask, name="check-weekly"),
    path("check/result/<int:check_id>/", views.result, name="check-result"),
    path("check/clearance/", views.clear, name="check-clearance"),
]
