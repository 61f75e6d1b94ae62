"""Settings every test shares."""

import os

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.cast", "tests.services.form.fixtures"]

settings.register_profile("runback", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("runback"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "runback")
