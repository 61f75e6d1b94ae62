"""The order of an import reaches its process in one record, written and read in one place."""

import re
from pathlib import Path

import pytest

import runback.services
from runback.domain.errors import UnusableInput
from runback.services.imports.order import ImportOrder, make_order, place_order, read_order
from runback.store.models import ImportRow


def test_the_worker_reads_what_was_requested(ada, tmp_path, monkeypatch):
    (tmp_path / "runs").mkdir()
    monkeypatch.chdir(tmp_path)
    order = make_order([Path("runs")], {"date": "Day"}, is_background=True)
    assert order == ImportOrder((tmp_path / "runs",), {"date": "Day"}, is_background=True)
    row = ImportRow.objects.get(pk=place_order(ada, order).pk)
    assert read_order(row) == order


def test_a_path_that_is_not_there_is_no_order(ada, tmp_path):
    with pytest.raises(UnusableInput, match="no file or folder"):
        make_order([tmp_path / "nothing"])


def test_no_other_code_reads_paths_out_of_an_imports_row():
    folder = Path(runback.services.__file__).parents[1]
    found = {
        path.name for path in folder.rglob("*.py") if re.search(r"\b(batch|row|job)\.paths\b", path.read_text("utf-8"))
    }
    assert found == {"order.py"}
