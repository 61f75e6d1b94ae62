"""What is printed commands no terminal."""

import json

from runback.cli.terminal import shown
from tests.tracks import gpx

EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\x7f\r"


def test_control_characters_are_shown_and_lines_and_tabs_stay():
    text = shown(f"a\tb\n{EVIL}ä漢")
    assert text == "a\tb\n\\u001b]0;owned\\u0007\\u001b[2J\\u009b31m\\u007f\\u000dä漢"


def test_a_json_document_means_the_same_afterwards():
    document = {"path": EVIL, "é": [1.5, None]}
    assert json.loads(shown(json.dumps(document, ensure_ascii=False))) == document


def test_a_file_name_with_escapes_is_printed_harmlessly(run, ask, tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a\x1b[2Jb.fit").write_bytes(b"no activity at all")
    (folder / "ok.gpx").write_bytes(gpx())
    done = run("import", folder)
    assert "\x1b" not in done.stdout + done.stderr
    assert "\\u001b[2J" in done.stdout
    assert {verdict["path"] for verdict in ask("import", folder)["verdicts"]} == {
        str(path) for path in folder.iterdir()
    }
