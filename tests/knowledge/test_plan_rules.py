"""The plan rules as data: numbers against plan_rules.md, and a loader that refuses broken books."""

import pytest
import yaml

from runback.knowledge.exercises import load_exercises, parse_exercises
from runback.knowledge.plan_rules import load_plan_rules, parse_plan_rules
from runback.knowledge.reading import BrokenRuleBook
from runback.knowledge.routines import load_routines, parse_routines
from tests.shared_data import shared_path

RULES = load_plan_rules()


@pytest.mark.parametrize(
    ("stage", "minutes_low", "minutes_high"),
    [(1, 2, 2.5), (2, 4, 5), (3, 6, 7.5), (4, 8, 10), (5, 10.5, 12), (6, 12, 14), (7, 15, 15), (8, 20, 20),
     (9, 21, 21), (10, 24, 24), (11, 30, 30), (12, 30, 30)],
)  # fmt: skip
def test_run_minutes_of_every_stage_are_those_of_the_table(stage: int, minutes_low: float, minutes_high: float) -> None:
    row = RULES.stage(stage)

    assert (row.run_s * row.reps_low / 60, row.run_s * row.reps_high / 60) == (minutes_low, minutes_high)


@pytest.mark.parametrize(
    ("rule", "number", "value"),
    [
        ("gate_walk_30", "pain_max", 2), ("gate_postpartum", "weeks_min", 12), ("gate_age", "age_min", 16),
        ("light_red", "pain_min", 5), ("two_reds", "hold_days", 7), ("three_reds", "reds", 3),
        ("single_run_ceiling", "factor", 1.1), ("single_run_ceiling", "none_km", 3),
        ("weekly_rise", "small_rise_km", 1.5),
        ("two_week_ramp", "factor", 1.3), ("first_week_cap", "km", 16), ("deload", "rule_week", 6),
        ("gap_6_13", "share", 0.75), ("gap_29_56", "week_1", 0.33), ("race_ready", "share", 0.6),
        ("hinge_gate", "hold_s_over", 60), ("cross_swap", "factor", 1.2), ("check_day_14", "better_pct", 30),
    ],
)  # fmt: skip
def test_numbers_are_those_of_the_rules(rule: str, number: str, value: float) -> None:
    assert RULES.number(rule, number) == value


def test_the_ten_percent_rule_is_a_convention_and_the_single_run_rule_is_published() -> None:
    assert RULES.rule("weekly_rise").source == "convention"
    assert (RULES.rule("single_run_ceiling").source, RULES.rule("single_run_ceiling").grade) == (
        "published",
        "moderate",
    )


def test_every_evidence_id_is_known() -> None:
    known = {one["id"] for one in yaml.safe_load(shared_path("knowledge", "evidence.yaml").read_text(encoding="utf-8"))}
    routines = load_routines()
    used = set(RULES.evidence_ids()) | {name for one in load_exercises().exercises for name in one.evidence}
    used |= {*routines.seven_minute.evidence, *routines.warm_up.evidence, *routines.mobility.evidence}

    assert used <= known


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
    return yaml.safe_dump({"traits": {}, "exercises": [one | changes]})


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


def book(rules: list[dict[str, object]] | None = None, **changes: object) -> str:
    whole = RULES.model_dump(mode="json")
    return yaml.safe_dump(whole | ({"rules": rules} if rules is not None else {}) | changes)


@pytest.mark.parametrize("field", ["evidence", "text", "grade"])
def test_a_rule_without_evidence_text_or_grade_is_refused(field: str) -> None:
    one = RULES.rules[0].model_dump(mode="json")
    del one[field]

    with pytest.raises(BrokenRuleBook, match=field):
        parse_plan_rules(book([one]))


def test_a_rule_that_is_there_twice_is_refused() -> None:
    one = RULES.rules[0].model_dump(mode="json")

    with pytest.raises(BrokenRuleBook, match="twice"):
        parse_plan_rules(book([one, one]))


def test_stages_out_of_order_are_refused() -> None:
    stages = [row.model_dump(mode="json") for row in RULES.stages]

    with pytest.raises(BrokenRuleBook, match="in order"):
        parse_plan_rules(book(stages=stages[::-1]))


def test_a_routine_with_an_unknown_exercise_is_refused() -> None:
    whole = load_routines().model_dump(mode="json")
    whole["seven_minute"]["stations"][0]["exercise"] = "cartwheel"

    with pytest.raises(BrokenRuleBook, match="cartwheel"):
        parse_routines(yaml.safe_dump(whole))


def test_an_unknown_rule_or_number_is_refused() -> None:
    with pytest.raises(BrokenRuleBook, match="no rule"):
        RULES.rule("nonsense")
    with pytest.raises(BrokenRuleBook, match="no number"):
        RULES.number("deload", "nonsense")
