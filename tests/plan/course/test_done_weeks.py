"""When a week counts, and breaks inside a return (rules 3.2, 3.3, 4.7, 4.8, 8.2 to 8.4)."""

import itertools
from dataclasses import replace

import pytest

from runback.domain.adjust import DaysOff
from runback.domain.plan import Light, Plan
from runback.plan import make_plan
from runback.plan.course.aim import weekly_aim
from runback.plan.course.record import record_run, step_gained, turn_week
from runback.plan.course.standing import restart
from tests.plan.course.standings import coming_back, run_day, week_done
from tests.plan.living import Felt, Life, live, on_runs
from tests.plan.made_up import MON, SAT, WED, after_break, day, history, request, running_km, runs_of

GREEN, AMBER, RED = Light.GREEN, Light.AMBER, Light.RED


@pytest.mark.parametrize(
    ("done_km", "lights", "gained"),
    [
        (20, (GREEN, GREEN, GREEN), 1.0),
        (13.4, (GREEN, GREEN), 1.0),  # two thirds of 20 km
        (13.0, (GREEN, GREEN), 0.0),
        (20, (GREEN, GREEN, AMBER), 1.0),  # one amber still counts
        (20, (GREEN, AMBER, AMBER), 0.0),
        (20, (GREEN, GREEN, RED), 0.0),
        (20, (None, None, None), 0.5),  # nobody answered: half a step
        (20, (GREEN, GREEN, GREEN, None), 1.0),
        (0, (), 0.0),
    ],
)
def test_a_week_counts_with_two_thirds_done_no_red_and_one_amber_at_most(
    done_km: float, lights: tuple[Light | None, ...], gained: float
) -> None:
    here = coming_back(28)
    week = week_done(20, done_km, *lights)
    silent = tuple(replace(run, weight=0.25) if run.light is None else run for run in week.runs)

    assert step_gained(here, replace(week, runs=silent)) == gained


def test_a_week_with_fewer_than_four_open_days_moves_nothing() -> None:
    assert step_gained(coming_back(28), week_done(10, 10, GREEN, GREEN, days_open=4)) == 1.0
    assert step_gained(coming_back(28), week_done(10, 10, GREEN, GREEN, days_open=3)) == 0.0


def test_a_counted_week_is_the_next_step_and_an_uncounted_one_the_same_again() -> None:
    here = coming_back(28)

    done = turn_week(here, day(7), week_done(18, 18, GREEN, GREEN, GREEN))
    missed = turn_week(here, day(7), week_done(18, 9, GREEN, GREEN))
    assert (done.step, done.counted) == (2.0, (18.0,))
    assert (missed.step, missed.counted) == (1.0, ())
    assert weekly_aim(missed) == pytest.approx(18)


def test_more_than_planned_within_thirty_percent_is_the_new_base() -> None:
    here = coming_back(28)

    assert turn_week(here, day(7), week_done(18, 22, GREEN, GREEN, GREEN)).counted == (22.0,)
    # 1.3 x 18
    assert turn_week(here, day(7), week_done(18, 30, GREEN, GREEN, GREEN)).counted == (pytest.approx(23.4),)


def test_the_last_three_counted_weeks_are_kept() -> None:
    here = coming_back(28, counted=(18.0, 22.0, 27.0), step=4.0)

    assert turn_week(here, day(7), week_done(33, 33, GREEN, GREEN, GREEN)).counted == (22.0, 27.0, 33.0)


# --- breaks inside the return


def test_six_days_without_a_run_start_from_a_share_of_the_last_counted_week() -> None:
    # third week of a return, 27 km counted best; seven days off: 27 x 0.80 = 21.6
    here = coming_back(
        28, counted=(18.0, 22.0, 27.0), step=4.0, last_gain=1.0, runs=(run_day(10, 8),), last_run=day(10)
    )

    again = restart(here, day(18), 7)
    assert again.back is not None
    assert (again.back.base_km, again.back.days_off) == (27.0, 7)
    assert weekly_aim(again) == pytest.approx(21.6, rel=0.01)


def test_five_days_without_a_run_are_no_break() -> None:
    here = coming_back(28, counted=(18.0,), step=2.0, runs=(run_day(2, 6),), last_run=day(2))

    assert not here.is_break_on(day(8))
    assert here.is_break_on(day(9))


def test_who_runs_once_a_week_has_a_break_only_after_ten_days() -> None:
    here = coming_back(28, runs_a_week=1, counted=(18.0,), step=2.0, runs=(run_day(2, 6),), last_run=day(2))

    assert not here.is_break_on(day(9))
    assert here.is_break_on(day(13))


def test_when_the_break_is_made_good_the_return_before_it_goes_on() -> None:
    here = coming_back(28, counted=(18.0, 22.0), step=3.0, last_gain=1.0, runs=(run_day(10, 8),), last_run=day(10))
    again = record_run(restart(here, day(18), 7), run_day(18, 7))

    # R(7) is one week: a counted week of 17.6 km leads back to the 22 km and the third step
    after = turn_week(again, day(28), week_done(17.6, 17.6, GREEN, GREEN, GREEN))
    assert after.back is not None
    assert after.back.days_off == 28
    assert after.step == 3.0


def test_a_break_made_good_in_a_week_that_does_not_count_goes_on_from_the_week_before_it() -> None:
    """Or the curve alone would size the next week: 26 km after weeks of 13.5, 4 and 12."""
    here = coming_back(11, counted=(18.9,), step=2.0, last_gain=1.0, runs=(run_day(4, 7),), last_run=day(4))
    # Friday to Friday; a week of one run is a whole one by its plan and has too few days to count
    again = record_run(restart(here, day(11), 6), run_day(11, 4))

    after = turn_week(again, day(14), week_done(4.0, 4.0, GREEN))
    assert after.back is not None
    assert after.back.days_off == 11
    assert after.counted == (18.9,)
    assert weekly_aim(after) <= 1.3 * 18.9


@pytest.mark.parametrize(("first", "days"), [(MON, 7), (WED, 5), (SAT, 2)])
def test_one_run_at_the_end_of_a_week_is_no_week_of_one_run(first: int, days: int) -> None:
    """A return of 28 km that began with 8 km on a Saturday, then a week missed: not 8 km, and 1.5 km more a week."""
    here = replace(coming_back(14), runs=(run_day(first, 8),), last_run=day(first))
    began = replace(here, back=replace(here.back, began=day(first)) if here.back else None)

    again = restart(began, day(first + 8), 7)
    # 40 x 0.60 is the most that the curve gave
    assert again.back is not None
    assert again.back.base_km == pytest.approx(min(24.0, 8 * 7 / days))


def test_a_break_never_makes_the_rest_of_the_return_shorter() -> None:
    for gap in (6, 8, 13, 20, 30):
        calm = live(after_break(28), 14)
        broken = live(after_break(28), 14)
        broken.open(14 + gap)
        calm.live(range(14, 14 + gap + 1))
        assert running_km(broken.plan) <= running_km(calm.plan) + 0.1


def test_one_or_two_missed_runs_move_nothing_and_are_never_made_up() -> None:
    full, gappy = Life(request(more={"runs": history()})), Life(request(more={"runs": history()}))
    full.live(range(4))
    gappy.live(range(4), on_runs(Felt(share=0)))
    full.open(4)
    gappy.open(4)

    ahead = [(run.date, run.running_km) for run in runs_of(full.plan, 0) if run.date >= day(4)]
    left = [(run.date, run.running_km) for run in runs_of(gappy.plan, 0) if run.date >= day(4)]
    assert [when for when, _ in left] == [when for when, _ in ahead]
    assert all(b <= a + 0.01 for (_, a), (_, b) in zip(ahead, left, strict=True))


def away(first: int, last: int) -> Plan:
    """The plan of the usual runner on the first Monday, with these days off ahead."""
    off = DaysOff(day(first), day(last))
    return make_plan(request(more={"runs": history(), "weeks": 3, "days_off": (off,)}))


def test_a_week_off_entered_ahead_brings_the_share_of_a_week() -> None:
    # days 7 to 13: after Sunday's run seven days without: 40 x 0.80
    plan = away(7, 13)

    assert not runs_of(plan, 1)
    assert running_km(plan, 2) == pytest.approx(32, abs=0.1)


@pytest.mark.parametrize(("last", "share"), [(5, 0.9), (6, 0.8), (13, 0.6)])
def test_days_off_at_the_start_of_the_course_are_a_break_too(last: int, share: float) -> None:
    # ran the day before: days 0 to 5 are six days without a run (0.90), to 6 seven (0.80), to 13 fourteen (0.60)
    plan = away(0, last)
    longest = max(run.running_km for run in runs_of(plan, 1 if last < 7 else 2))

    assert longest <= share * 16 + 0.01


def test_a_week_that_days_off_cut_short_holds_its_share_of_the_days() -> None:
    # days 7 to 9 off: four of seven days left, 40 x 4 / 7 = 22.9 km
    assert running_km(away(7, 9), 1) <= 23.5


def test_a_long_life_all_green_climbs_week_by_week_to_the_usual() -> None:
    life = live(after_break(21, more={"weeks": 1}), 42)
    weeks = [life.running_of_week(n) / 6 for n in range(6)]

    assert all(b >= 0.99 * a for a, b in itertools.pairwise(weeks))
    assert weeks[5] == pytest.approx(40, rel=0.03)


def test_silent_weeks_still_go_on_at_half_the_pace() -> None:
    logged = live(after_break(28, more={"weeks": 1}), 35)
    silent = live(after_break(28, more={"weeks": 1}), 35, on_runs(then=Felt(None, None)))

    assert silent.running_of_week(4) <= logged.running_of_week(4) + 1
    assert silent.running_of_week(4) > silent.running_of_week(1)


def test_the_plan_of_a_past_day_stays_what_it_was() -> None:
    life = live(request(more={"runs": history()}), 12, on_runs(Felt(3), Felt(6)))
    stood = {}
    for made, plan in life.opened:
        for week in plan.weeks:
            for session in week.sessions:
                if session.date < made.as_of:
                    assert session in stood[session.date]
        stood |= {
            made.as_of: [s for week in plan.weeks for s in week.sessions if s.date == made.as_of]
        }  # fmt: skip


def test_an_answer_of_last_week_changes_no_week_that_was_lived() -> None:
    made = live(request(more={"runs": history()}), 15).request
    plan = make_plan(made)
    late = replace(
        made, session_logs=(*made.session_logs, replace(made.session_logs[0], pain_during=7, entered_on=day(14)))
    )

    assert make_plan(late).weeks == plan.weeks
