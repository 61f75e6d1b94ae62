"""Whatever a runner does with recordings of one run, in whatever order: it counts once, and all of it can be undone."""

import random
from datetime import timedelta
from pathlib import Path

import pytest

from runback.domain.errors import BadAnswer, NotFound, UnusableInput
from runback.history.merge import is_same
from runback.services import activities, parts
from runback.services.home.inspect import inspect_home
from runback.services.imports.batches import import_paths, list_imports
from runback.services.imports.undo import undo_import
from runback.store.models import ActivityRow
from tests.history.made_up import START, write_gpx, write_tcx

PIECES = {"whole": (0, 1800), "first": (0, 900), "second": (900, 1800), "phone": (40, 1790), "middle": (400, 1300)}


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """The run whole, by two devices, and in pieces; and the next run."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name, (begin, end) in PIECES.items():
        start = START + timedelta(seconds=begin)
        north = 52.0 + begin * 3 / 111_195
        (folder / f"{name}.gpx").write_bytes(write_gpx(points=end - begin + 1, start=start, latitude=north))
    (folder / "next.tcx").write_bytes(write_tcx().replace(b"2026-05-03T06:", b"2026-05-04T06:"))
    return sorted(folder.iterdir())


def act(ada, files: list[Path], dice: random.Random) -> str:
    """Does something that a runner can do; returns what, with "kept" if an undo leaves something deleted."""
    shown = [str(each.id) for each in activities.list_activities(ada)]
    gone = [row.pk for row in ActivityRow.objects.filter(is_deleted=True)]
    some = dice.choice(shown) if shown else "0"
    done = [each.id for each in list_imports(ada) if each.state == "done"]
    what = dice.choice(["import"] * 6 + ["undo import", "delete", "restore", "undo parts", "join", "split", "edit"])
    try:
        if what == "import":
            chosen = dice.sample(files, dice.randint(1, 3))
            import_paths(ada, chosen)
            return f"import {[path.stem for path in chosen]}"
        if what == "undo import" and done:
            return f"undo import{', kept' * bool(undo_import(ada, dice.choice(done)).kept)}"
        if what == "delete" and shown:
            activities.delete_activity(ada, some)
        elif what == "restore" and gone:
            activities.restore_activity(ada, dice.choice(gone))
        elif what == "undo parts":
            parts.undo_parts(ada, some)
        elif what == "join":
            parts.join_activities(ada, some, dice.choice(shown or ["0"]))
        elif what == "split":
            parts.split_activity(ada, some, 600.0)
        elif shown:
            activities.edit_activity(ada, some, title="With Mia")
    except (NotFound, BadAnswer, UnusableInput):
        return f"{what}, refused"
    return what


def counted_twice(ada) -> list[tuple[str, str]]:
    found = activities.list_activities(ada)
    return [(str(a.id), str(b.id)) for a in found for b in found if a.id != b.id and is_same(a, b)]


@pytest.mark.parametrize("seed", range(6))
def test_nothing_counts_twice_whatever_is_done_and_all_of_it_can_be_undone(ada, home, files, seed):
    dice, story = random.Random(seed), []
    for _ in range(12):
        story.append(act(ada, files, dice))
        assert counted_twice(ada) == [], story
    assert inspect_home().damage == (), story
    for each in list_imports(ada):
        if each.state == "done":
            undo_import(ada, each.id)
    if not any(what.endswith("kept") for what in story):  # what was deleted stays, and may have been restored since
        assert activities.list_activities(ada) == (), story
