"""Thresholds of the check at full strength, on the public vignettes and on the project's own cases.

The project's cases (held_out_cases.yaml) were written by somebody who had not seen the code, and were
scored once before anything was mended with them (decision 0200 has those figures).
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.hear_texts import assess_text, is_accepted
from runback.assess import assess
from runback.domain.assessment import Assessment, Urgency
from runback.domain.intake import read_intake
from tests.assess.cast import TODAY
from tests.shared_data import shared_path

Cases = list[dict[str, Any]]
OWN = Path(__file__).parent / "held_out_cases.yaml"


@pytest.fixture(params=["own", pytest.param("public", marks=pytest.mark.corpus)])
def cases(request: pytest.FixtureRequest) -> Cases:
    """One set of cases at a time."""
    path = OWN if request.param == "own" else shared_path("knowledge", "vignettes.yaml")
    read: Cases = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return read


def _run(case: dict[str, Any], *, text_only: bool = False) -> Assessment:
    keep = ("age_years", "sex", "text")
    answers = {key: value for key, value in case["answers"].items() if not text_only or key in keep}
    return _assess(json.dumps(answers))


@cache  # four tests look at the same assessment
def _assess(answers: str) -> Assessment:
    return assess(read_intake(json.loads(answers)), as_of=TODAY)


def _ranks(case: dict[str, Any]) -> list[int]:
    return [Urgency(name).rank for name in case["expect"]["acceptable_urgency"]]


def test_no_emergency_and_no_same_day_case_is_under_triaged(cases: Cases) -> None:
    for case in cases:
        if Urgency(case["expect"]["urgency"]).rank >= Urgency.SAME_DAY_URGENT.rank:
            assert _run(case).urgency.rank >= min(_ranks(case)), case["id"]


def test_at_least_92_percent_are_acceptable(cases: Cases) -> None:
    accepted = [_run(case).urgency.value in case["expect"]["acceptable_urgency"] for case in cases]
    assert sum(accepted) >= 0.92 * len(accepted)


def test_at_most_a_tenth_of_self_care_is_called_more_urgent(cases: Cases) -> None:
    calm = [case for case in cases if case["expect"]["urgency"] == "self_care_ok"]
    over = [case["id"] for case in calm if _run(case).urgency.rank > max(_ranks(case))]
    assert len(over) <= 0.1 * len(calm), over


def test_text_alone_raises_emergencies_and_leaves_self_care_alone(cases: Cases) -> None:
    emergencies = [c for c in cases if c["expect"]["urgency"] == "emergency_now"]
    calm = [c for c in cases if c["expect"]["urgency"] == "self_care_ok"]
    raised = [_run(case, text_only=True).urgency.rank >= Urgency.SAME_DAY_URGENT.rank for case in emergencies]
    false = [case["id"] for case in calm if _run(case, text_only=True).flags]
    assert sum(raised) >= 0.9 * len(raised)
    assert len(false) <= 0.08 * len(calm), false


def test_the_expected_pattern_is_among_the_first_two(cases: Cases) -> None:
    known = [case for case in cases if case["expect"]["patterns"]]
    found = [bool({fit.id for fit in _run(case).patterns[:2]} & set(case["expect"]["patterns"])) for case in known]
    assert sum(found) >= 0.85 * len(found)


def test_the_judging_set_is_not_under_triaged_and_seldom_over() -> None:
    judged: Cases = yaml.load(
        (Path(__file__).parent / "judging_cases.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    got = [(_run(case).urgency.rank, _ranks(case), case["expect"]["urgency"]) for case in judged]

    assert [wanted for rank, ranks, wanted in got if rank < min(ranks)] == []
    assert sum(rank in range(min(ranks), max(ranks) + 1) for rank, ranks, _ in got) >= 0.92 * len(got)
    self_care = [rank > max(ranks) for rank, ranks, wanted in got if wanted == "self_care_ok"]
    assert sum(self_care) <= 0.1 * len(self_care)


def test_texts_of_an_unseen_author_are_heard_and_seldom_raised_for_nothing() -> None:
    texts: Cases = yaml.load(
        (Path(__file__).parent / "judging_texts.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    ranks: dict[str, list[int]] = {"emergency_now": [], "same_day_urgent": [], "self_care_ok": []}
    for entry in texts:
        ranks[entry["urgency"]].append(assess(read_intake({"text": entry["text"]}), as_of=TODAY).urgency.rank)

    for urgent in ("emergency_now", "same_day_urgent"):
        assert sum(rank >= Urgency.SAME_DAY_URGENT.rank for rank in ranks[urgent]) >= 0.9 * len(ranks[urgent])
    assert sum(rank > 0 for rank in ranks["self_care_ok"]) <= 0.08 * len(ranks["self_care_ok"])


def test_texts_kept_for_judging_are_heard() -> None:
    unseen: Cases = yaml.load(
        (Path(__file__).parent / "unseen_texts.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    heard = [(case, assess_text(case)) for case in unseen]
    emergencies = [urgency for case, urgency in heard if case["urgency"] == Urgency.EMERGENCY_NOW]

    assert all(urgency.rank >= Urgency.SAME_DAY_URGENT.rank for urgency in emergencies)
    assert sum(is_accepted(case, urgency) for case, urgency in heard) >= 0.78 * len(heard)


def test_at_most_three_of_sixty_harmless_one_liners_are_raised_and_none_to_emergency() -> None:
    harmless: list[str] = yaml.load(
        (Path(__file__).parent / "harmless_texts.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    ranks = [assess_text({"text": text}).rank for text in harmless]

    assert len(ranks) == 60
    assert sum(rank > 0 for rank in ranks) <= 3
    assert max(ranks) < Urgency.EMERGENCY_NOW.rank
