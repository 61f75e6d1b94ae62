"""The address of Trends."""

from django.urls import path

from runback.web.trends import views

urlpatterns = [path("trends/", views.show, name="trends")]
