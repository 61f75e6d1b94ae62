"""Observations: pain, runs, weeks of running, self-tests and scores."""

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from runback.domain.activity import Activity
from runback.domain.diary import Clearance, PainEntry, SelfTestLog, SessionLog
from runback.export.fhir import codes
from runback.export.fhir.codes import Resource
from runback.export.fhir.record import HealthRecord, OutcomeAnswers
from runback.knowledge.instruments import load_instruments
from runback.knowledge.self_tests import load_self_tests

DIGITS = 9
"""Decimals of a run's measurements: a millionth of a metre, without the noise of divisions."""

_UNITS = {
    "seconds": ("s", "s"),
    "repetitions": ("repetitions", "{count}"),
    "degrees": ("degrees", "deg"),
    "centimetres": ("cm", "cm"),
}


def write_pain(entry: PainEntry, record: HealthRecord, patient: Resource) -> Resource:
    """One pain score with its time, and the leg symptoms."""
    offset = entry.at_utc.astimezone(ZoneInfo(record.zone)).utcoffset() or timedelta()
    components: list[Resource] = [
        {"code": codes.own("pain", "moment", "When it was felt"), "valueString": str(entry.moment)},
        {"code": codes.own("pain", "leg", "Symptoms in a leg"), "valueString": str(entry.leg)},
        {"code": codes.own("pain", "day", "The runner's day"), "valueString": entry.day.isoformat()},
    ]
    if entry.entered_on is not None:
        components.append(
            {"code": codes.own("pain", "entered_on", "Entered on"), "valueString": entry.entered_on.isoformat()}
        )
    if entry.places:
        components.append({"code": codes.own("pain", "places", "Where"), "valueString": " ".join(entry.places)})
    found = _observation(codes.loinc(codes.PAIN, "Pain, 0 to 10"), patient, "survey") | {
        "effectiveDateTime": codes.format_instant(entry.at_utc, int(offset.total_seconds())),
        "performer": [patient],
        "valueInteger": entry.score,
        "bodySite": codes.snomed(codes.LOW_BACK, "Lower back"),
        "component": components,
    }
    return found | ({"note": [{"text": entry.note}]} if entry.note else {})


def write_run(run: Activity, patient: Resource) -> Resource:
    """One run: moving minutes, kilometres, ascent, heart rate and cadence as far as they are known.

    An imported run has to give the same weekly sums as the exported one, so its values are not rounded visibly.
    """
    end = run.start_utc + timedelta(seconds=run.elapsed_s or run.moving_s or 0)
    measured = [
        (codes.loinc(codes.DURATION, "Time in motion"), run.moving_s, 60, "min", "min"),
        (codes.own("run", "distance", "Distance"), run.distance_m, 1000, "km", "km"),
        (codes.own("run", "ascent", "Ascent"), run.ascent_m, 1, "m", "m"),
        (codes.loinc(codes.HEART_RATE, "Mean heart rate"), run.avg_hr_bpm, 1, "beats a minute", "/min"),
        (codes.own("run", "cadence", "Mean cadence, both feet"), run.avg_cadence_spm, 1, "steps a minute", "/min"),
    ]
    components: list[Resource] = [
        {"code": code, "valueQuantity": codes.quantity(round(value / divisor, DIGITS), unit, ucum)}
        for code, value, divisor, unit, ucum in measured
        if value is not None
    ]
    if run.surface is not None:
        components.append({"code": codes.own("run", "surface", "Surface"), "valueString": str(run.surface)})
    return _observation(codes.loinc(codes.EXERCISE, "A run"), patient, "activity") | {
        "effectivePeriod": {
            "start": codes.format_instant(run.start_utc, run.utc_offset_s),
            "end": codes.format_instant(end, run.utc_offset_s),
        },
        "valueCodeableConcept": {"text": "Running"},
        "component": components,
    }


SESSION_FIELDS = (
    "done", "distance_km", "duration_min", "pain_before", "pain_during", "pain_rising", "sharp", "limp", "leg",
    "painkillers", "effort_rpe", "entered_on",
)  # fmt: skip
"""The fields of a logged session, by their names in ``SessionLog``."""


def write_session(log: SessionLog, patient: Resource) -> Resource:
    """One logged session: done or missed, its size, pain and effort."""
    values = ((name, getattr(log, name)) for name in SESSION_FIELDS)
    components = [
        {"code": codes.own("session-log", name, name.replace("_", " "))} | _value(value)
        for name, value in values
        if value is not None
    ]
    kind = codes.own("session", str(log.kind), f"Session logged: {str(log.kind).replace('_', ' ')}")
    found = _observation(kind, patient, "activity") | {
        "effectiveDateTime": codes.format_date(log.day),
        "performer": [patient],
        "component": components,
    }
    return found | ({"note": [{"text": log.note}]} if log.note else {})


def _value(value: bool | int | float | str | date) -> Resource:
    if isinstance(value, bool):
        return {"valueBoolean": value}
    if isinstance(value, int | float):
        return {"valueQuantity": {"value": value}}
    return {"valueString": str(value)}


def write_clearance(clearance: Clearance, patient: Resource) -> Resource:
    """A clearance as the runner entered it; without a practitioner, because none has signed it."""
    parts = {
        "by": clearance.by,
        "until": clearance.until.isoformat(),
        "flags": " ".join(clearance.flags),
        "note": clearance.note,
    }
    text = "A clinician's clearance for running, as entered by the runner"
    return _observation(codes.own("clearance", "running", text), patient, "survey") | {
        "effectiveDateTime": codes.format_date(clearance.given_on),
        "performer": [patient],
        "component": [
            {"code": codes.own("clearance-part", name, name), "valueString": value}
            for name, value in parts.items()
            if value
        ],
    }


def write_confirmed_week(record: HealthRecord, patient: Resource) -> Resource:
    """The usual week that the runner confirmed."""
    code = codes.own("profile", "confirmed-week", "Usual kilometres a week, confirmed by the runner")
    return _observation(code, patient, "social-history") | {
        "effectiveDateTime": codes.format_date(record.as_of),
        "performer": [patient],
        "valueQuantity": codes.quantity(record.confirmed_km or 0.0, "km/wk", "km/wk"),
    }


def write_weeks(record: HealthRecord, patient: Resource) -> Iterator[tuple[str, Resource]]:
    """Minutes, kilometres and the longest run of each week."""
    minutes, longest = record.minutes or {}, record.longest_km or {}
    for week in record.weeks:
        period = {
            "effectivePeriod": {
                "start": codes.format_date(week.start),
                "end": codes.format_date(week.start + timedelta(days=6)),
            }
        }
        values = (
            (
                "minutes",
                codes.loinc(codes.WEEKLY_MINUTES, "Minutes of running a week"),
                minutes.get(week.start, 0.0),
                "min/wk",
            ),
            ("distance", codes.own("week", "distance", "Kilometres of running a week"), week.distance_km, "km/wk"),
            ("longest", codes.own("week", "longest", "Longest run of the week"), longest.get(week.start, 0.0), "km"),
        )
        for name, code, value, unit in values:
            # remove floating-point noise first, or a sum that ends in a five could be rounded either way
            measured = {"valueQuantity": codes.quantity(round(round(value, 6), 3), unit, unit)}
            yield f"{name}-{week.start}", _observation(code, patient, "activity") | period | measured


def write_self_test(log: SelfTestLog, patient: Resource) -> Resource:
    """One self-test with a component for each result."""
    test = load_self_tests().tests.get(log.test_id)
    label, unit = (test.label, _UNITS.get(test.unit)) if test is not None else (log.test_id, None)
    components: list[Resource] = []
    for key, value in log.results.items():
        code = codes.own("self-test-result", key, key.replace("_", " "))
        if isinstance(value, str):
            components.append({"code": code, "valueString": value})
        else:
            name, ucum = unit or ("", "1")
            components.append({"code": code, "valueQuantity": codes.quantity(value, name or "1", ucum)})
    if log.pain is not None:
        components.append({"code": codes.own("self-test", "pain", "Pain in the test"), "valueInteger": log.pain})
    return _observation(codes.own("self-test", log.test_id, label), patient, "exam") | {
        "effectiveDateTime": codes.format_date(log.day),
        "performer": [patient],
        "component": components,
    }


def write_score(outcome: OutcomeAnswers, response: str, patient: Resource) -> Resource:
    """The score of a questionnaire, derived from its response."""
    instrument = load_instruments().by_id[outcome.instrument]
    code = codes.own("score", instrument.id, instrument.name)
    if instrument.id == "peg":
        code = codes.loinc(codes.PEG_SCORE, instrument.name)
    return _observation(code, patient, "survey") | {
        "effectiveDateTime": codes.format_date(outcome.day),
        "valueQuantity": codes.score(outcome.score.score or 0.0),
        "derivedFrom": [{"reference": response}],
        "note": [{"text": f"{outcome.score.answered} answered; 0 to {instrument.max}, {instrument.better} is better."}],
    }


def _observation(code: Resource, patient: Resource, kind: str) -> Resource:
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": codes.category(kind),
        "code": code,
        "subject": patient,
    }
