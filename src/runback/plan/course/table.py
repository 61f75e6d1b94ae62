"""The walk-run tables: where a runner enters, how steps are gained and lost (plan_rules_2, 1.2 and 2).

A position is a number from 0 (the first row); a fraction is between two rows, so that one day more off never
jumps a whole row. None is off the table: runs without planned walks.
"""

from enum import StrEnum

from runback.domain.intake import Intake
from runback.knowledge.plan_rules import Stage, load_plan_rules, value_at


class Track(StrEnum):
    """``trained``: kilometres follow the usual week, the table gives the bouts. ``new``: the table gives both."""

    TRAINED = "trained"
    NEW = "new"


def rows_of(track: Track) -> tuple[Stage, ...]:
    """The table of a track."""
    rules = load_plan_rules()
    return rules.table_trained if track is Track.TRAINED else rules.table_new


def row_at(track: Track, position: float) -> Stage:
    """The row of a position."""
    rows = rows_of(track)
    return rows[min(int(position + 1e-9), len(rows) - 1)]


def bout_text(row: Stage, reps: int, last_s: int = 0) -> str:
    """The bouts for a title: "8 x 2 min run, 1 min walk"."""
    if not row.walk_s or reps + bool(last_s) <= 1:
        return f"{_time(row.run_s * reps + last_s)} run"
    more = f" + {_time(last_s)}" if last_s else ""
    return f"{reps} x {_time(row.run_s)}{more} run, {_time(row.walk_s)} walk"


def _time(seconds: float) -> str:
    if seconds < 60 or (seconds < 120 and seconds % 60):
        return f"{seconds:g} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d} min" if rest else f"{minutes} min"


def minutes_at(track: Track, position: float | None) -> float:
    """Minutes of running in a session at that position, on a straight line between rows; off the table 30."""
    rows = rows_of(track)
    if position is None or position >= len(rows) - 1:
        return rows[-1].run_min
    here = int(position)
    return rows[here].run_min + (rows[here + 1].run_min - rows[here].run_min) * (position - here)


def position_of_bout(bout_min: float) -> float | None:
    """The position on the trained table whose bout is ``bout_min`` minutes; None where no walks are needed."""
    rows = load_plan_rules().table_trained
    if bout_min >= rows[-1].bout_min:
        return None
    if bout_min <= rows[0].bout_min:
        return 0.0
    here = max(n for n, row in enumerate(rows) if row.bout_min <= bout_min + 1e-9)
    return here + (bout_min - rows[here].bout_min) / (rows[here + 1].bout_min - rows[here].bout_min)


def enter_trained(days_off: int, pain: float, bout_max_min: float | None = None) -> float | None:
    """Where a trained runner enters after ``days_off`` with ``pain`` in runs; ``bout_max_min`` is a special start."""
    bouts = load_plan_rules().run_bouts
    bout = min(value_at(bouts.by_days_off, days_off), value_at(bouts.by_pain, pain))
    if bout_max_min is not None:
        bout = min(bout, bout_max_min)
    return position_of_bout(bout)


def enter_new(intake: Intake, pain: float, recent_run_min: float, bout_max_min: float | None = None) -> float:
    """Where a new runner enters; never below what was run in the last days (``recent_run_min`` a session)."""
    rules = load_plan_rules()
    rule = rules.entry_new
    is_afraid = "fear" in intake.contexts
    if pain >= rule.high_from:
        stage = rule.high
    elif pain >= rule.sore_from:
        stage = rule.sore
    else:
        stage = rule.calm if is_afraid else rule.free
    if is_heavy(intake):
        stage = min(stage, int(rules.entry_heavy.stage_max))
    kept = recent_run_min * (1.0 if pain < rule.high_from else rule.sore_share)
    held = [row.stage for row in rules.table_new if row.run_min <= kept + 1e-9]
    stage = max([stage, *held])
    if bout_max_min is not None:
        stage = min(stage, max(row.stage for row in rules.table_new if row.bout_min <= bout_max_min))
    return stage - 1.0


def is_heavy(intake: Intake) -> bool:
    """New to running with a body mass index over the rule's."""
    return intake.bmi is not None and intake.bmi > load_plan_rules().entry_heavy.bmi_over


def lower_for_break(track: Track, position: float, share: float) -> float:
    """The position after a break that leaves ``share`` of the minutes."""
    kept = share * minutes_at(track, position)
    rows = rows_of(track)
    held = [n for n, row in enumerate(rows) if row.run_min <= kept + 1e-9 and n <= position]
    return float(max(held, default=0))
