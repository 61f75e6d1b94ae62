"""Addresses of the shoes page."""

from django.urls import path

from runback.web.shoes import views

urlpatterns = [
    path("shoes/", views.show, name="shoes"),
    path("shoes/<int:shoe_id>/default/", views.default, name="shoes-default"),
    path("shoes/<int:shoe_id>/retire/", views.retire, name="shoes-retire"),
]
