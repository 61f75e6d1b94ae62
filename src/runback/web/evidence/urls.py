"""Addresses of the evidence pages."""

from django.urls import path

from runback.web.evidence import views

urlpatterns = [
    path("evidence/", views.shelf, name="evidence-shelf"),
    path("evidence/<slug:evidence_id>/", views.show, name="evidence"),
    path("evidence/<slug:evidence_id>/clinicians/", views.show_to_clinicians, name="evidence-clinicians"),
]
