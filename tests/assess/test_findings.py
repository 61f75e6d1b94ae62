"""Findings: what rules may ask, derived from the answers."""

from typing import Any

import pytest

from runback.assess.findings import derive_facts, derive_numbers, make_findings, read_contexts
from runback.domain.intake import read_intake
from runback.knowledge.conditions import Findings, parse_condition


@pytest.mark.parametrize(
    ("context", "name", "number", "value"),
    [
        ("postpartum_8w", "postpartum", "postpartum_w", 8),
        ("weekly_km_up_60pct", "weekly_km_up", "weekly_km_up_pct", 60),
        ("new_shoes_3w", "new_shoes", "new_shoes_w", 3),
        ("stable_stress_leak_7y", "stable_stress_leak", "stable_stress_leak_y", 7),
        ("postpartum_2m", "postpartum", "postpartum_w", 8.69),
    ],
)
def test_a_context_with_a_number_is_read_as_name_and_number(context: str, name: str, number: str, value: float) -> None:
    names, numbers = read_contexts([context])
    assert {context, name} <= names
    assert numbers[number] == pytest.approx(value)


def test_a_longer_name_says_what_its_beginning_says_but_one_word_is_not_enough() -> None:
    names, _ = read_contexts(["no_strength_work", "stress_fracture"])
    assert "no_strength" in names
    assert "stress" not in names


@pytest.mark.parametrize(
    ("locations", "facts"),
    [
        (["left_low_back"], {"one_sided"}),
        (["left_low_back", "buttock_left"], {"one_sided"}),
        (["left_low_back", "right_low_back"], {"both_sided"}),
        (["band_low_back", "buttock_left"], {"both_sided"}),
        (["si_dimple"], {"one_sided", "no_back_pain"}),
        (["buttock_left", "buttock_right"], {"both_sided", "both_buttocks", "no_back_pain"}),
        (["central_low_back"], {"midline"}),
        (["central_low_back", "left_low_back"], {"midline", "one_sided"}),
    ],
)
def test_the_side_follows_from_the_places(locations: list[str], facts: set[str]) -> None:
    places = {"one_sided", "both_sided", "midline", "no_back_pain", "both_buttocks"}
    assert derive_facts(read_intake({"locations": locations})) & places == facts


@pytest.mark.parametrize(
    ("raw", "ratio"),
    [
        ({"last_run_km": 19, "longest_run_30d_km": 8}, 2.375),
        ({"last_run_km": 6, "weeks_off": 5}, 2.0),
        ({"last_run_km": 6, "weeks_off": 4}, None),
        ({"last_run_km": 6}, None),
    ],
)
def test_the_ratio_of_the_last_run(raw: dict[str, Any], ratio: float | None) -> None:
    # after 30 days off (5 weeks are 35 days, 4 weeks are 28) the longest run counts as 3 km
    assert derive_numbers(read_intake(raw)).get("last_run_ratio") == ratio


def test_the_age_at_onset_is_the_age_less_the_pain() -> None:
    assert derive_numbers(read_intake({"age_years": 46, "pain_days": 730.5}))["onset_age_years"] == 44


def test_what_is_not_known_makes_a_condition_false() -> None:
    assert not parse_condition("age_years<30").holds(Findings())
    assert parse_condition({"not": "age_years<30"}).holds(Findings())


def test_at_least_two_of_three_parts_are_counted() -> None:
    condition = parse_condition(
        {"count": {"at_least": 2, "of": ["aggravated_by:flexion", "aggravated_by:sitting", "age_years>50"]}}
    )
    assert condition.holds(make_findings(read_intake({"aggravated_by": ["flexion"], "age_years": 60})))
    assert not condition.holds(make_findings(read_intake({"aggravated_by": ["flexion"], "age_years": 50})))
