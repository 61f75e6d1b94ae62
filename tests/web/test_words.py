"""What pages say: the finding of the chart, steps in words, limits with their why."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from runback.domain.adjust import Layout
from runback.domain.diary import PainEntry
from runback.domain.load import LoadReport, Spike, SpikeSize, WeekLoad
from runback.domain.plan import Change, ExerciseSet, Session, SessionKind, Step, StepKind
from runback.plan.move import MoveOption
from runback.services.training.today import TodayView
from runback.web import words
from runback.web.history.figure import find_title, make_figure, summarise_weeks
from runback.web.imports.uploads import clean_path
from runback.web.plan.cards import describe_dose, describe_steps
from runback.web.templatetags.runback import other_days
from runback.web.today.limit import Limit, describe_limit

MONDAY = date(2026, 5, 4)


def pain(day: date, score: int) -> PainEntry:
    return PainEntry(datetime(day.year, day.month, day.day, 7, tzinfo=UTC), day, score)


def load(*spikes: Spike, weeks: tuple[WeekLoad, ...] = ()) -> LoadReport:
    return LoadReport(MONDAY + timedelta(days=13), (), weeks, 8.0, 8.8, 20.0, spikes, ())


def test_a_week_without_a_run_is_a_bar_of_zero_and_without_pain_a_gap():
    told = load(weeks=(WeekLoad(MONDAY, 12.0, None),))
    rows = summarise_weeks(told, [pain(MONDAY, 2), pain(MONDAY, 4)], MONDAY, MONDAY + timedelta(days=13))
    assert [(row.distance_km, row.pain_worst) for row in rows] == [(12.0, 4), (0.0, None)]


def test_the_title_names_the_run_after_which_pain_rose():
    spike = Spike(MONDAY + timedelta(days=2), 12.0, 6.0, 2.0, SpikeSize.MODERATE)
    entries = [pain(MONDAY, 1), pain(MONDAY + timedelta(days=3), 5)]
    rows = summarise_weeks(load(spike), entries, MONDAY, MONDAY + timedelta(days=13))
    assert find_title(rows, load(spike), entries) == "Pain rose after the 12 km run on 6 May"


def test_a_long_run_that_did_not_hurt_is_not_blamed():
    spike = Spike(MONDAY + timedelta(days=2), 12.0, 6.0, 2.0, SpikeSize.MODERATE)
    entries = [pain(MONDAY, 3), pain(MONDAY + timedelta(days=3), 3)]
    rows = summarise_weeks(load(spike), entries, MONDAY, MONDAY + timedelta(days=13))
    assert "12 km run" not in find_title(rows, load(spike), entries)


def test_the_title_tells_falling_pain():
    entries = [pain(MONDAY + timedelta(days=n), score) for n, score in enumerate((6, 6, 6, 3, 2, 1))]
    rows = summarise_weeks(load(), entries, MONDAY, MONDAY + timedelta(days=13))
    assert find_title(rows, load(), entries) == "Pain fell from 6 to 2 since 4 May"


def test_pain_is_drawn_with_a_shape_and_not_only_a_colour():
    entries = [pain(MONDAY, 2)]
    rows = summarise_weeks(load(), entries, MONDAY, MONDAY + timedelta(days=6))
    dots = make_figure(rows, entries)["data"][1]
    assert (dots["y"], dots["marker"]["symbol"]) == ([2], "diamond")


def test_neighbouring_steps_with_the_same_repeat_are_told_in_turn():
    steps = (
        Step(StepKind.WARM_UP, duration_s=300, text="Brisk walk"),
        Step(StepKind.RUN, duration_s=60, repeat=8),
        Step(StepKind.WALK, duration_s=90, repeat=8),
        Step(StepKind.RUN, distance_m=1500),
    )
    assert list(describe_steps(steps)) == [
        "5 min warm up (brisk walk)",
        "8 times: 1 min run (easy), then 1 min 30 s walk",
        "1.5 km run (easy)",
    ]


@pytest.mark.parametrize(
    ("planned", "told"),
    [
        (ExerciseSet("a", 3, reps=12), "3 sets of 12"),
        (ExerciseSet("a", 1, reps=10), "1 set of 10"),
        (ExerciseSet("a", 1, hold_s=10), "1 hold of 10 s"),
        (ExerciseSet("a", 2, reps=10, per_side=True), "2 sets of 10 on each side"),
        (ExerciseSet("a", 2, hold_s=30, per_side=True), "2 holds of 30 s on each side"),
    ],
)
def test_a_dose_is_told_in_words(planned, told):
    assert describe_dose(planned) == told


@pytest.mark.parametrize(("seconds", "told"), [(45, "45 s"), (120, "2 min"), (150, "2 min 30 s")])
def test_seconds_are_told_as_people_say_them(seconds, told):
    assert words.seconds(seconds) == told


def test_a_share_is_told_in_tenths_and_never_as_certain():
    assert words.in_ten(0.62) == "about 6 in 10"
    assert words.in_ten(0.99) == "about 9 in 10"
    assert words.in_ten(0.01) == "about 1 in 10"


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("runs/2026/a.fit", "runs/2026/a.fit"),
        ("../../a.fit", "a.fit"),
        ("/etc/passwd", "etc/passwd"),
        ("..", "file"),
        ("a/./b/../c.fit", "a/b/c.fit"),
        ("bad\x00name.fit", "bad_name.fit"),
        ("/".join("d" * 20) + "/a.fit", "d/d/d/d/d/d/d/a.fit"),
    ],
)
def test_an_uploads_path_is_made_harmless(told, kept):
    assert str(clean_path(told)) == kept


def limit_of(**told: object) -> Limit:
    return describe_limit(cast(TodayView, SimpleNamespace(**told)))


def test_a_limit_that_does_not_count_today_is_not_named_beside_the_one_that_does():
    """The 13 km run hurt, and the step of the week allows 3.9 km: 14.3 km would be a second ceiling."""
    why = "You are on the walk-run steps: 3.9 km, walking included, is what this week's step asks for."
    told = limit_of(ceiling_km=3.9, rule_ceiling_km=14.3, ceiling_why=why, longest_30d_km=13.0)
    assert (told.km, told.is_lowered, told.why[0]) == (3.9, True, why)
    assert "14.3" not in " ".join(told.why)


def test_the_thirty_day_limit_is_told_with_the_run_it_counts_from():
    told = limit_of(ceiling_km=6.6, rule_ceiling_km=6.6, ceiling_why="", longest_30d_km=6.0)
    assert not told.is_lowered
    assert "6.0 km" in told.why[0]
    assert "6.6 km" in told.why[0]


def test_a_move_lists_the_other_days_it_changes_and_not_its_own_two():
    days = [MONDAY + timedelta(days=n) for n in range(4)]
    changes = tuple(Change(day, "", "strength", "") for day in days)
    option = MoveOption(days[1], Layout(MONDAY, (), ()), changes)
    session = Session(days[0], SessionKind.STRENGTH, "Strength")
    assert [change.date for change in other_days(option, session)] == days[2:]
