"""The first page: who and why, warning signs, pain and function, what the answers fit, tests, questions."""

from collections.abc import Iterator
from datetime import date

from runback.assess.self_tests import judge_self_test
from runback.domain.assessment import Assessment, PatternFit, Urgency
from runback.domain.intake import Intake
from runback.domain.reason import Reason
from runback.knowledge.red_flags import load_red_flags
from runback.knowledge.self_tests import load_self_tests
from runback.knowledge.sentences import in_ten, say
from runback.knowledge.wording import load_wording
from runback.outcome.change import say_change
from runback.report.paper.record import Section
from runback.services.sharing.report.facts import ReportFacts
from runback.services.sharing.report.signs import describe_signs
from runback.services.sharing.report.wording import NOT_KNOWN, say_answer, say_day, shorten
from runback.services.training.outcomes import DatedScore

PATTERNS_SHOWN, CAUSES_SHOWN, TESTS_SHOWN = 3, 4, 6
OWN_WORDS_MAX = 500
_PAIN_KEYS = (("pain_now", "Pain now"), ("pain_worst", "Worst pain"), ("pain_running", "Pain while running"))
_ABOUT = (
    ("onset", "Onset"),
    ("locations", "Where"),
    ("qualities", "Feels like"),
    ("aggravated_by", "Worse with"),
    ("eased_by", "Better with"),
    ("morning_stiffness_min", "Morning stiffness"),
    ("night_pain", "At night"),
    ("leg_pain", "Leg pain"),
    ("numbness", "Numbness"),
    ("weakness", "Weakness"),
)


def write_front(facts: ReportFacts) -> tuple[Section, ...]:
    """The sections of the first page; what is not known says so or is left out."""
    sections = (
        _who_and_why(facts),
        describe_signs(facts.checks, facts.view.assessment),
        _pain(facts),
        _outcomes(facts),
        _patterns(facts.view.assessment),
        _causes(facts.view.assessment),
        _self_tests(facts),
        _questions(facts),
    )
    return tuple(section for section in sections if not section.is_empty)


def write_urgent(assessment: Assessment | None) -> Section | None:
    """What cannot wait; None where the check came out clear or there is none."""
    if assessment is None or assessment.urgency is Urgency.SELF_CARE_OK:
        return None
    words = load_wording().outcome_of(assessment.urgency, is_guess=assessment.is_guess)
    flags = sorted(assessment.flags, key=lambda flag: -flag.urgency.rank)
    return Section(f"The check said: {words.headline}", tuple(dict.fromkeys(flag.why for flag in flags)))


def say_person(intake: Intake) -> str:
    """Age, sex and kind of runner, as far as they were answered."""
    parts = [
        f"{intake.age_years:g} years" if intake.age_years is not None else "",
        intake.sex or "",
        f"{intake.runner_status} runner" if intake.runner_status else "",
        f"BMI {intake.bmi:g}" if intake.bmi is not None else "",
    ]
    return ", ".join(part for part in parts if part) or "Age and sex were not answered"


def _who_and_why(facts: ReportFacts) -> Section:
    check = facts.check
    if check is None:
        return Section("Who and why", ("No check was done in Runback, so there are no symptoms to report.",))
    intake = check.intake
    days = "" if intake.pain_days is None else f"{_say_span(intake.pain_days)} when the check was answered"
    trend = "" if intake.trend is None else f"the runner says it is {_TRENDS[intake.trend]}"
    lines = [". ".join(part for part in (say_person(intake), _sentence(days, trend)) if part) + "."]
    if intake.text.strip():
        lines.append(f"In the runner's words: “{shorten(intake.text, OWN_WORDS_MAX)}”")
    rows = tuple((label, say_answer(intake, key)) for key, label in _ABOUT)
    answered = tuple(row for row in rows if row[1] != NOT_KNOWN)
    missing = ", ".join(label.lower() for label, text in rows if text == NOT_KNOWN)
    note = f"Check of {say_day(check.made_on)}." + (f" Not answered: {missing}." if missing else "")
    return Section("Who and why", tuple(lines), rows=answered, note=note)


_TRENDS = {"improving": "improving", "same": "the same", "worsening": "getting worse"}


def _sentence(days: str, trend: str) -> str:
    told = "; ".join(part for part in (f"This episode: {days}" if days else "", trend) if part)
    return told[:1].upper() + told[1:]


def _say_span(days: float) -> str:
    band = "under 6 weeks" if days < 42 else "6 to 12 weeks" if days < 84 else "over 12 weeks"
    return f"{days:g} days ({band})"


def _pain(facts: ReportFacts) -> Section:
    """Pain at the first and the last check of the course, and what the diary holds of the last week."""
    if not facts.checks:
        return Section("Pain and function")
    shown = facts.checks[:1] if len(facts.checks) == 1 else (facts.checks[0], facts.checks[-1])
    head = ("Pain, 0 to 10", *(f"Check of {say_day(check.made_on)}" for check in shown))
    rows = tuple((label, *(_score(getattr(check.intake, key)) for check in shown)) for key, label in _PAIN_KEYS)
    return Section("Pain and function", tuple(_last_week(facts)), head, rows)


def _score(value: float | None) -> str:
    return NOT_KNOWN if value is None else f"{value:g}"


def _last_week(facts: ReportFacts) -> Iterator[str]:
    worst: dict[date, int] = {}
    for entry in facts.pain:
        if (facts.as_of - entry.day).days < 7:
            worst[entry.day] = max(entry.score, worst.get(entry.day, 0))
    if worst:
        low, high = min(worst.values()), max(worst.values())
        span = f"{low}" if low == high else f"{low} to {high}"
        yield f"Diary, last 7 days: worst pain of a day {span}, logged on {len(worst)} of 7 days."
    else:
        yield "Diary, last 7 days: no pain was logged."


def _outcomes(facts: ReportFacts) -> Section:
    """Each questionnaire at first and now, and whether the change is more than measurement error."""
    rows = []
    for one in facts.outcomes.outcomes:
        known = [score for score in one.scores if score.score.score is not None]
        if known:
            name = f"{one.instrument.name} (0 to {one.instrument.max}, {one.instrument.better} is better)"
            change = "" if one.change is None else say_change(one.instrument, one.change)
            latest = _say_dated(known[-1]) if len(known) > 1 else ""
            rows.append((name, _say_dated(known[0]), latest, change))
    events = tuple(
        f"Harm by training, {say_day(event.day)}: {shorten(event.note, 120) or 'no details'}"
        + (", saw a clinician." if event.saw_clinician else ".")
        for event in facts.outcomes.adverse_events
        if event.happened
    )
    return Section("Questionnaires", events, ("", "First", "Latest", "Change") if rows else (), tuple(rows))


def _say_dated(one: DatedScore) -> str:
    score = one.score
    open_to = f" ({score.low:g} to {score.high:g}, not all answered)" if score.low != score.high else ""
    return f"{score.score:g}{open_to}, {say_day(one.day)}"


def _patterns(assessment: Assessment | None) -> Section:
    if assessment is None or not assessment.patterns:
        return Section("")
    families = load_red_flags().families
    first = assessment.patterns[0]
    if not assessment.is_clear and first.id in families:
        return Section("What a clinician should rule out first", (f"{first.label}. This is not a diagnosis.",))
    shown: tuple[PatternFit, ...] = assessment.patterns[:PATTERNS_SHOWN]
    rows = tuple((fit.label, in_ten(fit.confidence), _say_reasons(fit.reasons, 2)) for fit in shown)
    note = "Patterns that the answers fit, with how sure the check can be. They are not a diagnosis."
    return Section("What the answers fit", head=("Pattern", "How sure", "Because"), rows=rows, note=note)


def _causes(assessment: Assessment | None) -> Section:
    if assessment is None or not assessment.causes:
        return Section("")
    rows = tuple(
        (cause.label, cause.grade, _say_reasons(cause.reasons, 1)) for cause in assessment.causes[:CAUSES_SHOWN]
    )
    return Section("What may be contributing", head=("Contributor", "Certainty of the evidence", "Because"), rows=rows)


def _say_reasons(reasons: tuple[Reason, ...], most: int) -> str:
    return shorten(" ".join(dict.fromkeys(say(reason) for reason in reasons[:most])), 320)


def _self_tests(facts: ReportFacts) -> Section:
    """The newest result of each test with what the study behind it calls low."""
    tests = load_self_tests().tests
    newest = {log.test_id: log for log in facts.self_tests if log.test_id in tests}
    logs = sorted(newest.values(), key=lambda log: log.day, reverse=True)[:TESTS_SHOWN]
    judged = ((log, judge_self_test(tests[log.test_id], log.results)) for log in logs)
    lines = tuple(
        f"{say_day(log.day)}: {result.says}{f' Pain in the test: {log.pain}.' if log.pain is not None else ''}"
        for log, result in judged
        if result is not None
    )
    return Section("Self-tests at home", lines)


def _questions(facts: ReportFacts) -> Section:
    lines = tuple(f"{number}. {text}" for number, text in enumerate(facts.questions, start=1))
    return Section("The runner asks", lines)
