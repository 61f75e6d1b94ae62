"""The calendar: a client library reads it, ids stay, changes update and cancel."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from icalendar import Calendar

from runback.domain.plan import ExerciseSet, Plan, PlanStatus, Session, SessionKind, Step, StepKind, Week
from runback.domain.reason import Reason
from runback.export.calendar import STOP_RULE, write_calendar

MADE = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
WHY = Reason.of("single_run_ceiling", ("single-session-spike",), "ceiling.longest", longest=6.0, km=6.6)
RUN = Session(
    date(2026, 11, 24),
    SessionKind.RUN,
    "easy_run",
    5.0,
    38,
    steps=(Step(StepKind.RUN, distance_m=5000),),
    reasons=(WHY,),
)
STRENGTH = Session(
    date(2026, 11, 25),
    SessionKind.STRENGTH,
    "strength",
    duration_min=25,
    exercises=(ExerciseSet("squat", 3, reps=12), ExerciseSet("side_plank", 2, hold_s=30, per_side=True)),
)
CROSS = Session(date(2026, 11, 27), SessionKind.CROSS, "cross", duration_min=40, bout="bike")
REST = Session(date(2026, 11, 26), SessionKind.REST, "rest")


def a_plan(*sessions):
    return Plan(PlanStatus.PLAN, weeks=(Week(date(2026, 11, 23), 5.0, 6.0, sessions),))


def events(data):
    return {str(event["uid"]): event for event in Calendar.from_ical(data).walk("VEVENT")}


def test_sessions_become_events_and_a_rest_day_does_not():
    read = events(write_calendar(a_plan(RUN, STRENGTH, REST), made_at=MADE, zone="Europe/Berlin"))
    assert set(read) == {"2026-11-24-run-1@runback", "2026-11-25-strength-1@runback"}


def test_a_run_starts_at_local_time_and_has_its_distance_reason_and_stop_rule():
    data = write_calendar(a_plan(RUN), made_at=MADE, zone="Asia/Kolkata", starts_at=time(6, 15), with_reasons=True)
    (event,) = events(data).values()
    assert event["dtstart"].dt == datetime(2026, 11, 24, 6, 15, tzinfo=ZoneInfo("Asia/Kolkata"))
    assert (event["dtend"].dt - event["dtstart"].dt).total_seconds() == 38 * 60
    assert str(event["summary"]) == "Easy run, 5.0 km"
    assert "Why: Your longest run in the last 30 days was 6.0 km." in event["description"]
    assert STOP_RULE in event["description"]
    assert b"BEGIN:VTIMEZONE" in data
    assert event.walk("VALARM")


def test_strength_lists_its_doses():
    (event,) = events(write_calendar(a_plan(STRENGTH), made_at=MADE, zone="UTC")).values()
    assert "squat: 3 x 12" in event["description"]
    assert "side plank: 2 x 30 s each side" in event["description"]


def test_a_race_and_a_test_walk_are_events_too():
    race = Session(date(2026, 11, 28), SessionKind.RACE, "race", 10.0, 70)
    walk = Session(date(2026, 11, 23), SessionKind.WALK, "test_walk", duration_min=30)
    read = events(write_calendar(a_plan(race, walk), made_at=MADE, zone="UTC"))
    titles = {uid: str(event["summary"]) for uid, event in read.items()}
    assert titles == {
        "2026-11-28-race-1@runback": "Race, 10.0 km",
        "2026-11-23-walk-1@runback": "Test walk, 30 min",
    }


def test_all_day_events_need_no_zone():
    data = write_calendar(a_plan(RUN), made_at=MADE, zone="Europe/Berlin", starts_at=None)
    (event,) = events(data).values()
    assert event["dtstart"].dt == date(2026, 11, 24)
    assert b"VTIMEZONE" not in data


def test_a_changed_session_keeps_its_id_and_a_dropped_one_is_cancelled():
    shorter = Session(date(2026, 11, 24), SessionKind.RUN, "easy_run", 4.5, 34)
    read = events(write_calendar(a_plan(shorter), made_at=MADE, zone="UTC", sequence=1, cancelled=(RUN, STRENGTH)))
    entry, gone = read["2026-11-24-run-1@runback"], read["2026-11-25-strength-1@runback"]
    assert (str(entry["summary"]), int(entry["sequence"]), entry.get("status")) == ("Easy run, 4.5 km", 1, None)
    assert str(gone["status"]) == "CANCELLED"


def test_two_sessions_of_a_kind_on_one_day_have_two_ids():
    read = events(write_calendar(a_plan(STRENGTH, STRENGTH), made_at=MADE, zone="UTC"))
    assert len(read) == 2


def test_two_runners_sessions_of_a_day_stay_apart_in_one_calendar():
    ada, ben = (
        write_calendar(a_plan(RUN), made_at=MADE, zone="UTC", owner=name) for name in ("a.runback", "b.runback")
    )
    assert set(events(ada)) == {"2026-11-24-run-1@a.runback"}
    assert not set(events(ada)) & set(events(ben))


def test_lines_are_folded_at_75_bytes_and_end_as_the_standard_asks():
    long = Session(date(2026, 11, 24), SessionKind.WALK, "", duration_min=20, text="Spaziergang über die Brücke " * 6)
    data = write_calendar(a_plan(long), made_at=MADE, zone="Europe/Berlin")
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert max(len(line) for line in data.split(b"\r\n")) <= 75


def test_a_run_after_the_clocks_change_stays_at_seven_o_clock():
    spring = Session(date(2027, 3, 29), SessionKind.WALK, "walk", duration_min=20)
    data = write_calendar(
        Plan(PlanStatus.PLAN, weeks=(Week(date(2027, 3, 29), 0, 0, (spring,)),)), made_at=MADE, zone="Europe/Berlin"
    )
    (event,) = events(data).values()
    assert event["dtstart"].dt.utcoffset().total_seconds() == 7200
    assert event["dtstart"].dt.hour == 7


def test_without_reasons_no_entry_reveals_the_runners_health():
    data = write_calendar(a_plan(RUN, STRENGTH), made_at=MADE, zone="UTC", cancelled=(CROSS,))
    text = " ".join(f"{event['summary']} {event['description']}" for event in events(data).values()).lower()
    for word in ("why:", "pain", "back", "stop and walk", "instead of a run", "into a leg"):
        assert word not in text
    assert "run 5.0 km" in text
    assert "cross-training, 40 min" in text


def test_sessions_of_one_day_follow_on_each_other():
    walk = Session(RUN.date, SessionKind.WALK, "walk", duration_min=20)
    late = Session(RUN.date, SessionKind.STRENGTH, "strength", duration_min=25)
    read = events(write_calendar(a_plan(RUN, walk, late), made_at=MADE, zone="UTC"))
    spans = sorted(
        (event["dtstart"].dt.strftime("%H:%M"), event["dtend"].dt.strftime("%H:%M")) for event in read.values()
    )
    assert spans == [("07:00", "07:38"), ("07:38", "07:58"), ("07:58", "08:23")]


def test_no_number_of_sessions_goes_past_midnight():
    day = [Session(RUN.date, SessionKind.CROSS, "cross", duration_min=300, bout="bike") for _ in range(5)]
    read = events(write_calendar(a_plan(*day), made_at=MADE, zone="UTC"))
    assert {event["dtstart"].dt.date() for event in read.values()} == {RUN.date}


def test_a_cancelled_entry_reminds_of_nothing():
    (event,) = events(write_calendar(a_plan(), made_at=MADE, zone="UTC", cancelled=(RUN,))).values()
    assert str(event["status"]) == "CANCELLED"
    assert event.walk("VALARM") == []


def test_a_calendar_says_how_often_to_ask_again():
    data = write_calendar(a_plan(RUN), made_at=MADE, zone="UTC")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in data
    assert b"X-PUBLISHED-TTL:PT1H" in data


def test_no_plan_is_a_calendar_without_an_entry():
    assert events(write_calendar(None, made_at=MADE, zone="UTC")) == {}
