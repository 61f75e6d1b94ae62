"""Walk-run: steps of the tables, where the runner enters, how fast the stages follow (1.2, 2)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from runback.domain.plan import Plan, Session, SessionKind
from runback.knowledge.plan_rule_records.base import value_at
from runback.knowledge.plan_rules import Stage
from runback.load.measure import monday_of
from runback.plan.verify.broken import Broken
from runback.plan.verify.done import planned_before
from runback.plan.verify.reading import Reading, runs_ahead
from runback.plan.verify.sessions import bouts_min, longest_bout_min, walks_min

SECOND = 1.0
"""Steps are whole seconds."""


def check_bouts(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """Bouts and walk breaks are a row of a table; one shorter bout may end a session (14.1)."""
    rows = (*reading.rules.table_trained, *reading.rules.table_new)
    for session in runs_ahead(plan, reading.request):
        if session.kind is not SessionKind.WALK_RUN:
            continue
        bouts = [60 * minutes for minutes in bouts_min(session)]
        if not any(_is_row(row, bouts, session) for row in rows):
            yield Broken("table_bouts", session.date, f"bouts of {_list_bouts(bouts)} s are in no table")
        elif session.stage is not None and not any(_is_stage(row, session, bouts) for row in rows):
            yield Broken("table_stage", session.date, f"bouts of {_list_bouts(bouts)} s on stage {session.stage}")


def _is_row(row: Stage, bouts: Sequence[float], session: Session) -> bool:
    if not bouts or any(abs(one - row.run_s) > SECOND for one in bouts[:-1]) or bouts[-1] > row.run_s + SECOND:
        return False
    return all(abs(60 * one - row.walk_s) <= SECOND for one in walks_min(session))


def _is_stage(row: Stage, session: Session, bouts: Sequence[float]) -> bool:
    return row.stage == session.stage and _is_row(row, bouts, session)


def _list_bouts(bouts: Sequence[float]) -> str:
    return ", ".join(f"{one:.0f}" for one in bouts[:12])


def check_entry(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """The first run of a course has bouts no longer than 1.2 and 2.1 give, to the nearest row of the table.

    What was run in the last 14 days counts as it was; so does the shorter break and the lower pain where unsure. A
    runner who chose the gentler start begins one row lower (1.8).
    """
    runs = runs_ahead(plan, reading.request)
    if not runs or any(one.day >= reading.request.started_on for one in reading.done):
        return
    first, most = runs[0], _entry_min(reading)
    if first.kind is not SessionKind.RACE and longest_bout_min(first) > most + SECOND / 60:
        how = f"the first bout is {longest_bout_min(first):.1f} min, at most {most:.1f}"
        yield Broken("entry_bout", first.date, how)


def _entry_min(reading: Reading) -> float:
    """The longest bout of a first run; infinite where no walk breaks are asked for."""
    days_off = reading.days_off().low
    days = reading.rules.entry_new.recent_days
    recent = [one.minutes for one in reading.done if (reading.request.started_on - one.day).days <= days]
    if reading.is_new:
        row = reading.rules.table_new[_entry_stage(reading) - 1]
        return max([row.bout_min, *recent, *_held_by_usual(reading, days_off)])
    curves = reading.rules.run_bouts
    pain = min(reading.pain.low, reading.rules.no_run_pain.pain_after)
    known = min(value_at(curves.by_days_off, days_off), value_at(curves.by_pain, pain))
    # who neither stopped nor hurts in runs has no walk breaks to begin with one row lower
    has_stopped = days_off > reading.rules.break_in_return.days_off or pain > 0
    is_gentle = reading.request.intake.wishes.start == "gentle" and has_stopped
    if known >= curves.free_min and not is_gentle:
        return float("inf")
    most = _next_row_min(known, reading)
    below = [row.bout_min for row in reading.rules.table_trained if row.bout_min < most]
    return max(below[-1] if is_gentle and below else most, *recent, 0.0)


def _held_by_usual(reading: Reading, days_off: float) -> list[float]:
    """The bouts of the rows that hold no more running than a third of the usual week, of who ran in the last 14 days.

    An answered week counts like a recorded one.
    """
    rules = reading.rules
    if reading.usual is None or days_off > rules.entry_new.recent_days:
        return []
    minutes = reading.usual.high / rules.return_floor.sessions * reading.pace.high
    return [row.bout_min for row in rules.table_new if row.run_min <= minutes]


def _entry_stage(reading: Reading) -> int:
    rule, pain = reading.rules.entry_new, reading.pain.low
    if not reading.is_worried and pain < rule.sore_from:
        return rule.free
    return rule.high if pain >= rule.high_from else rule.sore if pain >= rule.sore_from else rule.calm


def _next_row_min(bout: float, reading: Reading) -> float:
    """The bout of the nearest row at or above ``bout`` on either table."""
    rows = sorted(row.bout_min for row in (*reading.rules.table_trained, *reading.rules.table_new))
    below = max((one for one in rows if one <= bout), default=rows[0])
    above = min((one for one in rows if one >= bout), default=rows[-1])
    return above if above - bout <= bout - below else max(below, bout)


@dataclass(frozen=True, slots=True)
class _StageWeek:
    """The first and the last stage of a plan week."""

    monday: date
    first: int
    last: int


def check_advance(plan: Plan, reading: Reading) -> Iterator[Broken]:
    """Stages follow one at a time, and not faster in a plan week than 2.2 and 2.3 say.

    What was planned on the days that are over and run counts as reached. A check or a red of the last two weeks begins
    again: the entry may then be another. A stage counts in the week that runs it first, or in the week that earns it:
    the whole plan may be read either way.
    """
    if _is_new_start(reading):
        return
    sessions = _table_sessions(plan, reading)
    yield from _jumps(plan, sessions, reading)
    yield from _greens(sessions, reading)
    weeks, most = _weeks(sessions), _most_a_week(reading)
    fast = [[week for week, rise in rises if rise > most] for rises in (_rises_run(weeks), _rises_earned(weeks))]
    if all(fast) and fast[0][-1].monday + timedelta(days=6) >= reading.as_of:
        yield Broken("advance", fast[0][-1].monday, f"more than {most:g} stages in a week")


def _rises_run(weeks: Sequence[_StageWeek]) -> list[tuple[_StageWeek, int]]:
    """The stages gained in each week as they are run in it."""
    return [(week, week.last - before.last) for before, week in pairwise(weeks)]


def _rises_earned(weeks: Sequence[_StageWeek]) -> list[tuple[_StageWeek, int]]:
    """The stages gained in each week as they are earned in it, to be run from the next on."""
    return [(week, following.first - week.first) for week, following in pairwise(weeks)] + [
        (week, week.last - week.first) for week in weeks[-1:]
    ]


def _jumps(plan: Plan, sessions: Sequence[Session], reading: Reading) -> Iterator[Broken]:
    """Stages that were left out; a run without a stage in between may have been one of the table without a walk."""
    others = [run.date for run in runs_ahead(plan, reading.request) if run.stage is None]
    best = 0
    for n, session in enumerate(sessions):
        stage = session.stage or 0
        between = sum(sessions[n - 1].date < day < session.date for day in others) if n else 0
        if n and stage > best + 1 + between and session.date >= reading.as_of:
            yield Broken("stage_jump", session.date, f"from stage {best} to stage {stage}")
        best = max(best, stage)


def _greens(sessions: Sequence[Session], reading: Reading) -> Iterator[Broken]:
    """Two sessions a stage on track N, and on track T after half a year off."""
    trained, new = reading.rules.advance_trained, reading.rules.advance_new
    is_slow = reading.is_new or (reading.is_trained and reading.days_off().low > trained.two_greens_over_days)
    best: Session | None = None
    for session in sessions:
        if best is None or (session.stage or 0) >= (best.stage or 0):
            is_up = best is not None and (session.stage or 0) > (best.stage or 0) and session.date >= reading.as_of
            if is_slow and is_up and best is not None and _times(sessions, best) < new.greens:
                yield Broken("stage_greens", session.date, f"stage {session.stage} after one session of {best.stage}")
            best = session


def _times(sessions: Sequence[Session], last: Session) -> int:
    """How often a stage was run up to a session."""
    return sum(one.stage == last.stage and one.date <= last.date for one in sessions)


def _is_new_start(reading: Reading) -> bool:
    """Whether a check or a red is within the two weeks before."""
    days = [check.day for check in reading.request.checks[1:]] + [light.day for light in reading.lights if light.is_red]
    return any((reading.as_of - day).days <= 14 for day in days)


def _table_sessions(plan: Plan, reading: Reading) -> list[Session]:
    """The sessions with a stage: those that are over and were run, then those ahead."""
    ran = {one.day for one in reading.done}
    over = [s for day, all_ in sorted(planned_before(reading.request).items()) if day in ran for s in all_]
    return [s for s in (*over, *runs_ahead(plan, reading.request)) if s.is_run and s.stage is not None]


def _weeks(sessions: Sequence[Session]) -> list[_StageWeek]:
    weeks: dict[date, list[int]] = {}
    for session in sessions:
        weeks.setdefault(monday_of(session.date), []).append(session.stage or 0)
    return [_StageWeek(monday, stages[0], stages[-1]) for monday, stages in weeks.items()]


def _most_a_week(reading: Reading) -> float:
    """Stages a plan week: 3 or 2 on track T; on track N 1, or 3 in a fortnight, two of them in one of its weeks."""
    trained, new = reading.rules.advance_trained, reading.rules.advance_new
    by_t = trained.a_week
    if reading.days_off().low >= trained.fast_below_days or reading.pain.low >= trained.fast_below_pain:
        by_t = trained.a_week_slow
    by_n = new.a_week_sore if reading.is_sore_or_worried else (new.per_fortnight + 1) // 2
    heavy = reading.rules.entry_heavy
    if (reading.request.intake.bmi or 0) > heavy.bmi_over:
        by_n = heavy.stages_a_week
    return by_n if reading.is_new else by_t


CHECKS = (check_bouts, check_entry, check_advance)
