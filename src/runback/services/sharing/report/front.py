"""The first page: who and why, warning signs, pain and function, what the answers fit, tests, questions."""

from collections.abc import Iterator
from datetime import date

from runback.assess.self_tests import judge_self_test
from runback.domain.assessment import Assessment, PatternFit, Urgency
from runback.domain.diary import SelfTestLog
from runback.domain.intake import Intake
from runback.domain.reason import Reason
from runback.knowledge.red_flags import load_red_flags
from runback.knowledge.self_tests import load_self_tests
from runback.knowledge.sentences import in_ten, render_sentence
from runback.knowledge.wording import load_wording
from runback.languages import localize_decimal
from runback.languages.catalogue import gettext, gettext_noop, pgettext, pgettext_noop
from runback.outcome.change import describe_score_change
from runback.report.paper.record import Section
from runback.services.sharing.report.facts import ReportFacts
from runback.services.sharing.report.signs import describe_signs
from runback.services.sharing.report.wording import (
    NOT_KNOWN,
    describe_answer,
    format_day,
    format_number,
    inside_a_sentence,
    shorten,
)
from runback.services.training.outcomes import DatedScore

PATTERNS_SHOWN, CAUSES_SHOWN, TESTS_SHOWN = 3, 4, 6
OWN_WORDS_MAX = 500
_PAIN_KEYS = (
    ("pain_now", gettext_noop("Pain now")),
    ("pain_worst", gettext_noop("Worst pain")),
    ("pain_running", gettext_noop("Pain while running")),
)
_ABOUT = (
    ("onset", gettext_noop("Onset")),
    ("locations", gettext_noop("Where")),
    ("qualities", gettext_noop("Feels like")),
    ("aggravated_by", gettext_noop("Worse with")),
    ("eased_by", gettext_noop("Better with")),
    ("morning_stiffness_min", gettext_noop("Morning stiffness")),
    ("night_pain", gettext_noop("At night")),
    ("leg_pain", gettext_noop("Leg pain")),
    ("numbness", gettext_noop("Numbness")),
    ("weakness", gettext_noop("Weakness")),
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
    return Section(
        gettext("The check said: {headline}").format(headline=words.headline),
        tuple(dict.fromkeys(flag.why for flag in flags)),
    )


def describe_person(intake: Intake) -> str:
    """Age, sex and kind of runner, as far as they were answered."""
    parts = [
        gettext("{age} years").format(age=format_number(intake.age_years)) if intake.age_years is not None else "",
        pgettext("sex", intake.sex) if intake.sex else "",
        gettext(_RUNNERS[intake.runner_status]) if intake.runner_status else "",
        gettext("BMI {value}").format(value=format_number(intake.bmi)) if intake.bmi is not None else "",
    ]
    return ", ".join(part for part in parts if part) or gettext("Age and sex were not answered")


def _who_and_why(facts: ReportFacts) -> Section:
    check = facts.check
    if check is None:
        return Section(
            gettext("Who and why"), (gettext("No check was done in Runback, so there are no symptoms to report."),)
        )
    intake = check.intake
    course = "; ".join(part for part in (_describe_duration(intake), _describe_trend(intake)) if part)
    lines = [". ".join(part for part in (describe_person(intake), course[:1].upper() + course[1:]) if part) + "."]
    if intake.text.strip():
        lines.append(gettext("In the runner's words: “{words}”").format(words=shorten(intake.text, OWN_WORDS_MAX)))
    rows = tuple((gettext(label), describe_answer(intake, key)) for key, label in _ABOUT)
    answered = tuple(row for row in rows if row[1] != NOT_KNOWN)
    missing = ", ".join(inside_a_sentence(label) for label, text in rows if text == NOT_KNOWN)
    notes = [gettext("Check of {day}.").format(day=format_day(check.made_on))]
    notes += [gettext("Not answered: {list}.").format(list=missing)] if missing else []
    return Section(gettext("Who and why"), tuple(lines), rows=answered, note=" ".join(notes))


_RUNNERS = {
    "new": gettext_noop("new runner"),
    "returning": gettext_noop("returning runner"),
    "regular": gettext_noop("regular runner"),
    "competitive": gettext_noop("competitive runner"),
}
_SEXES = (pgettext_noop("sex", "female"), pgettext_noop("sex", "male"))
_TRENDS = {
    "improving": gettext_noop("the runner says it is improving"),
    "same": gettext_noop("the runner says it is the same"),
    "worsening": gettext_noop("the runner says it is getting worse"),
}


def _describe_trend(intake: Intake) -> str:
    return "" if intake.trend is None else gettext(_TRENDS[intake.trend])


def _describe_duration(intake: Intake) -> str:
    days = intake.pain_days
    if days is None:
        return ""
    if days < 42:
        text = gettext("This episode: {days} days (under 6 weeks) when the check was answered")
    elif days < 84:
        text = gettext("This episode: {days} days (6 to 12 weeks) when the check was answered")
    else:
        text = gettext("This episode: {days} days (over 12 weeks) when the check was answered")
    return text.format(days=format_number(days))


def _pain(facts: ReportFacts) -> Section:
    """Pain at the first and the last check of the course, and what is in the diary of the last week."""
    if not facts.checks:
        return Section(gettext("Pain and function"))
    shown = facts.checks[:1] if len(facts.checks) == 1 else (facts.checks[0], facts.checks[-1])
    days = (format_day(check.made_on) for check in shown)
    head = (gettext("Pain, 0 to 10"), *(gettext("Check of {day}").format(day=day) for day in days))
    rows = tuple(
        (gettext(label), *(_score(getattr(check.intake, key)) for check in shown)) for key, label in _PAIN_KEYS
    )
    return Section(gettext("Pain and function"), tuple(_last_week(facts)), head, rows)


def _score(value: float | None) -> str:
    return gettext(NOT_KNOWN) if value is None else format_number(value)


def _last_week(facts: ReportFacts) -> Iterator[str]:
    worst: dict[date, int] = {}
    for entry in facts.pain:
        if (facts.as_of - entry.day).days < 7:
            worst[entry.day] = max(entry.score, worst.get(entry.day, 0))
    if worst:
        low, high = min(worst.values()), max(worst.values())
        span = f"{low}" if low == high else gettext("{low} to {high}").format(low=low, high=high)
        text = gettext("Diary, last 7 days: worst pain of a day {span}, logged on {count} of 7 days.")
        yield text.format(span=span, count=len(worst))
    else:
        yield gettext("Diary, last 7 days: no pain was logged.")


def _outcomes(facts: ReportFacts) -> Section:
    """Each questionnaire at first and now, and whether the change is more than measurement error."""
    rows = []
    for outcome in facts.outcomes.outcomes:
        known = [taken for taken in outcome.scores if taken.score.score is not None]
        if known:
            name = gettext(_BETTER[outcome.instrument.better]).format(
                name=outcome.instrument.name, max=outcome.instrument.max
            )
            change = "" if outcome.change is None else describe_score_change(outcome.instrument, outcome.change)
            latest = _describe_dated_score(known[-1]) if len(known) > 1 else ""
            rows.append((name, _describe_dated_score(known[0]), latest, change))
    events = tuple(
        gettext(_HARM_SEEN if event.saw_clinician else _HARM).format(
            day=format_day(event.day), what=shorten(event.note, 120) or gettext("no details")
        )
        for event in facts.outcomes.adverse_events
        if event.happened
    )
    head = ("", pgettext("report", "First"), pgettext("report", "Latest"), pgettext("report", "Change"))
    return Section(gettext("Questionnaires"), events, head if rows else (), tuple(rows))


_BETTER = {
    "lower": gettext_noop("{name} (0 to {max}, lower is better)"),
    "higher": gettext_noop("{name} (0 to {max}, higher is better)"),
}
_HARM = gettext_noop("Harm by training, {day}: {what}.")
_HARM_SEEN = gettext_noop("Harm by training, {day}: {what}, saw a clinician.")


def _describe_dated_score(one: DatedScore) -> str:
    score = one.score
    facts = {"score": localize_decimal(f"{score.score:g}"), "day": format_day(one.day)}
    if score.low == score.high:
        return gettext("{score}, {day}").format(**facts)
    spread = gettext("{score} ({low} to {high}, not all answered), {day}")
    return spread.format(**facts, low=localize_decimal(f"{score.low:g}"), high=localize_decimal(f"{score.high:g}"))


def _patterns(assessment: Assessment | None) -> Section:
    if assessment is None or not assessment.patterns:
        return Section("")
    families = load_red_flags().families
    first = assessment.patterns[0]
    if not assessment.is_clear and first.id in families:
        return Section(
            gettext("What a clinician should rule out first"),
            (gettext("{pattern}. This is not a diagnosis.").format(pattern=first.label),),
        )
    shown: tuple[PatternFit, ...] = assessment.patterns[:PATTERNS_SHOWN]
    rows = tuple((fit.label, in_ten(fit.confidence), _join_reasons(fit.reasons, 2)) for fit in shown)
    note = gettext("Patterns that the answers fit, with how sure the check can be. They are not a diagnosis.")
    head = (gettext("Pattern"), gettext("How sure"), gettext("Because"))
    return Section(gettext("What the answers fit"), head=head, rows=rows, note=note)


def _causes(assessment: Assessment | None) -> Section:
    if assessment is None or not assessment.causes:
        return Section("")
    rows = tuple(
        (cause.label, pgettext("grade", cause.grade), _join_reasons(cause.reasons, 1))
        for cause in assessment.causes[:CAUSES_SHOWN]
    )
    head = (gettext("Contributor"), gettext("Certainty of the evidence"), gettext("Because"))
    return Section(gettext("What may be contributing"), head=head, rows=rows)


def _join_reasons(reasons: tuple[Reason, ...], most: int) -> str:
    return shorten(" ".join(dict.fromkeys(render_sentence(reason) for reason in reasons[:most])), 320)


def _self_tests(facts: ReportFacts) -> Section:
    """The newest result of each test with what the study behind it calls low."""
    tests = load_self_tests().tests
    newest = {log.test_id: log for log in facts.self_tests if log.test_id in tests}
    logs = sorted(newest.values(), key=lambda log: log.day, reverse=True)[:TESTS_SHOWN]
    judged = ((log, judge_self_test(tests[log.test_id], log.results)) for log in logs)
    lines = tuple(
        f"{format_day(log.day)}: {result.says}{_describe_pain_in_test(log)}"
        for log, result in judged
        if result is not None
    )
    return Section(gettext("Self-tests at home"), lines)


def _describe_pain_in_test(log: SelfTestLog) -> str:
    return "" if log.pain is None else " " + gettext("Pain in the test: {pain}.").format(pain=log.pain)


def _questions(facts: ReportFacts) -> Section:
    lines = tuple(f"{number}. {text}" for number, text in enumerate(facts.questions, start=1))
    return Section(gettext("The runner asks"), lines)
