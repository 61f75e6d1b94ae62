"""Every week that keeps the hard rules, tried one by one: what CP-SAT's answer is compared with."""

from itertools import combinations

from runback.plan.placement import (
    ENOUGH_MIN,
    SHARED_STRENGTH_MIN,
    Placed,
    WeekQuestion,
    is_monday_offered,
    long_rank,
    strength_days,
)


def best_week(question: WeekQuestion) -> Placed:
    """The best week; fewer runs, then fewer strength days, where the wanted ones do not fit."""
    for strength_count in range(question.strength_wanted, -1, -1):
        best = _best_with(question, strength_count)
        if best is not None:
            return best
    return Placed()


def _best_with(question: WeekQuestion, strength_count: int) -> Placed | None:
    strengths = [
        days for days in combinations(strength_days(question), strength_count) if _is_strength_ok(days, question)
    ]
    if not strengths:
        return None
    for run_count in range(min(question.runs_wanted, len(question.run_days)), -1, -1):
        runs = [days for days in combinations(question.run_days, run_count) if _are_runs_ok(days, question)]
        found = [placed for run in runs for strength in strengths if (placed := _join(run, strength, question))]
        if found:
            return min(found, key=lambda placed: cost_of(placed, question))
    return None


def _is_strength_ok(days: tuple[int, ...], question: WeekQuestion) -> bool:
    spaced = all(b - a >= 2 for a, b in zip((question.strength_before, *days), days, strict=False))
    return spaced and all(question.minutes[day] >= question.strength_minutes_min for day in days)


def _are_runs_ok(days: tuple[int, ...], question: WeekQuestion) -> bool:
    apart = 1 if question.is_neighbour_ok else 2
    spaced = all(b - a >= apart for a, b in zip((question.run_before, *days), days, strict=False))
    return spaced and all(question.minutes[day] >= question.run_minutes_min for day in days)


def _join(runs: tuple[int, ...], strength: tuple[int, ...], question: WeekQuestion) -> Placed | None:
    for day in set(runs) & set(strength):
        if question.minutes[day] < question.run_minutes_min + question.strength_minutes_min:
            return None
    if len(set(runs) | set(strength)) + question.active_before > 7 - question.rest_wanted:
        return None
    if not runs:
        return Placed((), strength, None)
    lawful = [day for day in runs if day - 1 not in (*strength, question.strength_before)]
    if not lawful:
        return None
    if question.is_long_last:
        return Placed(runs, strength, runs[-1]) if runs[-1] in lawful else None
    if question.long_day in lawful:
        return Placed(runs, strength, question.long_day)
    return Placed(runs, strength, max(lawful, key=lambda day: long_rank(question, day)))


def cost_of(placed: Placed, question: WeekQuestion) -> tuple[float, ...]:
    shared = set(placed.runs) & set(placed.strength)
    rooms = [question.minutes[day] - (SHARED_STRENGTH_MIN if day in shared else 0) for day in placed.runs]
    strength_room = sum(int(min(question.minutes[day], 30)) for day in placed.strength)
    gaps = [b - a for a, b in zip(placed.runs, placed.runs[1:], strict=False)]
    last = question.run_before + 6
    is_near = question.first_day <= last < 6 and any(day <= last for day in question.run_days)
    return (
        question.long_day is not None and placed.long_day != question.long_day,
        is_near and not any(day <= last for day in placed.runs),
        6 in placed.strength and is_monday_offered(question),
        -sum(int(min(room, ENOUGH_MIN)) for room in rooms),
        -sum(int(min(room, 2 * ENOUGH_MIN)) for room in rooms),
        len(shared),
        -strength_room,
        max(gaps, default=0),
        -(0 if placed.long_day is None else long_rank(question, placed.long_day)),
        sum(placed.strength),
        sum(placed.runs),
    )
