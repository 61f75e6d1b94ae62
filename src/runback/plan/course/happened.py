"""What happened, day by day: the runs with their lights, the mornings, the reds. Read once from the request.

A light is fixed with what was entered by the third day after its run; later entries change charts, not lights.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from statistics import median

from runback.domain.diary import LegSymptom, PainEntry, PainMoment, SessionLog
from runback.domain.load import Run
from runback.domain.plan import RUNNING_KINDS, Light, Session, SessionKind
from runback.knowledge.plan_rules import load_plan_rules
from runback.plan.course.lights import STOPPING_LEGS, Felt, Scale, light_of, weight_of
from runback.plan.request import PlanRequest

ONE = timedelta(days=1)
LEG_KNOWN_DAYS = 14
"""Leg pain that was there so many days ago is not new."""

FLARE_GAP_DAYS = 2
"""Bad days so near each other are one flare."""

QUIET_MORNINGS_MIN = 3
"""So many mornings make a baseline."""


@dataclass(frozen=True, slots=True)
class RunDay:
    """The running of one day.

    ``km`` and ``minutes`` count running without the walks of a walk-run. ``longest_km`` is the longest single
    run of it, ``whole_km`` the same with its walks, as a watch has it. ``light`` None is an unknown run;
    ``weight`` is what it counts towards the next step; ``fixed_on`` the day from which the light is known.
    ``planned`` is the session that stood there; ``is_race`` a race. ``is_assumed``: planned, and taken as done
    and green.
    """

    day: date
    km: float
    longest_km: float
    minutes: float
    whole_km: float = 0.0
    felt: Felt = field(default_factory=Felt)
    light: Light | None = None
    weight: float = 0.0
    fixed_on: date = date.max
    planned: Session | None = None
    is_race: bool = False
    is_assumed: bool = False

    def as_known(self, on: date) -> "RunDay":
        """The run as it counts on that day: before its light is fixed it is taken as green."""
        if self.fixed_on <= on or self.light not in (None, Light.GREEN):
            return self
        return replace(self, light=Light.GREEN, weight=1.0)


@dataclass(frozen=True, slots=True)
class Red:
    """A day that counts as red; ``run_day`` is that of the run which was red, None for a flare outside running."""

    day: date
    run_day: date | None
    score: int

    @property
    def from_run(self) -> bool:
        """Whether a run was red."""
        return self.run_day is not None


@dataclass(frozen=True, slots=True)
class Happened:
    """All of it. ``planned`` are the sessions of past weeks as they stood, by day."""

    runs: Mapping[date, RunDay]
    mornings: Mapping[date, int]
    reds: tuple[Red, ...]
    planned: Mapping[date, tuple[Session, ...]]
    scale_start: Scale
    earlier: tuple[Run, ...] = ()
    purple_days: tuple[date, ...] = ()
    walks: tuple[SessionLog, ...] = ()
    missed: frozenset[date] = field(default_factory=frozenset)

    def last_run_before(self, day: date) -> date | None:
        """The last day with a run before ``day``."""
        known = [one for one in self.runs if one < day]
        return max(known) if known else max((run.day for run in self.earlier if run.day < day), default=None)

    def between(self, first: date, until: date, as_of: date) -> list[RunDay]:
        """The runs from ``first`` up to, not including, ``until``, as they count on ``as_of``."""
        return [self.runs[day].as_known(as_of) for day in sorted(self.runs) if first <= day < until]

    def events(self, first: date, until: date, as_of: date) -> list["RunDay | Red"]:
        """The runs before ``until`` and the flares up to it, in their order; the morning comes before the run."""
        flares = [red for red in self.reds if not red.from_run and first <= red.day <= until]
        runs = self.between(first, until, as_of)
        return sorted([*flares, *runs], key=lambda one: (one.day, isinstance(one, RunDay)))

    def latest_morning(self, day: date) -> int | None:
        """The last morning answered in the seven days up to ``day``."""
        days = (day - n * ONE for n in range(7))
        return next((self.mornings[one] for one in days if one in self.mornings), None)


def read_happened(request: PlanRequest, *, is_bone_stress: bool = False) -> Happened:
    """Everything up to ``as_of`` that the course is folded from."""
    scale = Scale(
        baseline=request.checks[0].intake.pain_now or 0,
        is_chronic=is_chronic(request),
        is_bone_stress=is_bone_stress,
    )
    planned = _planned(request)
    mornings = _mornings(request.pain_entries)
    logs = _logs_by_day(request)
    runs = _runs_by_day(request)
    days = sorted(runs)
    ran = set(days)
    usual = _without_flares(mornings, ran, request, scale)
    found: dict[date, RunDay] = {}
    for day in days:
        felt = _felt(day, logs.get(day, ()), request, day + ONE in ran)
        here = scale_on(day, usual, ran, request, scale)
        light = light_of(felt, here)
        found[day] = _run_day(day, runs[day], planned.get(day, ()), felt, light)
    reds = _reds(found, usual, request, scale)
    return Happened(
        runs=found,
        mornings=mornings,
        reds=reds,
        planned=planned,
        scale_start=scale,
        earlier=tuple(run for run in request.runs if run.day < request.started_on),
        purple_days=_purple_days(request),
        walks=tuple(
            log
            for log in request.session_logs
            if log.kind is SessionKind.WALK and log.done and log.day <= request.as_of
        ),
        missed=frozenset(log.day for log in request.session_logs if not log.done and log.kind in RUNNING_KINDS),
    )


def is_chronic(request: PlanRequest) -> bool:
    """Whether the pain lasts for more than 12 weeks."""
    first = request.checks[0].intake.pain_days or 0
    return first > load_plan_rules().light_chronic.weeks * 7


def _planned(request: PlanRequest) -> dict[date, tuple[Session, ...]]:
    by_day: dict[date, tuple[Session, ...]] = {}
    for week in request.past_weeks:
        for session in week.sessions:
            if session.is_run:
                by_day[session.date] = (*by_day.get(session.date, ()), session)
    return by_day


def _mornings(entries: Iterable[PainEntry]) -> dict[date, int]:
    """The morning score of each day; the last entry of a morning counts."""
    rows = sorted((e for e in entries if e.moment is PainMoment.MORNING), key=lambda e: e.at_utc)
    return {e.day: e.score for e in rows}


def _logs_by_day(request: PlanRequest) -> dict[date, list[SessionLog]]:
    latest = load_plan_rules().unknown_light.correct_days
    found: dict[date, list[SessionLog]] = defaultdict(list)
    for log in request.session_logs:
        is_run = log.done and log.kind in RUNNING_KINDS and request.started_on <= log.day <= request.as_of
        if is_run and (log.entered_on or log.day) <= log.day + latest * ONE:
            found[log.day].append(log)
    return found


def _runs_by_day(request: PlanRequest) -> dict[date, list[Run]]:
    found: dict[date, list[Run]] = defaultdict(list)
    for run in request.runs:
        if request.started_on <= run.day <= request.as_of and (run.distance_km > 0 or run.duration_min > 0):
            found[run.day].append(run)
    return found


def _felt(day: date, logs: Iterable[SessionLog], request: PlanRequest, ran_next_day: bool) -> Felt:
    entries = [e for e in request.pain_entries if day <= e.day <= day + 2 * ONE and _is_in_time(e, day)]
    before = [e for e in entries if e.day == day and e.moment is PainMoment.MORNING]
    during = [e for e in entries if e.day == day and e.moment in (PainMoment.DURING_RUN, PainMoment.AFTER_RUN)]
    after = [e for e in entries if e.day == day + ONE and e.moment is PainMoment.MORNING]
    second = [e for e in entries if e.day == day + 2 * ONE and e.moment is PainMoment.MORNING]
    logs = tuple(logs)
    pains = [*(log.pain_during for log in logs if log.pain_during is not None), *(e.score for e in during)]
    return Felt(
        pain=max(pains, default=None),
        is_rising=any(log.pain_rising for log in logs) or _has_risen(logs, max(pains, default=0)),
        is_sharp=any(log.sharp for log in logs),
        has_limp=any(log.limp for log in logs),
        has_leg_sign=any(leg in STOPPING_LEGS for leg in (*(o.leg for o in logs), *(e.leg for e in (*during, *after)))),
        has_new_leg_pain=_has_new_leg_pain(day, logs, request),
        took_painkillers=any(log.painkillers for log in logs),
        before=before[-1].score if before else None,
        morning=after[-1].score if after else None,
        second_morning=second[-1].score if second and not ran_next_day else None,
    )


def _has_new_leg_pain(day: date, logs: Iterable[SessionLog], request: PlanRequest) -> bool:
    """Whether that run or the morning after it brought pain above the knee, after a fortnight and a check without."""
    above = {entry.day for entry in request.pain_entries if entry.leg is LegSymptom.ABOVE_KNEE}
    above |= {log.day for log in request.session_logs if log.leg is LegSymptom.ABOVE_KNEE}
    if not ({day, day + ONE} & above or any(log.leg is LegSymptom.ABOVE_KNEE for log in logs)):
        return False
    is_known = any(0 < (day - one).days <= LEG_KNOWN_DAYS for one in above)
    checks = [check.intake.leg_pain for check in request.checks if check.day < day] or [
        request.checks[0].intake.leg_pain
    ]
    return not is_known and checks[-1] in (None, "none")


def _has_risen(logs: Iterable[SessionLog], worst: int) -> bool:
    before = [log.pain_before for log in logs if log.pain_before is not None]
    return bool(before) and worst - min(before) >= load_plan_rules().light_amber.rise_in_run


def _is_in_time(entry: PainEntry, day: date) -> bool:
    return (entry.entered_on or entry.day) <= day + load_plan_rules().unknown_light.correct_days * ONE


def scale_on(day: date, mornings: Mapping[date, int], ran: set[date], request: PlanRequest, start: Scale) -> Scale:
    """How pain is read on ``day``: the median and the worst of the usual mornings.

    The usual ones are those of the last seven days without a run the day before; of somebody who runs almost every
    day all mornings of two weeks. With too few of them, the pain now of the last check up to that day.
    """
    window = load_plan_rules().light_green.baseline_days
    days = [day - n * ONE for n in range(2 * window)]
    quiet = [mornings[d] for d in days[:window] if d in mornings and d - ONE not in ran]
    if len(quiet) < QUIET_MORNINGS_MIN:
        quiet = [mornings[d] for d in days if d in mornings]
    if len(quiet) < QUIET_MORNINGS_MIN:
        known = [check.intake.pain_now for check in request.checks if check.day <= day]
        answered = [int(pain) for pain in known if pain is not None][-1:]
        quiet = answered or quiet or [0]
    # what the check of these days says is a usual morning too
    said = [check.intake.pain_now for check in request.checks if 0 <= (day - check.day).days < window]
    return replace(start, baseline=median(quiet), highest=max([*quiet, *(int(pain or 0) for pain in said)]))


def _without_flares(
    mornings: Mapping[date, int], ran: set[date], request: PlanRequest, start: Scale
) -> dict[date, int]:
    """The mornings that usual ones are counted from: those of a flare are left out, for its first week.

    Pain that stays up for longer is the new usual, or a runner whose back got worse would never run again.
    """
    rise = load_plan_rules().light_red.morning_rise
    found: dict[date, int] = {}
    first = last = date.min
    for day in sorted(mornings):
        # no usual morning is below 0, so a calm one need not be compared with the others
        is_high = (
            mornings[day] >= rise
            and day > request.started_on
            and (mornings[day] >= scale_on(day - ONE, found, ran, request, start).baseline + rise)
        )
        if is_high:
            first = first if (day - last).days <= FLARE_GAP_DAYS else day
            last = day
        if not is_high or (day - first).days >= load_plan_rules().light_green.baseline_days:
            found[day] = mornings[day]
    return found


def _run_day(day: date, runs: list[Run], planned: tuple[Session, ...], felt: Felt, light: Light | None) -> RunDay:
    """The running of a day; the share of a walk-run that was run is that of the planned session."""
    session = planned[0] if planned else None
    share = _running_share(session)
    km = sum(run.distance_km for run in runs)
    minutes = sum(run.duration_min for run in runs)
    rules = load_plan_rules()
    fixed = day + (1 if felt.morning is not None else rules.unknown_light.known_after_days) * ONE
    return RunDay(
        day=day,
        km=km * share,
        longest_km=max(run.distance_km for run in runs) * share,
        minutes=minutes * _minutes_share(session),
        whole_km=max(run.distance_km for run in runs),
        felt=felt,
        light=light,
        weight=weight_of(felt, light),
        fixed_on=fixed,
        planned=session,
        is_race=session is not None and session.kind is SessionKind.RACE,
    )


def _running_share(session: Session | None) -> float:
    """The share of a session's kilometres that is run, 0 to 1."""
    if session is None or not session.running_km or not session.distance_km:
        return 1.0
    return min(1.0, session.running_km / session.distance_km)


def _minutes_share(session: Session | None) -> float:
    if session is None or session.kind is not SessionKind.WALK_RUN or not session.duration_min:
        return 1.0
    return min(1.0, session.running_min / session.duration_min)


def _reds(
    runs: Mapping[date, RunDay], mornings: Mapping[date, int], request: PlanRequest, scale: Scale
) -> tuple[Red, ...]:
    """Days that count as red, ascending: red runs (the next day where the morning showed it), and flares."""
    rules = load_plan_rules()
    found: list[Red] = []
    for run in runs.values():
        if run.light not in (Light.RED, Light.PURPLE):
            continue
        in_run = light_of(
            Felt(run.felt.pain, run.felt.is_rising, run.felt.is_sharp, run.felt.has_limp, run.felt.has_leg_sign), scale
        )
        day = run.day if in_run in (Light.RED, Light.PURPLE) else run.day + ONE
        found.append(Red(day, run.day, run.felt.pain or run.felt.morning or 0))
    ran, red_days = set(runs), {red.day for red in found}
    for entry in request.pain_entries:
        is_rest = entry.moment not in (PainMoment.DURING_RUN, PainMoment.AFTER_RUN)
        if not is_rest or entry.day in red_days or not request.started_on < entry.day <= request.as_of:
            continue
        usual = scale_on(entry.day - ONE, mornings, ran, request, scale).baseline
        least = usual + rules.light_red.morning_rise
        if entry.moment is not PainMoment.MORNING:
            least = max(least, rules.light_red.pain_min)
        if entry.score >= least and not _settles(entry, found):
            red_days.add(entry.day)
            found.append(Red(entry.day, None, entry.score))
    # the morning after one red run may be that of the next one: both count
    return tuple(sorted(found, key=lambda red: (red.day, red.run_day or red.day)))


def _settles(entry: PainEntry, reds: Sequence[Red]) -> bool:
    """Whether a score that is green in a run follows a higher one of the days before: the flare is going.

    It makes the hold no longer, or the day it ends would move each morning while the back gets better.
    """
    recent = (red.score for red in reds if 0 < (entry.day - red.day).days <= FLARE_GAP_DAYS)
    return entry.score <= load_plan_rules().light_green.pain_max and max(recent, default=0) > entry.score


def _purple_days(request: PlanRequest) -> tuple[date, ...]:
    since, until = request.started_on, request.as_of
    entries = [(log.day, log.leg) for log in request.session_logs] + [(e.day, e.leg) for e in request.pain_entries]
    return tuple(sorted({day for day, leg in entries if leg in STOPPING_LEGS and since <= day <= until}))
