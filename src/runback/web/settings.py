"""Django settings; the data home comes from RUNBACK_HOME, set by ``services.home.open_home``."""

import os
from pathlib import Path

HOME = Path(os.environ.get("RUNBACK_HOME", Path.home() / ".runback"))
SECRET_KEY = os.environ.get("RUNBACK_SECRET_KEY", "only-for-commands-that-serve-nothing")
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "runback.store",
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(HOME / "runback.sqlite3"),
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
