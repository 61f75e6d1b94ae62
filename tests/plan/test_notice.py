"""Runs that were not as planned are noticed when they come in."""

from runback.domain.load import Run
from runback.domain.plan import Change, Session, SessionKind, Title, Week
from runback.plan import make_plan
from runback.plan.notice import explain_notices, notice_runs
from tests.plan.made_up import START, day, ran, request, runs_of

BEFORE = [ran(-10, 6), ran(-7, 6), ran(-5, 6)]


def facts(notice: object) -> dict[str, object]:
    return dict(notice.reason.facts)  # type: ignore[attr-defined]


def test_an_imported_run_beyond_its_days_ceiling_is_noticed_with_both_numbers() -> None:
    [notice] = notice_runs(BEFORE, [*BEFORE, ran(0, 9)])

    assert (notice.day, notice.reason.say) == (START, "notice.ceiling")
    # 110 % of 6 km
    assert facts(notice)["limit"] == 6.6
    assert facts(notice)["longest"] == 6.0


def test_runs_within_the_ceiling_and_runs_known_before_are_not_noticed() -> None:
    known = [ran(-10, 6), ran(-3, 9)]

    assert notice_runs(known, [*known, ran(0, 9.9)]) == ()


def test_a_run_on_a_day_without_one_names_the_day_it_was_planned_for() -> None:
    week = make_plan(request(more={"runs": tuple(BEFORE)}, weekly_km=18)).weeks[0]
    planned = {s.date for s in week.sessions if s.is_run}
    free = next(n for n in range(6) if day(n) not in planned and any(one > day(n) for one in planned))

    [notice] = notice_runs(BEFORE, [*BEFORE, ran(free, 5)], (week,))
    assert notice.reason.say == "notice.extra_next"
    assert facts(notice)["next"] == min(one for one in planned if one > day(free)).isoformat()


def test_an_extra_run_after_the_last_planned_one_has_no_next_day() -> None:
    week = Week(START, 6, 6, (Session(day(1), SessionKind.RUN, "easy_run", 6.0, 45.0),))

    [notice] = notice_runs(BEFORE, [*BEFORE, ran(5, 5)], (week,))
    assert notice.reason.say == "notice.extra"


def test_a_walk_run_longer_than_its_step_is_noticed() -> None:
    week = Week(START, 3.0, 3.0, (Session(START, SessionKind.WALK_RUN, "walk_run", 3.0, 30.0),))

    [notice] = notice_runs(BEFORE, [*BEFORE, Run(START, 5, 35)], (week,))
    assert notice.reason.say == "notice.step"
    assert facts(notice)["limit"] == 3.0
    assert notice_runs(BEFORE, [*BEFORE, Run(START, 3.1, 30)], (week,)) == ()


def test_runs_from_before_the_program_and_of_more_than_a_month_ago_are_not_noticed() -> None:
    assert notice_runs(BEFORE, [*BEFORE, ran(0, 9)], since=day(1)) == ()
    assert notice_runs(BEFORE, [*BEFORE, ran(-40, 20), ran(0, 6)]) == ()


def test_five_notices_are_the_most_and_the_newest_come_first() -> None:
    many = [ran(n, 20 + n) for n in range(0, 28, 3)]
    found = notice_runs(BEFORE, [*BEFORE, *many])

    assert len(found) <= 5
    assert [one.day for one in found] == sorted((one.day for one in found), reverse=True)


def test_a_session_that_is_gone_in_the_week_of_a_noticed_run_has_it_as_the_reason() -> None:
    change = Change(day(3), (Title("easy_run", 6.0, 40.0),), ())
    [notice] = notice_runs(BEFORE, [*BEFORE, ran(0, 9)])

    [explained] = explain_notices([change], [notice])
    assert explained.because == notice.reason
    other = Change(day(10), (Title("easy_run", 6.0, 40.0),), ())
    assert explain_notices([other], [notice]) == (other,)


def test_a_planned_run_is_no_notice() -> None:
    plan = make_plan(request(more={"runs": tuple(BEFORE)}, weekly_km=18))
    run = runs_of(plan, 0)[0]

    assert notice_runs(BEFORE, [*BEFORE, Run(run.date, run.distance_km or 0, 40)], plan.weeks) == ()


def test_a_run_within_the_longest_session_of_a_week_with_steps_is_as_planned() -> None:
    step = Session(START, SessionKind.WALK_RUN, "walk_run", 4.0, 29.0)
    longer = Session(day(1), SessionKind.RUN, "run_breaks", 5.6, 40.0)

    assert notice_runs([ran(-20, 12)], [ran(-20, 12), ran(1, 5.7)], (Week(START, 9.6, 9.6, (step, longer)),)) == ()
