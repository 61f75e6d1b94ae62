"""The runner: what does not change from day to day, and their shoes."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from runback.domain.checks import require_between
from runback.domain.errors import BadAnswer
from runback.languages.catalogue import gettext

_COUNTRY = re.compile("[A-Z]{2}")


class Weights(StrEnum):
    """In which unit weights are shown; kilograms everywhere inside."""

    KG = "kg"
    LB = "lb"


class Units(StrEnum):
    """In which unit distances are shown; kilometres everywhere inside."""

    KM = "km"
    MI = "mi"


class Language(StrEnum):
    """ISO 639-1 code of the language of the pages."""

    EN = "en"
    DE = "de"
    ES = "es"


class WeekStart(StrEnum):
    """The first day of a shown week; load and plan count from Monday."""

    MON = "mon"
    SUN = "sun"


class Experience(StrEnum):
    """What kind of runner this is; as ``runner_status`` in the answers file."""

    NEW = "new"
    RETURNING = "returning"
    REGULAR = "regular"
    COMPETITIVE = "competitive"


@dataclass(frozen=True, slots=True)
class Runner:
    """A runner and the settings that apply every day.

    ``zone`` is an IANA time zone name, used where a file does not say its own. ``country`` is the ISO 3166
    code the runner chose, empty for that of the zone. ``experience`` is None until it is said.
    """

    name: str
    zone: str = "UTC"
    id: int | None = None
    country: str = ""
    units: Units = Units.KM
    language: Language = Language.EN
    week_start: WeekStart = WeekStart.MON
    experience: Experience | None = None

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise BadAnswer("name", gettext("A runner needs a name."))
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, IsADirectoryError):
            raise BadAnswer(
                "zone", gettext("{zone!r} is not a time zone. Use a name like Europe/Berlin.").format(zone=self.zone)
            ) from None
        if self.country and not _COUNTRY.fullmatch(self.country):
            raise BadAnswer(
                "country",
                gettext("{country!r} is not a country code. Use two letters like CH or GB.").format(
                    country=self.country
                ),
            )


@dataclass(frozen=True, slots=True)
class Shoe:
    """A pair of shoes; ``start_km`` is what they had run before Runback knew them."""

    name: str
    bought_on: date | None = None
    retired_on: date | None = None
    start_km: float = 0.0
    id: int | None = None

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise BadAnswer("name", gettext("A shoe needs a name."))
        require_between("start_km", self.start_km, 0, 20_000)
