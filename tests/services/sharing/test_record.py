"""The record leaves as a bundle and comes back equal, into an empty home and into its own."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from fhir.resources.R4B.bundle import Bundle

from runback.domain.adjust import Race
from runback.domain.diary import Clearance, LegSymptom, PainMoment, SelfTestLog, SessionLog
from runback.domain.distances import showing
from runback.domain.imports import Verdict
from runback.domain.plan import SessionKind
from runback.domain.runner import Units
from runback.services.sharing.record import export_record, import_record
from runback.services.training import adjust, check_in, diary
from runback.services.training.outcomes import save_answers
from runback.services.training.plans import current_plan
from tests.runs import add_run
from tests.web.conftest import CLEAR

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 14)
LATER = ("CarePlan", "Provenance")
"""Made anew by each export: the plan, and when it was made."""


@pytest.fixture
def lived_in(ada, noon) -> None:
    """A home with something of everything."""
    for days in range(1, 60, 3):
        add_run(ada, TODAY - timedelta(days=days), 3.3 + days % 7)
    at = datetime(2026, 5, 10, 4, 30, tzinfo=UTC)
    for days in range(4):
        diary.log_pain(ada, days, PainMoment.MORNING, at=at + timedelta(days=days), leg=LegSymptom.ABOVE_KNEE, note="é")
    diary.log_session(ada, SessionLog(TODAY, SessionKind.STRENGTH, duration_min=25.0, effort_rpe=6.5))
    diary.log_session(ada, SessionLog(TODAY - timedelta(days=1), SessionKind.RUN, pain_during=2))
    diary.log_self_test(ada, SelfTestLog(TODAY, "side_plank", {"side_plank_l_s": 40, "side_plank_r_s": 51.5}, 1))
    diary.record_clearance(ada, Clearance("Dr Bea", TODAY, TODAY + timedelta(days=90), ("ca_history",), "flat only"))
    adjust.add_race(ada, TODAY, Race(date(2026, 9, 1), 10.0))
    check_in.save_check(ada, CLEAR, TODAY - timedelta(days=9))
    check_in.save_check(ada, CLEAR | {"pain_now": 0, "red_flag_answers": {"ces_saddle": "no"}}, TODAY)
    check_in.correct_answers(ada, {"weekly_km": 24}, TODAY)
    save_answers(ada, "rmdq", {"items": [True, None] + [False] * 22}, TODAY)
    current_plan(ada, TODAY)


def resources(data: bytes) -> list[dict]:
    return [e for e in json.loads(data)["entry"] if e["resource"]["resourceType"] not in LATER]


def test_a_bundle_comes_back_equal_into_an_empty_home(cast, lived_in, tmp_path):
    data = export_record(cast.ada, TODAY)
    Bundle.model_validate_json(data)
    file = tmp_path / "record.json"
    file.write_bytes(data)
    report = import_record(cast.ben, file)
    assert report.verdicts[0].verdict is Verdict.IMPORTED
    assert len(report.verdicts[0].activity_ids) == 20
    from runback.services.home.runners import runner_of_user, user_id_of

    ben = runner_of_user(user_id_of(cast.ben))
    assert resources(export_record(ben, TODAY)) == resources(data)
    assert (ben.name, ben.zone) == ("Ada", "Europe/Berlin")


def test_a_bundle_changes_nothing_where_all_of_it_is_already(ada, lived_in, tmp_path):
    data = export_record(ada, TODAY)
    file = tmp_path / "record.json"
    file.write_bytes(data)
    report = import_record(ada, file)
    assert report.verdicts[0].verdict is Verdict.DUPLICATE
    assert resources(export_record(ada, TODAY)) == resources(data)


def test_a_bundle_that_breaks_in_the_middle_leaves_nothing(cast, lived_in, tmp_path):
    text = export_record(cast.ada, TODAY).decode()
    file: Path = tmp_path / "record.json"
    file.write_text(text.replace('"valueString": "left_low_back"', '"valueString": "left_ear"'))
    with pytest.raises(Exception, match="left_ear"):
        import_record(cast.ben, file)
    assert diary.list_pain(cast.ben) == ()
    assert cast.ben.name == "Ben"


def test_the_bundle_is_in_kilometres_whatever_the_runners_unit(ada, lived_in):
    with showing(Units.MI):
        in_miles = export_record(ada, TODAY)
    assert in_miles == export_record(ada, TODAY)


def test_the_weeks_of_the_bundle_are_those_of_the_load_page(ada, lived_in):
    from runback.services.training.load import measure_load

    weeks = {week.start.isoformat(): round(week.distance_km, 3) for week in measure_load(ada, TODAY).weeks}
    told = {
        r["resource"]["effectivePeriod"]["start"]: r["resource"]["valueQuantity"]["value"]
        for r in resources(export_record(ada, TODAY))
        if "Kilometres of running a week" in json.dumps(r["resource"].get("code", {}))
    }
    assert told
    assert all(weeks[start] == value for start, value in told.items())


def test_the_plan_of_the_bundle_is_the_plan_of_the_page(ada, lived_in):
    entries = json.loads(export_record(ada, TODAY))["entry"]
    (plan,) = [e["resource"] for e in entries if e["resource"]["resourceType"] == "CarePlan"]
    days = [one["detail"]["scheduledPeriod"]["start"] for one in plan["activity"]]
    sessions = [s for week in current_plan(ada, TODAY).plan.weeks for s in week.sessions]
    assert days == [s.date.isoformat() for s in sessions if s.date >= TODAY and s.kind is not SessionKind.REST]
