"""The light of one run (rules 4.1, 4.3, 4.4, 4.7, 4.9): pain in it, its signs, and the next morning."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runback.domain.diary import LegSymptom, PainMoment
from runback.domain.plan import Light
from runback.plan.course.happened import RunDay, read_happened
from runback.plan.course.lights import Felt, Scale, light_of, weight_of
from tests.plan.made_up import day, felt, morning, pain, ran, request

GREEN, AMBER, RED, PURPLE = Light
STEADY = Scale(baseline=0)


@pytest.mark.parametrize(
    ("during", "after", "baseline", "light"),
    [
        (0, 0, 0, GREEN), (2, 0, 0, GREEN), (2, 1, 1, GREEN), (0, 1, 2, GREEN),
        (3, 0, 0, AMBER), (4, 0, 0, AMBER), (0, 1, 0, GREEN), (2, 2, 1, AMBER), (1, 3, 2, AMBER),
        (5, 0, 0, RED), (10, 0, 0, RED), (0, 2, 0, RED), (1, 3, 1, RED), (4, 3, 1, RED),
        (2, None, 0, GREEN), (4, None, 0, AMBER), (None, 0, 0, GREEN), (None, 1, 0, GREEN),
        (None, 2, 1, AMBER), (None, 2, 0, RED),
    ],
)  # fmt: skip
def test_the_light_follows_the_pain_in_the_run_and_the_next_morning(
    during: int | None, after: int | None, baseline: int, light: Light
) -> None:
    scale = Scale(baseline=baseline, highest=baseline)

    assert light_of(Felt(pain=during, morning=after), scale) is light


def test_a_morning_above_the_usual_on_both_days_after_is_red() -> None:
    usual = Scale(baseline=2, highest=2)

    assert light_of(Felt(pain=1, morning=3, second_morning=3), usual) is RED
    assert light_of(Felt(pain=1, morning=3, second_morning=2), usual) is AMBER


@pytest.mark.parametrize(("before", "after", "light"), [(4, 4, AMBER), (4, 3, AMBER), (3, 4, RED), (None, 4, RED)])
def test_a_run_in_a_flare_that_made_nothing_worse_is_amber_and_not_red(
    before: int | None, after: int, light: Light
) -> None:
    # the usual mornings were 1 before the flare; an earlier flare of 4 makes it no green
    for highest in (1, 4):
        scale = Scale(baseline=1, highest=highest)
        assert light_of(Felt(pain=1, before=before, morning=after, second_morning=after), scale) is light


@pytest.mark.parametrize("sign", ["is_sharp", "has_limp"])
def test_a_sharp_pain_or_a_limp_is_red_whatever_the_mornings(sign: str) -> None:
    assert light_of(Felt(pain=1, before=5, morning=1, **{sign: True}), STEADY) is RED
    assert light_of(Felt(pain=5, before=5, morning=1), STEADY) is RED


@pytest.mark.parametrize("second", [None, 0, 1])
def test_a_morning_of_one_is_within_what_answers_vary_by(second: int | None) -> None:
    assert light_of(Felt(pain=1, morning=1, second_morning=second), Scale(baseline=0, highest=0)) is GREEN
    # from a usual 1 a 2 is more than usual, and a second 2 is no reason to stop
    assert light_of(Felt(pain=1, morning=2, second_morning=2), Scale(baseline=1, highest=1)) is AMBER


@pytest.mark.parametrize(("morning_after", "light"), [(2, GREEN), (3, AMBER), (4, RED)])
def test_a_morning_as_bad_as_a_usual_one_is_no_sign_of_the_run(morning_after: int, light: Light) -> None:
    # the usual mornings were 1, 1, 2, 1 and 2
    assert light_of(Felt(pain=1, morning=2), Scale(baseline=1, highest=2)) is GREEN
    assert light_of(Felt(pain=1, morning=morning_after), Scale(baseline=2, highest=2)) is light


@pytest.mark.parametrize(("morning_after", "light"), [(3, GREEN), (4, RED)])
def test_a_chronic_back_may_wake_a_point_above_its_usual_morning(morning_after: int, light: Light) -> None:
    usual = Scale(baseline=2, highest=2, is_chronic=True)

    assert light_of(Felt(pain=2, morning=morning_after, second_morning=morning_after), usual) is light


@pytest.mark.parametrize("sign", ["is_sharp", "has_limp"])
def test_sharp_pain_and_a_limp_are_red_whatever_the_score(sign: str) -> None:
    assert light_of(Felt(pain=0, morning=0, **{sign: True}), STEADY) is RED


def test_pain_that_rises_in_the_run_is_amber_and_past_four_red() -> None:
    assert light_of(Felt(pain=2, is_rising=True), STEADY) is AMBER
    assert light_of(Felt(pain=5, is_rising=True), STEADY) is RED


def test_a_leg_sign_is_purple_whatever_the_score() -> None:
    assert light_of(Felt(pain=0, morning=0, has_leg_sign=True), STEADY) is PURPLE


@pytest.mark.parametrize(("during", "after"), [(1, 0), (0, 1), (1, None)])
def test_after_a_bone_stress_injury_any_pain_is_red(during: int, after: int | None) -> None:
    bone = Scale(is_bone_stress=True)

    assert light_of(Felt(pain=during, morning=after), bone) is RED
    assert light_of(Felt(pain=0, morning=0), bone) is GREEN


@pytest.mark.parametrize(
    ("baseline", "scores"),
    [
        # green to baseline + 1 (4 at most), amber to + 2 (5 at most), red above
        (2, {3: GREEN, 4: AMBER, 5: RED}),
        (3, {4: GREEN, 5: AMBER, 6: RED}),
        (4, {4: GREEN, 5: AMBER, 6: RED}),
        (6, {4: GREEN, 5: AMBER, 6: RED}),
        # below a baseline of 2 the usual limits hold
        (1, {2: GREEN, 3: AMBER, 4: AMBER, 5: RED}),
    ],
)
def test_long_standing_pain_is_read_against_the_own_baseline(baseline: int, scores: dict[int, Light]) -> None:
    scale = Scale(baseline=baseline, highest=baseline, is_chronic=True)

    assert {score: light_of(Felt(pain=score, morning=baseline), scale) for score in scores} == scores


def test_the_same_pain_that_is_not_long_standing_is_amber() -> None:
    assert light_of(Felt(pain=4, morning=3), Scale(baseline=3, highest=3)) is AMBER


def test_nothing_said_is_unknown_and_painkillers_hide_a_green() -> None:
    assert light_of(Felt(), STEADY) is None
    assert light_of(Felt(pain=0, morning=0, took_painkillers=True), STEADY) is None
    assert light_of(Felt(pain=3, took_painkillers=True), STEADY) is AMBER


@pytest.mark.parametrize(
    ("known", "weight"),
    [
        (Felt(pain=0, morning=0), 1.0),
        (Felt(pain=0), 0.5),  # two of them make one
        (Felt(morning=0), 0.5),
        (Felt(), 0.25),  # four silent runs count as one green
    ],
)
def test_what_was_not_logged_counts_less(known: Felt, weight: float) -> None:
    assert weight_of(known, light_of(known, STEADY)) == weight


@given(
    during=st.integers(0, 10), after=st.integers(0, 10), baseline=st.integers(0, 5), more=st.integers(0, 10),
    more_after=st.integers(0, 10), is_chronic=st.booleans(),
)  # fmt: skip
@settings(max_examples=150)
def test_more_pain_never_gives_a_better_light(
    during: int, after: int, baseline: int, more: int, more_after: int, is_chronic: bool
) -> None:
    scale = Scale(baseline, baseline, is_chronic)
    light = light_of(Felt(during, morning=after), scale)
    worse = light_of(Felt(min(10, during + more), morning=min(10, after + more_after)), scale)

    assert light is not None
    assert worse is not None
    assert worse.rank >= light.rank


# --- read from the diary


def read(*, as_of: int = 5, pain_now: int = 0, on: int = 1, **diary: Any) -> RunDay:
    """The run of Tuesday as it counts on Saturday."""
    made = request(more={"runs": (ran(on, 5),), "as_of": day(as_of), **diary}, pain_now=pain_now)
    return read_happened(made).runs[day(on)]


def test_a_run_without_a_word_is_unknown_from_the_second_day_on() -> None:
    run = read()

    assert run.light is None
    assert run.fixed_on == day(3)


def test_the_morning_answer_fixes_the_light_the_day_after() -> None:
    run = read(session_logs=(felt(1, 1),), pain_entries=(morning(2, 0),))

    assert (run.light, run.weight, run.fixed_on) == (GREEN, 1.0, day(2))


def test_an_entry_of_the_third_day_still_corrects_the_light_and_a_later_one_does_not() -> None:
    third = read(as_of=10, session_logs=(replace(felt(1, 6), entered_on=day(4)),))
    fourth = read(as_of=10, session_logs=(replace(felt(1, 6), entered_on=day(5)),))

    assert third.light is RED
    assert fourth.light is None


def test_a_morning_entered_a_week_later_changes_no_light() -> None:
    late = read(as_of=12, session_logs=(felt(1, 1),), pain_entries=(morning(2, 5, entered=9),))

    assert late.light is GREEN


def test_pain_entered_during_the_run_counts_as_the_worst_of_it() -> None:
    run = read(session_logs=(felt(1, 1),), pain_entries=(pain(1, 6, PainMoment.DURING_RUN), morning(2, 0)))

    assert run.light is RED


@pytest.mark.parametrize("leg", [LegSymptom.BELOW_KNEE, LegSymptom.TINGLING, LegSymptom.WEAKNESS])
def test_a_leg_sign_in_the_log_or_the_next_morning_is_purple(leg: LegSymptom) -> None:
    assert read(session_logs=(felt(1, 0, leg=leg),)).light is PURPLE
    assert read(session_logs=(felt(1, 0),), pain_entries=(morning(2, 0, leg),)).light is PURPLE


def test_pain_above_the_knee_is_no_leg_sign_but_amber_where_it_is_new() -> None:
    sore = (felt(1, 1, leg=LegSymptom.ABOVE_KNEE),)
    before = (morning(-2, 1, LegSymptom.ABOVE_KNEE),)
    known = request(leg_pain="above_knee", more={"runs": (ran(1, 5),), "as_of": day(4), "session_logs": sore})

    assert read(session_logs=sore).light is AMBER
    assert read(session_logs=sore, pain_entries=before).light is GREEN
    assert read_happened(known).runs[day(1)].light is GREEN
    assert read(session_logs=(felt(1, 1),), pain_entries=(morning(2, 0, LegSymptom.ABOVE_KNEE),)).light is AMBER


def test_the_baseline_is_the_median_of_mornings_without_a_run_the_day_before() -> None:
    # mornings of 2 on rest days; the 4 is the morning after the run of Monday
    quiet = (morning(-4, 2), morning(-3, 2), morning(-2, 2), morning(-1, 2))
    made = request(
        more={"runs": (ran(0, 5), ran(2, 5)), "as_of": day(6), "session_logs": (felt(0, 1), felt(2, 1)),
              "pain_entries": (*quiet, morning(0, 2), morning(1, 3), morning(2, 2), morning(3, 3))},
    )  # fmt: skip

    # 1 above the usual 2
    assert read_happened(made).runs[day(2)].light is AMBER


def test_without_mornings_the_pain_of_the_check_is_the_baseline() -> None:
    assert read(pain_now=2, session_logs=(felt(1, 1),), pain_entries=(morning(2, 2),)).light is GREEN
    assert read(pain_now=0, session_logs=(felt(1, 1),), pain_entries=(morning(2, 2),)).light is RED


def test_two_points_more_than_before_the_run_are_amber() -> None:
    run = read(
        session_logs=(felt(1, 2, pain_before=0),), pain_entries=(morning(2, 0), pain(1, 2, PainMoment.AFTER_RUN))
    )

    assert run.light is AMBER
