"""``runback forecast`` and ``runback experiment`` through the real command."""

import json

from tests.cli.made_up import MILD

DAY = "2026-05-14"


def test_a_home_without_mornings_abstains_and_says_why(ask):
    found = ask("forecast", "--as-of", DAY)
    assert set(found) >= {"abstains", "because", "probability", "base_rate", "n_days"}
    assert (found["abstains"], found["probability"], found["n_days"]) == (True, None, 0)
    assert found["because"] == "There is no score for this morning."
    assert found["evidence"] == ["tomorrow-from-own-mornings", "acwr-not-protective"]


def test_an_experiment_is_started_and_stopped(ask, run):
    ask("assess", "--answers", "-", "--save", "--as-of", DAY, stdin=json.dumps(MILD))
    document = ask("experiment", "start", "heat", "--days", "42", "--points", "2", "--as-of", DAY)
    assert [(one["days"], one["points"]) for one in document["prospect"]["powers"]] == [
        (42, 1), (56, 1), (84, 1), (42, 2), (56, 2), (84, 2),
    ]  # fmt: skip
    started = document["experiment"]
    assert (started["started_on"], started["ends_on"], started["answer"]) == (DAY, "2026-06-22", "not_yet")
    assert len(started["blocks"]) == 10
    assert started["do_today"].startswith("Use a warm pack" if started["blocks"][0]["with_change"] else "No warm pack")
    output = run("experiment", "stop", "--as-of", "2026-05-20").stdout
    assert "Warmth in the evening, 2026-05-14 to 2026-05-20\n  Your scores cannot tell." in output
