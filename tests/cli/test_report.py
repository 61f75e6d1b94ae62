"""``runback report`` writes two pages, and says why where it cannot."""

import json

from tests.cli.made_up import MILD


def test_the_report_is_written_and_odd_wishes_are_refused(ask, run, tmp_path):
    assert run("assess", "--answers", "-", "--save", stdin=json.dumps(MILD)).returncode == 0
    document = ask("report", "--out", tmp_path / "r.pdf")
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    assert document["bytes"] == (tmp_path / "r.pdf").stat().st_size < 400_000
    assert ask("report", "--out", tmp_path / "d.pdf", "--desk", code=3)["error"]["code"] == "nothing_urgent"
    assert "one of en, de, es" in ask("report", "--out", tmp_path / "x.pdf", "--lang", "fr", code=3)["error"]["message"]
    assert not (tmp_path / "x.pdf").exists()
