"""The FHIR bundle: valid R4, nothing that is a clinician's to say, and read back as it was written."""

import json
from datetime import UTC, date, datetime

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given
from hypothesis import strategies as st

from runback.domain.activity import Activity, Sport, Surface, ZoneSource
from runback.domain.adjust import Priority, Race
from runback.domain.diary import Clearance, LegSymptom, PainEntry, PainMoment, SelfTestLog, SessionLog
from runback.domain.intake import LISTS
from runback.domain.load import WeekLoad
from runback.domain.plan import SessionKind
from runback.export.fhir.answers import read_items, write_items
from runback.export.fhir.reading import NotABundle, is_bundle, read_bundle
from runback.export.fhir.record import CheckAnswers, HealthRecord, OutcomeAnswers
from runback.export.fhir.writing import LIST_KEYS, write_bundle
from runback.knowledge.instruments import load_instruments
from runback.outcome.scoring import score_answers

DAY = date(2026, 5, 14)
NOON = datetime(2026, 5, 14, 12, 30, tzinfo=UTC)
ANSWERS = {
    "age_years": 38,
    "sex": "female",
    "pain_days": 12,
    "pain_now": 2,
    "weekly_km": 22.5,
    "leg_dominant": False,
    "locations": ["left_low_back"],
    "red_flags": [],
    "red_flag_answers": {"ces_saddle": "no", "ca_history": "not_sure"},
    "self_tests": {"side_plank_l_s": 40, "thomas": "positive"},
    "wishes": {"days": {"mon": 60, "sun": 90.5}, "equipment": ["band"], "goal": {"race_km": 10, "date": "2026-09-01"}},
    "text": "Sore. „Seit“ gestern <b>",
}
RUN = Activity(
    Sport.RUN,
    datetime(2026, 5, 12, 5, 0, 3, tzinfo=UTC),
    7200,
    ZoneSource.FILE,
    Surface.TRAIL,
    elapsed_s=1900.0,
    moving_s=1800.0,
    distance_m=5012.0,
    avg_hr_bpm=141.0,
)
RMDQ = {"items": [True, None] + [False] * 22}
PSFS = {"activities": [{"name": "run 5 km", "score": 3}, {"name": "sit", "score": None}, {"name": "lift", "score": 8},
                       {"name": "sleep", "score": 4}]}  # fmt: skip


def outcome(name: str, answers) -> OutcomeAnswers:
    return OutcomeAnswers(name, DAY, answers, score_answers(load_instruments().by_id[name], answers))


def a_record(**changed) -> HealthRecord:
    fields = {
        "name": "Ada",
        "zone": "Europe/Berlin",
        "as_of": DAY,
        "made_at": NOON,
        "version": "0.0",
        "checks": (CheckAnswers(DAY, ANSWERS),),
        "pain": (PainEntry(NOON, DAY, 3, PainMoment.MORNING, LegSymptom.TINGLING, "after the hill", entered_on=DAY),),
        "runs": (RUN,),
        "sessions": (SessionLog(DAY, SessionKind.RUN, distance_km=5.0, pain_during=2, note="ok", entered_on=DAY),),
        "self_tests": (SelfTestLog(DAY, "side_plank", {"side_plank_l_s": 40.0}, 2),),
        "outcomes": (
            outcome("rmdq", RMDQ),
            outcome("psfs", PSFS),
            outcome("peg", {"pain": 4, "enjoyment": 3, "activity": 4}),
        ),
        "races": (Race(date(2026, 9, 1), 10.0, Priority.B),),
        "clearances": (Clearance("Dr Bea", DAY, date(2026, 8, 1), ("ca_history",), "no hills"),),
        "confirmed_km": 22.5,
        "weeks": (WeekLoad(date(2026, 5, 11), 5.012, None),),
        "minutes": {date(2026, 5, 11): 30.0},
        "longest_km": {date(2026, 5, 11): 5.012},
    }
    return HealthRecord(**fields | changed)


def resources_of(data: bytes, kind: str) -> list[dict]:
    return [e["resource"] for e in json.loads(data)["entry"] if e["resource"]["resourceType"] == kind]


def coded(data: bytes, code: str) -> dict:
    found = [r for r in resources_of(data, "Observation") if code in json.dumps(r["code"])]
    assert len(found) == 1
    return found[0]


def test_the_bundle_is_valid_fhir():
    bundle = Bundle.model_validate_json(write_bundle(a_record()))
    assert len(bundle.entry) > 15


def test_an_empty_record_is_valid_fhir_too():
    empty = a_record(checks=(), pain=(), runs=(), sessions=(), self_tests=(), outcomes=(), races=(), clearances=(),
                     weeks=(), confirmed_km=None)  # fmt: skip
    bundle = Bundle.model_validate_json(write_bundle(empty))
    assert [entry.resource.get_resource_type() for entry in bundle.entry] == ["Patient", "Device", "Provenance"]


def test_measures_carry_the_codes_and_units_of_their_guides():
    data = write_bundle(a_record())
    assert coded(data, "72514-3")["valueInteger"] == 3
    minutes = coded(data, "82290-8")
    assert (minutes["valueQuantity"]["value"], minutes["valueQuantity"]["code"]) == (30.0, "min/wk")
    assert {c["coding"][0]["code"] for c in minutes["category"]} == {"activity", "PhysicalActivity"}
    # (4 + 3 + 4) / 3 = 3.67
    assert coded(data, "91147-9")["valueQuantity"]["value"] == 3.67
    assert coded(data, "longest")["valueQuantity"]["value"] == 5.012


def test_warning_signs_are_only_in_the_answers_and_the_one_condition_is_unconfirmed():
    data = write_bundle(a_record())
    (condition,) = resources_of(data, "Condition")
    assert condition["verificationStatus"]["coding"][0]["code"] == "unconfirmed"
    assert condition["onsetDateTime"] == "2026-05-02"  # 12 days before the check of 14 May
    assert "as reported by the runner" in condition["code"]["text"]
    kinds = {e["resource"]["resourceType"] for e in json.loads(data)["entry"]}
    assert not kinds & {"RiskAssessment", "ServiceRequest", "DiagnosticReport"}
    assert resources_of(write_bundle(a_record(checks=(CheckAnswers(DAY, {"pain_now": 2}),))), "Condition") == []


def test_a_bundle_is_read_back_as_it_was_written(tmp_path):
    record = a_record()
    (tmp_path / "r.json").write_bytes(write_bundle(record))
    found = read_bundle(tmp_path / "r.json")
    for name in ("name", "zone", "checks", "pain", "sessions", "self_tests", "outcomes", "races", "clearances"):
        assert getattr(found, name) == getattr(record, name), name
    assert found.runs == (RUN,)
    assert found.confirmed_km == 22.5


VALUE = st.one_of(st.booleans(), st.integers(-9, 10_000), st.floats(0, 1e4, allow_nan=False), st.text(max_size=30))


@given(
    st.dictionaries(st.sampled_from(["age_years", "text", "pain_now", "sex", "leg_dominant"]), VALUE),
    st.dictionaries(
        st.sampled_from([*LISTS, "red_flags", "contexts"]), st.lists(st.text(min_size=1, max_size=9), max_size=3)
    ),
    st.fixed_dictionaries(
        {},
        optional={
            "self_tests": st.dictionaries(st.text("abc_", min_size=1, max_size=5), VALUE, max_size=3),
            "wishes": st.fixed_dictionaries(
                {},
                optional={"days": st.dictionaries(st.sampled_from(["mon", "sun"]), VALUE), "weeks": st.integers(1, 9)},
            ),
        },
    ),
)
def test_any_answers_come_back_from_their_items(single, lists, nested):
    answers = single | lists | nested
    through = json.loads(json.dumps(write_items(answers, {})))
    assert read_items(through, LIST_KEYS) == answers


@pytest.mark.parametrize("answers", [{"pain": 4}, {"activity": 3, "pain": 0}, {"enjoyment": None, "pain": 1}])
def test_a_questionnaire_that_was_answered_in_part_keeps_each_answer_with_its_question(tmp_path, answers):
    (tmp_path / "r.json").write_bytes(write_bundle(a_record(outcomes=(outcome("peg", answers),))))
    (found,) = read_bundle(tmp_path / "r.json").outcomes
    assert {key: value for key, value in found.answers.items() if value is not None} == {
        key: value for key, value in answers.items() if value is not None
    }
    assert (found.score.answered, found.score.valid) == (sum(v is not None for v in answers.values()), False)


def test_only_a_json_file_that_begins_like_a_bundle_is_taken_for_one(tmp_path):
    own, other, named = tmp_path / "a.json", tmp_path / "b.json", tmp_path / "c.fit"
    own.write_bytes(write_bundle(a_record()))
    other.write_text('{"exercises": []}')
    named.write_bytes(own.read_bytes())
    assert (is_bundle(own), is_bundle(other), is_bundle(named), is_bundle(tmp_path)) == (True, False, False, False)


def _damage(text: str, how: str) -> str:
    old, new = {
        "cut": (text[-40:], ""),
        "foreign": ("urn:runback:bundle", "urn:other:bundle"),
        "pain": ('"valueInteger": 3', '"valueInteger": 33'),
        "day": ('"authored": "2026-05-14"', '"authored": "14.5.2026"'),
        "moment": ('"valueString": "morning"', '"valueString": "noonish"'),
        "zone": ("+02:00", ""),
        "type": ('"resource": {"resourceType": "Patient"', '"resource": {"resourceType": "Person"'),
    }[how]
    assert old in text
    return text.replace(old, new)


@pytest.mark.parametrize("how", ["cut", "foreign", "pain", "day", "moment", "zone", "type"])
def test_a_damaged_or_foreign_bundle_is_refused_with_its_file(tmp_path, how):
    file = tmp_path / "r.json"
    file.write_text(_damage(write_bundle(a_record()).decode(), how))
    with pytest.raises(NotABundle) as caught:
        read_bundle(file)
    assert str(file) in caught.value.message
    if how not in ("cut", "foreign", "type"):
        assert "Entry " in caught.value.message


@pytest.mark.parametrize("text", ["[]", '{"entry": 3}', '{"entry": [1]}', "{", "\x00", "[" * 100_000, "1e999"])
def test_what_is_no_bundle_is_refused(tmp_path, text):
    file = tmp_path / "r.json"
    file.write_text(text)
    with pytest.raises(NotABundle):
        read_bundle(file)


@pytest.mark.parametrize("odd", [1e308, "x", [], None, {}, {"system": 1}, [{"system": "urn:runback:bundle"}]], ids=repr)
def test_a_bundle_with_another_identifier_is_of_another_program(tmp_path, odd):
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps({"resourceType": "Bundle", "identifier": odd, "entry": []}))
    with pytest.raises(NotABundle, match="another program"):
        read_bundle(file)
