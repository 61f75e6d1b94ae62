"""The plan rules as data: numbers against plan_rules_2.md, and a loader that refuses broken books."""

import re
from typing import Any

import pytest
import yaml

from runback.knowledge.exercises import load_exercises, parse_exercises
from runback.knowledge.plan_rule_records.base import step_at, value_at
from runback.knowledge.plan_rules import FILE, load_plan_rules, parse_plan_rules
from runback.knowledge.reading import BrokenRuleBook, read_text
from runback.knowledge.routines import load_routines

RULES = load_plan_rules()


@pytest.mark.parametrize(
    ("table", "minutes"),
    [
        ("table_trained", [10, 16, 18, 20, 24, 24, 30, 30, 30]),
        ("table_new", [2.5, 5, 7.5, 10, 12, 14, 18, 20, 24, 24, 24, 30, 30]),
    ],
)
def test_run_minutes_of_every_stage_are_those_of_the_table(table: str, minutes: list[float]) -> None:
    assert [row.run_min for row in getattr(RULES, table)] == minutes


@pytest.mark.parametrize(
    ("rule", "number", "value"),
    [
        ("walk_gate", "pain_max", 2), ("gate_postpartum", "weeks_min", 12), ("gate_age", "age_min", 16),
        ("light_red", "pain_min", 5), ("light_red", "no_run_hours", 48), ("two_reds", "hold_days", 7),
        ("three_reds", "count", 3), ("single_run_ceiling", "factor", 1.1), ("weekly_rise", "small_rise_km", 1.5),
        ("first_week_cap", "km", 16), ("deload", "cut", 0.25), ("race_ready", "share", 0.7),
        ("hinge_gate", "hold_s_over", 60), ("no_run_pain", "walking_pain_min", 4), ("trained", "usual_km_min", 8),
    ],
)  # fmt: skip
def test_numbers_are_those_of_the_rules(rule: str, number: str, value: float) -> None:
    assert getattr(RULES.rule(rule), number) == value


@pytest.mark.parametrize(
    ("days", "share"), [(0, 1), (7, 0.8), (14, 0.6), (28, 0.45), (56, 0.33), (365, 0.1), (900, 0.1)]
)
def test_the_first_week_back_is_the_published_share(days: int, share: float) -> None:
    assert value_at(RULES.return_curve.share, days) == share


def test_between_two_points_a_curve_is_a_straight_line() -> None:
    # half way from 14 days (0.6) to 21 days (0.5)
    assert value_at(RULES.return_curve.share, 17.5) == pytest.approx(0.55)


def test_a_curve_read_in_steps_keeps_its_last_point() -> None:
    assert [step_at(RULES.usual_week.runs_by_km, km) for km in (0, 29, 30, 49, 70)] == [3, 3, 4, 4, 6]


def test_the_ten_percent_rule_is_a_convention_and_the_single_run_rule_is_published() -> None:
    assert RULES.weekly_rise.source == "convention"
    assert (RULES.single_run_ceiling.source, RULES.single_run_ceiling.grade) == ("published", "moderate")


def test_swaps_suit_the_strictest_trait() -> None:
    assert RULES.swap_modes(frozenset({"flexion_intolerant"})) == ("walk", "elliptical", "backstroke")
    assert RULES.swap_modes(frozenset({"flexion_intolerant", "bone_stress"})) == ("deep_water_run", "bike")
    assert RULES.swap_modes(frozenset()) == ("walk", "bike")


def test_there_are_sixty_exercises_and_more_and_each_has_dose_cues_faults_muscles_and_a_drawing() -> None:
    exercises = load_exercises().exercises

    assert len(exercises) >= 60
    assert all(one.doses and one.cues and one.muscles and one.faults and one.drawing for one in exercises)


def test_a_bodyweight_runner_finds_an_exercise_in_every_main_group() -> None:
    for group in (
        "squat",
        "lunge",
        "hip",
        "abductor",
        "calf",
        "side_trunk",
        "front_trunk",
        "back_trunk",
        "pull",
        "push",
    ):
        assert any(
            one.is_for(frozenset(), frozenset()) and "control" in one.doses for one in load_exercises().group(group)
        )


def test_no_hinge_is_for_leg_pain_bone_stress_or_a_fresh_strain() -> None:
    hinges = [one for one in load_exercises().exercises if one.hinge]

    assert hinges
    assert all({"acute", "radicular", "bone_stress", "fragility"} <= set(one.avoid) for one in hinges)
    assert all("control" not in one.doses for one in hinges)


def test_the_routine_is_seven_minutes_long() -> None:
    routine = load_routines().seven_minute

    assert len(routine.stations) * (routine.work_s + routine.change_s) == 7 * 60


def exercise(**changes: object) -> str:
    one: dict[str, object] = {"id": "x", "name": "X", "group": "squat", "muscles": ["quads"], "unit": "reps"}
    one |= {"doses": {"control": [2, 8, 10]}, "easier": "a", "harder": "b", "cues": ["c"], "evidence": ["plank-30-60"]}
    one |= {"faults": ["d"], "drawing": "x"}
    return yaml.dump(
        {"traits": {}, "groups": {"squat": "Squats"}, "slots": {}, "exercises": [one | changes]},
        Dumper=yaml.CSafeDumper,
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"doses": {}}, "doses"),
        ({"doses": {"control": [0, 8, 10]}}, "no dose"),
        ({"doses": {"control": [2, 12, 10]}}, "no dose"),
        ({"kit": ["anvil"]}, "anvil"),
        ({"evidence": []}, "evidence"),
        ({"cues": []}, "cues"),
        ({"faults": []}, "faults"),
        ({"drawing": ""}, "drawing"),
        ({"avoid": ["mondays"]}, "avoid"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_an_exercise_that_breaks_its_form_is_refused(changes: dict[str, object], said: str) -> None:
    parse_exercises(exercise())
    with pytest.raises(BrokenRuleBook, match=said):
        parse_exercises(exercise(**changes))


def changed(rule: str, **fields: Any) -> str:
    """The product's plan rules with fields of one rule changed; None takes a field out."""
    whole = yaml.load(read_text(FILE), yaml.CSafeLoader)
    for name, value in fields.items():
        whole[rule].pop(name)
        if value is not None:
            whole[rule][name] = value
    return yaml.dump(whole, Dumper=yaml.CSafeDumper)


@pytest.mark.parametrize("field", ["evidence", "text", "grade", "pain_min"])
def test_a_rule_without_one_of_its_fields_is_refused_with_its_id(field: str) -> None:
    with pytest.raises(BrokenRuleBook, match=f"light_red: {field} is missing"):
        parse_plan_rules(changed("light_red", **{field: None}))


@pytest.mark.parametrize(
    ("rule", "fields", "says"),
    [
        ("light_red", {"pain_min": "five"}, "pain_min cannot be 'five'"),
        ("light_red", {"grade": "sure"}, "'sure' is not allowed for grade"),
        ("light_red", {"evidence": []}, "evidence cannot be []"),
        ("return_curve", {"share": [[7, 1], [5, 0.8]]}, "ascend"),
    ],
)
def test_a_rule_with_a_wrong_value_is_refused_with_its_id(rule: str, fields: dict[str, Any], says: str) -> None:
    with pytest.raises(BrokenRuleBook, match=rf"{rule}: .*{re.escape(says)}"):
        parse_plan_rules(changed(rule, **fields))


def test_a_rule_that_is_there_twice_is_refused() -> None:
    text = read_text(FILE)
    again = next(line for line in text.splitlines() if line.startswith("light_red:"))
    with pytest.raises(BrokenRuleBook, match="light_red is there twice"):
        parse_plan_rules(f"{text}\n{again}\n")


def test_stages_out_of_order_are_refused() -> None:
    whole = yaml.load(read_text(FILE), yaml.CSafeLoader)
    whole["table_new"].reverse()
    with pytest.raises(BrokenRuleBook, match="count up from 1"):
        parse_plan_rules(yaml.dump(whole, Dumper=yaml.CSafeDumper))


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(BrokenRuleBook, match="no rule nonsense"):
        RULES.rule("nonsense")
