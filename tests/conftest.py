"""Settings every test shares."""

import gc
import os

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.cast",
    "tests.people",
    "tests.every_table",
    "tests.services.form.fixtures",
    "tests.languages.fixtures",
]

# Before numpy is loaded: with a test process on every core, threads of a small product only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

settings.register_profile("runback", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("runback"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "runback")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With DATABASE_URL (``make test-postgres``) only what uses the database runs: the rest is the same without it."""
    if "DATABASE_URL" not in os.environ:
        for item in items:
            if item.get_closest_marker("postgres"):
                item.add_marker(pytest.mark.skip("needs PostgreSQL (make test-postgres)"))
        return
    kept = [item for item in items if _uses_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _uses_database(item)])
    items[:] = kept


def pytest_collection_finish() -> None:
    """Ten thousand tests and all they import stay to the end: nobody need look through them for garbage again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _uses_database(item: pytest.Item) -> bool:
    is_marked = any(item.get_closest_marker(name) is not None for name in ("django_db", "postgres"))
    return is_marked or bool({"db", "transactional_db"} & set(getattr(item, "fixturenames", ())))
