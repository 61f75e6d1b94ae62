"""The second page: load and pain on one time axis, the plan and the result, form, and statements by clinicians."""

from collections.abc import Iterator
from datetime import date, timedelta

import runback
from runback.domain.assessment import Assessment, Running
from runback.domain.distances import format_distance, in_shown, shown_units
from runback.domain.plan import RUNNING_KINDS, PlanStatus, Session, SessionKind, Week
from runback.form.report import METRICS, Estimate, Metric
from runback.knowledge.plan_rules import load_plan_rules
from runback.knowledge.sentences import name_session, render_by_id, render_sentence
from runback.knowledge.wording import load_wording
from runback.languages import localize_decimal
from runback.languages.catalogue import gettext, gettext_noop, ngettext, pgettext, pgettext_noop
from runback.languages.dates import format_short_weekday
from runback.load.measure import monday_of
from runback.report.paper.record import Chart, ChartWeek, Section
from runback.services.sharing.report.facts import ReportFacts
from runback.services.sharing.report.wording import format_day, shorten

_JUMPS = (pgettext_noop("jump", "small"), pgettext_noop("jump", "moderate"), pgettext_noop("jump", "large"))
_LIGHTS = (
    pgettext_noop("light", "green"), pgettext_noop("light", "amber"), pgettext_noop("light", "red"),
    pgettext_noop("light", "purple"),
)  # fmt: skip
_VIEWS = (pgettext_noop("form view", "side"), pgettext_noop("form view", "rear"), pgettext_noop("form view", "watch"))

RUNS_SHOWN, CHECKS_SHOWN = 6, 4
DAYS_SHOWN_WEEKS = 26
"""Over more weeks than these the marks of single days would run together."""

_RUNNING = {
    Running.OK: gettext_noop("running within the plan"),
    Running.MODIFY: gettext_noop("run less and easy"),
    Running.WALK_ONLY: gettext_noop("walk instead of running"),
    Running.STOP: gettext_noop("no running"),
}
_METRIC_NAMES = {
    "cadence_spm": (gettext_noop("Cadence"), gettext_noop("steps a minute")),
    "trunk_lean_deg": (gettext_noop("Trunk lean"), "°"),
    "overstride_pct_leg": (gettext_noop("Foot ahead of hips"), gettext_noop("% of leg")),
    "shank_angle_contact_deg": (gettext_noop("Shin at landing"), "°"),
    "knee_flexion_contact_deg": (gettext_noop("Knee bend at landing"), "°"),
    "contact_time_ms": (gettext_noop("Time on the ground"), "ms"),
    "pelvic_drop_midstance_deg": (gettext_noop("Pelvic drop"), "°"),
    "step_width_cm": (gettext_noop("Step width"), "cm"),
}


def draw_chart(facts: ReportFacts) -> Chart | None:
    """Weeks of running and days of pain since the first day; None where there is neither."""
    worst: dict[date, int] = {}
    for entry in facts.pain:
        worst[entry.day] = max(entry.score, worst.get(entry.day, 0))
    if not facts.runs and not worst:
        return None
    weeks = tuple(_chart_weeks(facts))
    says = _describe_chart(facts, weeks, len(worst))
    pain_title = gettext("worst pain of a day, 0 to 10")
    if len(weeks) > DAYS_SHOWN_WEEKS:
        worst, pain_title = _worst_of_weeks(worst), gettext("worst pain of a week, 0 to 10")
    title = gettext("Running and pain, {first} to {last}").format(
        first=format_day(weeks[0].start), last=format_day(facts.as_of)
    )
    running_title = gettext("{unit} a week (bars), longest run of the week (line)").format(unit=shown_units())
    return Chart(title, weeks, tuple(sorted(worst.items())), running_title, pain_title, says)


def _worst_of_weeks(days: dict[date, int]) -> dict[date, int]:
    """The worst pain of each week, at its Thursday."""
    found: dict[date, int] = {}
    for day, score in days.items():
        middle = monday_of(day) + timedelta(days=3)
        found[middle] = max(score, found.get(middle, 0))
    return found


def _chart_weeks(facts: ReportFacts) -> Iterator[ChartWeek]:
    start = monday_of(facts.since)
    while start <= facts.as_of:
        days: dict[date, float] = {}
        for run in facts.runs:
            if start <= run.day < start + timedelta(days=7):
                days[run.day] = days.get(run.day, 0.0) + run.distance_km
        longest = max((run.distance_km for run in facts.runs if run.day in days), default=0.0)
        yield ChartWeek(start, round(in_shown(sum(days.values())), 3), round(in_shown(longest), 3))
        start += timedelta(days=7)


def _describe_chart(facts: ReportFacts, weeks: tuple[ChartWeek, ...], days: int) -> str:
    shown = weeks[-4:]
    listed = "; ".join(localize_decimal(f"{week.distance:.1f} {shown_units()}") for week in shown)
    count = (facts.as_of - facts.since).days + 1
    text = gettext("Last {weeks} weeks: {list} (the last one so far). Pain was logged on {days} of {count} days.")
    return text.format(weeks=len(shown), list=listed, days=days, count=count)


def write_back(facts: ReportFacts, spine: Section | None = None) -> tuple[Section, ...]:
    """The sections of the second page; ``spine`` follows the form if it was requested."""
    sections = (
        _load(facts),
        _plan(facts),
        _done(facts),
        _mornings(facts),
        _form(facts),
        spine or Section(""),
        _said(facts),
        _to_fill_in(),
        _provenance(facts),
    )
    return tuple(section for section in sections if not section.is_empty)


def _load(facts: ReportFacts) -> Section:
    load = facts.load
    if not load.days:
        return Section(gettext("Running"), (gettext("No run is in the history."),))
    spikes = [spike for spike in load.spikes if spike.date >= facts.since]
    biggest = max(spikes, key=lambda spike: spike.ratio, default=None)
    last = load.days[-1]
    ago = _format_days_ago((facts.as_of - last.date).days)
    rows = [(gettext("Last run"), f"{format_day(last.date)} ({ago}), {format_distance(last.distance_km)}")]
    if load.longest_run_30d_km is not None:
        rows.append((gettext("Longest run of the 30 days before"), format_distance(load.longest_run_30d_km)))
    if biggest is not None:
        rows.append(
            (
                gettext("Biggest jump in one run"),
                gettext("{day}: {run} after {longest} as the longest of 30 days ({size})").format(
                    day=format_day(biggest.date),
                    run=format_distance(biggest.run_km),
                    longest=format_distance(biggest.longest_prior_30d_km),
                    size=pgettext("jump", biggest.size),
                ),
            )
        )
    rows.append((gettext("Longest single run for today"), format_distance(facts.view.ceiling_km)))
    return Section(gettext("Running"), rows=tuple(rows))


def _format_days_ago(days: int) -> str:
    if days == 0:
        return pgettext("ago", "today")
    if days == 1:
        return pgettext("ago", "yesterday")
    return ngettext("{count} day ago", "{count} days ago", days).format(count=days)


def _plan(facts: ReportFacts) -> Section:
    view = facts.view
    if view.plan is None:
        return Section(gettext("The plan now"), (gettext("There is no plan: no check was done."),))
    plan = view.plan.plan
    light = "" if view.light is None else " " + gettext("Light: {light}.").format(light=pgettext("light", view.light))
    lines = [f"{render_by_id(view.headline, ())}.{light}"]
    lines += _blocks(facts)
    if view.progress is not None and view.progress.now not in [block.reason for block in view.blocked_by]:
        lines.append(render_sentence(view.progress.now))
    lines += [render_sentence(note) for note in plan.notes if note.id == load_plan_rules().clinician_limit.id]
    if plan.status is PlanStatus.BLOCKED:
        return Section(gettext("The plan now"), tuple(lines))
    coming = [
        s for week in plan.weeks for s in week.sessions if s.date >= facts.as_of and s.kind is not SessionKind.REST
    ]
    first = facts.as_of + timedelta(days=7)
    rows = tuple(
        (f"{format_short_weekday(s.date)} {format_day(s.date)}", name_session(s)) for s in coming if s.date < first
    )
    return Section(gettext("The plan now, next 7 days"), tuple(lines), rows=_by_day(rows))


def _blocks(facts: ReportFacts) -> Iterator[str]:
    """What keeps the plan closed and what opens it; the reasons in the box on the first page are not repeated."""
    assessment = facts.view.assessment
    known = {flag.why for flag in assessment.flags} if assessment is not None and not assessment.is_clear else set()
    lifts: dict[str, date] = {}
    for block in facts.view.blocked_by:
        since = lifts.setdefault(render_sentence(block.lifts), block.since)
        lifts[render_sentence(block.lifts)] = min(since, block.since)
        if (reason := render_sentence(block.reason)) not in known:
            yield reason
    text = gettext("Since {day}. It opens with: {lift}")
    yield from (text.format(day=format_day(since), lift=lift) for lift, since in lifts.items())


def _by_day(rows: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    days: dict[str, list[str]] = {}
    for day, text in rows:
        days.setdefault(day, []).append(text)
    return tuple((day, "; ".join(texts)) for day, texts in days.items())


def _done(facts: ReportFacts) -> Section:
    """Planned sessions of the past days against what was logged or recorded."""
    rows = []
    kinds_of = ((gettext("Runs"), RUNNING_KINDS), (gettext("Strength"), (SessionKind.STRENGTH,)))
    for name, kinds in kinds_of:
        planned = [s for s in _past_sessions(facts) if s.kind in kinds]
        if planned:
            done = sum(_is_done(s, facts) for s in planned)
            rows.append((name, gettext("{done} of {count} planned done").format(done=done, count=len(planned))))
    if not rows:
        return Section("")
    first = max(facts.since, facts.view.plan.started_on if facts.view.plan is not None else facts.since)
    return Section(gettext("What came of the plan since {day}").format(day=format_day(first)), rows=tuple(rows))


def _past_sessions(facts: ReportFacts) -> Iterator[Session]:
    weeks: tuple[Week, ...] = facts.weeks
    for week in weeks:
        yield from (s for s in week.sessions if facts.since <= s.date < facts.as_of)


def _is_done(session: Session, facts: ReportFacts) -> bool:
    kinds = RUNNING_KINDS if session.is_run else (session.kind,)
    logs = [log for log in facts.sessions if log.day == session.date and log.kind in kinds]
    if logs:
        return any(log.done for log in logs)
    return session.is_run and any(run.day == session.date for run in facts.runs)


def _mornings(facts: ReportFacts) -> Section:
    """The last runs with the pain in them and the morning after."""
    days = sorted({run.day for run in facts.runs}, reverse=True)[:RUNS_SHOWN]
    if not days:
        return Section("")
    rows = tuple(
        (
            format_day(day),
            format_distance(sum(run.distance_km for run in facts.runs if run.day == day)),
            _describe_pain(max(_pains_during(facts, day), default=None)),
            _describe_pain(max(_pains_in_the_morning(facts, day + timedelta(days=1)), default=None)),
        )
        for day in days
    )
    head = (gettext("Run"), gettext("Distance"), gettext("Worst in the run"), gettext("Next morning"))
    return Section(gettext("Pain in a run and the morning after"), head=head, rows=rows)


def _describe_pain(score: int | None) -> str:
    return gettext("not logged") if score is None else f"{score}"


def _pains_during(facts: ReportFacts, day: date) -> Iterator[int]:
    yield from (
        log.pain_during
        for log in facts.sessions
        if log.day == day and log.pain_during is not None and log.kind in RUNNING_KINDS
    )
    yield from (entry.score for entry in facts.pain if entry.day == day and entry.moment == "during_run")


def _pains_in_the_morning(facts: ReportFacts, day: date) -> Iterator[int]:
    yield from (entry.score for entry in facts.pain if entry.day == day and entry.moment == "morning")


def _form(facts: ReportFacts) -> Section:
    rows = []
    for day, report in facts.form:
        for name in METRICS:
            metric = report.metrics.get(name)
            if isinstance(metric, Metric) and name in _METRIC_NAMES:
                label, unit = _METRIC_NAMES[name]
                view = pgettext("form view", report.view)
                rows.append((gettext(label), _format_estimate(metric.estimate, unit), f"{view}, {format_day(day)}"))
    if not rows:
        return Section("")
    note = gettext("From a phone video; the range holds 90 % of landings and the error of measuring.")
    head = (gettext("Measured"), gettext("Value"), gettext("View"))
    return Section(gettext("Running form"), head=head, rows=tuple(rows), note=note)


def _format_estimate(estimate: Estimate, unit: str) -> str:
    text = gettext("{value} ({low} to {high}) {unit}")
    low, high = f"{estimate.low:.0f}", f"{estimate.high:.0f}"
    return text.format(value=f"{estimate.value:.0f}", low=low, high=high, unit=gettext(unit))


def _said(facts: ReportFacts) -> Section:
    """Clinicians' clearances as the runner entered them, and Runback's checks, with dates."""
    lines = [
        gettext(_CLEARED_WITH_NOTE if clearance.note.strip() else _CLEARED).format(
            day=format_day(clearance.given_on),
            name=clearance.by,
            until=format_day(clearance.until),
            note=shorten(clearance.note, 160),
        )
        for clearance in facts.clearances[-3:]
    ]
    text = gettext("{day}: Runback's check said “{headline}”, {running}.")
    lines += [
        text.format(
            day=format_day(check.made_on),
            headline=_headline(check.assessment),
            running=gettext(_RUNNING[check.assessment.running]),
        )
        for check in facts.checks[-CHECKS_SHOWN:]
    ]
    return Section(gettext("Who said what, and when"), tuple(lines))


_CLEARED = gettext_noop("{day}: {name} cleared running until {until}, entered by the runner.")
_CLEARED_WITH_NOTE = gettext_noop("{day}: {name} cleared running until {until}, entered by the runner: “{note}”")


def _headline(assessment: Assessment) -> str:
    return load_wording().outcome_of(assessment.urgency, is_guess=assessment.is_guess).headline


def _to_fill_in() -> Section:
    line = "_" * 60
    return Section(
        gettext("For you to fill in: the runner enters it in Runback"),
        rows=(
            (gettext("Limits (distance, minutes, ground)"), line),
            (gettext("May go on when"), line),
            (gettext("Name, date"), line),
        ),
    )


def _provenance(facts: ReportFacts) -> Section:
    made = gettext(_FROM_RUNS if facts.load.days else _FROM_ANSWERS)
    return Section(gettext("How this was made"), (made.format(version=runback.__version__),))


_FROM_RUNS = gettext_noop(
    "By Runback {version} on the runner's own computer, from the runner's recorded runs, diary and answers. Nobody "
    "else checked them. What is not here was not entered. Runback is a training log and planner; it makes no diagnosis."
)
_FROM_ANSWERS = gettext_noop(
    "By Runback {version} on the runner's own computer, from the runner's answers. Nobody else checked them. What is "
    "not here was not entered. Runback is a training log and planner; it makes no diagnosis."
)
