"""The weekly check-in of the rule book: which warning signs one question covers."""

from collections.abc import Iterator

from runback.domain.intake import CHOICES, LISTS
from runback.knowledge.reading import Entry, Fault, parse_yaml, read_text
from runback.knowledge.red_flags import load_red_flags
from runback.languages import cache_by_language

FILE = "check_in.yaml"


class Asked(Entry):
    """One question about several items; see check_in.yaml."""

    text: str
    items: tuple[str, ...] = ()


class Line(Asked):
    """One line of "any of these"; ``male`` are the words for men, empty where they are the same."""

    id: str
    male: str = ""
    keys: tuple[str, ...] = ()


class CheckInBook(Entry):
    """The questions of the weekly check-in besides pain and running; ``saddle`` has one item, answered as that item."""

    saddle: Asked
    cauda_equina: Asked
    lines: tuple[Line, ...]


@cache_by_language
def load_check_in() -> CheckInBook:
    """The check-in; raises ``BrokenRuleBook``."""
    return parse_check_in(read_text(FILE))


def parse_check_in(text: str) -> CheckInBook:
    """The check-in of a YAML text, checked like the product's own."""
    return parse_yaml(text, FILE, CheckInBook, _find_faults)


def _find_faults(book: CheckInBook) -> Iterator[Fault]:
    places: list[tuple[tuple[str | int, ...], tuple[str, ...]]] = [
        (("saddle",), book.saddle.items),
        (("cauda_equina",), book.cauda_equina.items),
    ]
    places += [(("lines", number), line.items) for number, line in enumerate(book.lines)]
    known = load_red_flags().by_id
    seen: set[str] = set()
    for path, items in places:
        for item in items:
            if item not in known:
                yield Fault(path, f"red_flags.yaml has no item {item!r}; correct the id.")
            if item in seen:
                yield Fault(path, f"{item!r} stands in two places; keep one.")
            seen.add(item)
    for number, line in enumerate(book.lines):
        for key in set(line.keys) - {*CHOICES, *LISTS}:
            yield Fault(("lines", number), f"{key!r} is no key of the answers file with named values; correct it.")
