"""A clinician's limits, read once more."""

from runback.domain.adjust import Limit
from runback.domain.plan import SessionKind
from runback.plan import make_plan
from runback.plan.verify import broken_rules
from tests.plan.made_up import day, history, request, sessions_of


def test_a_plan_that_knows_nothing_of_a_limit_breaks_each_of_its_parts() -> None:
    free = make_plan(request(more={"runs": history(), "weeks": 8}))
    strong = next(one for one in sessions_of(free) if one.kind is SessionKind.STRENGTH and one.date > day(0))
    gone = strong.exercises[0].id
    one = Limit(
        "Ana Ruiz, physio", day(0), run_minutes_max=20, run_km_max=3, week_km_max=5, no_hills=True, no_speed=True,
        without=(gone,),
    )  # fmt: skip
    asked = request(more={"runs": history(), "weeks": 8, "limits": (one,)})
    found = {broken.how for broken in broken_rules(free, asked) if broken.rule == "clinician_limit"}

    assert {"a fast run", "a hilly run", f"{gone} was left out"} <= found
    assert any("minutes of running" in how for how in found)
    assert any("km of running in the week" in how for how in found)
