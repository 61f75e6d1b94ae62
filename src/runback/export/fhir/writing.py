"""``write_bundle``: the record of one runner as a FHIR R4 bundle (a collection).

Warning signs are only in the response to the check, as they were answered: never as a Condition or a RiskAssessment,
which are a clinician's. The one Condition is low back pain as the runner reported it, unconfirmed.
"""

import json
from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Any

from runback.domain.intake import LISTS
from runback.domain.plan import Plan, PlanStatus, Session, SessionKind
from runback.export.fhir import codes, observations
from runback.export.fhir.answers import write_items, write_outcome_items
from runback.export.fhir.codes import Resource
from runback.export.fhir.record import CheckAnswers, HealthRecord, OutcomeAnswers
from runback.knowledge.instruments import load_instruments
from runback.knowledge.questions import load_questions
from runback.knowledge.sentences import name_session, render_sentence

_BACK = ("central_low_back", "left_low_back", "right_low_back", "band_low_back")
_PRIORITY = {"a": "high-priority", "b": "medium-priority"}


def write_bundle(record: HealthRecord) -> bytes:
    """The bundle as JSON, with one line per entry."""
    resources = list(_list_resources(record))
    targets = [{"reference": url} for url, _ in resources]
    resources.append((codes.full_url("provenance", "bundle"), _provenance(record, targets)))
    entries = ",\n".join(
        json.dumps({"fullUrl": url, "resource": resource}, ensure_ascii=False) for url, resource in resources
    )
    head = {
        "resourceType": "Bundle",
        "type": "collection",
        "identifier": {"system": f"{codes.OWN}:bundle", "value": "1"},
        "timestamp": record.made_at.astimezone(UTC).isoformat(timespec="seconds"),
    }
    return f'{json.dumps(head, ensure_ascii=False)[:-1]},\n"entry": [\n{entries}\n]}}\n'.encode()


def _list_resources(record: HealthRecord) -> Iterator[tuple[str, Resource]]:
    patient_url = codes.full_url("patient", "runner")
    patient = {"reference": patient_url}
    yield patient_url, _patient(record)
    yield codes.full_url("device", "runback"), _device(record)
    for number, check in enumerate(record.checks):
        yield codes.full_url("check", f"{check.made_on}-{number}"), _check(check, patient)
    if (condition := _condition(record, patient)) is not None:
        yield codes.full_url("condition", "reported"), condition
    for number, entry in enumerate(record.pain):
        yield codes.full_url("pain", f"{entry.at_utc}-{number}"), observations.write_pain(entry, record, patient)
    for number, run in enumerate(record.runs):
        yield codes.full_url("run", f"{run.start_utc}-{number}"), observations.write_run(run, patient)
    for number, session in enumerate(record.sessions):
        yield codes.full_url("session", f"{session.day}-{number}"), observations.write_session(session, patient)
    for key, week in observations.write_weeks(record, patient):
        yield codes.full_url("week", key), week
    for log in record.self_tests:
        yield codes.full_url("self-test", f"{log.test_id}-{log.day}"), observations.write_self_test(log, patient)
    yield from _outcomes(record, patient)
    for race in record.races:
        yield codes.full_url("race", f"{race.date}"), _goal(race.date.isoformat(), race.race_km, race.priority, patient)
    for number, clearance in enumerate(record.clearances):
        key = f"{clearance.given_on}-{number}"
        yield codes.full_url("clearance", key), observations.write_clearance(clearance, patient)
    if record.confirmed_km is not None:
        yield codes.full_url("profile", "week"), observations.write_confirmed_week(record, patient)
    yield from _plans(record, patient)


def _plans(record: HealthRecord, patient: Resource) -> Iterator[tuple[str, Resource]]:
    if record.plan is not None:
        yield codes.full_url("plan", "current"), _care_plan(record.plan, record, patient)
    if record.state is not None:
        yield codes.full_url("plan", "state"), _state(record, patient)


def _patient(record: HealthRecord) -> Resource:
    latest = record.checks[-1].answers if record.checks else {}
    sex = latest.get("sex")
    return {
        "resourceType": "Patient",
        "extension": [{"url": codes.TIMEZONE, "valueCode": record.zone}],
        "name": [{"text": record.name}],
    } | ({"gender": sex} if sex else {})


def _device(record: HealthRecord) -> Resource:
    return {
        "resourceType": "Device",
        "deviceName": [{"name": "Runback", "type": "user-friendly-name"}],
        "version": [{"value": record.version}],
    }


def _check(check: CheckAnswers, patient: Resource) -> Resource:
    texts = {question.id: question.text for question in load_questions()}
    items = write_items(check.answers, texts)
    return _response("check", check.made_on.isoformat(), patient) | ({"item": items} if items else {})


def _response(name: str, day: str, patient: Resource) -> Resource:
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{codes.OWN}:questionnaire:{name}",
        "status": "completed",
        "subject": patient,
        "authored": day,
        "author": patient,
        "source": patient,
    }


def _condition(record: HealthRecord, patient: Resource) -> Resource | None:
    """Low back pain, if the latest check reports it; only what the runner reported."""
    if not record.checks:
        return None
    check = record.checks[-1]
    if not set(_BACK) & set(check.answers.get("locations") or ()):
        return None
    days = check.answers.get("pain_days")
    onset = {} if days is None else {"onsetDateTime": (check.made_on - timedelta(days=round(days))).isoformat()}
    status = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
    return {
        "resourceType": "Condition",
        "verificationStatus": {"coding": [{"system": status, "code": "unconfirmed"}]},
        "code": codes.snomed(codes.LOW_BACK_PAIN, "Low back pain, as reported by the runner"),
        "bodySite": [codes.snomed(codes.LOW_BACK, "Lower back")],
        "subject": patient,
        "recordedDate": check.made_on.isoformat(),
        "asserter": patient,
    } | onset


def _outcomes(record: HealthRecord, patient: Resource) -> Iterator[tuple[str, Resource]]:
    for outcome in record.outcomes:
        url = codes.full_url("outcome", f"{outcome.instrument}-{outcome.day}")
        yield url, _outcome(outcome, patient)
        if outcome.score.score is not None:
            key = f"{outcome.instrument}-{outcome.day}"
            yield codes.full_url("score", key), observations.write_score(outcome, url, patient)


def _outcome(outcome: OutcomeAnswers, patient: Resource) -> Resource:
    texts = {item.id: item.text for item in load_instruments().by_id[outcome.instrument].items}
    items = write_outcome_items(outcome.instrument, outcome.answers, texts)
    return _response(outcome.instrument, outcome.day.isoformat(), patient) | {"item": items}


def _goal(day: str, race_km: float, priority: str, patient: Resource) -> Resource:
    system = "http://terminology.hl7.org/CodeSystem/goal-priority"
    return {
        "resourceType": "Goal",
        "lifecycleStatus": "active",
        "priority": {"coding": [{"system": system, "code": _PRIORITY[priority]}]},
        "description": {"text": f"Run a race of {race_km:g} km on {day}"},
        "subject": patient,
        "target": [
            {
                "measure": codes.own("goal", "race", "Distance of the race"),
                "detailQuantity": codes.quantity(race_km, "km", "km"),
                "dueDate": day,
            }
        ],
        "expressedBy": patient,
    }


def _care_plan(plan: Plan, record: HealthRecord, patient: Resource) -> Resource:
    is_blocked = plan.status is PlanStatus.BLOCKED
    sessions = [s for week in plan.weeks for s in week.sessions if s.date >= record.as_of]
    activities = [_activity(session) for session in sessions if session.kind is not SessionKind.REST]
    last = max((session.date for session in sessions), default=record.as_of)
    notes = [{"text": render_sentence(block.reason)} for block in (*plan.blocked_by, *plan.held_by)]
    found: Resource = {
        "resourceType": "CarePlan",
        "status": "on-hold" if is_blocked else "active",
        "intent": "plan",
        "category": [codes.snomed(codes.EXERCISE_THERAPY, "Exercise")],
        "title": "The runner's own training plan, made by Runback",
        "subject": patient,
        "period": {"start": record.as_of.isoformat(), "end": last.isoformat()},
        "created": record.as_of.isoformat(),
        "author": {"reference": codes.full_url("device", "runback")},
    }
    optional: dict[str, Any] = {"activity": activities, "note": notes}
    return found | {name: value for name, value in optional.items() if value}


def _state(record: HealthRecord, patient: Resource) -> Resource:
    """What Runback needs to make the plan again; of no use to other programs."""
    parts = (
        {"url": f"{codes.OWN}:{name}", "valueString": json.dumps(value, ensure_ascii=False)}
        for name, value in (record.state or {}).items()
    )
    return {
        "resourceType": "Basic",
        "extension": list(parts),
        "code": codes.own("state", "plan", "What Runback makes the plan from"),
        "subject": patient,
        "created": record.as_of.isoformat(),
    }


def _activity(session: Session) -> Resource:
    return {
        "detail": {
            "code": codes.own("session", str(session.kind), str(session.kind).replace("_", " ")),
            "status": "scheduled",
            "scheduledPeriod": {"start": session.date.isoformat(), "end": session.date.isoformat()},
            "description": name_session(session),
        }
    }


def _provenance(record: HealthRecord, targets: list[Resource]) -> Resource:
    system = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
    return {
        "resourceType": "Provenance",
        "target": targets,
        "recorded": record.made_at.astimezone(UTC).isoformat(timespec="seconds"),
        "agent": [
            {
                "type": {"coding": [{"system": system, "code": "author"}]},
                "who": {"reference": codes.full_url("patient", "runner")},
            },
            {
                "type": {"coding": [{"system": system, "code": "assembler"}]},
                "who": {"reference": codes.full_url("device", "runback")},
            },
        ],
    }


LIST_KEYS = (*LISTS, "contexts", "red_flags", "wishes.equipment")
"""Keys of the answers file that hold a list."""
