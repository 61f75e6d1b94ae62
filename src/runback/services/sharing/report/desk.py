"""The page for a reception desk: what the check recommends, why, and the answers."""

import runback
from runback.domain.assessment import Urgency
from runback.domain.errors import UnusableInput
from runback.knowledge.red_flags import load_red_flags
from runback.languages.catalogue import gettext, gettext_noop
from runback.report.paper.record import DeskSheet, Section
from runback.services.sharing.report.facts import ReportFacts
from runback.services.sharing.report.front import describe_person
from runback.services.sharing.report.wording import NOT_KNOWN, describe_answer, format_day, shorten

HEADLINES = {
    Urgency.EMERGENCY_NOW: gettext_noop("This may be an emergency. Please have me seen now."),
    Urgency.SAME_DAY_URGENT: gettext_noop("I was asked to see a clinician today."),
    Urgency.CLINICIAN_WITHIN_DAYS: gettext_noop("I was asked to see a clinician within days."),
}
_ASKED = (
    ("onset", gettext_noop("How it began")),
    ("pain_days", gettext_noop("Days since it began")),
    ("pain_now", gettext_noop("Pain now")),
    ("pain_worst", gettext_noop("Worst pain")),
    ("trend", gettext_noop("Course")),
    ("leg_pain", gettext_noop("Leg pain")),
    ("numbness", gettext_noop("Numbness")),
    ("weakness", gettext_noop("Weakness")),
)


class NothingUrgent(UnusableInput):
    """There is no urgent result to show at a desk."""

    code = "nothing_urgent"


def is_urgent(facts: ReportFacts) -> bool:
    """Whether there is something to show at a desk."""
    return facts.check is not None and facts.view.urgency in HEADLINES


def write_desk_sheet(facts: ReportFacts) -> DeskSheet:
    """The page; raises ``NothingUrgent`` where no check asks for a clinician."""
    assessment, check, runner = facts.view.assessment, facts.check, facts.runner
    if assessment is None or check is None or assessment.urgency not in HEADLINES:
        raise NothingUrgent(gettext("The last check asks for no clinician, so there is nothing to show at a desk."))
    flags = sorted(assessment.flags, key=lambda flag: -flag.urgency.rank)
    rows = [(gettext(label), describe_answer(check.intake, key)) for key, label in _ASKED]
    words = check.intake.text.strip()
    head = assessment.patterns[0] if assessment.patterns else None
    rule_out = (
        (gettext("{pattern}. This is not a diagnosis.").format(pattern=head.label),)
        if head and head.id in load_red_flags().families
        else ()
    )
    sections = (
        Section(gettext("Who"), (f"{runner.name}. {describe_person(check.intake)}.",)),
        Section(
            gettext("Answered on {day}").format(day=format_day(check.made_on)),
            rows=tuple(row for row in rows if row[1] != NOT_KNOWN),
        ),
        Section(gettext("In my words"), (shorten(words, 600),) if words else ()),
        Section(gettext("Please rule out"), rule_out),
        Section(
            gettext("To add by hand"),
            rows=((gettext("Medicines"), ""), (gettext("Allergies"), ""), (gettext("Somebody to call"), "")),
        ),
    )
    return DeskSheet(
        title=gettext("To the reception desk"),
        headline=gettext(HEADLINES[assessment.urgency]),
        intro=gettext("Runback asked me questions about my back and gave these reasons:"),
        footer=gettext("Made by Runback {version} from the runner's own answers. It makes no diagnosis.").format(
            version=runback.__version__
        ),
        made_on=facts.as_of,
        reasons=tuple(dict.fromkeys(flag.why for flag in flags)),
        sections=tuple(section for section in sections if not section.is_empty),
    )
