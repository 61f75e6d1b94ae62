"""What goes with a run and what stands on the other days: stretches, cues, build-ups, the harder run, rest, swaps."""

import itertools
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from runback.domain.assessment import Running
from runback.domain.plan import Plan, Session, SessionKind, StepKind
from runback.plan import make_plan
from runback.plan.weeks.context import cue_on
from tests.plan.living import Felt, Life, live, on_runs
from tests.plan.made_up import (
    START,
    after_break,
    clear_assessment,
    day,
    felt,
    first_run,
    history,
    later,
    morning,
    new_runner,
    ran,
    request,
    runs_of,
    sessions_of,
)


def hard_runs(plan: Plan, week: int = 0) -> list[Session]:
    """Runs with faster minutes or hills; the brisk walk of the warm-up is none."""
    return [s for s in runs_of(plan, week) if any(x.effort == "brisk" and x.kind is StepKind.RUN for x in s.steps)]


def has_build_ups(session: Session) -> bool:
    return any(step.say == "build_ups" for step in session.steps)


# --- stretches


def test_every_run_is_followed_by_stretches_of_twenty_to_thirty_seconds() -> None:
    plan = make_plan(request(more={"runs": history()}))

    for run in runs_of(plan):
        [stretches] = [s for s in sessions_of(plan) if s.date == run.date and s.kind is SessionKind.MOBILITY]
        assert stretches.exercises
        assert all(20 <= (one.hold_s or 0) <= 30 and one.sets == 2 for one in stretches.exercises)


@pytest.mark.parametrize(
    ("pattern", "left_out"),
    [("discogenic_axial", "childs_pose"), ("radicular_disc", "hamstring_strap"), ("si_joint", "figure_four")],
)
def test_stretches_that_the_pattern_takes_badly_are_left_out(pattern: str, left_out: str) -> None:
    plan = make_plan(request(clear_assessment(Running.MODIFY, pattern), more={"runs": history()}))
    plain = make_plan(request(more={"runs": history()}))

    def ids(one: Plan) -> set[str]:
        return {e.id for s in sessions_of(one) if s.kind is SessionKind.MOBILITY for e in s.exercises}

    assert left_out in ids(plain)
    assert left_out not in ids(plan)


# --- cues


def test_a_cue_stays_two_weeks_and_then_changes() -> None:
    cues = [cue_on(START, START + timedelta(weeks=n)) for n in range(5)]

    assert cues[0] == cues[1] != cues[2] == cues[3] != cues[4]


def test_the_cue_that_a_clip_asked_for_comes_first() -> None:
    assert cue_on(START, START, "width") == "width"
    plan = make_plan(request(more={"runs": history(), "cue": "width"}))
    assert {run.cue for week in (0, 1) for run in runs_of(plan, week)} == {"width"}


def test_every_run_has_one_cue_and_the_same_all_week() -> None:
    plan = make_plan(new_runner(more={"weeks": 6}))

    for n in range(6):
        [cue] = {run.cue for run in runs_of(plan, n)}
        assert cue == cue_on(START, day(7 * n))


# --- build-ups and the harder run


def lived(weeks: int, **answers: Any) -> Plan:
    """The plan after so many weeks of running as usual, all green."""
    life = live(request(more={"runs": history(), "weeks": 1}, **answers), 7 * weeks)
    return life.open(7 * weeks)


def test_build_ups_open_after_two_green_weeks_in_the_first_two_runs() -> None:
    assert not any(has_build_ups(run) for run in runs_of(lived(1)))
    assert [has_build_ups(run) for run in runs_of(lived(3), 0)] == [True, True, False, False]


def test_one_harder_run_opens_after_three_green_weeks_near_the_usual() -> None:
    assert len(hard_runs(lived(2))) == 0
    assert len(hard_runs(lived(3))) == 1


def test_a_harder_run_is_as_long_as_the_easy_one_and_never_the_long_one_nor_beside_it() -> None:
    plan = lived(4)
    [hard] = hard_runs(plan)
    longest = max(runs_of(plan, 0), key=lambda run: run.running_km)

    assert hard.running_km < longest.running_km
    assert abs((hard.date - longest.date).days) > 1


def test_one_sore_run_in_three_weeks_closes_it() -> None:
    life = Life(request(more={"runs": history(), "weeks": 1}))
    life.live(range(21))
    count = sum(run.day >= day(0) for run in life.request.runs)
    sore = Life(request(more={"runs": history(), "weeks": 1}))
    sore.live(range(21), on_runs(*([Felt()] * (count - 1)), Felt(during=3)))

    assert hard_runs(life.open(21))
    assert not hard_runs(sore.open(21))


def test_no_harder_run_stands_in_a_return_on_the_table_or_from_65_on() -> None:
    for made in (after_break(35, more={"weeks": 4}), new_runner(more={"weeks": 4})):
        plan = make_plan(made)
        assert not [run for n in range(4) for run in hard_runs(plan, n)]
    assert not hard_runs(lived(4, age_years=70))


@pytest.mark.parametrize(
    ("trouble", "say"),
    [
        (["extension"], "hills_extension_intolerant"),
        (["flexion"], "hills_flexion_intolerant"),
        (["extension", "flexion"], "hills_both"),
        ([], "hills_any"),
    ],
)
def test_hills_follow_the_pattern(trouble: list[str], say: str) -> None:
    plan = make_plan(request(more={"runs": history(), "weeks": 6}, aggravated_by=trouble))
    hills = [run for n in range(6) for run in hard_runs(plan, n) if run.role == "hilly_run"]

    assert hills
    assert {step.say for run in hills for step in run.steps if step.kind is StepKind.RUN} == {say}


def test_new_runners_and_returns_run_easy() -> None:
    for made in (new_runner(), after_break(40), request(more={"runs": history()})):
        for run in runs_of(make_plan(made), 0):
            assert {step.effort for step in run.steps if step.kind is StepKind.RUN} == {"easy"}


# --- the other days


def test_rest_days_have_only_a_walk() -> None:
    plan = make_plan(request(more={"runs": history()}))

    for rest in (s for s in sessions_of(plan) if s.kind is SessionKind.REST):
        beside = {s.kind for s in sessions_of(plan) if s.date == rest.date}
        assert beside <= {SessionKind.REST, SessionKind.WALK}


def test_walks_of_twenty_to_thirty_minutes_stand_on_days_without_a_run() -> None:
    plan = make_plan(request(more={"runs": history()}))
    walks = [s for s in sessions_of(plan) if s.kind is SessionKind.WALK]

    assert walks
    assert all(20 <= (s.duration_min or 0) <= 30 for s in walks)
    assert not {s.date for s in walks} & {run.date for run in runs_of(plan)}


def red_week(**answers: Any) -> Plan:
    """The plan on the day after a second red run: seven days without running."""
    made = request(**answers)
    return make_plan(
        later(made, 10, runs=(*history(), ran(0, 8), ran(9, 8)), session_logs=(felt(0, 6), felt(9, 6)),
              pain_entries=tuple(morning(n) for n in range(11)), weeks=2)
    )  # fmt: skip


def test_on_days_closed_by_reds_cross_training_is_offered_but_not_on_the_day_after() -> None:
    cross = [s for s in sessions_of(red_week()) if s.kind is SessionKind.CROSS]

    assert 1 <= len(cross) <= 3
    assert all(s.date > day(10) for s in cross)
    assert {s.duration_min for s in cross} == {30}


@pytest.mark.parametrize(
    ("trouble", "modes"),
    [(["extension"], "bike or incline walk"), (["flexion"], "walk or elliptical or backstroke"), ([], "walk or bike")],
)
def test_cross_training_suits_the_back(trouble: list[str], modes: str) -> None:
    cross = [s for s in sessions_of(red_week(aggravated_by=trouble)) if s.kind is SessionKind.CROSS]

    assert {s.bout for s in cross} == {modes}


def test_cross_training_never_counts_as_running() -> None:
    for session in sessions_of(red_week()):
        if session.kind is SessionKind.CROSS:
            assert (session.running_km, session.running_min, session.is_run) == (0, 0, False)


def test_strength_stands_twice_a_week_not_on_neighbouring_days_nor_before_the_long_run() -> None:
    plan = make_plan(after_break(20, more={"weeks": 6}))

    days = [s.date for s in sessions_of(plan) if s.kind is SessionKind.STRENGTH]
    assert len(days) == 12
    assert min((b - a).days for a, b in itertools.pairwise(days)) >= 2
    longs = {max(runs_of(plan, n), key=lambda run: run.running_km).date for n in range(6)}
    assert not {one - timedelta(days=1) for one in longs} & set(days)


def test_a_fresh_strain_of_five_has_no_strength_for_three_days_and_heat_among_the_reasons() -> None:
    plan = make_plan(request(onset="sudden_lifting", pain_days=1, pain_now=5, pain_worst=7, pain_running=5))

    strong = [s.date for s in sessions_of(plan) if s.kind is SessionKind.STRENGTH]
    assert min(strong) >= day(3)
    rest = next(s for s in sessions_of(plan) if s.kind is SessionKind.REST)
    assert {"recovery_heat", "recovery_ice"} <= {reason.rule for reason in rest.reasons}


def test_a_missed_strength_check_is_no_gate() -> None:
    # 1.8: worry and a missed check change neither the first run nor its size
    weak = make_plan(request(more={"runs": history()}, self_tests={"sl_sit_to_stand": 2, "side_plank_s": 5}))
    strong = make_plan(request(more={"runs": history()}))

    assert [run.running_km for run in runs_of(weak)] == [run.running_km for run in runs_of(strong)]


def test_worry_changes_nothing_for_who_runs() -> None:
    worried = make_plan(request(more={"runs": history()}, contexts=["fear"]))

    assert first_run(worried).running_km == first_run(make_plan(request(more={"runs": history()}))).running_km


def test_the_same_request_with_other_past_weeks_keeps_what_stood_there() -> None:
    first = make_plan(request(more={"runs": history()}))
    second = make_plan(later(request(more={"runs": history()}), 3, past_weeks=first.weeks[:1]))

    before = [s for s in first.weeks[0].sessions if s.date < day(3)]
    assert [s for s in second.weeks[0].sessions if s.date < day(3)] == before
    assert replace(second.weeks[0], sessions=()).start == START
