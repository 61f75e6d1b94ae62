"""A clinician's limits: kept to, credited, and never a way to more running."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from runback.domain.adjust import Limit, Priority, Race
from runback.domain.errors import BadAnswer
from runback.domain.plan import Plan, Session, SessionKind, StepKind
from runback.knowledge.exercises import load_exercises
from runback.plan import make_plan
from runback.plan.verify import broken_rules
from tests.plan.made_up import day, history, request, running_km, runs_of, sessions_of
from tests.plan.random_runners import runner_with_ease

BY = "Ana Ruiz, physio"


def limit(first: int = 0, until: int | None = None, **content: Any) -> Limit:
    return Limit(BY, day(first), None if until is None else day(until), **content)


def planned(*limits: Limit, weeks: int = 4, **more: Any) -> Plan:
    """The plan of a runner with 40 km a week who never stopped, under these limits."""
    return make_plan(request(more={"runs": history(), "weeks": weeks, "limits": limits}, **more))


def exercises(plan: Plan) -> list[set[str]]:
    strong = (one for one in sessions_of(plan) if one.kind is SessionKind.STRENGTH)
    return [{each.id for each in one.exercises} for one in strong]


def reasons(session: Session) -> set[str]:
    return {reason.say for reason in session.reasons}


def test_no_run_is_longer_than_the_minutes_that_a_clinician_set() -> None:
    plan = planned(limit(run_minutes_max=30))

    assert all(one.running_min <= 30.01 for one in runs_of(plan))
    # 30 minutes at 6 minutes a kilometre
    assert plan.ceiling_km == pytest.approx(5.0)


def test_the_longest_run_in_km_and_the_week_are_kept() -> None:
    plan = planned(limit(run_km_max=6, week_km_max=15))

    assert max(one.running_km for one in runs_of(plan)) <= 6.01
    assert all(running_km(plan, n) <= 15.01 for n in range(4))


def test_the_strictest_of_several_limits_counts() -> None:
    plan = planned(limit(run_km_max=8), limit(run_km_max=5))

    assert max(one.running_km for one in runs_of(plan)) <= 5.01


def test_a_limit_is_credited_on_the_run_the_ceiling_the_notes_and_the_progress() -> None:
    plan = planned(limit(run_minutes_max=30, until=20))

    assert any("run.limit" in reasons(one) for one in runs_of(plan, 0))
    assert plan.ceiling is not None
    assert plan.ceiling.say == "ceiling.limit"
    assert [note.say for note in plan.notes if note.id == "clinician_limit"] == ["limit.run_minutes.until"]
    assert plan.progress is not None
    assert plan.progress.now.say == "now.limit"
    assert all(dict(one.facts)["by"] == BY for one in (plan.ceiling, plan.progress.now))


def test_after_its_last_day_running_grows_again_step_by_step() -> None:
    plan = planned(limit(run_minutes_max=30, until=13), weeks=6)
    longest = [max(one.running_km for one in runs_of(plan, n)) for n in range(6)]

    assert longest[1] <= 5.01 < longest[2]
    # a tenth at a time, twice a week: 5, then 6.05 at the most
    assert longest[2] <= 5 * 1.1 * 1.1 + 0.05
    assert longest[5] > longest[3] > longest[2]


def test_before_its_first_day_nothing_changes() -> None:
    free, later = planned(), planned(limit(first=14, run_km_max=5))

    assert [one.running_km for one in runs_of(later, 0)] == [one.running_km for one in runs_of(free, 0)]
    assert max(one.running_km for one in runs_of(later, 2)) <= 5.01


def test_hills_and_fast_running_stay_closed() -> None:
    free = planned(weeks=8)
    hard = {one.role for one in runs_of(free)} & {"hilly_run", "faster_minutes"}
    assert hard == {"hilly_run", "faster_minutes"}

    flat, slow = planned(limit(no_hills=True), weeks=8), planned(limit(no_speed=True), weeks=8)
    assert "hilly_run" not in {one.role for one in runs_of(flat)}
    assert not any(step.effort == "brisk" for one in runs_of(slow) for step in one.steps if step.kind is StepKind.RUN)


def test_an_exercise_that_was_left_out_is_in_no_session_and_an_added_one_in_each() -> None:
    first = exercises(planned())[0]
    gone, come = sorted(first)[0], "bird_dog" if "bird_dog" not in first else "wall_sit"
    found = exercises(planned(limit(without=(gone,), added=(come,))))

    assert all(gone not in one and come in one for one in found)


def test_an_added_exercise_that_does_not_suit_the_runner_stays_out() -> None:
    kit = next(one.id for one in load_exercises().by_id.values() if "barbell" in one.kit)

    assert all(kit not in one for one in exercises(planned(limit(added=(kit,)))))


def test_a_race_longer_than_the_limit_is_left_out_with_the_reason() -> None:
    race = Race(day(20), 10.0, Priority.B)
    open_plan = make_plan(request(more={"runs": history(), "races": (race,)}))
    held = make_plan(request(more={"runs": history(), "races": (race,), "limits": (limit(run_km_max=6),)}))

    assert SessionKind.RACE in {one.kind for one in sessions_of(open_plan)}
    assert SessionKind.RACE not in {one.kind for one in sessions_of(held)}
    assert "race.limit" in {note.say for note in held.notes}


def test_a_day_to_come_back_is_said() -> None:
    assert "limit.recheck" in {note.say for note in planned(limit(recheck_on=day(14))).notes}


@pytest.mark.parametrize("content", [{}, {"run_minutes_max": 2}, {"week_km_max": 900}])
def test_an_empty_or_impossible_limit_is_refused(content: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer):
        limit(**content)


def test_a_limit_without_a_name_is_refused() -> None:
    with pytest.raises(BadAnswer):
        Limit(" ", day(0), run_km_max=5)


@given(
    seed=st.integers(0, 10**6), minutes=st.none() | st.integers(10, 90), run_km=st.none() | st.integers(2, 20),
    week_km=st.none() | st.integers(5, 60), until=st.none() | st.integers(0, 40), flags=st.tuples(*[st.booleans()] * 2),
)  # fmt: skip
@example(seed=106, minutes=None, run_km=2, week_km=None, until=18, flags=(False, False))
@example(seed=349, minutes=80, run_km=15, week_km=54, until=None, flags=(False, False))
@example(seed=113, minutes=None, run_km=None, week_km=11, until=None, flags=(False, False))
@settings(max_examples=25)
def test_whatever_the_limit_no_run_and_no_week_is_above_it_and_none_grows_by_it(
    seed: int, minutes: int | None, run_km: int | None, week_km: int | None, until: int | None, flags: tuple[bool, bool]
) -> None:
    made = runner_with_ease(Random(seed), weeks=4)
    one = Limit(
        BY, made.as_of, None if until is None else made.as_of + timedelta(days=until), minutes, run_km, week_km,
        *flags, recheck_on=made.as_of,
    )  # fmt: skip
    asked = replace(made, limits=(one,))
    free, held = make_plan(made), make_plan(asked)

    assert [broken for broken in broken_rules(held, asked) if broken.rule == "clinician_limit"] == []
    # shorter runs may find days for kilometres that had no room; never for more than the course asks
    assert running_km(held, 0) <= 1.03 * max(running_km(free, 0), free.weeks[0].cap_km)
