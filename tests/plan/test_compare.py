"""What changed between two plans, day by day, each with its reason."""

from dataclasses import replace

from runback.domain.plan import Plan, SessionKind
from runback.plan import compare_plans, make_plan
from tests.plan.living import Felt, Life, on_runs
from tests.plan.made_up import START, day, flagged, history, number_of, request, runs_of


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
