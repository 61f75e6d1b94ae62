"""What opens after green weeks, and what goes with a run: hard runs, build-ups, cues, the card, notices, check-ins."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from runback.plan.allowed import longest_allowed
from runback.plan.check import broken_rules
from runback.plan.desk import cue_on

from runback.domain.adjust import DaysOff
from runback.domain.intake import Goal
from runback.domain.load import Run
from runback.domain.plan import Plan, Session, SessionKind, Week
from runback.load import measure_load
from runback.plan import make_plan
from runback.plan.notice import notice_runs
from runback.plan.pre_run import pre_run_card
from tests.plan.made_up import START, green, request


def hard_runs(plan: Plan, week: int) -> list[Session]:
    return [s for s in plan.weeks[week].sessions if s.is_run and any(x.effort == "brisk" for x in s.steps[1:])]


def has_build_ups(session: Session) -> bool:
    return any("build-up" in step.text for step in session.steps)


@pytest.mark.parametrize(("weeks", "hard", "build_ups"), [(1, 0, 0), (2, 0, 2), (4, 1, 2)])
def test_build_ups_open_after_two_green_weeks_and_one_hard_run_after_three(
    weeks: int, hard: int, build_ups: int
) -> None:
    asked = green(weeks)
    plan = make_plan(asked)
    runs = [s for s in plan.weeks[0].sessions if s.is_run]

    assert broken_rules(plan, asked) == []
    assert len(hard_runs(plan, 0)) == hard
    assert sum(has_build_ups(one) for one in runs) == build_ups


def test_one_sore_run_closes_the_hard_run() -> None:
    asked = green(4)
    sore = (*asked.session_logs[:-1], replace(asked.session_logs[-1], pain_during=3))

    assert hard_runs(make_plan(replace(asked, session_logs=sore)), 0) == []


@pytest.mark.parametrize("first", range(7))
@pytest.mark.parametrize("length", [6, 9, 13])
def test_no_hard_run_stands_among_the_first_three_after_days_off(first: int, length: int) -> None:
    off = DaysOff(START + timedelta(days=first), START + timedelta(days=first + length))
    asked = replace(green(4), days_off=(off,), weeks=5)
    plan = make_plan(asked)
    runs = [s for week in plan.weeks for s in week.sessions if s.is_run and s.date > off.last]

    assert broken_rules(plan, asked) == []
    assert not any(step.effort == "brisk" for run in runs[:3] for step in run.steps[1:])


def test_a_hard_run_is_as_long_as_the_easy_one_and_never_the_long_one() -> None:
    week = make_plan(green(4)).weeks[0]
    runs = [s for s in week.sessions if s.is_run]
    [hard] = hard_runs(make_plan(green(4)), 0)

    assert (hard.distance_km or 0) < max(s.distance_km or 0 for s in runs)


def test_hills_follow_the_pattern() -> None:
    for trouble, words in (("extension", "walk the downhill"), ("flexion", "nothing steep uphill")):
        plan = make_plan(replace(green(4, aggravated_by=[trouble]), weeks=3))
        titles = [one for n in range(3) for one in hard_runs(plan, n)]
        hills = [one for one in titles if one.title.startswith("Hilly")]

        assert hills
        assert all(words in " ".join(step.text for step in one.steps) for one in hills)


def test_a_cue_stays_two_weeks_and_then_changes() -> None:
    cues = [cue_on(START, START + timedelta(weeks=n)) for n in range(5)]

    assert cues[0] == cues[1] != cues[2] == cues[3] != cues[4]


def test_every_run_names_the_one_cue_of_its_weeks() -> None:
    run = next(s for s in make_plan(request()).weeks[0].sessions if s.is_run)

    assert [r.because for r in run.reasons if r.rule == "form_cue"] == [
        f"One cue for these two weeks: {cue_on(START, run.date)}"
    ]


def test_the_card_before_a_run_tells_ceiling_warm_up_cue_stop_and_log() -> None:
    plan = make_plan(request())
    run = next(s for s in plan.weeks[0].sessions if s.is_run)
    card = pre_run_card(run, longest_allowed(measure_load([], START), plan, {}, START), START)

    assert card.ceiling.km == pytest.approx(3.5)
    # 6 to 8 minutes
    assert 360 <= sum((step.duration_s or 0) * step.repeat for step in card.warm_up) <= 480
    assert card.cue
    assert "5 or more" in card.stop_when[0]
    assert "morning" in card.log_after[-1]


def test_an_imported_run_beyond_its_days_ceiling_is_noticed() -> None:
    before = [Run(START - timedelta(days=n), 6, 42) for n in (10, 7, 5)]

    [told] = notice_runs(before, [*before, Run(START, 9, 63)])

    # 110 % of 6 km
    assert told.day == START
    assert "9.0 km on Monday 23 November" in told.text
    assert "6.6 km" in told.text
    assert "the 30 days before was 6.0 km" in told.text


def test_an_imported_run_on_a_day_without_one_is_noticed_with_the_day_it_was_planned_for() -> None:
    before = [Run(START - timedelta(days=n), 6, 42) for n in (10, 7, 5)]
    week = make_plan(replace(request(), runs=tuple(before))).weeks[0]
    free = next(
        START + timedelta(days=n)
        for n in range(7)
        if not any(s.is_run and s.date.weekday() == n for s in week.sessions)
    )
    later = next(s.date for s in week.sessions if s.is_run and s.date > free)

    [told] = notice_runs(before, [*before, Run(free, 5, 35)], (week,))

    assert f"The next one was planned for {later:%A} {later.day} {later:%B}." in told.text


def test_an_imported_walk_run_longer_than_its_step_is_noticed() -> None:
    before = [Run(START - timedelta(days=n), 6, 42) for n in (10, 7, 5)]
    week = Week(START, 3.0, 3.0, (Session(START, SessionKind.WALK_RUN, "Walk-run", 3.0, 30.0),))

    [told] = notice_runs(before, [*before, Run(START, 5, 35)], (week,))
    as_planned = notice_runs(before, [*before, Run(START, 3.1, 30)], (week,))

    assert "the limit that week was 3.0 km" in told.text
    assert as_planned == ()


def test_runs_from_before_the_program_are_not_noticed() -> None:
    before = [Run(START - timedelta(days=n), 6, 42) for n in (10, 7, 5)]

    assert notice_runs(before, [*before, Run(START, 9, 63)], since=START + timedelta(days=1)) == ()


def test_runs_within_the_ceiling_and_runs_known_before_are_not_noticed() -> None:
    before = [Run(START - timedelta(days=10), 6, 42), Run(START - timedelta(days=3), 9, 63)]

    assert notice_runs(before, [*before, Run(START, 9.9, 70)]) == ()


def test_a_race_within_the_plan_needs_sixty_percent_of_it_as_a_long_run() -> None:
    race = Goal(42.2, START + timedelta(weeks=3))
    asked = request()
    far = replace(asked, intake=replace(asked.intake, wishes=replace(asked.intake.wishes, goal=race)))

    notes = {note.id: note.text for note in make_plan(far).notes}

    assert "25.0 km" in notes["race_not_advised"]


@pytest.mark.parametrize(("days", "note"), [(13, None), (14, "check_day_14"), (42, "check_6_weeks")])
def test_a_check_in_is_asked_for_when_it_is_due(days: int, note: str | None) -> None:
    asked = replace(request(), started_on=START - timedelta(days=days), answered_on=START - timedelta(days=days))

    due = [one.id for one in make_plan(asked).notes if one.id.startswith("check_")]

    assert due == ([note] if note else [])


def test_a_check_done_since_then_is_not_asked_for_again() -> None:
    day: date = START - timedelta(days=20)
    asked = replace(request(), started_on=day, answered_on=START - timedelta(days=2))

    assert not [one for one in make_plan(asked).notes if one.id.startswith("check_")]
