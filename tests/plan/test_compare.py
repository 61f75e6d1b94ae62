"""What a runner is told of a new plan: days to come that differ by more than a stride, and why."""

from dataclasses import replace
from datetime import date

import pytest

from runback.domain.plan import Plan, PlanStatus, Progress, Session, SessionKind, Week
from runback.domain.reason import Reason
from runback.plan.compare import compare_plans

MONDAY = date(2026, 5, 11)
STEP = Reason.of("walk_run", (), "run.table", stage=5, stages=9)
WAITING = Reason.of("walk_run", (), "now.green", done=0, needed=1)
ON = Reason.of("return_curve", (), "now.on_the_way")


def walk_run(bout: str, minutes: float, km: float = 4.0) -> Session:
    return Session(
        MONDAY, SessionKind.WALK_RUN, "walk_run", km, minutes + 16, bout=bout, running_min=minutes, reasons=(STEP,)
    )


def plan(session: Session, now: Reason = ON) -> Plan:
    return Plan(PlanStatus.PLAN, (Week(MONDAY, 4.0, 25.0, (session,)),), progress=Progress(now, now))


EIGHTS = walk_run("2 x 8 min + 2:15 min run, 1 min walk", 18.25)
SIXES = walk_run("2 x 6 min + 3:36 min run, 1 min walk", 15.6, 3.5)


def test_a_second_more_in_the_last_bout_is_no_change():
    later = replace(EIGHTS, bout="2 x 8 min + 2:16 min run, 1 min walk", running_min=18.27)
    assert compare_plans(plan(EIGHTS), plan(later), MONDAY) == ()


def test_other_bouts_are_a_change_even_where_the_distance_is_the_same():
    (change,) = compare_plans(plan(EIGHTS), plan(replace(EIGHTS, bout="3 x 6 min run, 1 min walk")), MONDAY)
    assert (change.before[0].bout, change.after[0].bout) == (EIGHTS.bout, "3 x 6 min run, 1 min walk")


@pytest.mark.parametrize(("before", "after", "because"), [(EIGHTS, SIXES, WAITING), (SIXES, EIGHTS, STEP)])
def test_less_running_while_a_green_run_is_awaited_says_so(before, after, because):
    (change,) = compare_plans(plan(before), plan(after, WAITING), MONDAY)
    assert change.because == because


def test_days_that_are_over_are_not_compared():
    assert compare_plans(plan(EIGHTS), plan(SIXES), date(2026, 5, 12)) == ()
