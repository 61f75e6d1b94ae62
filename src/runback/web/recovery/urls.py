"""The address of the recovery page."""

from django.urls import path

from runback.web.recovery import views

urlpatterns = [path("recovery/", views.show, name="recovery")]
