"""How much a runner keeps and asked for, in words, beside what they may."""

from runback.domain.runner import Runner
from runback.languages import format_count, localize_decimal
from runback.languages.catalogue import gettext
from runback.services.quota import quota, read_usage


def describe_disk_use(runner: Runner) -> list[tuple[str, str]]:
    """What it is and how much, with the most where there is one."""
    used, most = read_usage(runner), quota()
    rows = [
        (gettext("Imported files and clips"), _beside(_gigabytes(used.kept_bytes, ".2f"), _gigabytes(most.kept_bytes))),
        (gettext("Their number"), _beside(_count(used.kept_files), _count(most.kept_files))),
    ]
    if most.uploads_a_day is not None:
        rows.append(
            (gettext("Uploads in the last 24 hours"), _beside(f"{used.uploads_a_day}", _count(most.uploads_a_day)))
        )
    if most.waiting is not None:
        rows.append((gettext("Imports and clips that wait"), _beside(f"{used.waiting}", _count(most.waiting))))
    return rows


def _gigabytes(most: int | None, digits: str = "g") -> str:
    return "" if most is None else localize_decimal(f"{most / 1e9:{digits}} GB")


def _count(most: int | None) -> str:
    return "" if most is None else format_count(most)


def _beside(used: str, most: str) -> str:
    return gettext("{used} of {most}").format(used=used, most=most) if most else used
