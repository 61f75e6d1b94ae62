"""The record leaves as a bundle and comes back equal, into an empty home and into its own."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from django.db import transaction
from fhir.resources.R4B.bundle import Bundle

from runback.domain.activity import Activity, Sport, ZoneSource
from runback.domain.adjust import DaysOff, DaysOffWhy, Limit, Race
from runback.domain.diary import Clearance, LegSymptom, PainMoment, SelfTestLog, SessionLog, StrengthLog
from runback.domain.distances import showing
from runback.domain.errors import BadAnswer
from runback.domain.imports import Verdict
from runback.domain.plan import SessionKind
from runback.domain.runner import Units
from runback.export.fhir.reading import NotABundle
from runback.services.activities import list_runs
from runback.services.home.runners import runner_of_user, user_id_of
from runback.services.sharing.record import export_record, import_record
from runback.services.training import adjust, check_in, diary
from runback.services.training.outcomes import save_answers
from runback.services.training.plans import current_plan
from runback.store.mapping_history import activity_values
from runback.store.models import ActivityRow
from tests.runs import add_run
from tests.web.conftest import CLEAR

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 14)


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
    """Every entry, the plan and when it was made (the clock stands) included."""
    return list(json.loads(data)["entry"])


def test_a_bundle_comes_back_equal_into_an_empty_home(cast, lived_in, tmp_path):
    data = export_record(cast.ada, TODAY)
    Bundle.model_validate_json(data)
    file = tmp_path / "record.json"
    file.write_bytes(data)
    report = import_record(cast.ben, file)
    assert report.verdicts[0].verdict is Verdict.IMPORTED
    assert len(report.verdicts[0].activity_ids) == 20
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


def test_what_was_logged_between_two_milliseconds_is_not_logged_twice(cast, noon, tmp_path):
    at = datetime(2026, 5, 10, 4, 30, 1, 999, tzinfo=UTC)
    diary.log_pain(cast.ada, 3, PainMoment.NOW, at=at)
    start = datetime(2026, 5, 9, 7, 0, 0, 123_456, tzinfo=UTC)
    run = Activity(Sport.RUN, start, 0, ZoneSource.FILE, elapsed_s=1800, moving_s=1800, distance_m=5000)
    ActivityRow.objects.create(runner_id=cast.ada.id, **activity_values(run))
    file = tmp_path / "record.json"
    file.write_bytes(export_record(cast.ada, TODAY))

    assert import_record(cast.ada, file).verdicts[0].verdict is Verdict.DUPLICATE
    import_record(cast.ben, file)

    assert [entry.at_utc for entry in diary.list_pain(cast.ada)] == [at]
    assert [entry.at_utc for entry in diary.list_pain(cast.ben)] == [at]


def test_runs_that_are_no_round_number_make_the_same_weeks_where_they_come_back(cast, noon, tmp_path):
    for number in range(12):
        start = datetime(2026, 5, 1 + number, 7, tzinfo=UTC)
        run = Activity(
            Sport.RUN, start, 0, ZoneSource.FILE, elapsed_s=1810.5, moving_s=1799.25 + number, distance_m=5003.4568
        )
        ActivityRow.objects.create(runner_id=cast.ada.id, **activity_values(run))
    data = export_record(cast.ada, TODAY)
    (tmp_path / "record.json").write_bytes(data)

    import_record(cast.ben, tmp_path / "record.json")

    ben = runner_of_user(user_id_of(cast.ben))
    assert resources(export_record(ben, TODAY)) == resources(data)
    mine, theirs = (list_runs(one, until=TODAY) for one in (cast.ada, ben))
    assert [(run.day, run.distance_km, run.duration_min) for run in theirs] == [
        (run.day, run.distance_km, run.duration_min) for run in mine
    ]


def test_a_week_that_ends_in_a_five_is_rounded_the_same_where_it_comes_back(cast, noon, tmp_path):
    """3.7, 7.7 and 6.1 km at 6 minutes and one run of 29.9875 minutes: their sum is 134.9875."""
    for number, seconds in enumerate((3.7 * 360, 7.7 * 360, 6.1 * 360, 1799.25)):
        start = datetime(2026, 5, 4 + number, 7, tzinfo=UTC)
        run = Activity(Sport.RUN, start, 0, ZoneSource.FILE, elapsed_s=seconds, moving_s=seconds, distance_m=5000)
        ActivityRow.objects.create(runner_id=cast.ada.id, **activity_values(run))
    data = export_record(cast.ada, TODAY)
    (tmp_path / "record.json").write_bytes(data)

    import_record(cast.ben, tmp_path / "record.json")

    assert resources(export_record(runner_of_user(user_id_of(cast.ben)), TODAY)) == resources(data)


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
    in_bundle = {
        r["resource"]["effectivePeriod"]["start"]: r["resource"]["valueQuantity"]["value"]
        for r in resources(export_record(ada, TODAY))
        if "Kilometres of running a week" in json.dumps(r["resource"].get("code", {}))
    }
    assert in_bundle
    assert all(weeks[start] == value for start, value in in_bundle.items())


def test_the_plan_of_the_bundle_is_the_plan_of_the_page(ada, lived_in):
    entries = json.loads(export_record(ada, TODAY))["entry"]
    (plan,) = [e["resource"] for e in entries if e["resource"]["resourceType"] == "CarePlan"]
    days = [one["detail"]["scheduledPeriod"]["start"] for one in plan["activity"]]
    sessions = [s for week in current_plan(ada, TODAY).plan.weeks for s in week.sessions]
    assert days == [s.date.isoformat() for s in sessions if s.date >= TODAY and s.kind is not SessionKind.REST]


def live(runner, seed: int, monkeypatch) -> date:
    """Ten days of a random runner with a plan: logged, missed, moved, ill, limited; returns the last day."""
    rng = Random(seed)
    for days in range(11, 60, rng.choice((2, 3))):
        add_run(runner, TODAY - timedelta(days=days), round(3 + rng.random() * 5, 1))
    places = ("left_low_back", "central_low_back", "buttock_left")
    for day in (TODAY - timedelta(days=9 - n) for n in range(10)):
        monkeypatch.setattr(
            "runback.services.clock.now", lambda at=datetime(day.year, day.month, day.day, 17, tzinfo=UTC): at
        )
        if day == TODAY - timedelta(days=9) or rng.random() < 0.15:
            check_in.save_check(runner, CLEAR | {"pain_now": rng.randint(0, 3)}, day)
        if rng.random() < 0.8:
            at = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
            entry = diary.log_pain(runner, rng.choice((0, 1, 2, 2, 4)), PainMoment.MORNING, at)
            diary.set_pain_places(runner, entry.id, rng.sample(places, rng.randint(0, 2)))
        plan = current_plan(runner, day).plan
        for one in (
            s for week in plan.weeks for s in week.sessions if s.date == day and s.kind is not SessionKind.REST
        ):
            log_at_random(runner, rng, one)
        change_at_random(runner, rng, day, plan)
    current_plan(runner, TODAY)
    return TODAY


def log_at_random(runner, rng: Random, session) -> None:
    """Done, done less, or missed; of strength with some of its exercises."""
    if rng.random() < 0.2:
        return
    km = None if session.distance_km is None else round(session.distance_km * rng.choice((1, 0.6)), 2)
    log = SessionLog(
        session.date, session.kind, rng.random() < 0.8, km, session.duration_min, pain_during=rng.randint(0, 2)
    )
    done = [
        StrengthLog(session.date, one.id, one.sets, one.reps or one.hold_s or 1, one.load_kg, rng.choice((5, 7)), 1)
        for one in session.exercises
        if rng.random() < 0.7
    ]
    diary.log_session_with_exercises(runner, log, done if log.done else [])


def change_at_random(runner, rng: Random, day: date, plan) -> None:
    if rng.random() < 0.1:
        adjust.add_days_off(runner, day, DaysOff(day + timedelta(days=1), day + timedelta(days=2), DaysOffWhy.TRAVEL))
    if rng.random() < 0.1:
        adjust.add_limit(runner, day, Limit("Ana Ruiz", day, None, run_minutes_max=rng.choice((20, 40)), no_hills=True))
    if rng.random() < 0.1:
        adjust.add_race(runner, day, Race(day + timedelta(days=rng.choice((40, 90))), 10.0))
    coming = [s for week in plan.weeks[:1] for s in week.sessions if s.is_run and s.date > day]
    if coming and rng.random() < 0.4:
        options = adjust.move_choices(runner, day, coming[0].date, coming[0].kind)
        if options:
            adjust.move_session(runner, day, coming[0].date, coming[0].kind, rng.choice(options).day)


@pytest.mark.parametrize("seed", [1])
def test_the_plan_of_any_home_is_the_same_where_its_bundle_is_taken_back(cast, noon, tmp_path, monkeypatch, seed):
    day = live(cast.ada, seed, monkeypatch)
    data = export_record(cast.ada, day)
    kinds = {e["resource"]["resourceType"] for e in resources(data)}
    assert {"CarePlan", "Provenance", "Basic"} <= kinds
    (tmp_path / "record.json").write_bytes(data)
    import_record(cast.ben, tmp_path / "record.json")
    ben = runner_of_user(user_id_of(cast.ben))
    assert resources(export_record(ben, day)) == resources(data)
    assert current_plan(ben, day).plan == current_plan(cast.ada, day).plan


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('\\"sets\\": 2', '\\"sets\\": \\"many\\"'),
        ('\\"sets\\"', '\\"setz\\"'),
        ("urn:runback:weeks", "urn:runback:moves"),
    ],
)
def test_a_modified_plan_state_is_refused_and_nothing_is_saved(cast, lived_in, tmp_path, old, new):
    diary.log_strength(cast.ada, StrengthLog(TODAY, "bird_dog", 2, 8))
    text = export_record(cast.ada, TODAY).decode()
    assert old in text
    (tmp_path / "record.json").write_text(text.replace(old, new))
    with pytest.raises((BadAnswer, NotABundle)):
        import_record(cast.ben, tmp_path / "record.json")
    assert diary.list_pain(cast.ben) == diary.list_strength(cast.ben) == ()


@pytest.mark.parametrize("odd", [5, "x", {"a": 1}, [5], ["x"], [[]]], ids=repr)
def test_odd_values_anywhere_in_the_plan_state_are_refused_in_words_and_nothing_is_kept(cast, lived_in, tmp_path, odd):
    bundle = json.loads(export_record(cast.ada, TODAY))
    state = next(one["resource"] for one in bundle["entry"] if one["resource"]["resourceType"] == "Basic")
    for part in state["extension"]:
        kept = part["valueString"]
        part["valueString"] = json.dumps(odd)
        (tmp_path / "record.json").write_text(json.dumps(bundle))
        with suppress(BadAnswer, NotABundle), transaction.atomic():
            import_record(cast.ben, tmp_path / "record.json")
            transaction.set_rollback(True)
        assert diary.list_pain(cast.ben) == ()
        part["valueString"] = kept
