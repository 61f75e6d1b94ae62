"""The runner as the rule text reads them: lights, the usual week, the long run, breaks."""

import pytest

from runback.domain.diary import SessionLog
from runback.domain.load import Run
from runback.domain.plan import Light, SessionKind
from runback.plan.verify.reading import outings, read
from runback.plan.verify.returns import curve_km, first_ceiling_km, first_week_cap_km, spells
from tests.plan.verify.made_up import (
    FRI,
    SUN,
    TUE,
    WED,
    assessment,
    day,
    history,
    log,
    morning,
    new_runner,
    plan,
    request,
    run,
    usual_plan,
    walk_run,
    week,
)


def test_the_usual_week_is_the_mean_of_the_four_weeks_before_the_break():
    reading = read(request(runs=history(days_off=28), weekly_km=None))
    assert reading.usual is not None
    assert reading.usual.low == pytest.approx(40)
    assert reading.usual.high == pytest.approx(40)


def test_a_week_under_half_the_habit_is_left_out():
    sick = tuple(r for r in history() if not day(-14) <= r.day < day(-7))
    reading = read(request(runs=(*sick, Run(day(-10), 5, 30)), weekly_km=None))
    assert reading.usual is not None
    assert reading.usual.low == pytest.approx(40)


def test_of_an_answer_far_from_the_history_the_lower_counts():
    assert read(request(weekly_km=80)).usual.high == pytest.approx(40)
    assert read(request(weekly_km=20)).usual.high == pytest.approx(20)
    assert read(request(weekly_km=44)).usual.high == pytest.approx(44)


@pytest.mark.parametrize(("usual", "long"), [(30, 9.9), (15, 6.0)])
def test_an_unknown_long_run_is_a_share_of_the_usual_week(usual, long):
    reading = read(request(runs=(), weekly_km=usual, usual_long_run_km=None))
    assert reading.long.high == pytest.approx(long)


@pytest.mark.parametrize(("usual", "runs"), [(20, 3), (40, 4), (60, 5), (80, 6)])
def test_an_unknown_number_of_runs_follows_the_usual_week(usual, runs):
    assert read(request(runs=(), weekly_km=usual, runs_per_week=None)).habit.low == runs


def test_days_off_count_from_the_last_run():
    assert read(request(runs=history(days_off=28))).days_off().low == 28
    assert read(request(runs=(), weeks_off=5)).days_off().low == 35


@pytest.mark.parametrize(
    ("answers", "track"),
    [
        ({"weekly_km": 40}, "trained"),
        ({"weekly_km": 6}, "new"),
        ({"weekly_km": 40, "weeks_off": 110}, "new"),
        ({"weekly_km": 40, "weeks_off": 5, "pain_days": 200}, "new"),
        ({"weekly_km": 40, "weeks_off": 1, "pain_days": 200}, "trained"),
    ],
)
def test_the_track_follows_from_habit_break_and_pain(answers, track):
    reading = read(request(runs=(), **answers))
    assert (reading.is_trained, reading.is_new) == (track == "trained", track == "new")


def test_a_run_without_a_recording_counts_as_planned():
    asked = request(
        as_of=day(WED),
        runs=(),
        more={"session_logs": (SessionLog(day(TUE), SessionKind.RUN),), "past_weeks": usual_plan().weeks[:1]},
    )
    assert read(asked).done[-1].km == pytest.approx(8)


def test_of_a_walk_run_the_walking_is_no_running():
    session = walk_run(day(TUE), 60, 60, 10, 4)
    asked = request(
        as_of=day(WED),
        runs=(Run(day(TUE), 3.26, 30),),
        more={"past_weeks": (week(0, session),)},
    )
    assert read(asked).done[-1].running_km == pytest.approx(10 / 7, abs=0.1)


def lights(*logs, mornings=(), **answers):
    more = {"session_logs": tuple(logs), "pain_entries": tuple(mornings)}
    return read(request(as_of=day(FRI), more=more, **answers)).lights


def test_two_in_the_run_and_the_usual_morning_are_green():
    (light,) = lights(log(day(TUE), 2), mornings=[morning(day(TUE), 1), morning(day(WED), 1)])
    assert light.is_green


def test_without_the_morning_a_green_is_not_whole():
    (light,) = lights(log(day(TUE), 2))
    assert light.mild is Light.GREEN
    assert not light.is_green


@pytest.mark.parametrize(("pain", "light"), [(2, Light.GREEN), (3, Light.AMBER), (4, Light.AMBER), (5, Light.RED)])
def test_the_light_follows_the_pain_of_the_run(pain, light):
    assert lights(log(day(TUE), pain))[0].mild is light


@pytest.mark.parametrize(("woke", "mild", "strict"), [(2, Light.GREEN, Light.AMBER), (3, Light.RED, Light.RED)])
def test_the_morning_is_read_against_the_usual_one(woke, mild, strict):
    (light,) = lights(log(day(TUE), 1), mornings=[morning(day(TUE), 1), morning(day(WED), woke)])
    assert (light.mild, light.strict) == (mild, strict)


def test_a_run_on_pain_killers_has_no_light():
    (light,) = lights(log(day(TUE), 1, painkillers=True), mornings=[morning(day(WED), 0)])
    assert light.mild is None


def test_any_pain_is_red_after_a_bone_stress_injury():
    (light,) = lights(log(day(TUE), 1), found=assessment(patterns=("sacral_stress_fracture",)))
    assert light.mild is Light.RED


def test_a_break_begins_a_new_spell():
    reading = read(request(runs=history(days_off=10)))
    made = plan(week(0, run(day(WED), 6), run(day(SUN), 6)))
    found = spells(outings(made, reading), reading)
    assert [spell.is_return for spell in found] == [False, True]
    assert found[1].first == day(WED)


def test_five_days_without_a_run_are_no_break():
    reading = read(request(runs=history(days_off=4)))
    made = plan(week(0, run(day(WED), 6)))
    assert len(spells(outings(made, reading), reading)) == 1


def test_whoever_runs_once_a_week_has_no_break_each_week():
    once = tuple(Run(day(-7 * n - 1), 8, 48) for n in range(12))
    reading = read(request(runs=once, weekly_km=8, runs_per_week=1))
    made = plan(*(week(n, run(day(7 * n + 6), 8)) for n in range(3)))
    assert len(spells(outings(made, reading), reading)) == 1


def spell_after(days_off: int, **answers):
    reading = read(request(runs=history(days_off=days_off), **answers))
    return spells(outings(plan(week(0, run(day(0), 5))), reading), reading)[-1], reading


@pytest.mark.parametrize(("days_off", "first"), [(14, 24.8), (28, 18.2), (56, 13.3)])
def test_the_first_week_is_the_share_of_the_break(days_off, first):
    # A day in the plan's favour: .62, .457 and .334 of 40 km.
    spell, reading = spell_after(days_off)
    assert curve_km(spell, 1, reading) == pytest.approx(first, abs=0.3)


def test_four_weeks_lead_back_from_four_weeks_off():
    spell, reading = spell_after(28)
    assert curve_km(spell, 5, reading) == pytest.approx(40)
    assert curve_km(spell, 3, reading) == pytest.approx(40 * 0.457 ** (1 - 2 / 3.86), abs=0.3)


@pytest.mark.parametrize(("days_off", "cap"), [(10, float("inf")), (57, 16), (36, 19.8)])
def test_the_ten_miles_fade_in(days_off, cap):
    # 21 of the 42 days between two and eight weeks: 16 + (24 - 16) x .5, a day in the plan's favour.
    spell, reading = spell_after(days_off)
    assert first_week_cap_km(spell, reading) == pytest.approx(cap, abs=0.3)


def test_the_first_ceiling_is_a_share_of_the_long_run_and_some_minutes():
    spell, reading = spell_after(29)
    assert first_ceiling_km(spell, reading) == pytest.approx(7.2)  # .45 of 16 km; 60 minutes would be 10 km
    spell, reading = spell_after(57)
    assert first_ceiling_km(spell, reading) == pytest.approx(3.5)  # 21 minutes at 6 min per km


def test_a_new_runner_has_no_usual_week():
    reading = read(new_runner())
    assert reading.usual.high == 0
    assert reading.is_new
