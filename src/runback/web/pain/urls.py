"""Addresses of the pain diary."""

from django.urls import path

from runback.web.pain import views

urlpatterns = [
    path("pain/", views.show, name="pain"),
    path("pain/log/", views.log, name="pain-log"),
    path("pain/<int:entry_id>/leg/", views.update_leg, name="pain-leg"),
    path("pain/<int:entry_id>/places/", views.update_places, name="pain-places"),
    path("pain/<int:entry_id>/remove/", views.remove, name="pain-remove"),
]
