"""The light of each run (plan_rules_2 4.1 to 4.4), read twice: as mild and as strict as the text allows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from runback.domain.diary import LegSymptom, PainEntry, PainMoment, SessionLog
from runback.domain.plan import Light
from runback.knowledge.plan_rules import PlanRules
from runback.plan.request import DatedCheck, PlanRequest
from runback.plan.verify.done import Done, running_logs
from runback.plan.verify.span import Span

PURPLE_SIGNS = (LegSymptom.BELOW_KNEE, LegSymptom.TINGLING, LegSymptom.WEAKNESS)


@dataclass(frozen=True, slots=True)
class RunLight:
    """The light of the running of one day.

    ``mild`` is None where no light can be given (nothing entered, or pain-killers). ``is_whole`` says whether
    the morning after was entered too. ``known_on`` is the day on which the light was fixed.
    """

    day: date
    mild: Light | None
    strict: Light
    is_whole: bool
    known_on: date

    @property
    def is_red(self) -> bool:
        """Red or purple by every reading."""
        return self.mild is not None and self.mild.rank >= Light.RED.rank

    @property
    def is_amber(self) -> bool:
        """Amber by every reading."""
        return self.mild is Light.AMBER and self.strict is Light.AMBER

    @property
    def is_green(self) -> bool:
        """Green by every reading, with its morning."""
        return self.is_whole and self.strict is Light.GREEN


def read_lights(request: PlanRequest, rules: PlanRules, done: Sequence[Done]) -> tuple[RunLight, ...]:
    """The light of every day with running since the course began, ascending."""
    logs = {log.day: log for log in running_logs(request) if _in_time(log.entered_on, log.day, rules)}
    ran = frozenset(one.day for one in done) | frozenset(logs)
    days = sorted(day for day in ran if day >= request.started_on)
    return tuple(_light(request, rules, ran, day, logs.get(day)) for day in days)


def purple_days(request: PlanRequest) -> tuple[date, ...]:
    """The days on which a sign of rule 4.1's last row was entered."""
    days = {log.day for log in request.session_logs if log.leg in PURPLE_SIGNS}
    days |= {entry.day for entry in request.pain_entries if entry.leg in PURPLE_SIGNS}
    return tuple(sorted(day for day in days if day <= request.as_of))


def check_on(request: PlanRequest, day: date) -> DatedCheck:
    """The check that counted on a day."""
    return next((check for check in reversed(request.checks) if check.day <= day), request.checks[0])


def is_chronic(check: DatedCheck, rules: PlanRules, day: date) -> bool:
    """Whether the pain had lasted over the twelve weeks of rule 4.4 on that day."""
    days = check.intake.pain_days
    return days is not None and days + (day - check.day).days > 7 * rules.light_chronic.weeks


def is_bone_stress(check: DatedCheck) -> bool:
    """Whether a bone stress injury is flagged or is the best fit."""
    names = [flag.id for flag in check.assessment.flags] + [fit.id for fit in check.assessment.patterns[:1]]
    return any(name.startswith("bsi_") or "stress_fracture" in name for name in names)


def morning_base(request: PlanRequest, rules: PlanRules, ran: Iterable[date], day: date) -> Span:
    """The usual morning up to ``day`` (4.1): two readings of "the last 7 days", pain now where no morning is there."""
    known = set(ran)
    mornings = {
        entry.day: float(entry.score)
        for entry in request.pain_entries
        if entry.moment is PainMoment.MORNING and entry.day - timedelta(days=1) not in known
    }
    width, values = rules.light_green.baseline_days, list[float]()
    for last in (day, day - timedelta(days=1)):
        first = last - timedelta(days=width - 1)
        if scores := [score for on, score in mornings.items() if first <= on <= last]:
            values.append(median(scores))
    return Span.of(values) or Span.at(float(check_on(request, day).intake.pain_now or 0))


def _light(request: PlanRequest, rules: PlanRules, ran: frozenset[date], day: date, log: SessionLog | None) -> RunLight:
    base = morning_base(request, rules, ran, day)
    entries = [entry for entry in request.pain_entries if _in_time(entry.entered_on, entry.day, rules)]
    morning = _morning(entries, day + timedelta(days=1))
    scores = [e.score for e in entries if e.day == day and e.moment is PainMoment.DURING_RUN]
    if log is not None and log.pain_during is not None:
        scores.append(log.pain_during)
    check = check_on(request, day)
    in_run = _in_run(rules, check, log, scores, base.high, day)
    mild, strict = in_run, worse(in_run, _in_run(rules, check, log, scores, base.low, day))
    if morning is not None:
        after = _after(rules, morning.low - base.high, is_strict=False)
        # a morning no worse than the one before the run is not the run's doing: amber at most
        before = _morning(entries, day)
        was_there = before is not None and morning.low <= before.high
        mild = worse(mild, min(after, Light.AMBER, key=lambda light: light.rank) if was_there else after)
        strict = worse(strict, _after(rules, morning.high - base.low, is_strict=True))
    if log is not None and (log.pain_rising or _rose(rules, log)):
        strict = worse(strict, Light.AMBER)
    is_red = mild.rank >= Light.RED.rank
    is_masked = log is not None and log.painkillers and not is_red
    is_known = (bool(scores) or is_red) and not is_masked
    known_on = day if mild is in_run else day + timedelta(days=1)
    return RunLight(day, mild if is_known else None, strict, is_known and morning is not None, known_on)


def worse(one: Light, other: Light) -> Light:
    """The stricter of two lights."""
    return max(one, other, key=lambda light: light.rank)


def _in_run(
    rules: PlanRules, check: DatedCheck, log: SessionLog | None, scores: list[int], base: float, day: date
) -> Light:
    """The light of the run itself; ``base`` counts where the pain is chronic (4.4)."""
    pain = max(scores, default=0)
    if log is not None and log.leg in PURPLE_SIGNS:
        return Light.PURPLE
    if log is not None and (log.sharp or log.limp):
        return Light.RED
    if is_bone_stress(check):
        return Light.RED if pain > rules.light_bone_stress.pain_max else Light.GREEN
    green, amber = float(rules.light_green.pain_max), float(rules.light_amber.pain_max)
    chronic = rules.light_chronic
    if is_chronic(check, rules, day) and base >= chronic.baseline_min:
        green = max(green, min(base + chronic.green_above, chronic.green_max))
        amber = max(amber, min(base + chronic.amber_above, chronic.amber_max))
    return Light.GREEN if pain <= green else Light.AMBER if pain <= amber else Light.RED


def _after(rules: PlanRules, rise: float, *, is_strict: bool) -> Light:
    """The light of the next morning by its rise over the usual one; +1 is green to amber, as the text has both."""
    if rise >= rules.light_red.morning_rise:
        return Light.RED
    return Light.AMBER if is_strict and rise >= rules.light_amber.morning_rise else Light.GREEN


def _rose(rules: PlanRules, log: SessionLog) -> bool:
    before, during = log.pain_before, log.pain_during
    return before is not None and during is not None and during - before >= rules.light_amber.rise_in_run


def _morning(entries: Iterable[PainEntry], day: date) -> Span | None:
    """The morning scores of a day; a score "now" is one where no morning was tapped."""
    today = [entry for entry in entries if entry.day == day]
    mornings = [float(entry.score) for entry in today if entry.moment is PainMoment.MORNING]
    return Span.of(mornings or [float(entry.score) for entry in today if entry.moment is PainMoment.NOW])


def _in_time(entered_on: date | None, day: date, rules: PlanRules) -> bool:
    """Whether an entry was made while it could still change a light (4.9)."""
    return entered_on is None or (entered_on - day).days <= rules.unknown_light.correct_days
