"""Records of pages to PDF (tagged, PDF/UA-1) and to pictures, by typst, without network."""

import json
from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from runback.languages import current
from runback.languages.catalogue import gettext
from runback.languages.dates import format_short_month
from runback.report.paper.record import DeskSheet, Report


def print_pdf(page: Report | DeskSheet) -> bytes:
    """The pages as a PDF: two of a report, one of a desk sheet."""
    made = _compile(page, "pdf")
    if not isinstance(made, bytes):
        raise TypeError("typst gave pages where a document was asked for")
    return made


def draw_pages(page: Report | DeskSheet) -> tuple[bytes, ...]:
    """The same pages as SVG pictures, in their order: sharp at any size, and a quarter of the weight of a PNG."""
    made = _compile(page, "svg")
    return (made,) if isinstance(made, bytes) else tuple(made)


def _compile(page: Report | DeskSheet, kind: Literal["pdf", "svg"]) -> bytes | list[bytes]:
    """Set the page. Characters that the fonts of typst lack are looked for on this machine, and then left blank."""
    import typst

    template = "report.typ" if isinstance(page, Report) else "desk.typ"
    source = (files(__package__) / template).read_bytes()
    inputs = {
        "page": json.dumps(asdict(page), default=_format_date, ensure_ascii=False),
        "words": json.dumps(_words(), ensure_ascii=False),
    }
    midnight = datetime(page.made_on.year, page.made_on.month, page.made_on.day, tzinfo=UTC)

    def compile_with(fonts: Any, standards: list[Any]) -> Any:
        return typst.compile(
            source,
            format=kind,
            font_paths=fonts,
            sys_inputs=inputs,
            pdf_standards=standards,
            timestamp=midnight,
        )

    try:
        return compile_with(_own_fonts(), ["ua-1"])  # type: ignore[no-any-return]
    except typst.TypstError as problem:
        if "could not be displayed" not in str(problem):
            raise
    fonts = typst.Fonts(include_system_fonts=True)
    try:
        return compile_with(fonts, ["ua-1"])  # type: ignore[no-any-return]
    except typst.TypstError:
        return compile_with(fonts, [])  # type: ignore[no-any-return]


def _words() -> dict[str, Any]:
    """What the templates say themselves, in the current language."""
    return {
        "language": current(),
        "page": gettext("Page {number} of {count}"),
        "day": gettext("{day} {short_month} {year}"),
        "months": [format_short_month(date(2001, month, 1)) for month in range(1, 13)],
    }


@cache
def _own_fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False)


def _format_date(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot be printed")
