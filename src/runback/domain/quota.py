"""How much one runner may store and request on a shared server."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quota:
    """The limits; None is no limit.

    ``kept_bytes`` and ``kept_files`` count imported files (unpacked) and clips; ``uploads_a_day`` and ``waiting``
    imports and clips, of one day and not done yet.
    """

    kept_bytes: int | None = None
    kept_files: int | None = None
    uploads_a_day: int | None = None
    waiting: int | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What a runner has stored and requested, in the units of ``Quota``."""

    kept_bytes: int
    kept_files: int
    uploads_a_day: int
    waiting: int
