"""Addresses of the shoes page."""

from django.urls import path

from runback.web.shoes import views

urlpatterns = [
    path("shoes/", views.show, name="shoes"),
]
