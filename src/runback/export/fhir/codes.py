"""Codes and small elements of FHIR R4. LOINC and UCUM are free with their notice; SNOMED CT needs a licence where used.

Measures of activity follow the HL7 Physical Activity Implementation Guide (STU1); concepts without a code have a
text and a code of Runback's own.
"""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import NAMESPACE_URL, uuid5

Resource = dict[str, Any]

LOINC, SNOMED, UCUM = "http://loinc.org", "http://snomed.info/sct", "http://unitsofmeasure.org"
OBSERVATION_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
ACTIVITY_CATEGORY = "http://hl7.org/fhir/us/physical-activity/CodeSystem/pa-temporary-codes"
TIMEZONE = "http://hl7.org/fhir/StructureDefinition/timezone"
OWN = "urn:runback"
"""The prefix of Runback's own code systems, questionnaires and identifiers."""

PAIN = ("72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported")
WEEKLY_MINUTES = ("82290-8", "Frequency of moderate to vigorous aerobic physical activity")
EXERCISE = ("73985-4", "Exercise activity")
DURATION = ("55411-3", "Exercise duration")
HEART_RATE = ("55425-3", "Heart rate unspecified time mean by Pedometer")
PEG_SCORE = ("91147-9", "")
LOW_BACK = ("37822005", "")
LOW_BACK_PAIN = ("279039007", "Low back pain")
EXERCISE_THERAPY = ("229065009", "Exercise therapy")


def loinc(code: tuple[str, str], text: str) -> Resource:
    """A concept with a LOINC code."""
    return _concept(LOINC, code, text)


def snomed(code: tuple[str, str], text: str) -> Resource:
    """A concept with a SNOMED CT code."""
    return _concept(SNOMED, code, text)


def _concept(system: str, code: tuple[str, str], text: str) -> Resource:
    """A code with its name in the system, if that is certain."""
    number, display = code
    named = {"display": display} if display else {}
    return {"coding": [{"system": system, "code": number} | named], "text": text}


def own(kind: str, code: str, text: str) -> Resource:
    """A concept of Runback's own."""
    return {"coding": [{"system": f"{OWN}:{kind}", "code": code}], "text": text}


def own_code(concept: Any, kind: str) -> str | None:
    """Runback's own code in a concept; None if it has none."""
    codings = concept.get("coding", ()) if isinstance(concept, dict) else ()
    return next((str(coding["code"]) for coding in codings if coding.get("system") == f"{OWN}:{kind}"), None)


def has_code(resource: Resource, system: str, code: str) -> bool:
    """Whether a resource's code is this one."""
    codings = resource.get("code", {}).get("coding", ())
    return any(coding.get("system") == system and coding.get("code") == code for coding in codings)


def category(*codes: str) -> list[Resource]:
    """The categories of an observation; activity also has that of the Physical Activity guide."""
    found = [{"coding": [{"system": OBSERVATION_CATEGORY, "code": code}]} for code in codes]
    if "activity" in codes:
        found.append({"coding": [{"system": ACTIVITY_CATEGORY, "code": "PhysicalActivity"}]})
    return found


def quantity(value: float, unit: str, code: str) -> Resource:
    """A quantity with a UCUM unit."""
    return {"value": value, "unit": unit, "system": UCUM, "code": code}


def score(value: float) -> Resource:
    """A quantity without a unit: points of a score."""
    return quantity(value, "points", "{score}")


def full_url(kind: str, key: str) -> str:
    """A URL that is stable for an item across exports: ``urn:uuid:...``."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{OWN}:{kind}:{key}')}"


def format_instant(instant: datetime, offset_s: int) -> str:
    """An instant in local time, ``2026-05-14T07:00:00.000+02:00``; with microseconds if it has any.

    Clocks have microseconds. Without them, an imported entry would differ from the exported one.
    """
    zone = timezone(timedelta(seconds=offset_s - offset_s % 60))
    digits = "microseconds" if instant.microsecond % 1000 else "milliseconds"
    return instant.astimezone(zone).isoformat(timespec=digits)


def read_instant(text: str) -> tuple[datetime, int]:
    """Parse such an instant: in UTC, and its offset in seconds; raises ``ValueError``."""
    instant = datetime.fromisoformat(text)
    offset = instant.utcoffset()
    if offset is None:
        raise ValueError(f"{text} has no time zone")
    return instant.astimezone(UTC), int(offset.total_seconds())


def format_date(day: date) -> str:
    """``2026-05-14``."""
    return day.isoformat()
