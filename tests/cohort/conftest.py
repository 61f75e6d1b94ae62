"""A cohort folder with DuckDB over it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from runback.cohort.duck import DuckEngine
from runback.cohort.jobs import Cohort
from tests.cohort.made_up import AS_OF


@pytest.fixture(scope="module")
def duck(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckEngine]:
    engine = DuckEngine(tmp_path_factory.mktemp("spill"))
    yield engine
    engine.close()


@pytest.fixture
def cohort(tmp_path: Path, duck: DuckEngine) -> Cohort:
    return Cohort(tmp_path, AS_OF, duck)
