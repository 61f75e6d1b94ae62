"""``runback watch --once``: one look, and what it did as JSON."""

import os
from pathlib import Path

from tests.history.made_up import write_gpx


def test_one_look_imports_what_is_new_and_says_what_waits(ask, tmp_path: Path) -> None:
    folder = tmp_path / "sync"
    folder.mkdir()
    for name, data in (("run.gpx", write_gpx(points=700)), ("half.gpx", write_gpx(points=700)[:5000])):
        (folder / name).write_bytes(data)
        os.utime(folder / name, (1_700_000_000, 1_700_000_000))
    first = ask("watch", folder, "--once")
    assert first["import"]["imported"] == 1
    assert [Path(entry["path"]).name for entry in first["pending"]] == ["half.gpx"]
    assert ask("watch", "--once")["import"] is None


def test_a_missing_folder_is_reported_and_nothing_is_watched(ask, tmp_path: Path) -> None:
    assert "not there" in ask("watch", tmp_path / "gone", "--once", code=3)["error"]["message"]
