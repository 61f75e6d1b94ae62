"""One session: its steps, minutes and kilometres (rules 2, 5.3, 14.1)."""

from dataclasses import replace

import pytest

from runback.domain.plan import Plan, Session, SessionKind, StepKind
from runback.knowledge.sentences import render_sentence
from runback.plan import PlanRequest, make_plan
from runback.plan.course.table import Track, rows_of
from runback.plan.weeks.sessions import RunAsked, Runner, run_session, seconds_of, warm_up_steps
from tests.plan.living import Felt, on_runs
from tests.plan.living import live as live_on
from tests.plan.made_up import after_break, day, history, new_runner, offer, request, runs_of, sessions_of

WALK_PACE = 10.9
RUNNER = Runner(run_pace=6.0, walk_pace=WALK_PACE, traits=frozenset())
T = rows_of(Track.TRAINED)
N = rows_of(Track.NEW)


def made(km: float, row: int | None, room: float = 120, *, exact: bool = False, runner: Runner = RUNNER) -> Session:
    """A session of so many km of running with the bouts of a row (None: no walks)."""
    rows = N if exact else T
    bouts = None if row is None else rows[row - 1]
    return run_session(RunAsked(day(0), km, bouts, "run", (), exact, row), runner, room)


def minutes(session: Session, *kinds: StepKind) -> float:
    return seconds_of([step for step in session.steps if step.kind in kinds], 6.0) / 60


# --- runs


def test_a_run_is_a_warm_up_the_distance_and_a_walk() -> None:
    session = made(8, None)

    assert (session.distance_km, session.running_km, session.running_min) == pytest.approx((8, 8, 48), abs=0.01)
    # 6 to 8 minutes of warm-up, 48, 3 of walking
    assert 6 + 48 + 3 <= (session.duration_min or 0) <= 8 + 48 + 3
    assert next(step.kind for step in session.steps) is StepKind.WARM_UP
    assert [step.kind for step in session.steps][-1] is StepKind.COOL_DOWN


def test_a_run_fits_its_room() -> None:
    # 40 minutes: 6 of warm-up and 3 of walking leave 31
    session = made(8, None, room=40)

    assert session.running_min == pytest.approx(31, abs=0.05)
    assert session.duration_min is not None
    assert session.duration_min <= 40.05


def test_running_with_walk_breaks_has_a_minute_of_walking_after_each_bout() -> None:
    # 5 km are 30 minutes: three of 10
    session = made(5, 7)
    bouts = [(step.kind, step.duration_s, step.repeat) for step in session.steps if step.kind in ("run", "walk")]

    assert session.kind is SessionKind.RUN
    assert [one for one in bouts if one[0] is StepKind.WALK] == [(StepKind.WALK, 60, 2)]
    assert session.running_km + 2 / WALK_PACE == pytest.approx(session.distance_km, abs=0.01)
    # the distance of the run, walks included, is what was asked for
    assert session.distance_km == pytest.approx(5, abs=0.01)


# --- walk-runs


def test_the_first_row_of_the_new_table_is_thirty_minutes_with_all_its_walking() -> None:
    session = made(2.5 / 7, 1, exact=True, runner=replace(RUNNER, run_pace=7.0))

    # 10 x 15 s at 7 minutes a kilometre; 10 x 105 s and 2 x 5 minutes at 10.9
    assert session.running_min == pytest.approx(2.5)
    assert session.running_km == pytest.approx(2.5 / 7, abs=0.001)
    assert session.distance_km == pytest.approx(2.5 / 7 + 27.5 / WALK_PACE, abs=0.01)
    assert minutes(session, StepKind.RUN, StepKind.WALK, StepKind.COOL_DOWN) == pytest.approx(25)


@pytest.mark.parametrize("row", list(range(1, 11)))
def test_the_rows_of_the_new_table_are_walked_and_run_as_they_stand(row: int) -> None:
    stage = N[row - 1]
    session = made(stage.run_min / 7, row, exact=True, runner=replace(RUNNER, run_pace=7.0))
    run = next(step for step in session.steps if step.kind is StepKind.RUN)

    assert session.kind is SessionKind.WALK_RUN
    assert (run.duration_s, run.repeat) == (stage.run_s, stage.reps)
    assert session.running_min == pytest.approx(stage.run_min)
    assert session.stage == row


@pytest.mark.parametrize("row", [11, 12])
def test_the_last_rows_of_the_new_table_are_whole_too(row: int) -> None:
    stage = N[row - 1]
    session = made(stage.run_min / 7, row, exact=True, runner=replace(RUNNER, run_pace=7.0))

    assert session.running_min == pytest.approx(stage.run_min)


@pytest.mark.parametrize(
    ("km", "reps", "last_s"),
    [
        (3.0, 4, 120),  # 18 minutes in bouts of 4: four and one of 2 minutes
        (2.0, 3, 0),  # 12 minutes: three
        (2.05, 3, 0),  # 18 s more are no bout
        (2.65, 4, 0),  # 15.9 minutes: 6 s short of four
        (0.5, 0, 180),  # 3 minutes: one short bout
    ],
)
def test_a_shorter_last_bout_lets_the_minutes_follow_the_curve(km: float, reps: int, last_s: int) -> None:
    session = made(km, 4)
    bouts = [step for step in session.steps if step.kind is StepKind.RUN]
    whole = sum(step.repeat for step in bouts if step.duration_s == 240)
    rest = sum(step.duration_s or 0 for step in bouts if step.duration_s != 240)

    assert (whole, rest) == (reps, last_s)
    assert session.running_min == pytest.approx((240 * reps + last_s) / 60)


def test_a_walk_run_takes_45_minutes_at_most() -> None:
    for row in range(1, 7):
        session = made(8, row)
        assert session.duration_min is not None
        assert session.duration_min <= 45.05


def test_a_walk_run_fits_its_room_and_keeps_one_bout() -> None:
    for room in (25, 30, 35):
        session = made(3, 2, room=room)
        assert session.duration_min is not None
        assert session.duration_min <= room + 0.1
        assert session.running_min >= 2


# --- every session of whole plans

PLANS = {
    "usual": request(more={"runs": history(), "weeks": 6}),
    "two weeks off": after_break(14),
    "five weeks off": after_break(35, more={"weeks": 8}),
    "a year off": after_break(364, more={"weeks": 10}),
    "new": new_runner(more={"weeks": 12}),
    "sore": request(more={"runs": history()}, pain_running=4, pain_now=2),
    "forty minutes a day": after_break(60, more={"weeks": 6}, wishes=offer(40)),
    "older": after_break(30, age_years=70),
}


@pytest.fixture(scope="module", params=list(PLANS))
def plan(request: pytest.FixtureRequest) -> Plan:
    return make_plan(PLANS[request.param])


def pace_of(asked: PlanRequest) -> float:
    return (asked.intake.easy_pace_s_per_km or 420) / 60


def test_the_steps_of_every_run_add_up_to_its_minutes(plan: Plan) -> None:
    for session in runs_of(plan):
        pace = session.running_min / session.running_km
        assert seconds_of(session.steps, pace) / 60 == pytest.approx(session.duration_min, abs=0.2)


def test_the_steps_of_every_run_add_up_to_its_kilometres(plan: Plan) -> None:
    for session in runs_of(plan):
        pace = session.running_min / session.running_km
        running = [step for step in session.steps if step.kind is StepKind.RUN]
        km = sum((step.duration_s or 0) * step.repeat / 60 / pace + (step.distance_m or 0) / 1000 for step in running)
        assert km == pytest.approx(session.running_km, abs=0.02)
        walked = sum((s.duration_s or 0) * s.repeat for s in session.steps if s.kind is StepKind.WALK)
        if session.kind is SessionKind.WALK_RUN:
            ends = [s for s in session.steps if s.kind is StepKind.COOL_DOWN or s.say == "brisk_walk"]
            walked += sum(step.duration_s or 0 for step in ends)
        assert session.distance_km == pytest.approx(session.running_km + walked / 60 / WALK_PACE, abs=0.02)


def test_every_walk_run_has_short_bouts_and_every_other_run_long_ones(plan: Plan) -> None:
    for session in runs_of(plan):
        bouts = [step.duration_s for step in session.steps if step.kind is StepKind.RUN]
        if session.kind is SessionKind.WALK_RUN:
            assert max(one or 9999 for one in bouts) < 600
        else:
            assert max(one or 9999 for one in bouts) >= 600


def test_a_run_without_walks_is_not_called_one_with_walk_breaks() -> None:
    for session in runs_of(make_plan(after_break(14))):
        walks = [step for step in session.steps if step.kind is StepKind.WALK and step.duration_s]
        assert bool(walks) == (session.role in ("walk_run", "run_breaks"))


def test_the_week_adds_up(plan: Plan) -> None:
    for week in plan.weeks:
        runs = [s for s in week.sessions if s.is_run]
        assert week.target_km == pytest.approx(sum(s.distance_km or 0 for s in runs), abs=0.02)
        assert week.cap_km >= week.target_km
        assert [s.date for s in week.sessions] == sorted(s.date for s in week.sessions)
        assert all(0 <= (s.date - week.start).days < 7 for s in week.sessions)


def test_every_session_says_why(plan: Plan) -> None:
    assert all(session.reasons for session in sessions_of(plan))


def test_every_day_from_today_on_holds_something(plan: Plan) -> None:
    days = {s.date for s in sessions_of(plan)}

    assert days == {day(n) for n in range(7 * len(plan.weeks))}


def test_no_planned_run_is_of_no_length(plan: Plan) -> None:
    for session in runs_of(plan):
        assert session.running_min >= 2
        assert (session.duration_min or 0) >= 15


# --- the warm-up


@pytest.mark.parametrize("walk_s", [180, 300])
@pytest.mark.parametrize("room_s", [0, 120, 600])
def test_a_warm_up_takes_six_to_eight_minutes(walk_s: int, room_s: float) -> None:
    steps = warm_up_steps(frozenset(), walk_s, room_s)

    assert 360 <= seconds_of(steps) <= 480
    assert steps[0].effort == "brisk"


@pytest.mark.parametrize(
    ("trait", "left_out"),
    [
        ("radicular", "bounces"), ("bone_stress", "bounces"), ("bone_stress", "Butt kicks"), ("fragility", "bounces"),
        ("acute", "Leg swings"), ("pelvic", "lunge"),
    ],
)  # fmt: skip
def test_drills_that_a_back_takes_badly_are_left_out(trait: str, left_out: str) -> None:
    said = " ".join(render_sentence(step) for step in warm_up_steps(frozenset({trait}), 180, 600))
    usual = " ".join(render_sentence(step) for step in warm_up_steps(frozenset(), 180, 600))

    assert left_out in usual
    assert left_out not in said


@pytest.mark.parametrize(("pain", "least"), [(0, 3), (3, 0)])
def test_a_week_opened_daily_holds_one_harder_run_and_none_with_pain_over_two(pain: int, least: int) -> None:
    made = request(more={"runs": history()}, pain_days=400, pain_now=pain, pain_running=pain, wishes=offer(90))

    life = live_on(made, 7 * 7, on_runs(then=Felt(during=pain, after=pain)))

    weeks = [week for week in life.request.past_weeks if week.start < day(49)]
    harder = [sum(run.role in ("faster_minutes", "hilly_run") for run in week.sessions if run.is_run) for week in weeks]
    assert max(harder) <= (1 if least else 0)
    assert sum(harder) >= least
