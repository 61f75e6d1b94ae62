"""Races in the weeks of a plan: run where they are ready, else no trace of them, and the reason (plan_rules_2, 7)."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from runback.domain.adjust import DaysOff, Priority, Race
from runback.domain.diary import SessionLog
from runback.domain.plan import GoalStatus, Note, Plan, SessionKind
from runback.knowledge.sentences import render_sentence
from runback.plan import PlanRequest, make_plan
from runback.plan.course.races import space_out
from tests.plan.course.standings import usual
from tests.plan.living import Life
from tests.plan.made_up import day, felt, history, morning, ran, request, runs_of, sessions_of

TEN, HALF, MARATHON = 10.0, 21.1, 42.2
NEAR_A_RACE = {"race_taper", "race_after"}


def race(km: float, n: int, priority: Priority = Priority.A) -> Race:
    return Race(day(n), km, priority)


def racing(*races: Race, weeks: int = 8, more: dict[str, Any] | None = None, **answers: Any) -> PlanRequest:
    """The usual runner, with these races."""
    return request(more={"runs": history(), "weeks": weeks, "races": races} | (more or {}), **answers)


def is_in(plan: Plan, n: int) -> bool:
    return any(s.kind is SessionKind.RACE and s.date == day(n) for s in sessions_of(plan))


def races_near(plan: Plan) -> set[str]:
    """The rules of races that changed any session."""
    return {reason.rule for s in sessions_of(plan) for reason in s.reasons} & NEAR_A_RACE


def said(plan: Plan, note_id: str) -> list[Note]:
    return [note for note in plan.notes if note.id == note_id]


def sizes(plan: Plan) -> list[tuple[object, float]]:
    return [(run.date, run.running_km) for run in runs_of(plan)]


# --- a race that is not run


@pytest.mark.parametrize("n", [6, 13, 20, 34, 48])
@pytest.mark.parametrize("priority", Priority)
def test_a_race_that_will_not_be_ready_leaves_no_mark_on_the_weeks_around_it(n: int, priority: Priority) -> None:
    plan = make_plan(racing(race(MARATHON, n, priority)))

    assert not is_in(plan, n)
    assert not races_near(plan)
    assert not any(week.is_taper for week in plan.weeks)


@pytest.mark.parametrize("n", [6, 20, 34])
def test_with_a_b_race_that_is_left_out_the_plan_is_the_one_without_it(n: int) -> None:
    with_race, without = make_plan(racing(race(MARATHON, n, Priority.B))), make_plan(racing())

    assert sizes(with_race) == sizes(without)
    [note] = said(with_race, "race_left_out")
    # 25 km are what a marathon with walk breaks asks for
    assert "25.0 km" in render_sentence(note)


def test_a_race_that_was_not_run_has_no_easy_days_after_it() -> None:
    # the marathon of Sunday was never in the plan; the race of 10 km was logged as missed
    for km in (MARATHON, TEN):
        life = Life(racing(race(km, 6)))
        life.live(range(6))
        life.open(6)
        life.log(SessionLog(day(6), SessionKind.RACE, done=False))

        assert not races_near(life.open(7)), km


def test_a_planned_race_without_a_log_counts_as_run() -> None:
    life = Life(racing(race(TEN, 6)))
    life.live(range(6))
    life.open(6)

    assert "race_after" in races_near(life.open(7))


# --- on the way


@pytest.mark.parametrize(("km", "long_km"), [(20, 7), (20, 9), (40, 12), (40, 16), (60, 22)])
def test_a_race_that_is_on_the_way_stands_in_the_plan(km: float, long_km: float) -> None:
    for race_km, n in product((TEN, HALF, MARATHON), (13, 48)):
        plan = make_plan(
            request(more={"weeks": 8, "races": (race(race_km, n),)}, weekly_km=km, usual_long_run_km=long_km)
        )
        assert plan.goal is not None
        if plan.goal.status is GoalStatus.ON_THE_WAY:
            assert is_in(plan, n), (race_km, n)
        elif not is_in(plan, n):
            assert plan.goal.offers is not None
            assert not plan.goal.offers.run_walk
            reachable = plan.goal.offers.reachable_on
            assert reachable is None or reachable > day(n)


@pytest.mark.parametrize(("km", "n"), [(5.0, 12), (5.0, 16), (TEN, 11), (TEN, 20), (HALF, 19)])
def test_the_week_of_a_race_keeps_its_rest_day(km: float, n: int) -> None:
    answers = {"weekly_km": 70, "runs_per_week": 6, "usual_long_run_km": 20}
    week = (*((on, 10.0) for on in range(5)), (6, 20.0))
    plan = make_plan(racing(race(km, n), more={"runs": history(week=week), "weeks": 3}, **answers))

    assert is_in(plan, n)
    for one in plan.weeks:
        busy = {s.date for s in one.sessions if s.is_run or s.kind in (SessionKind.STRENGTH, SessionKind.CROSS)}
        assert len(busy) <= 6


# --- pain before it


@pytest.mark.parametrize("priority", Priority)
def test_a_race_taken_out_by_a_red_says_so_and_from_when_on(priority: Priority) -> None:
    logged = {"runs": (*history(), ran(2, 8)), "as_of": day(3), "session_logs": (felt(2, 6),)}
    plan = make_plan(racing(race(TEN, 13, priority), more=logged | {"pain_entries": (morning(3),)}))

    assert not is_in(plan, 13)
    [note] = said(plan, "race_left_out")
    # two weeks after 4 March
    assert note.say == "race.red"
    assert dict(note.facts)["pain"] == day(2).isoformat()
    assert dict(note.facts)["from"] == day(2 + 15).isoformat()


def test_a_race_taken_out_by_two_ambers_or_a_fresh_strain_says_so() -> None:
    ambers = {"runs": (*history(), ran(1, 6), ran(3, 6)), "as_of": day(5), "session_logs": (felt(1, 3), felt(3, 3))}
    mornings = {"pain_entries": (morning(2), morning(4))}
    strain = {"onset": "sudden_lifting", "pain_days": 1, "pain_now": 4, "pain_worst": 5, "pain_running": 1}

    [amber] = said(make_plan(racing(race(TEN, 6, Priority.B), more=ambers | mornings)), "race_left_out")
    [strained] = said(make_plan(racing(race(TEN, 6, Priority.B), **strain)), "race_left_out")

    assert (amber.say, strained.say) == ("race.ambers", "race.strain")


def test_a_race_on_a_day_off_says_so() -> None:
    plan = make_plan(racing(race(TEN, 13), more={"days_off": (DaysOff(day(12), day(14)),)}))

    assert [note.say for note in said(plan, "race_left_out")] == ["race.day_off"]
    assert not races_near(plan)


# --- one A race in eight weeks


def priorities(*races: Race) -> str:
    """The priorities of these races by day, as they are planned for a runner of 60 km a week."""
    return "".join(one.priority for one in space_out(races, usual(60, 26)))


@pytest.mark.parametrize(
    ("races", "planned"),
    [
        ([(TEN, 0), (TEN, 55)], "ab"),  # of equal ones the earlier
        ([(TEN, 0), (TEN, 56)], "aa"),
        ([(TEN, 0), (HALF, 28)], "ba"),  # the longer one
        ([(HALF, 0), (TEN, 28)], "ab"),
        ([(TEN, 0), (MARATHON, 111)], "ba"),  # sixteen weeks around a marathon
        ([(TEN, 0), (MARATHON, 112)], "aa"),
        ([(TEN, 0), (TEN, 30), (TEN, 60)], "aba"),
        ([(TEN, 0), (100.0, 30)], "ab"),  # out of reach: it takes no other's place
    ],
)
def test_of_two_a_races_within_eight_weeks_one_becomes_a_b_race(races: list[tuple[float, int]], planned: str) -> None:
    assert priorities(*(race(km, n) for km, n in races)) == planned


def test_a_b_race_changes_no_other() -> None:
    assert priorities(race(HALF, 0, Priority.B), race(TEN, 14)) == "ba"


def test_the_second_race_is_not_tapered_and_says_why() -> None:
    plan = make_plan(racing(race(TEN, 20), race(HALF, 48)))
    [note] = said(plan, "race_second")

    assert is_in(plan, 20)
    assert is_in(plan, 48)
    assert not plan.weeks[1].is_taper
    assert plan.weeks[6].is_taper
    assert "21.1 km" in render_sentence(note)


def test_a_race_longer_than_a_single_run_may_be_is_left_out_near_the_main_race() -> None:
    # 12 km are more than 110 % of 8.8 km; alone it would be tapered for
    short = history(week=((1, 7.0), (3, 7.0), (5, 6.0), (6, 8.0)))
    answers = {"weekly_km": 28, "usual_long_run_km": 8}
    main = race(14.0, 48)
    plan = make_plan(racing(race(12.0, 13, Priority.B), main, more={"runs": short}, **answers))

    [note] = [one for one in said(plan, "race_left_out") if dict(one.facts)["day"] == day(13).isoformat()]
    assert note.say == "race.too_long"
    assert "10 % longer" in render_sentence(note)
    assert not is_in(plan, 13)
    assert not {r.rule for s in sessions_of(plan) for r in s.reasons if s.date < day(13) + timedelta(7)} & NEAR_A_RACE
