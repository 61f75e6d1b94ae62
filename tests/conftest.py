"""Settings every test shares."""

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from pytest_django.plugin import blocking_manager_key

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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """A test leaves no rows behind: others would find them, and fail in its place."""
    try:
        yield
    finally:
        if _uses_database(item):
            _require_no_leftovers(item)


def _require_no_leftovers(item: pytest.Item) -> None:
    from tests import leftovers

    with item.config.stash[blocking_manager_key].unblock():
        if leftovers.is_test_database() and (found := leftovers.find_leftovers()):
            leftovers.clear()
            pytest.fail(f"This test left {found}.")


def _uses_database(item: pytest.Item) -> bool:
    is_marked = any(item.get_closest_marker(name) is not None for name in ("django_db", "postgres"))
    return is_marked or bool({"db", "transactional_db"} & set(getattr(item, "fixturenames", ())))
