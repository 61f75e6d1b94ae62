"""Addresses of a clinician's pages."""

from django.urls import path

from runback.web.clinic import views

urlpatterns = [
    path("clinic/", views.show, name="clinic"),
    path("clinic/invitation/<str:token>/", views.invitation, name="clinic-invitation"),
    path("clinic/<int:runner_id>/", views.record, name="clinic-record"),
    path("clinic/<int:runner_id>/note/", views.note, name="clinic-note"),
    path("clinic/<int:runner_id>/limits/", views.limit, name="clinic-limit"),
]
