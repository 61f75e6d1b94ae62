"""The report as a file and as pictures."""

from datetime import date
from zoneinfo import ZoneInfo

import runback
from runback.domain.errors import BadAnswer
from runback.domain.runner import Runner
from runback.report.paper.printing import draw_pages, print_pdf
from runback.report.paper.record import DeskSheet, Report, Section
from runback.services.sharing.report.back import draw_chart, write_back
from runback.services.sharing.report.desk import write_desk_sheet
from runback.services.sharing.report.facts import ReportFacts, read_facts
from runback.services.sharing.report.front import write_front, write_urgent
from runback.services.sharing.report.spine import describe_spine, model_spine
from runback.services.sharing.report.wording import say_day

LANGUAGES = ("en",)
"""The languages whose sentences are all there."""


def write_report(facts: ReportFacts, spine: Section | None = None) -> Report:
    """The two pages; ``spine`` is on them where it was asked for."""
    runner, made = facts.runner, facts.made_at.astimezone(ZoneInfo(facts.runner.zone))
    return Report(
        title=f"{runner.name}: back pain and running",
        subtitle=f"For a physio or doctor. As of {say_day(facts.as_of)}, looking back to {say_day(facts.since)}. "
        "Entered by the runner.",
        footer=f"{runner.name} · Runback {runback.__version__} · "
        f"made {say_day(made.date())}, {made:%H:%M} ({runner.zone})",
        made_on=facts.as_of,
        urgent=write_urgent(facts.view.assessment),
        front=write_front(facts),
        chart=draw_chart(facts),
        back=write_back(facts, spine),
    )


def make_report(
    runner: Runner, as_of: date, since: date | None = None, language: str | None = None, *, with_spine: bool = False
) -> bytes:
    """The report of that day as a PDF of two pages.

    Raises ``BadAnswer`` for a day or a language that cannot be, and with the spine what ``model_spine`` raises.
    """
    return print_pdf(_write(runner, as_of, since, language, with_spine=with_spine))


def draw_report(runner: Runner, as_of: date, since: date | None = None) -> tuple[bytes, ...]:
    """The pages of the report as SVG pictures."""
    return draw_pages(_write(runner, as_of, since, None))


def make_desk_sheet(runner: Runner, as_of: date) -> bytes:
    """The page for a reception desk as a PDF; raises ``NothingUrgent``."""
    sheet: DeskSheet = write_desk_sheet(read_facts(runner, as_of))
    return print_pdf(sheet)


def _write(
    runner: Runner, as_of: date, since: date | None, language: str | None, *, with_spine: bool = False
) -> Report:
    if language is not None and language not in LANGUAGES:
        raise BadAnswer("lang", f"Runback writes English only so far, not {language!r}. Use --lang en.")
    facts = read_facts(runner, as_of, since)
    return write_report(facts, describe_spine(model_spine(runner, facts)) if with_spine else None)
