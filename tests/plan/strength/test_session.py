"""Strength sessions: legs first, every major group twice a week, within the minutes, and nothing ever shrinks."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runback.domain.diary import Clearance
from runback.domain.intake import EQUIPMENT
from runback.domain.plan import ExerciseSet, Session
from runback.knowledge.exercises import load_exercises
from runback.knowledge.plan_rules import load_plan_rules
from runback.knowledge.sentences import load_sentences, render_sentence
from runback.plan.strength import next_plan, plan_strength, strength_session
from runback.plan.traits import TRAIT_WORDS
from tests.plan.strength.made_up import (
    MONDAY,
    Life,
    count_of,
    day_of,
    exercise,
    find,
    groups_of,
    lived,
    log,
    logs_of,
    request,
    with_kit,
)  # fmt: skip

LEGS = {"squat", "lunge", "step"}
TRUNK = {"side_trunk", "front_trunk"}
GATE_OPEN = {"self_tests": {"sorensen_s": 90, "hinge_pain_free": "yes"}}

answers = st.fixed_dictionaries(
    {"wishes": st.lists(st.sampled_from(EQUIPMENT), unique=True, max_size=5).map(lambda kit: with_kit(*kit))},
    optional={
        "age_years": st.sampled_from([20, 45, 60, 70]),
        "contexts": st.sampled_from([["pregnant_12w"], ["osteoporosis"], ["desk_job"]]),
        "aggravated_by": st.sampled_from([["flexion"], ["extension"], ["single_leg_stance"], ["flexion", "extension"]]),
        "locations": st.sampled_from([["si_dimple"], ["band_low_back"], ["leg_below_knee"]]),
        "self_tests": st.just(GATE_OPEN["self_tests"]),
    },
)
patterns = st.sampled_from([(), ("radicular_disc",), ("facet_arthritic",), ("sacral_stress_fracture",)])


@pytest.mark.parametrize("minutes", [12, 20, 30, 60])
@pytest.mark.parametrize("number", [0, 1])
def test_both_sessions_of_a_week_hold_legs_first_and_as_many_groups_as_the_minutes_allow(
    minutes: int, number: int
) -> None:
    session = strength_session(day_of(0), plan_strength(request()), minutes, number)

    groups = groups_of(session)
    assert groups[0] in LEGS
    assert len(session.exercises) >= 4
    assert 0 < (session.duration_min or 0) <= min(minutes, 35)
    if minutes >= 20:
        assert {"hip", "calf", "pull", "push", "back_trunk"} <= set(groups)
        assert set(groups) & TRUNK


@pytest.mark.parametrize("kit", [(), ("dumbbell",), ("band", "ball"), ("kettlebell", "bench"), ("barbell", "bench")])
def test_a_week_of_half_hours_trains_each_major_group_twice_in_every_phase(kit: tuple[str, ...]) -> None:
    sessions = lived(32, wishes=with_kit(*kit))

    for week in zip(sessions[::2], sessions[1::2], strict=True):
        for group in ("hip", "calf", "pull", "push", "back_trunk"):
            assert all(group in groups_of(one) for one in week), group
        assert all(set(groups_of(one)) & TRUNK and groups_of(one)[0] in LEGS for one in week)
        assert all(18 <= (one.duration_min or 0) <= 35 for one in week)


@pytest.mark.parametrize("minutes", [8, 10])
@pytest.mark.parametrize("kit", [(), ("dumbbell",), ("band",)])
def test_a_week_of_two_short_sessions_trains_the_trunk_in_both_and_no_other_group_twice(
    minutes: int, kit: tuple[str, ...]
) -> None:
    sessions = lived(16, (minutes, minutes), wishes=with_kit(*kit))

    for week in zip(sessions[::2], sessions[1::2], strict=True):
        if any(one.role != "strength" or len(one.exercises) > 4 for one in week):
            continue
        first, second = (groups_of(one) for one in week)
        assert first[0] in LEGS
        assert second[0] in LEGS
        assert set(first) & (TRUNK | {"back_trunk"})
        assert set(second) & (TRUNK | {"back_trunk"})
        assert not (set(first) & set(second)) - LEGS


def size(one: ExerciseSet) -> float:
    return one.sets * count_of(one) * (one.load_kg or 1)


def shrunk(sessions: Sequence[Session]) -> list[str]:
    """Exercises with less sets x repetitions x load than four weeks before, without a heavier load or higher level."""
    weeks = [sessions[at : at + 2] for at in range(0, len(sessions), 2)]
    found = [{one.id: one for session in week for one in session.exercises} for week in weeks]
    wrong = []
    for before, now in zip(found, found[4:], strict=False):
        for name in before.keys() & now.keys():
            was, one = before[name], now[name]
            is_harder = (one.load_kg or 0) > (was.load_kg or 0) or one.level > was.level
            if size(one) < size(was) - 1e-9 and not is_harder:
                wrong.append(f"{was} became {one}")
        if sum(one.sets for one in now.values()) < 0.8 * sum(one.sets for one in before.values()):
            wrong.append("fewer sets in all")
    return wrong


@settings(max_examples=60)
@given(answers, patterns, st.tuples(st.integers(15, 60), st.integers(15, 60)), st.sampled_from([None, 4.0, 8.0, 20.0]))
def test_while_all_is_green_no_exercise_ever_shrinks(
    asks: dict[str, object], shown: tuple[str, ...], minutes: tuple[int, int], kg: float | None
) -> None:
    life = Life(minutes, kg, shown, asks)
    sessions = [session for _, session in life.live(30)]

    assert shrunk(sessions) == []


@settings(max_examples=30)
@given(answers, st.lists(st.integers(22, 60), min_size=30, max_size=30), st.sampled_from([None, 8.0]))
def test_days_of_any_length_leave_out_exercises_before_they_cut_sets(
    asks: dict[str, object], minutes: list[int], kg: float | None
) -> None:
    life = Life((0, 0), kg, answers=asks)
    done: dict[str, ExerciseSet] = {}
    for number, given_minutes in enumerate(minutes):
        life.minutes = (given_minutes, given_minutes)
        session = strength_session(day_of(number), life.plan_on(day_of(number)), given_minutes, number % 2)
        life.logs += logs_of(session, kg)
        for one in session.exercises:
            before = done.get(one.id)
            assert before is None or one.sets >= before.sets or (one.load_kg or 0) > (before.load_kg or 0)
            done[one.id] = one


@settings(max_examples=60)
@given(answers, patterns, st.integers(10, 90), st.integers(0, 30))
def test_every_session_keeps_its_minutes_its_kit_and_what_suits_the_back(
    asks: dict[str, object], shown: tuple[str, ...], minutes: int, sessions: int
) -> None:
    life = Life((minutes, minutes), 8, shown, asks)
    list(life.live(sessions))
    plan = life.plan_on(day_of(sessions))

    session = strength_session(day_of(sessions), plan, minutes, sessions % 2)

    assert (session.duration_min or 0) <= min(minutes, 35)
    assert session.exercises
    names = [one.id for one in session.exercises if session.role == "strength"]
    assert len(names) == len(set(names))
    for one in session.exercises:
        assert exercise(one.id).is_for(plan.traits, plan.kit)
        assert not exercise(one.id).hinge or plan.is_hinge_open
        assert (one.hold_s or 0) <= 60
        assert one.level == exercise(one.id).rung
    assert all(render_sentence(reason) for reason in session.reasons)


@settings(max_examples=30)
@given(answers, patterns)
def test_the_level_of_a_ladder_only_rises_while_all_is_green(asks: dict[str, object], shown: tuple[str, ...]) -> None:
    levels: dict[str, int] = {}
    for _, session in Life((35, 30), 8, shown, asks).live(30):
        for one in session.exercises:
            ladder = exercise(one.id).ladder
            assert one.level >= levels.get(ladder, 0)
            levels[ladder] = one.level


def test_without_kit_forty_sessions_climb_the_ladders_of_the_rules() -> None:
    seen = list(dict.fromkeys(one.id for session in lived(66) for one in session.exercises))

    for ladder in (
        ["sit_to_stand", "sit_to_stand_slow", "single_leg_sit_to_stand_helped", "single_leg_sit_to_stand",
         "single_leg_sit_to_stand_low"],
        ["glute_bridge", "glute_bridge_slow", "bridge_march", "single_leg_bridge", "single_leg_bridge_step"],
        ["calf_raise", "calf_raise_one_down", "single_leg_calf_raise", "single_leg_calf_raise_step"],
        ["side_plank_knees", "side_plank", "side_plank_top_leg"],
        ["wall_press_up", "table_press_up", "press_up", "press_up_slow"],
        ["towel_row", "bag_row"],
    ):  # fmt: skip
        assert [name for name in seen if name in ladder] == ladder


def test_with_kit_the_ranges_are_those_of_the_phases() -> None:
    ranges = {"control": (12, 15), "build": (8, 12), "strong": (6, 8)}
    for plan, session in Life(answers={"wishes": with_kit("dumbbell")}).live(30):
        loaded = [one for one in session.exercises if one.load_kg]
        low, high = ranges[plan.phase]
        assert all(low <= (one.reps or 0) <= high for one in loaded)


def test_sets_grow_from_two_to_three_for_the_legs_and_are_two_in_keep() -> None:
    sessions = lived(32, wishes=with_kit("dumbbell"))

    assert find(sessions[0], "goblet_squat").sets == 2
    assert find(sessions[6], "goblet_squat").sets == 3
    assert find(sessions[18], "goblet_squat").sets == 3
    assert find(sessions[30], "goblet_squat").sets == 2


def test_the_first_loaded_hinge_is_one_set_and_waits_for_its_gate_and_for_build() -> None:
    closed = lived(20, wishes=with_kit("dumbbell"))
    opened = lived(20, wishes=with_kit("dumbbell"), **GATE_OPEN)

    assert not any(exercise(one.id).hinge for session in closed for one in session.exercises)
    hinges = [one for session in opened for one in session.exercises if one.id == "romanian_deadlift"]
    assert not any(exercise(one.id).hinge for session in opened[:6] for one in session.exercises)
    assert [one.sets for one in hinges[:2]] == [1, 2]


@pytest.mark.parametrize(
    ("asks", "shown", "hops"),
    [
        ({}, (), True),
        ({}, ("sacral_stress_fracture",), False),
        ({}, ("radicular_disc",), False),
        ({"age_years": 65}, (), False),
        ({"contexts": ["osteoporosis"]}, (), False),
    ],
)
def test_hops_come_in_strong_and_not_with_bone_stress_nerve_pain_or_from_65(
    asks: dict[str, object], shown: tuple[str, ...], hops: bool
) -> None:
    sessions = [session for _, session in Life((35, 35), 8, shown, asks).live(24)]
    jumps = [at for at, session in enumerate(sessions) if "jump" in groups_of(session)]

    assert bool(jumps) is hops
    assert all(at >= 18 for at in jumps)


def test_from_65_a_cleared_fracture_flag_opens_the_hops() -> None:
    kit = with_kit("dumbbell")
    logs = [entry for session in lived(20, age_years=65, wishes=kit) for entry in logs_of(session)]
    cleared = Clearance("Dr A", MONDAY, MONDAY + timedelta(days=365), ("fx_minor_fragile",))

    def groups(**asks: object) -> set[str]:
        asked = request(logs, day_of(20), age_years=65, wishes=kit, more={"clearances": (cleared,)}, **asks)
        return set(groups_of(strength_session(day_of(20), plan_strength(asked), 35, 0)))

    assert "jump" in groups()
    assert "jump" not in groups(contexts=["osteoporosis"])


@pytest.mark.parametrize("minutes", [12, 20, 27])
def test_after_a_run_the_three_minutes_of_marching_go_to_the_exercises(minutes: int) -> None:
    plan = plan_strength(request())

    after_run = strength_session(day_of(0), plan, minutes, 0, is_after_run=True)
    alone = strength_session(day_of(0), plan, minutes + 3, 0)

    assert after_run.exercises == alone.exercises
    assert after_run.duration_min == pytest.approx((alone.duration_min or 0) - 3, abs=0.11)


def test_a_race_week_has_one_short_session_with_nothing_new() -> None:
    life = Life(answers={"wishes": with_kit("dumbbell")})
    list(life.live(21))
    plan, day = life.plan_on(day_of(21)), day_of(21)

    full, short = (strength_session(day, plan, 45, 1, is_short=one) for one in (False, True))

    assert (short.duration_min or 0) <= 20 < (full.duration_min or 0)
    assert groups_of(short)[0] in LEGS
    last = {entry.exercise_id: entry for entry in life.logs}
    for one in short.exercises:
        assert one.sets <= 2
        assert (count_of(one), one.load_kg) == (last[one.id].reps, last[one.id].load_kg)


def routine_days(count: int) -> list[object]:
    routine = strength_session(day_of(0), plan_strength(request(wishes=with_kit("dumbbell"))), 12, 0)
    return [entry for n in range(count) for entry in logs_of(_on(day_of(n), routine))]


def _on(day: date, session: Session) -> Session:
    return Session(day, session.kind, session.role, duration_min=10, exercises=session.exercises)


@pytest.mark.parametrize(("routines", "minutes", "rounds"), [(0, 12, 1), (3, 18, None), (4, 18, 2), (4, 12, 1)])
def test_the_seven_minute_routine_gets_a_second_round_after_two_weeks_of_it(
    routines: int, minutes: int, rounds: int | None
) -> None:
    asked = request(routine_days(routines), day_of(routines), wishes=with_kit("dumbbell"))

    session = strength_session(day_of(routines), plan_strength(asked), minutes, 0)

    if rounds is None:
        assert session.role == "strength"
    else:
        assert session.role == ("seven_minute" if rounds == 1 else "seven_minute_two")
        assert {one.sets for one in session.exercises} == {rounds}
        # 3 minutes of marching and 7 a round
        assert session.duration_min == 3 + 7 * rounds


def test_short_days_without_dumbbells_are_short_sessions() -> None:
    assert strength_session(day_of(0), plan_strength(request()), 12, 0).role == "strength"


def test_a_runner_who_lifts_in_full_keeps_lifting_on_a_shorter_day() -> None:
    life = Life(answers={"wishes": with_kit("dumbbell")})
    list(life.live(8))

    session = strength_session(day_of(8), life.plan_on(day_of(8)), 20, 0)

    assert session.role == "strength"
    assert find(session, "goblet_squat").sets == 3


def test_the_reasons_say_the_session_the_phase_and_what_moved() -> None:
    sessions = lived(12, wishes=with_kit("dumbbell"))

    build = [render_sentence(reason) for reason in sessions[6].reasons]
    assert build[0].startswith("Session 7 of 18, Build phase")
    assert "Goblet squat: 8 kg to 10 kg." in build
    eleventh = [render_sentence(reason) for reason in sessions[10].reasons]
    assert "New: Marching bridge. Until now: Slow glute bridge." in eleventh
    third = [render_sentence(reason) for reason in sessions[2].reasons]
    # 12 logged with 8 kg in the first session; the plan of it knew no weight
    assert "Goblet squat: 12 to 13 repetitions." in third


def test_the_reasons_name_the_traits_in_words() -> None:
    asked = request(aggravated_by=["flexion"], wishes=with_kit())
    session = strength_session(day_of(0), plan_strength(asked), 35, 0)

    assert "Chosen to suit a back that dislikes bending forwards." in [
        render_sentence(reason) for reason in session.reasons
    ]


def test_every_trait_that_the_exercises_know_has_words() -> None:
    library = load_exercises()
    named = {trait for traits in library.traits.values() for trait in traits}
    named |= {trait for one in library.exercises for trait in one.avoid}

    assert named <= set(TRAIT_WORDS)
    assert {f"trait.{trait}" for trait in TRAIT_WORDS} <= set(load_sentences())


def test_a_plan_ahead_never_shrinks_and_the_same_plan_gives_the_same_session() -> None:
    plan = plan_strength(request())
    sessions = []
    for number in range(30):
        session = strength_session(day_of(number), plan, 30, number % 2)
        assert session == strength_session(day_of(number), plan, 30, number % 2)
        sessions.append(session)
        plan = next_plan(plan, session)

    assert shrunk(sessions) == []
    assert all((b.date - a.date).days >= 3 for a, b in pairwise(sessions))


def test_an_unknown_exercise_in_the_diary_is_left_out() -> None:
    plan = plan_strength(request([log("goblet_squat", 0, 12), log("trapeze", 0, 3)], day_of(1)))

    assert plan.sessions_done == 1


def test_the_steps_of_the_rules_are_as_published_and_agreed() -> None:
    steps = load_plan_rules().strength_steps
    assert (steps.load_up_kg, steps.load_up_share, steps.tops) == (2, 0.05, 2)
