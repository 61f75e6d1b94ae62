"""What pages say: the finding of the chart, steps in words, what a move changes."""

from datetime import date, timedelta

import pytest

from runback.domain.adjust import Layout
from runback.domain.diary import SessionLog
from runback.domain.load import LoadReport, Run, Spike, SpikeSize, WeekLoad
from runback.domain.plan import Change, ExerciseSet, Session, SessionKind, Step, StepKind, Title, Week
from runback.domain.runner import WeekStart
from runback.knowledge.sentences import describe_change, in_ten, render_sentence
from runback.plan.move import MoveOption
from runback.web import words
from runback.web.history.figure import find_title, summarise_weeks
from runback.web.imports.uploads import clean_path
from runback.web.plan.cards import describe_dose, describe_steps, describe_week
from runback.web.plan.done import NOTHING, gather_done
from runback.web.plan.month import describe_month
from runback.web.plan.moves import describe_options

MONDAY = date(2026, 5, 4)


def load(*spikes: Spike, weeks: tuple[WeekLoad, ...] = ()) -> LoadReport:
    return LoadReport(MONDAY + timedelta(days=13), (), weeks, 8.0, 8.8, 20.0, spikes, ())


def test_a_week_without_a_run_is_a_bar_of_zero_and_without_pain_a_gap():
    report = load(weeks=(WeekLoad(MONDAY, 12.0, None),))
    rows = summarise_weeks(report, {MONDAY: 4}, MONDAY, MONDAY + timedelta(days=13))
    assert [(row.distance_km, row.pain_worst) for row in rows] == [(12.0, 4), (0.0, None)]


def test_one_long_run_before_one_sore_day_is_no_finding():
    """Two entries show nothing: the title says what was run."""
    report = load(
        Spike(MONDAY + timedelta(days=2), 12.0, 6.0, 2.0, SpikeSize.MODERATE), weeks=(WeekLoad(MONDAY, 12.0, None),)
    )
    entries = {MONDAY: 1, MONDAY + timedelta(days=3): 5}
    rows = summarise_weeks(report, entries, MONDAY, MONDAY + timedelta(days=13))
    assert find_title(rows, entries) == "You ran 6.0 km a week on average"


def test_the_average_counts_the_weeks_since_the_history_began():
    """7.2 km in a first week are 7.2 km a week, not 0.3 km over half a year."""
    rows = summarise_weeks(
        load(weeks=(WeekLoad(MONDAY, 7.2, None),)), {}, MONDAY - timedelta(weeks=25), MONDAY + timedelta(days=6)
    )
    assert find_title(rows, {}, MONDAY) == "You ran 7.2 km a week on average"
    assert find_title(rows, {}, MONDAY - timedelta(weeks=1)) == "You ran 3.6 km a week on average"


def test_the_title_says_that_pain_fell_where_a_season_shows_it():
    """From 6 to 1 over twenty weeks, a point up or down from day to day."""
    entries = {MONDAY + timedelta(days=n): round(6 - 5 * n / 139) + n % 3 - 1 for n in range(140)}
    rows = summarise_weeks(load(), entries, MONDAY, MONDAY + timedelta(days=139))
    assert find_title(rows, entries).startswith("Your pain fell from about ")


def test_neighbouring_steps_with_the_same_repeat_are_described_in_turn():
    steps = (
        Step(StepKind.WARM_UP, duration_s=300, say="brisk_walk"),
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
    ("planned", "shown"),
    [
        (ExerciseSet("a", 3, reps=12), "3 sets of 12"),
        (ExerciseSet("a", 1, reps=10), "1 set of 10"),
        (ExerciseSet("a", 1, hold_s=10), "1 hold of 10 s"),
        (ExerciseSet("a", 2, reps=10, per_side=True), "2 sets of 10 on each side"),
        (ExerciseSet("a", 2, hold_s=30, per_side=True), "2 holds of 30 s on each side"),
    ],
)
def test_a_dose_is_described_in_words(planned, shown):
    assert describe_dose(planned) == shown


@pytest.mark.parametrize(("seconds", "shown"), [(45, "45 s"), (120, "2 min"), (150, "2 min 30 s")])
def test_seconds_are_written_as_people_say_them(seconds, shown):
    assert words.seconds(seconds) == shown


def test_a_share_is_given_in_tenths_and_never_as_certain():
    assert in_ten(0.62) == "about 6 in 10"
    assert in_ten(0.99) == "about 9 in 10"
    assert in_ten(0.01) == "about 1 in 10"


@pytest.mark.parametrize(
    ("path", "kept"),
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
def test_an_uploads_path_is_made_harmless(path, kept):
    assert str(clean_path(path)) == kept


STRENGTH = Title("strength", duration_min=25.0)


def easy(km: float) -> Title:
    return Title("easy_run", km, km * 6)


def test_a_move_lists_the_other_days_it_changes_and_not_its_own_two():
    days = [MONDAY + timedelta(days=n) for n in range(4)]
    changes = tuple(Change(day, (), (STRENGTH,)) for day in days)
    session = Session(days[0], SessionKind.STRENGTH, "strength", duration_min=25)
    (choice,) = describe_options([MoveOption(days[1], Layout(MONDAY, (), ()), changes)], session)
    assert [change.date for change in choice.others] == days[2:]
    assert choice.own == "Strength: legs and trunk"


def test_a_move_says_the_size_the_run_has_on_its_new_day():
    session = Session(MONDAY, SessionKind.RUN, "easy_run", 5.0, 30)
    tuesday, wednesday = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
    changes = [
        (tuesday, Change(tuesday, (STRENGTH,), (easy(4.2), STRENGTH))),
        (wednesday, Change(wednesday, (), (session.title,))),
    ]
    options = [MoveOption(day, Layout(MONDAY, (), ()), (change,)) for day, change in changes]
    shorter, same = describe_options(options, session)
    assert (shorter.own, shorter.is_resized) == ("Easy run, 4.2 km", True)
    assert (same.own, same.is_resized) == ("Easy run, 5.0 km", False)


def test_a_week_is_described_in_one_line():
    runs = tuple(
        Session(MONDAY + timedelta(days=n), SessionKind.RUN, "easy_run", km, km * 6) for n, km in ((1, 4), (4, 6))
    )
    race = Session(MONDAY + timedelta(days=6), SessionKind.RACE, "race", 21.1, 130)
    week = Week(MONDAY, 10.0, 20.0, (*runs, race), is_taper=True, usual_share=0.4, back_week=2)
    assert describe_week(week, NOTHING, MONDAY).facts == (
        "10.0 km",
        "40 % of your usual week",
        "longest run 6.0 km",
        "race over 21.1 km",
        "week 2 of your return",
        "shorter before your race",
    )
    assert describe_week(Week(MONDAY, 0, 0, ()), NOTHING, MONDAY).facts == ("no running",)


def test_the_share_of_a_week_is_that_of_the_kilometres_beside_it():
    # 7.1 km with 4.5 km of running, of a usual 25 km: 28 %, not 18 %
    runs = tuple(
        Session(MONDAY + timedelta(days=n), SessionKind.WALK_RUN, "walk_run", km, 30, running_km=running, bout="")
        for n, km, running in ((1, 3.5, 2.2), (4, 3.6, 2.3))
    )
    week = Week(MONDAY, 7.1, 20.0, runs, usual_share=0.18)
    assert describe_week(week, NOTHING, MONDAY).facts[:2] == ("7.1 km", "28 % of your usual week")


def test_what_was_done_besides_the_plan_is_on_its_day_and_is_not_due():
    week = Week(MONDAY, 4.0, 5.0, (Session(MONDAY + timedelta(days=3), SessionKind.RUN, "easy_run", 4.0, 26),))
    wednesday = MONDAY + timedelta(days=2)
    logs = (SessionLog(MONDAY, SessionKind.WALK), SessionLog(wednesday, SessionKind.STRENGTH))
    done = gather_done(logs, (Run(wednesday, 10.0, 60.0),))
    card = describe_week(week, done, MONDAY + timedelta(days=3))
    assert [(day.date, [one.title for one in day.main], [one.title for one in day.beside]) for day in card.past] == [
        (MONDAY, [], ["Walk"]),
        (wednesday, ["Run", "Strength"], []),
    ]
    assert (card.done, card.due) == (0, 0)
    cells = describe_month([week], done, wednesday, WeekStart.MON)[0]
    assert [[(mark.short, mark.is_done) for mark in cell.marks] for cell in cells[:4]] == [
        [],
        [],
        [("10.0", True), ("S", True)],
        [("4.0", False)],
    ]


def test_a_shorter_last_bout_is_left_to_the_steps_and_a_change_of_it_says_the_minutes():
    bouts = ("7 x 2 min + 41 s run, 1 min walk", "7 x 2 min run, 1 min walk", "2 x 6 min + 2:15 min run, 1 min walk")
    titles = [Title("walk_run", duration_min=n, bout=bout) for n, bout in zip((33, 31, 30), bouts, strict=True)]
    assert [render_sentence(title) for title in titles] == [
        "Walk-run, 7 x 2 min run, 1 min walk",
        "Walk-run, 7 x 2 min run, 1 min walk",
        "Walk-run, 2 x 6 min run, 1 min walk",
    ]
    assert describe_change(Change(MONDAY, (titles[1],), (titles[0],))) == (
        "Walk-run, 7 x 2 min run, 1 min walk, 31 min",
        "Walk-run, 7 x 2 min run, 1 min walk, 33 min",
    )
    assert describe_change(Change(MONDAY, (titles[1],), (titles[2],)))[1] == "Walk-run, 2 x 6 min run, 1 min walk"
