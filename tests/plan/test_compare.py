"""What changed between two plans, day by day, each with its reason."""

from dataclasses import replace
from datetime import timedelta

import pytest

from runback.domain.plan import Plan, PlanStatus, Progress, Session, SessionKind, Week
from runback.domain.reason import Reason
from runback.plan import compare_plans, make_plan
from tests.plan.living import Felt, Life, on_runs
from tests.plan.made_up import MON, SAT, START, WED, day, flagged, history, number_of, offer, request, runs_of


def steady() -> Plan:
    return make_plan(request(more={"runs": history(), "weeks": 2}))


def test_the_same_plan_has_no_changes() -> None:
    assert compare_plans(steady(), steady(), START) == ()


def test_a_stride_more_or_less_is_no_change() -> None:
    plan = steady()
    sessions = tuple(
        replace(s, distance_km=s.distance_km + 0.1) if s.distance_km else s for s in plan.weeks[0].sessions
    )
    near = replace(plan, weeks=(replace(plan.weeks[0], sessions=sessions), *plan.weeks[1:]))

    assert compare_plans(plan, near, START) == ()


def test_after_a_red_run_each_changed_day_says_why_and_lies_ahead() -> None:
    life = Life(request(more={"runs": history(), "weeks": 2}))
    n = 0
    while not any(run.day >= START for run in life.request.runs):
        life.open(n)
        life.do(n, on_runs(Felt(during=6)))
        n += 1
    before = life.plan
    after = life.open(n)

    changes = compare_plans(before, after, day(n))
    assert changes
    assert all(number_of(change.date) >= n for change in changes)
    assert all(change.because is not None for change in changes)
    assert [change.date for change in changes] == sorted(change.date for change in changes)


def test_a_blocked_plan_changes_every_day_to_nothing_with_the_block_as_the_reason() -> None:
    blocked = make_plan(request(flagged("ca_history")))
    changes = compare_plans(steady(), blocked, START)

    assert {run.date for run in runs_of(steady())} <= {change.date for change in changes}
    assert all(change.after == () for change in changes)
    assert {change.because.rule for change in changes if change.because} == {"ca_history"}


def test_walks_rest_and_stretches_are_not_compared() -> None:
    plan = steady()
    left = tuple(s for s in plan.weeks[0].sessions if s.kind not in ("walk", "rest", "mobility"))
    bare = replace(plan, weeks=(replace(plan.weeks[0], sessions=left), *plan.weeks[1:]))

    assert compare_plans(plan, bare, START) == ()


def test_a_session_that_is_gone_and_one_that_is_new_have_an_empty_side() -> None:
    plan = steady()
    run = runs_of(plan, 0)[0]
    without = tuple(
        s
        for s in plan.weeks[0].sessions
        if s is not run and not (s.date == run.date and s.kind is SessionKind.STRENGTH)
    )
    gone = replace(plan, weeks=(replace(plan.weeks[0], sessions=without), *plan.weeks[1:]))

    [change] = compare_plans(plan, gone, START)
    assert (change.date, change.after) == (run.date, ())
    [back] = compare_plans(gone, plan, START)
    assert back.before == ()


STEP = Reason.of("walk_run", (), "run.table", stage=5, stages=9)
WAITING = Reason.of("walk_run", (), "now.green", done=0, needed=1)
ON = Reason.of("return_curve", (), "now.on_the_way")


def walk_run(bout: str, minutes: float, km: float = 4.0) -> Session:
    return Session(
        START, SessionKind.WALK_RUN, "walk_run", km, minutes + 16, bout=bout, running_min=minutes, reasons=(STEP,)
    )


def plan_of(session: Session, now: Reason = ON) -> Plan:
    return Plan(PlanStatus.PLAN, (Week(START, 4.0, 25.0, (session,)),), progress=Progress(now, now))


EIGHTS = walk_run("2 x 8 min + 2:15 min run, 1 min walk", 18.25)
SIXES = walk_run("2 x 6 min + 3:36 min run, 1 min walk", 15.6, 3.5)


def test_a_second_more_in_the_last_bout_is_no_change():
    later = replace(EIGHTS, bout="2 x 8 min + 2:16 min run, 1 min walk", running_min=18.27)
    assert compare_plans(plan_of(EIGHTS), plan_of(later), START) == ()


def test_other_bouts_are_a_change_even_where_the_distance_is_the_same():
    (change,) = compare_plans(plan_of(EIGHTS), plan_of(replace(EIGHTS, bout="3 x 6 min run, 1 min walk")), START)
    assert (change.before[0].bout, change.after[0].bout) == (EIGHTS.bout, "3 x 6 min run, 1 min walk")


@pytest.mark.parametrize(("before", "after", "because"), [(EIGHTS, SIXES, WAITING), (SIXES, EIGHTS, STEP)])
def test_less_running_while_a_green_run_is_awaited_says_so(before, after, because):
    (change,) = compare_plans(plan_of(before), plan_of(after, WAITING), START)
    assert change.because == because


def strength_changed(change) -> tuple[Plan, Plan]:
    """The steady plan, and one whose first strength session was changed while an answer to two runs is awaited."""
    plan = steady()
    unknown = Reason("done_week", (), "now.unknown")
    first = next(s for s in plan.weeks[0].sessions if s.kind is SessionKind.STRENGTH)
    sessions = tuple(one for s in plan.weeks[0].sessions for one in (change(s) if s is first else (s,)))
    week = replace(plan.weeks[0], sessions=sessions)
    return plan, replace(plan, progress=Progress(unknown, unknown), weeks=(week, *plan.weeks[1:]))


def test_strength_that_moves_says_so_on_both_days_whatever_slows_the_runs():
    changes = compare_plans(*strength_changed(lambda s: (replace(s, date=s.date + timedelta(days=1)),)), START)

    assert len(changes) == 2
    assert {(one.because.rule, one.because.say) for one in changes if one.because} == {
        ("strength_with_runs", "change.strength")
    }


def test_strength_that_gets_longer_on_its_day_gives_the_reason_of_the_session():
    plan, longer = strength_changed(lambda s: (replace(s, duration_min=(s.duration_min or 0) + 9),))
    (change,) = compare_plans(plan, longer, START)

    session = next(s for s in plan.weeks[0].sessions if s.kind is SessionKind.STRENGTH)
    assert change.because == session.reasons[0]


def test_strength_that_is_left_out_is_not_said_to_have_moved():
    (change,) = compare_plans(*strength_changed(lambda _s: ()), START)

    assert change.because is not None
    assert change.because.say != "change.strength"


def test_days_that_are_over_are_not_compared():
    assert compare_plans(plan_of(EIGHTS), plan_of(SIXES), day(1)) == ()


def test_in_a_hold_a_shorter_strength_session_has_a_reason_of_strength() -> None:
    # a hold stops running: the run of that day, which is the same, is no reason
    before = make_plan(request(wishes=offer(90, MON, WED, SAT), more={"runs": history(), "weeks": 2}))
    held = make_plan(request(pain_running=6, more={"runs": history(), "weeks": 2})).held_by
    on_run_days = [s for s in before.weeks[0].sessions if s.kind is SessionKind.STRENGTH]
    runs = {run.date for run in runs_of(before)}
    chosen = next(s for s in on_run_days if s.date in runs)
    shorter = tuple(
        replace(s, duration_min=1.0, exercises=s.exercises[:1]) if s is chosen else s for s in before.weeks[0].sessions
    )
    after = replace(before, weeks=(replace(before.weeks[0], sessions=shorter), *before.weeks[1:]), held_by=held)

    (change,) = compare_plans(before, after, START)
    assert held
    assert change.because is not None
    assert change.because.say.startswith("strength_")
