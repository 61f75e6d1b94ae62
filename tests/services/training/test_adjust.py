"""What a runner changes about the plan: sessions moved, days off, races; and what an import brought."""

from datetime import date, timedelta

import pytest

from runback.domain.adjust import DaysOff, DaysOffWhy, Limit, Priority, Race
from runback.domain.diary import SessionLog
from runback.domain.errors import BadAnswer, NotFound
from runback.domain.plan import SessionKind
from runback.knowledge.sentences import render_sentence
from runback.plan.verify import broken_rules
from runback.services.training import adjust, check_in, diary, plans
from tests.runs import add_run
from tests.services.made_up import ANSWERS, RUNS, THURSDAY, a_move, days_of, import_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(ada, noon) -> plans.PlanView:
    """Ada's plan after six weeks of 5 km every other day."""
    for days in range(1, 43, 2):
        add_run(ada, THURSDAY - timedelta(days=days), 5.0)
    check_in.save_check(ada, ANSWERS, THURSDAY)
    return plans.current_plan(ada, THURSDAY)


def move(ada, view) -> tuple[date, date]:
    day, to = a_move(ada, view)
    kind = next(s.kind for s in view.plan.weeks[1].sessions if s.date == day and s.is_run)
    adjust.move_session(ada, THURSDAY, day, kind, to)
    return day, to


def test_a_moved_run_is_on_its_new_day_and_everything_else_stays(ada, plan):
    day, to = move(ada, plan)
    new = plans.current_plan(ada, THURSDAY)

    assert days_of(new, 1, *RUNS) == (days_of(plan, 1, *RUNS) - {day}) | {to}
    assert days_of(new, 1, SessionKind.STRENGTH) == days_of(plan, 1, SessionKind.STRENGTH)
    assert broken_rules(new.plan, plans.plan_request(ada, THURSDAY)) == []


def test_a_move_is_shown_as_a_difference_with_the_runner_as_its_reason(ada, plan):
    day, to = move(ada, plan)
    changes = {change.date: render_sentence(change.because) for change in plans.current_plan(ada, THURSDAY).changes}

    assert changes[day] == f"You moved it to {to:%A} {to.day} {to:%B}."
    assert changes[to] == f"You moved it here from {day:%A} {day.day} {day:%B}."


def test_a_move_taken_back_brings_the_old_week(ada, plan):
    move(ada, plan)
    [done] = adjust.list_moves(ada, THURSDAY)
    plans.current_plan(ada, THURSDAY)
    adjust.undo_move(ada, done.id, THURSDAY)

    assert plans.current_plan(ada, THURSDAY).plan == plan.plan


def test_a_move_stays_when_the_plan_is_made_again_the_next_day(ada, plan, monkeypatch):
    day, to = move(ada, plan)
    new = plans.current_plan(ada, THURSDAY + timedelta(days=1))

    assert to in days_of(new, 1, *RUNS)
    assert day not in days_of(new, 1, *RUNS)


def test_a_day_that_the_rules_do_not_allow_is_refused_with_those_that_they_do(ada, plan):
    runs = sorted(days_of(plan, 1, *RUNS))
    with pytest.raises(BadAnswer, match="no room"):
        adjust.move_session(ada, THURSDAY, runs[0], SessionKind.RUN, runs[1])
    assert adjust.list_moves(ada, THURSDAY) == ()


def test_another_runner_can_neither_see_nor_undo_a_move(ada, cast, plan):
    move(ada, plan)
    [done] = adjust.list_moves(ada, THURSDAY)
    assert adjust.list_moves(cast.ben, THURSDAY) == ()
    with pytest.raises(NotFound):
        adjust.undo_move(cast.ben, done.id, THURSDAY)


def test_ill_days_have_only_rest(ada, plan):
    off = DaysOff(THURSDAY, THURSDAY + timedelta(days=3), DaysOffWhy.ILL)
    adjust.add_days_off(ada, THURSDAY, off)
    new = plans.current_plan(ada, THURSDAY)
    kinds = {s.kind for week in new.plan.weeks for s in week.sessions if s.date in off.days()}

    assert kinds == {SessionKind.REST}
    assert "Ill from 14 May to 17 May: rest, no training. Still ill after that? Add the days." in [
        render_sentence(note) for note in new.plan.notes
    ]


def test_after_ten_days_of_travel_the_first_week_has_three_quarters_of_the_usual(ada, plan):
    monday = date(2026, 5, 18)
    adjust.add_days_off(ada, THURSDAY, DaysOff(monday, monday + timedelta(days=9), DaysOffWhy.TRAVEL))
    new = plans.current_plan(ada, THURSDAY)
    back = new.plan.weeks[2]

    assert not any(s.is_run for s in new.plan.weeks[1].sessions)
    # 5 km every other day is 17.5 km a week; three quarters of it and no more
    assert 0 < back.target_km <= 0.75 * 17.5 + 0.1
    assert broken_rules(new.plan, plans.plan_request(ada, THURSDAY)) == []


def test_days_off_taken_back_bring_the_old_plan(ada, plan):
    off = adjust.add_days_off(ada, THURSDAY, DaysOff(THURSDAY, THURSDAY + timedelta(days=5)))
    plans.current_plan(ada, THURSDAY)
    adjust.remove_days_off(ada, off.id)

    assert plans.current_plan(ada, THURSDAY).plan == plan.plan


@pytest.mark.parametrize("first", [date(2026, 1, 1), date(2027, 1, 1)])
def test_days_off_far_away_are_refused(ada, plan, first):
    with pytest.raises(BadAnswer):
        adjust.add_days_off(ada, THURSDAY, DaysOff(first, first))


def test_days_off_end_after_they_begin_and_within_four_weeks():
    with pytest.raises(BadAnswer):
        DaysOff(THURSDAY, THURSDAY - timedelta(days=1))
    with pytest.raises(BadAnswer):
        DaysOff(THURSDAY, THURSDAY + timedelta(days=28))


def test_an_imported_run_beyond_its_days_limit_is_noticed_with_the_plan_it_leads_to(ada, plan, tmp_path):
    import_run(ada, tmp_path / "watch", THURSDAY, 12.0)
    new = plans.current_plan(ada, THURSDAY)
    [notice] = new.notices

    assert notice.day == THURSDAY
    assert "Your run of Thursday 14 May was 12.0 km." in render_sentence(notice.reason)
    # 110 % of 5 km
    assert "That day's limit was 5.5 km" in render_sentence(notice.reason)
    assert new.reason == "revision.import"
    assert plans.recent_notices(ada, THURSDAY + timedelta(days=1)) != ()


def test_a_notice_goes_once_the_run_is_logged(ada, plan, tmp_path):
    import_run(ada, tmp_path / "watch", THURSDAY, 12.0)
    plans.current_plan(ada, THURSDAY)
    diary.log_session(ada, SessionLog(THURSDAY, SessionKind.RUN, distance_km=12, pain_during=1))

    assert plans.recent_notices(ada, THURSDAY) == ()


def test_the_history_brought_before_the_first_plan_is_not_noticed(ada, noon, tmp_path):
    check_in.save_check(ada, ANSWERS, THURSDAY)
    plans.current_plan(ada, THURSDAY)
    import_run(ada, tmp_path / "watch", THURSDAY - timedelta(days=20), 30.0)

    assert plans.current_plan(ada, THURSDAY).notices == ()


def test_the_plan_says_who_changed_it(ada, plan):
    move(ada, plan)
    assert plans.current_plan(ada, THURSDAY).reason == "revision.move"
    adjust.add_days_off(ada, THURSDAY, DaysOff(THURSDAY, THURSDAY + timedelta(days=3), DaysOffWhy.ILL))
    new = plans.current_plan(ada, THURSDAY)
    assert new.reason == "revision.days_off"
    assert {render_sentence(c.because) for c in new.changes if c.date <= THURSDAY + timedelta(days=3)} == {
        "You are ill that day."
    }


def test_a_session_replaced_by_an_imported_run_says_so(ada, plan, tmp_path):
    import_run(ada, tmp_path / "watch", THURSDAY, 5.0)
    new = plans.current_plan(ada, THURSDAY)
    gone = [change for change in new.changes if not change.after and change.date < date(2026, 5, 18)]

    assert new.notices
    assert all(change.because == new.notices[0].reason for change in gone)


def test_every_other_day_of_the_week_is_either_offered_or_refused_with_a_reason(ada, plan):
    day, _ = a_move(ada, plan)
    kind = next(s.kind for s in plan.plan.weeks[1].sessions if s.date == day and s.is_run)
    options, refused = adjust.explain_choices(ada, THURSDAY, day, kind)

    week = {date(2026, 5, 18) + timedelta(days=n) for n in range(7)}
    assert {one.day for one in options} | {one.day for one in refused} == week - {day}
    assert all(render_sentence(one.because) for one in refused)
    taken = next(one for one in refused if one.day in days_of(plan, 1, *RUNS))
    assert render_sentence(taken.because) == "There is a session of this kind already."


def test_a_race_is_on_its_day_and_goes_with_its_row(ada, plan):
    sunday = date(2026, 5, 31)
    race = adjust.add_race(ada, THURSDAY, Race(sunday, 8.0, Priority.A))
    new = plans.current_plan(ada, THURSDAY)
    assert new.reason == "revision.race"
    assert days_of(new, 2, SessionKind.RACE) == {sunday}

    other = adjust.add_race(ada, THURSDAY, Race(sunday, 5.0, Priority.B))
    assert [(one.id, one.race_km) for one in adjust.list_races(ada)] == [(race.id, 5.0)]
    adjust.remove_race(ada, other.id)
    assert plans.current_plan(ada, THURSDAY).plan == plan.plan


def test_a_race_of_yesterday_is_refused(ada, plan):
    with pytest.raises(BadAnswer, match="is over"):
        adjust.add_race(ada, THURSDAY, Race(THURSDAY - timedelta(days=1), 10.0))


def test_another_runner_cannot_delete_a_race(ada, cast, plan):
    race = adjust.add_race(ada, THURSDAY, Race(THURSDAY + timedelta(days=40), 10.0))
    with pytest.raises(NotFound):
        adjust.remove_race(cast.ben, race.id)


def test_a_limit_is_kept_changes_the_plan_and_goes_with_its_row(ada, plan):
    content = {"run_minutes_max": 20.0, "no_hills": True, "without": ("bird_dog",), "recheck_on": THURSDAY}
    saved = adjust.add_limit(ada, THURSDAY, Limit("Ana Ruiz, physio", THURSDAY, **content))
    new = plans.current_plan(ada, THURSDAY)

    assert adjust.list_limits(ada) == (saved,)
    assert new.reason == "revision.limit"
    assert {note.say for note in new.plan.notes if note.id == "clinician_limit"} == {
        "limit.run_minutes", "limit.no_hills", "limit.without", "limit.recheck",
    }  # fmt: skip
    adjust.remove_limit(ada, saved.id, THURSDAY)
    assert plans.current_plan(ada, THURSDAY).plan == plan.plan


def test_an_unknown_exercise_and_a_limit_of_yesterday_are_refused(ada, plan):
    with pytest.raises(BadAnswer, match="no exercise 'moonwalk'"):
        adjust.add_limit(ada, THURSDAY, Limit("Ana Ruiz", THURSDAY, added=("moonwalk",)))
    last_week = Limit("Ana Ruiz", THURSDAY - timedelta(days=7), THURSDAY - timedelta(days=1), run_km_max=5)
    with pytest.raises(BadAnswer, match="is over"):
        adjust.add_limit(ada, THURSDAY, last_week)


def test_another_runner_cannot_take_a_limit_away(ada, cast, plan):
    saved = adjust.add_limit(ada, THURSDAY, Limit("Ana Ruiz", THURSDAY, run_km_max=5))
    with pytest.raises(NotFound):
        adjust.remove_limit(cast.ben, saved.id, THURSDAY)
    assert adjust.list_limits(cast.ben) == ()


def test_a_limit_that_held_is_ended_and_not_forgotten(ada, plan):
    saved = adjust.add_limit(ada, THURSDAY, Limit("Ana Ruiz", THURSDAY, run_km_max=5))
    later = THURSDAY + timedelta(days=9)
    for _ in range(2):
        adjust.remove_limit(ada, saved.id, later)

    assert [one.until for one in adjust.list_limits(ada)] == [later - timedelta(days=1)]
