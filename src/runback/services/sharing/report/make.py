"""The report as a file and as pictures."""

from datetime import date
from zoneinfo import ZoneInfo

import runback
from runback import languages
from runback.domain.errors import BadAnswer
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.report.paper.printing import draw_pages, print_pdf
from runback.report.paper.record import DeskSheet, Report, Section
from runback.services.sharing.report.back import draw_chart, write_back
from runback.services.sharing.report.desk import write_desk_sheet
from runback.services.sharing.report.facts import ReportFacts, read_facts
from runback.services.sharing.report.front import write_front, write_urgent
from runback.services.sharing.report.spine import describe_spine, model_spine
from runback.services.sharing.report.wording import format_day


def write_report(facts: ReportFacts, spine: Section | None = None) -> Report:
    """The two pages; ``spine`` is on them if it was requested."""
    runner, made = facts.runner, facts.made_at.astimezone(ZoneInfo(facts.runner.zone))
    return Report(
        title=gettext("{name}: back pain and running").format(name=runner.name),
        subtitle=gettext("For a physio or doctor. As of {day}, looking back to {first}. Entered by the runner.").format(
            day=format_day(facts.as_of), first=format_day(facts.since)
        ),
        footer=gettext("{name} · Runback {version} · made {day}, {time} ({zone})").format(
            name=runner.name,
            version=runback.__version__,
            day=format_day(made.date()),
            time=f"{made:%H:%M}",
            zone=runner.zone,
        ),
        made_on=facts.as_of,
        urgent=write_urgent(facts.view.assessment),
        front=write_front(facts),
        chart=draw_chart(facts),
        back=write_back(facts, spine),
    )


def make_report(
    runner: Runner, as_of: date, since: date | None = None, language: str | None = None, *, with_spine: bool = False
) -> bytes:
    """The report of that day as a PDF of two pages, in ``language``, else in the current language.

    Raises ``BadAnswer`` for a day or a language that cannot be, and with the spine what ``model_spine`` raises.
    """
    with languages.using(_ready(language)):
        return print_pdf(_write(runner, as_of, since, with_spine=with_spine))


def draw_report(runner: Runner, as_of: date, since: date | None = None) -> tuple[bytes, ...]:
    """The pages of the report as SVG pictures."""
    return draw_pages(_write(runner, as_of, since))


def make_desk_sheet(runner: Runner, as_of: date, language: str | None = None) -> bytes:
    """The page for a reception desk as a PDF; raises ``NothingUrgent``, and ``BadAnswer`` for an unknown language."""
    with languages.using(_ready(language)):
        sheet: DeskSheet = write_desk_sheet(read_facts(runner, as_of))
        return print_pdf(sheet)


def _ready(language: str | None) -> str:
    asked, known = language or languages.current(), languages.ready()
    if asked not in known:
        text = gettext("Runback is not available in {language}. Use one of {known}.")
        raise BadAnswer("lang", text.format(language=asked, known=", ".join(known)))
    return asked


def _write(runner: Runner, as_of: date, since: date | None, *, with_spine: bool = False) -> Report:
    facts = read_facts(runner, as_of, since)
    return write_report(facts, describe_spine(model_spine(runner, facts)) if with_spine else None)
