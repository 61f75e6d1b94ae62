"""``read_bundle``: the record in a bundle written by Runback; every error names the entry."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from runback.domain.activity import Activity, Sport, Surface, ZoneSource
from runback.domain.adjust import Priority, Race
from runback.domain.diary import Clearance, LegSymptom, PainEntry, PainMoment, SelfTestLog, SessionLog
from runback.domain.errors import BadAnswer, UnusableInput
from runback.domain.plan import SessionKind
from runback.export.fhir import codes
from runback.export.fhir.answers import read_items, read_outcome_items
from runback.export.fhir.codes import Resource
from runback.export.fhir.record import CheckAnswers, HealthRecord, OutcomeAnswers
from runback.export.fhir.writing import LIST_KEYS
from runback.knowledge.instruments import load_instruments
from runback.languages.catalogue import gettext
from runback.outcome.scoring import score_answers

MOST_BYTES = 100_000_000
_HEAD_BYTES = 400
_DIGITS = 6
"""Decimals of metres and seconds: noise from a product could change the rounding of a sum that ends in a five."""
_ODD = (KeyError, ValueError, TypeError, AttributeError, IndexError, StopIteration, BadAnswer)
_PRIORITIES = {"high-priority": Priority.A, "medium-priority": Priority.B}


class NotABundle(UnusableInput):
    """The file is not a bundle written by Runback, or it was damaged or changed."""

    code = "not_a_bundle"


def is_bundle(path: Path) -> bool:
    """Whether the file starts like a FHIR bundle from any program."""
    if not path.is_file() or path.suffix.lower() != ".json":
        return False
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES).replace(b" ", b"")
    return b'"resourceType":"Bundle"' in head


def read_bundle(path: Path) -> HealthRecord:
    """The record in the file; raises ``NotABundle`` naming the file and the entry."""
    bundle = _read_json(path)
    identifier = bundle.get("identifier")
    if not isinstance(identifier, dict) or identifier.get("system") != f"{codes.OWN}:bundle":
        raise NotABundle(
            gettext("{path} is a FHIR bundle of another program. Runback takes only its own back.").format(path=path),
            path=str(path),
        )
    resources: dict[str, list[tuple[int, Resource]]] = {}
    for number, entry in enumerate(bundle.get("entry") or (), start=1):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if not isinstance(resource, dict):
            raise NotABundle(
                gettext("Entry {number} of {path} contains no resource.").format(number=number, path=path),
                path=str(path),
            )
        resources.setdefault(str(resource.get("resourceType")), []).append((number, resource))

    def read_all(kind: str, reader: Callable[[Resource], Any]) -> list[Any]:
        found = []
        for number, resource in resources.get(kind, ()):
            try:
                found.append(reader(resource))
            except _ODD as problem:
                raise NotABundle(
                    gettext("Entry {number} of {path} ({kind}) cannot be read: {problem}.").format(
                        number=number, path=path, kind=kind, problem=problem
                    ),
                    path=str(path),
                ) from None
        return [one for one in found if one is not None]

    patients = read_all("Patient", _read_patient)
    if len(patients) != 1:
        raise NotABundle(
            gettext("{path} names {count} patients; one is needed.").format(path=path, count=len(patients)),
            path=str(path),
        )
    responses = read_all("QuestionnaireResponse", _read_response)
    observed = read_all("Observation", _read_observation)
    return HealthRecord(
        name=patients[0][0],
        zone=patients[0][1],
        as_of=date.min,
        made_at=datetime.min.replace(tzinfo=UTC),
        version="",
        checks=_of(CheckAnswers, responses),
        pain=_of(PainEntry, observed),
        runs=_of(Activity, observed),
        sessions=_of(SessionLog, observed),
        self_tests=_of(SelfTestLog, observed),
        outcomes=_of(OutcomeAnswers, responses),
        races=tuple(read_all("Goal", _read_goal)),
        clearances=_of(Clearance, observed),
        state=next(iter(read_all("Basic", _read_state)), None),
        confirmed_km=next((record.distance_km for record in observed if isinstance(record, _ConfirmedWeek)), None),
    )


def _of(kind: type[Any], found: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(one for one in found if isinstance(one, kind))


def _read_json(path: Path) -> dict[str, Any]:
    if path.stat().st_size > MOST_BYTES:
        raise NotABundle(
            gettext("{path} is larger than {megabytes} MB.").format(path=path, megabytes=MOST_BYTES // 1_000_000),
            path=str(path),
        )
    try:
        bundle = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as problem:
        where = getattr(problem, "pos", None)
        raise NotABundle(
            gettext("{path} is not complete JSON: {problem}.").format(path=path, problem=problem),
            path=str(path),
            offset=where,
        ) from None
    if not isinstance(bundle, dict) or not isinstance(bundle.get("entry", []), list):
        raise NotABundle(gettext("{path} is not a bundle.").format(path=path), path=str(path))
    return bundle


def _read_state(resource: Resource) -> dict[str, Any]:
    extensions = ((str(one["url"]).removeprefix(f"{codes.OWN}:"), one["valueString"]) for one in resource["extension"])
    return {name: json.loads(value) for name, value in extensions}


def _read_patient(resource: Resource) -> tuple[str, str]:
    zone = next(one["valueCode"] for one in resource["extension"] if one["url"] == codes.TIMEZONE)
    return str(resource["name"][0]["text"]), str(zone)


def _read_response(resource: Resource) -> CheckAnswers | OutcomeAnswers | None:
    name = str(resource["questionnaire"]).rpartition(":")[2]
    day, items = date.fromisoformat(resource["authored"]), resource.get("item", ())
    if name == "check":
        return CheckAnswers(day, read_items(items, LIST_KEYS))
    answers = read_outcome_items(name, items)
    return OutcomeAnswers(name, day, answers, score_answers(load_instruments().by_id[name], answers))


def _read_observation(resource: Resource) -> object:
    """The record in an observation, None for weeks and scores, which are derived from others."""
    if codes.has_code(resource, codes.LOINC, codes.PAIN[0]):
        return _read_pain(resource)
    if codes.has_code(resource, codes.LOINC, codes.EXERCISE[0]):
        return _read_run(resource)
    if (test := codes.own_code(resource["code"], "self-test")) is not None:
        return _read_self_test(test, resource)
    if (kind := codes.own_code(resource["code"], "session")) is not None:
        return _read_session(kind, resource)
    if codes.own_code(resource["code"], "clearance") is not None:
        return _read_clearance(resource)
    if codes.own_code(resource["code"], "profile") is not None:
        return _ConfirmedWeek(float(resource["valueQuantity"]["value"]))
    return None


def _components(resource: Resource, kind: str) -> dict[str, Resource]:
    found = ((codes.own_code(one["code"], kind), one) for one in resource.get("component", ()))
    return {code: one for code, one in found if code is not None}


def _read_pain(resource: Resource) -> PainEntry:
    values = {code: one["valueString"] for code, one in _components(resource, "pain").items()}
    instant, _ = codes.read_instant(resource["effectiveDateTime"])
    return PainEntry(
        instant,
        date.fromisoformat(values["day"]),
        resource["valueInteger"],
        PainMoment(values["moment"]),
        LegSymptom(values["leg"]),
        resource["note"][0]["text"] if "note" in resource else "",
        entered_on=date.fromisoformat(values["entered_on"]) if "entered_on" in values else None,
        places=tuple(values.get("places", "").split()),
    )


def _read_run(resource: Resource) -> Activity:
    start, offset_s = codes.read_instant(resource["effectivePeriod"]["start"])
    end, _ = codes.read_instant(resource["effectivePeriod"]["end"])
    own = _components(resource, "run")

    def amount(one: Resource | None, factor: float) -> float | None:
        return None if one is None else round(float(one["valueQuantity"]["value"]) * factor, _DIGITS)

    def by_loinc(code: str) -> Resource | None:
        return next((c for c in resource.get("component", ()) if codes.has_code(c, codes.LOINC, code)), None)

    return Activity(
        sport=Sport.RUN,
        start_utc=start,
        utc_offset_s=offset_s,
        zone_source=ZoneSource.FILE,
        surface=Surface(own["surface"]["valueString"]) if "surface" in own else None,
        elapsed_s=(end - start).total_seconds(),
        moving_s=amount(by_loinc(codes.DURATION[0]), 60),
        distance_m=amount(own.get("distance"), 1000),
        ascent_m=amount(own.get("ascent"), 1),
        avg_hr_bpm=amount(by_loinc(codes.HEART_RATE[0]), 1),
        avg_cadence_spm=amount(own.get("cadence"), 1),
    )


def _read_self_test(test_id: str, resource: Resource) -> SelfTestLog:
    results = {
        code: one["valueString"] if "valueString" in one else float(one["valueQuantity"]["value"])
        for code, one in _components(resource, "self-test-result").items()
    }
    pain = _components(resource, "self-test").get("pain")
    return SelfTestLog(
        date.fromisoformat(resource["effectiveDateTime"]),
        test_id,
        results,
        None if pain is None else pain["valueInteger"],
    )


def _read_session(kind: str, resource: Resource) -> SessionLog:
    values: dict[str, Any] = {}
    for name, one in _components(resource, "session-log").items():
        if "valueQuantity" in one:
            values[name] = one["valueQuantity"]["value"]
        else:
            values[name] = one["valueBoolean"] if "valueBoolean" in one else one["valueString"]
    if "entered_on" in values:
        values["entered_on"] = date.fromisoformat(values["entered_on"])
    values["leg"] = LegSymptom(values.get("leg", LegSymptom.NONE))
    note = resource["note"][0]["text"] if "note" in resource else ""
    return SessionLog(date.fromisoformat(resource["effectiveDateTime"]), SessionKind(kind), note=note, **values)


def _read_clearance(resource: Resource) -> Clearance:
    values = {code: str(one["valueString"]) for code, one in _components(resource, "clearance-part").items()}
    return Clearance(
        values["by"],
        date.fromisoformat(resource["effectiveDateTime"]),
        date.fromisoformat(values["until"]),
        tuple(values.get("flags", "").split()),
        values.get("note", ""),
    )


@dataclass(frozen=True, slots=True)
class _ConfirmedWeek:
    distance_km: float


def _read_goal(resource: Resource) -> Race:
    target = resource["target"][0]
    priority = _PRIORITIES[resource["priority"]["coding"][0]["code"]]
    return Race(date.fromisoformat(target["dueDate"]), float(target["detailQuantity"]["value"]), priority)
