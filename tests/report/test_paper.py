"""Pages of paper: their number, their text and what they do with characters and lengths that fit badly."""

from datetime import date

import pypdfium2
import pytest

from runback.report.paper.printing import draw_pages, print_pdf
from runback.report.paper.record import Chart, ChartWeek, DeskSheet, Report, Section

DAY = date(2026, 5, 14)
WEEKS = tuple(ChartWeek(date(2026, 4, 6 + 7 * n), 10.0 + n, 4.0) for n in range(3))
CHART = Chart(
    "Running and pain",
    WEEKS,
    ((date(2026, 4, 8), 3),),
    "km a week",
    "worst pain of a day",
    "Last 3 weeks: 10.0 km, 11.0 km, 12.0 km.",
)


def a_report(front=(), back=(), *, title="Ada: back pain and running", chart=CHART, urgent=None) -> Report:
    return Report(title, "As of 14 May 2026", "made 14 May 2026", DAY, urgent, tuple(front), chart, tuple(back))


def text_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def test_a_report_is_two_numbered_pages_whose_text_can_be_selected():
    pages = text_of(print_pdf(a_report([Section("Who", ("38 years",))], [Section("Plan", rows=(("Mon", "Rest"),))])))
    assert len(pages) == 2
    assert "38 years" in pages[0]
    assert "Page 1 of 2" in pages[0]
    assert "Mon Rest" in pages[1]
    assert "Last 3 weeks: 10.0 km" in pages[1]
    assert "Page 2 of 2" in pages[1]


def test_a_report_is_tagged_for_screen_readers():
    pdf = print_pdf(a_report())
    assert b"/MarkInfo" in pdf
    assert b"/StructTreeRoot" in pdf
    assert pypdfium2.PdfDocument(pdf).get_metadata_value("Title") == "Ada: back pain and running"


@pytest.mark.parametrize("lines", [1, 40, 80])
def test_a_report_stays_two_pages_and_loses_no_line_however_much_is_on_it(lines):
    texts = tuple(f"line number {n}: {'words ' * 12}" for n in range(lines))
    pages = text_of(print_pdf(a_report([Section("Signs", texts)], [Section("Runs", texts[: lines // 2])])))
    assert len(pages) == 2
    assert f"line number {lines - 1}:" in pages[0]


def test_what_fits_no_page_continues_instead_of_being_cut():
    lines = tuple(f"line number {n}: {'words ' * 40}" for n in range(200))
    pages = text_of(print_pdf(a_report([Section("Signs", lines)])))
    assert len(pages) > 2
    assert any("line number 199:" in page for page in pages)


@pytest.mark.parametrize("name", ["Łukasz Žižek", "Ωμέγα Жук", "#let x = 1 *bold* _it_ $a$ <b>", "走る 🏃"])
def test_a_name_is_text_whatever_its_characters(name):
    pages = text_of(print_pdf(a_report([Section("Who", (name,))], title=name)))
    assert len(pages) == 2
    if name.isascii() or name[0] in "ŁΩ":
        assert name in pages[0]


def test_a_report_without_runs_and_pain_has_no_chart():
    pages = text_of(print_pdf(a_report(chart=None, back=[Section("Running", ("No run is in the history.",))])))
    assert "km a week" not in pages[1]
    assert "No run is in the history." in pages[1]


def test_the_pictures_are_the_pages():
    pages = draw_pages(a_report())
    assert len(pages) == 2
    assert all(page.startswith(b"<svg") for page in pages)


def test_a_desk_sheet_is_one_page_with_every_reason():
    reasons = tuple(f"Reason {n}. " + "It goes on for a while. " * 5 for n in range(12))
    sheet = DeskSheet("To the desk", "See me today", "Reasons:", "made", DAY, reasons, (Section("Who", ("Ada",)),))
    (page,) = text_of(print_pdf(sheet))
    assert all(f"Reason {n}." in page for n in range(12))
