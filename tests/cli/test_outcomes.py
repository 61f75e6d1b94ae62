"""``runback outcomes`` scores answers, keeps them and shows what changed."""

import json

from tests.cli.made_up import MILD


def test_answers_are_scored_kept_and_shown(ask, run):
    items = {"items": [True] * 5 + [None] * 2 + [False] * 17}
    scored = ask("outcomes", "score", "--instrument", "rmdq", "--answers", "-", stdin=json.dumps(items))
    assert {k: scored[k] for k in ("instrument", "score", "max", "answered", "valid")} == {
        "instrument": "rmdq",
        "score": 5,
        "max": 24,
        "answered": 22,
        "valid": True,
    }
    assert run("assess", "--answers", "-", "--save", stdin=json.dumps(MILD)).returncode == 0
    ask("outcomes", "answer", "--instrument", "rmdq", "--answers", "-", stdin=json.dumps(items))
    shown = ask("outcomes")
    assert [one["instrument"] for one in shown["due"]] == ["nprs", "psfs", "peg"]
    rmdq = next(one for one in shown["instruments"] if one["id"] == "rmdq")
    assert rmdq["scores"][0]["score"] == 5
    assert "Roland-Morris questionnaire (0 to 24, lower is better)" in run("outcomes").stdout


def test_an_instrument_that_may_not_be_shipped_is_refused_with_the_reason(ask):
    refused = ask("outcomes", "score", "--instrument", "odi", "--answers", "-", code=3, stdin="{}")
    assert "is not part of Runback" in refused["error"]["message"]
