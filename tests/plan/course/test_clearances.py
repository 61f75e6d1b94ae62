"""A clearance covers what was answered before it was recorded, however the events of a day are ordered."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from runback.domain.assessment import FlagSource, Urgency
from runback.domain.diary import Clearance
from runback.plan import DatedCheck, PlanRequest, make_plan
from runback.plan.course.gates import find_uncleared
from runback.plan.verify.gates import open_flags
from runback.plan.verify.reading import read
from tests.plan.made_up import asked, blocked_by, check, day, flagged

URGENT = (Urgency.SAME_DAY_URGENT, Urgency.EMERGENCY_NOW)
SIGN = "inf_fever"
YES, NO, MISTAKE, CLEARED = "yes", "no", "mistake", "cleared"


def moment(on: int, place: int) -> datetime:
    """The instant of the event at that place of a day."""
    return datetime(2026, 3, 2, 7, tzinfo=UTC) + timedelta(days=on, hours=place)


def answered(what: str, on: int, place: int, urgency: Urgency) -> DatedCheck:
    """A check of that day: the sign answered yes or no, or an earlier yes of the day called a mistake."""
    answers = {"mistakes": "yes"} if what == MISTAKE else {}
    found = flagged(SIGN, urgency=urgency) if what == YES else None
    return replace(check(on, found, **answers), answered_at=moment(on, place))


def cleared(on: int, place: int, *, given: int | None = None) -> Clearance:
    """A clearance for the sign, recorded on that day at that place, and given that day if no other is named."""
    return Clearance("Dr A", day(on if given is None else given), day(60), (SIGN,), recorded_at=moment(on, place))


def one_life(
    events: tuple[tuple[str, ...], ...], urgency: Urgency
) -> tuple[tuple[DatedCheck, ...], tuple[Clearance, ...]]:
    """The checks and clearances of some days of events, the first day first."""
    placed = [(what, on, place) for on, made in enumerate(events) for place, what in enumerate(made)]
    checks = tuple(answered(what, on, place, urgency) for what, on, place in placed if what != CLEARED)
    return checks, tuple(cleared(on, place) for what, on, place in placed if what == CLEARED)


def stands(events: tuple[tuple[str, ...], ...]) -> bool:
    """Worked out by hand from the events: a yes that its own day never took back and that no clearance follows."""
    placed = [(what, on) for on, made in enumerate(events) for what in made]
    return any(
        what == YES and (MISTAKE, on) not in placed[place:] and CLEARED not in [later for later, _ in placed[place:]]
        for place, (what, on) in enumerate(placed)
    )


def every_order() -> Iterator[tuple[tuple[str, ...], ...]]:
    """Every row of four events in one day, and every row of two of the day before and two of the day."""
    for row in product((YES, NO, MISTAKE, CLEARED), repeat=4):
        yield (row,)
        yield row[:2], row[2:]


@pytest.mark.parametrize("urgency", URGENT)
def test_an_urgent_sign_stands_unless_a_later_clearance_or_a_mistake_ends_it_in_every_order(urgency: Urgency) -> None:
    for events in every_order():
        checks, clearances = one_life(events, urgency)
        on = day(len(events) - 1)
        uncleared = find_uncleared(checks, before=on, clearances=clearances, as_of=on)
        assert {flag.id for flag, _ in uncleared} == ({SIGN} if stands(events) else set()), events


@pytest.mark.parametrize("urgency", URGENT)
def test_no_plan_opens_running_for_what_was_answered_after_the_clearance(urgency: Urgency) -> None:
    for events in every_order():
        checks, clearances = one_life(events, urgency)
        if checks and stands(events):
            made = make_plan(asked(*checks, as_of=day(len(events)), clearances=clearances))
            assert blocked_by(made) == {SIGN}, events


def test_the_second_reading_of_a_plan_sees_the_same_order() -> None:
    def request(*clearances: Clearance) -> PlanRequest:
        checks = (answered(YES, 0, 3, Urgency.SAME_DAY_URGENT), answered(NO, 1, 0, Urgency.SAME_DAY_URGENT))
        return asked(*checks, as_of=day(1), clearances=clearances)

    assert [flag.id for flag in open_flags(read(request(cleared(0, 2))))] == [SIGN]
    assert open_flags(read(request(cleared(0, 4)))) == ()


def test_an_emergency_of_yesterday_that_is_answered_again_today_is_one_of_today() -> None:
    checks = (answered(YES, 0, 0, Urgency.EMERGENCY_NOW), answered(YES, 1, 0, Urgency.EMERGENCY_NOW))

    assert [since for _, since in find_uncleared(checks, before=day(1), clearances=(), as_of=day(1))] == [
        day(0),
        day(1),
    ]


def test_what_was_cleared_and_came_back_stands_since_it_came_back() -> None:
    checks = (answered(YES, 0, 0, Urgency.SAME_DAY_URGENT), answered(YES, 9, 0, Urgency.SAME_DAY_URGENT))
    [block] = make_plan(asked(*checks, as_of=day(9), clearances=(cleared(2, 0),))).blocked_by

    assert block.since == day(9)


def test_a_clearance_recorded_late_covers_the_day_on_which_it_was_given_and_no_later_one() -> None:
    late = (cleared(3, 0, given=1),)
    for on, is_covered in ((0, True), (1, True), (2, False)):
        checks = (answered(YES, on, 5, Urgency.SAME_DAY_URGENT),)
        uncleared = find_uncleared(checks, before=day(4), clearances=late, as_of=day(4))
        assert (uncleared == ()) is is_covered


def test_the_instant_decides_where_a_runner_crossed_time_zones() -> None:
    """Given on a Tuesday in Berlin, answered afterwards on a Monday evening in New York."""
    given = Clearance("Dr A", day(1), day(60), (SIGN,), recorded_at=moment(0, 20))
    checks = (replace(answered(YES, 0, 0, Urgency.SAME_DAY_URGENT), answered_at=moment(0, 22)),)

    assert len(find_uncleared(checks, before=day(2), clearances=(given,), as_of=day(2))) == 1


@pytest.mark.parametrize("known", ["check", "clearance", "neither"])
def test_without_an_instant_the_days_decide_as_before(known: str) -> None:
    made = replace(answered(YES, 0, 5, Urgency.SAME_DAY_URGENT), answered_at=moment(0, 5) if known == "check" else None)
    given = replace(cleared(0, 2), recorded_at=moment(0, 2) if known == "clearance" else None)

    assert find_uncleared((made,), before=day(1), clearances=(given,), as_of=day(1)) == ()
    before = replace(given, given_on=day(-1))
    assert len(find_uncleared((made,), before=day(1), clearances=(before,), as_of=day(1))) == 1


def test_what_may_wait_is_cleared_until_its_day_however_often_it_is_answered() -> None:
    checks = tuple(answered(YES, on, 5, Urgency.CLINICIAN_WITHIN_DAYS) for on in (0, 1, 8))
    for on, is_covered in ((9, True), (60, True), (61, False)):
        uncleared = find_uncleared(checks, before=day(on), clearances=(cleared(1, 0),), as_of=day(on))
        assert (uncleared == ()) is is_covered


def test_a_sign_that_a_later_check_only_carried_on_is_no_new_answer() -> None:
    carried = flagged(SIGN, source=FlagSource.EARLIER)
    checks = (answered(YES, 0, 0, Urgency.SAME_DAY_URGENT), replace(check(5, carried), answered_at=moment(5, 0)))

    assert find_uncleared(checks, before=day(6), clearances=(cleared(2, 0),), as_of=day(6)) == ()


# --- midnight

MIDNIGHT = datetime(2026, 3, 3, 0, tzinfo=UTC)


def at_night(found: Urgency | None, minutes: int, **answers: str) -> DatedCheck:
    """A check so many minutes after midnight (before it where negative) with the sign, or calm."""
    made = check(0 if minutes < 0 else 1, None if found is None else flagged(SIGN, urgency=found), **answers)
    return replace(made, answered_at=MIDNIGHT + timedelta(minutes=minutes), is_live=True)


def since(*checks: DatedCheck, minutes: int) -> list[int]:
    """The days since which the sign stands for answers given so many minutes after midnight."""
    now = MIDNIGHT + timedelta(minutes=minutes)
    return [(on - day(0)).days for _, on in find_uncleared(checks, before=day(1), clearances=(), as_of=day(1), now=now)]


@pytest.mark.parametrize("urgency", URGENT)
def test_what_was_urgent_before_midnight_is_as_urgent_after_it_for_twelve_hours(urgency: Urgency) -> None:
    eve = at_night(urgency, -10)

    assert since(eve, minutes=5) == [1]
    assert since(eve, minutes=12 * 60 - 10) == [1]
    assert since(eve, minutes=12 * 60) == [0]


def test_what_may_wait_some_days_is_of_the_day_on_which_it_was_answered() -> None:
    assert since(at_night(Urgency.CLINICIAN_WITHIN_DAYS, -10), minutes=5) == [0]


def test_a_check_entered_later_for_that_day_is_read_by_its_day() -> None:
    assert since(replace(at_night(Urgency.EMERGENCY_NOW, -10), is_live=False), minutes=5) == [0]


@pytest.mark.parametrize(("minutes", "stands"), [(5, False), (13 * 60, True)])
def test_a_mistake_before_midnight_can_be_taken_back_after_it_the_same_night(minutes: int, stands: bool) -> None:
    checks = (at_night(Urgency.EMERGENCY_NOW, -10), at_night(None, minutes, mistakes="yes"))

    assert bool(find_uncleared(checks, before=day(9), clearances=(), as_of=day(9))) is stands
    assert blocked_by(make_plan(asked(*checks, as_of=day(2)))) == ({SIGN} if stands else set())
