"""What the runner is used to: the usual week U, long run L, runs a week n and easy pace (1.1, 14.3)."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from statistics import mean, median

from runback.knowledge.plan_rule_records.base import step_at
from runback.knowledge.plan_rules import PlanRules
from runback.load.measure import monday_of
from runback.plan.request import DatedCheck, PlanRequest
from runback.plan.verify.done import Done
from runback.plan.verify.sessions import has_walks
from runback.plan.verify.span import Span

DIFFER_TOLERANCE = 1.1
"""History and answer that differ by about the quarter of 1.1 may be read either way."""


def last_before(done: Sequence[Done], day: date) -> date | None:
    """The last day with running before ``day``."""
    return next((one.day for one in reversed(done) if one.day < day), None)


def usual_week(request: PlanRequest, rules: PlanRules, done: Sequence[Done]) -> Span | None:
    """U in km; None where neither the history nor an answer gives it."""
    found = [span for check in request.checks if (span := _usual_at(request, rules, done, check))]
    return Span(min(one.low for one in found), max(one.high for one in found)) if found else None


def _usual_at(request: PlanRequest, rules: PlanRules, done: Sequence[Done], check: DatedCheck) -> Span | None:
    before = [one for one in done if one.day < request.started_on]
    history = [km for km in _history_weeks(rules, before, check) if km > 0]
    answer = check.intake.weekly_km
    if answer is None or not history:
        return Span.of(history) if answer is None else Span.at(answer)
    limit = (1 + rules.usual_week.differ_share) * DIFFER_TOLERANCE
    either = [one for km in history if max(km, answer) <= limit * min(km, answer) for one in (km, answer)]
    return Span.of([*either, *(min(km, answer) for km in history)])


def _history_weeks(rules: PlanRules, done: Sequence[Done], check: DatedCheck) -> Iterator[float]:
    """The mean of the four weeks before the break, before the pain, and before both; by days and by calendar weeks."""
    pain_began = check.day - timedelta(days=check.intake.pain_days or 0)
    for until in {check.day, pain_began}:
        last = last_before(done, until)
        if last is None:
            continue
        for end in (last, monday_of(last) + timedelta(days=6), monday_of(last) - timedelta(days=1)):
            if weeks := _weeks_until(rules, done, end):
                yield from _means(rules, weeks)


def _weeks_until(rules: PlanRules, done: Sequence[Done], end: date) -> list[float]:
    """The kilometres of the twelve weeks up to ``end``, newest first, none before the first run."""
    first = done[0].day
    count = min(rules.usual_week.of_weeks, (end - first).days // 7 + 1)
    sums = [0.0] * max(0, count)
    for one in done:
        age = (end - one.day).days // 7
        if one.day <= end and 0 <= age < len(sums):
            sums[age] += one.km
    return sums


def _means(rules: PlanRules, weeks: list[float]) -> Iterator[float]:
    """The mean of four weeks without the small ones, and of the newest four that are not small."""
    numbers = rules.usual_week
    small = numbers.small_share * median(weeks)
    yield mean([km for km in weeks[: numbers.weeks] if km >= small] or weeks[: numbers.weeks])
    yield mean([km for km in weeks if km >= small][: numbers.weeks] or weeks[: numbers.weeks])


def usual_long(request: PlanRequest, rules: PlanRules, done: Sequence[Done], usual: Span | None) -> Span | None:
    """L in km: the longest run of the 42 days before the break or the pain, the runner's answer, a share of U."""
    known: list[float] = []
    before = [one for one in done if one.day < request.started_on]
    for check in request.checks:
        pain_began = check.day - timedelta(days=check.intake.pain_days or 0)
        for until in {check.day, pain_began}:
            last = last_before(before, until)
            window = timedelta(days=rules.usual_week.long_days)
            known += [max(o.longest_km for o in before if last - window <= o.day <= last)] if last else []
        answers = (check.intake.usual_long_run_km, check.intake.longest_run_30d_km, check.intake.last_run_km)
        known += [km for km in answers if km]
    if usual is not None and not known:
        numbers = rules.usual_week
        shares = (
            numbers.long_share_small if km < numbers.small_below_km else numbers.long_share for km in _ends(usual)
        )
        known += [share * km for share, km in zip(shares, _ends(usual), strict=True)]
        # who runs once or twice a week has a long run of that mean at least
        few = [n for c in request.checks if (n := c.intake.runs_per_week) and n <= 2]
        known += [usual.high / n for n in few]
    return Span.of(known)


def runs_a_week(request: PlanRequest, rules: PlanRules, done: Sequence[Done], usual: Span | None) -> Span:
    """n: the answer, the median of the weeks before, or the table by U."""
    known = [check.intake.runs_per_week for check in request.checks if check.intake.runs_per_week]
    before = [one for one in done if one.day < request.started_on]
    if before:
        counts = _runs_of_weeks(rules, before)
        known += [float(median(counts)), float(median(counts[: rules.usual_week.weeks]))]
    if not known:
        known = [step_at(rules.usual_week.runs_by_km, km) for km in _ends(usual or Span.at(0.0))]
    return Span.of(max(1.0, min(one, rules.usual_week.runs_max)) for one in known) or Span.at(1.0)


def _runs_of_weeks(rules: PlanRules, done: Sequence[Done]) -> list[int]:
    last = done[-1].day
    count = min(rules.usual_week.of_weeks, (last - done[0].day).days // 7 + 1)
    counts = [0] * count
    for one in done:
        if (age := (last - one.day).days // 7) < count:
            counts[age] += 1
    return counts


def easy_pace(request: PlanRequest, rules: PlanRules, usual: Span | None) -> Span:
    """Minutes per km: the answer, the median of own runs of eight weeks, the rule book's where neither is known.

    Recordings of sessions that were planned with walks say nothing about the running pace.
    """
    known = [c.intake.easy_pace_s_per_km / 60 for c in request.checks if c.intake.easy_pace_s_per_km]
    walked = {s.date for week in request.past_weeks for s in week.sessions if s.is_run and has_walks(s)}
    measured = [r for r in request.runs if not r.is_estimated]
    runs = [r for r in measured if r.distance_km > 0 and r.duration_min > 0 and r.day not in walked]
    for until in {request.started_on, request.as_of, runs[-1].day} if runs else ():
        window = [r for r in runs if 0 <= (until - r.day).days <= rules.paces.own_days]
        known += [median(run.duration_min / run.distance_km for run in window)] if window else []
    has_history = any(run.day < request.started_on for run in runs)
    if not known or not (has_history or any(c.intake.easy_pace_s_per_km for c in request.checks)):
        is_trained = usual is not None and usual.high >= rules.paces.trained_from_km
        known += [rules.paces.run_min_per_km_trained if is_trained else rules.paces.run_min_per_km]
        known += [rules.paces.run_min_per_km]
    return Span.of(known) or Span.at(rules.paces.run_min_per_km)


def _ends(span: Span) -> tuple[float, float]:
    return span.low, span.high
