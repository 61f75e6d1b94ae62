"""Addresses of the evidence pages."""

from django.urls import path

from runback.web.evidence import views

urlpatterns = [
    path("evidence/<slug:evidence_id>/", views.show, name="evidence"),
]
