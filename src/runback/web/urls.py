"""Every address of the application; each feature declares its own in its ``urls.py``."""

from django.urls import include, path

from runback.web import metrics
from runback.web.features import FEATURES
from runback.web.health import health
from runback.web.undo import undo

urlpatterns = [
    path("health/", health, name="health"),
    path("undo/", undo, name="undo"),
    path("metrics/", metrics.show, name="metrics"),
    *(path("", include(f"{feature}.urls")) for feature in FEATURES),
]
handler400 = "runback.web.problems.refuse"
handler404 = "runback.web.problems.not_found"
handler500 = "runback.web.problems.broke"
