"""Files written together: all of them or, after a crash, none; and one that fails costs the others nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from runback.domain.imports import Verdict
from runback.services import activities
from runback.services.home.inspect import inspect_home
from runback.services.imports import writing
from runback.services.imports.index import load_index
from runback.services.imports.order import make_order, place_order
from runback.services.imports.pool import read_groups
from runback.services.imports.reading import BrokenReader, FileJob, ReadFile, read_file
from runback.services.imports.writing import Writer, write_together
from runback.store.models import ImportFileRow, OriginalRow, SourceRow
from tests.tracks import START, gpx, tcx

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def writer(ada, home: Path, tmp_path: Path) -> Writer:
    return Writer(ada, place_order(ada, make_order([tmp_path])), home, load_index(ada))


def read(home: Path, name: str, data: bytes) -> ReadFile:
    return read_file(FileJob(f"/{name}", home, "Europe/Berlin", data=data))


def three(home: Path) -> list[ReadFile]:
    """A run, the same run of another format, and a run of the next day."""
    return [read(home, "a.gpx", gpx(START)), read(home, "a.tcx", tcx(START)), read(home, "b.gpx", gpx(START + DAY))]


def samples(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "samples").iterdir() if not path.name.startswith("."))


def test_a_run_merges_with_one_of_the_same_group(ada, home, writer):
    _, verdicts = write_together(writer, three(home))
    assert [each.verdict for each in verdicts] == [Verdict.IMPORTED, Verdict.MERGED, Verdict.IMPORTED]
    assert len(activities.list_activities(ada)) == 2
    assert inspect_home().damage == ()


class Killed(BaseException):
    """The process is gone at this moment."""


@pytest.mark.parametrize("step", ["_save_verdict", "_add_source", "_merge_into"])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_cut_off_within_a_group_nothing_of_it_is_there(ada, home, writer, monkeypatch, step, at):
    real, calls = getattr(writing, step), []

    def die(*arguments):
        calls.append(step)
        if len(calls) == at or step == "_merge_into":
            raise Killed
        return real(*arguments)

    monkeypatch.setattr(writing, step, die)
    with pytest.raises(Killed):
        write_together(writer, three(home))
    assert activities.list_activities(ada) == ()
    assert ImportFileRow.objects.count() == 0
    assert samples(home) == []


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (0, 2, 1)])
@pytest.mark.parametrize("step", ["runback.services.imports.writing._merge_into", "runback.history.merge.merge"])
def test_one_that_cannot_be_merged_fails_alone(ada, home, writer, monkeypatch, order, step):
    def fail(*_):
        raise BrokenReader("Runback itself failed on this file.")

    monkeypatch.setattr(step, fail)
    files = three(home)
    after, verdicts = write_together(writer, [files[number] for number in order])
    assert {Path(each.path).name: each.verdict for each in verdicts} == {
        "a.gpx": Verdict.IMPORTED,
        "a.tcx": Verdict.FAILED,
        "b.gpx": Verdict.IMPORTED,
    }
    assert inspect_home().damage == ()
    assert set(SourceRow.objects.values_list("path", flat=True)) == {"/a.gpx", "/b.gpx"}
    assert OriginalRow.objects.count() == ImportFileRow.objects.count() == 3
    assert list((home / "samples").glob(".*")) == []
    _, again = write_together(after, three(home)[:1])
    assert again[0].verdict is Verdict.DUPLICATE


def test_an_import_that_is_over_or_in_another_thread_makes_no_file_known(home):
    # a file of one runner was "already in the history" of the next one, and was not read
    data = gpx(START)
    known = frozenset({sha256(data).hexdigest()})
    job = FileJob("/a.gpx", home, "Europe/Berlin", data=data)
    groups = read_groups([job], known)

    assert next(groups)[0].parts == ()
    with ThreadPoolExecutor(1) as other:
        assert other.submit(read_file, job).result().parts != ()
    assert list(groups) == []
    assert read_file(job).parts != ()
