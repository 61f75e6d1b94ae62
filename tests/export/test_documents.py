"""The JSON documents are exactly those of interface 1: names, nulls, rounding."""

import json
from datetime import UTC, date, datetime

from runback.domain.activity import Activity, Source, Sport, Surface, ZoneSource
from runback.domain.assessment import (
    Advice,
    Assessment,
    CauseFit,
    Flag,
    FlagSource,
    PatternFit,
    Question,
    Running,
    Urgency,
)
from runback.domain.errors import RunbackError
from runback.domain.imports import FileVerdict, Verdict, count_verdicts
from runback.domain.load import DayLoad, Gap, LoadReport, Spike, SpikeSize, WeekLoad
from runback.domain.plan import (
    Block,
    ExerciseSet,
    GoalOffers,
    GoalStatus,
    GoalView,
    Note,
    Plan,
    PlanStatus,
    Session,
    SessionKind,
    Step,
    StepKind,
    Week,
)
from runback.domain.reason import Reason
from runback.export import documents

MONDAY = date(2026, 5, 11)
REASON = Reason.of("single-run-ceiling", ("single-session-spike",), "ceiling.first", km=5.0)
REASON_JSON = {
    "rule": "single-run-ceiling",
    "evidence": ["single-session-spike"],
    "because": "No run in the last 30 days: 5.0 km to begin with.",
}


def test_an_import_counts_every_file_once():
    verdicts = (
        FileVerdict("/a/1.fit", Verdict.IMPORTED, activity_ids=("7",)),
        FileVerdict("/a/b.zip!/2.fit", Verdict.FAILED, "The file breaks off.", offset=120),
        FileVerdict("/a/3.fit", Verdict.DUPLICATE, "This file is already in the history.", ("7",)),
    )
    assert documents.import_document(count_verdicts(verdicts, 0.12345)) == {
        "id": None,
        "files": 3,
        "imported": 1,
        "merged": 0,
        "duplicate": 1,
        "not_activity": 0,
        "failed": 1,
        "seconds": 0.123,
        "verdicts": [
            {"path": "/a/1.fit", "verdict": "imported", "reason": None, "activity_ids": ["7"]},
            {
                "path": "/a/b.zip!/2.fit",
                "verdict": "failed",
                "reason": "The file breaks off.",
                "activity_ids": [],
                "offset": 120,
            },
            {
                "path": "/a/3.fit",
                "verdict": "duplicate",
                "reason": "This file is already in the history.",
                "activity_ids": ["7"],
            },
        ],
    }


def test_an_activity_has_null_where_nothing_is_known():
    activity = Activity(
        sport=Sport.RUN,
        start_utc=datetime(2026, 5, 13, 18, 30, tzinfo=UTC),
        utc_offset_s=20_700,
        zone_source=ZoneSource.FILE,
        surface=Surface.TREADMILL,
        distance_m=5000.04,
        channels=("time_s", "contact_time_ms"),
        sources=(Source("/a/1.fit", "ab" * 32, "fit"),),
        id="7",
    )
    assert documents.activities_document([activity]) == {
        "activities": [
            {
                "id": "7",
                "sport": "run",
                "surface": "treadmill",
                "title": None,
                "start_utc": "2026-05-13T18:30:00Z",
                "start_local": "2026-05-14T00:15:00",
                "elapsed_s": None,
                "moving_s": None,
                "distance_m": 5000.0,
                "ascent_m": None,
                "avg_hr_bpm": None,
                "avg_cadence_spm": None,
                "has_dynamics": True,
                "shoe": None,
                "device": None,
                "notes": [],
                "sources": [{"path": "/a/1.fit", "sha256": "ab" * 32, "format": "fit"}],
            }
        ]
    }


def test_load_reports_spikes_and_gaps_as_in_the_interface():
    report = LoadReport(
        as_of=date(2026, 5, 14),
        days=(DayLoad(MONDAY, 8.0, 48.5, 8.0),),
        weeks=(WeekLoad(MONDAY, 8.0, None),),
        longest_run_30d_km=8.0,
        single_run_ceiling_km=8.8,
        weekly_cap_km=20.0,
        spikes=(Spike(MONDAY, 8.0, 6.0, 4 / 3, SpikeSize.MODERATE),),
        gaps=(Gap(date(2026, 4, 1), date(2026, 4, 20), 20),),
    )
    assert documents.load_document(report) == {
        "as_of": "2026-05-14",
        "days": [{"date": "2026-05-11", "distance_km": 8.0, "duration_min": 48.5, "longest_run_km": 8.0}],
        "weeks": [{"start": "2026-05-11", "distance_km": 8.0, "change_pct": None}],
        "longest_run_30d_km": 8.0,
        "single_run_ceiling_km": 8.8,
        "weekly_cap_km": 20.0,
        "spikes": [
            {"date": "2026-05-11", "run_km": 8.0, "longest_prior_30d_km": 6.0, "ratio": 1.333, "size": "moderate"}
        ],
        "gaps": [{"from": "2026-04-01", "to": "2026-04-20", "days": 20}],
    }


def test_an_assessment_names_where_a_flag_came_from():
    assessment = Assessment(
        urgency=Urgency.EMERGENCY_NOW,
        running=Running.STOP,
        flags=(Flag("saddle_numbness", Urgency.EMERGENCY_NOW, FlagSource.ANSWER, "You feel numb there."),),
        patterns=(PatternFit("cauda_equina", "Cauda equina", 0.61239, (REASON,)),),
        causes=(CauseFit("load_spike_session", "A long run too soon", 2.5, "moderate", (REASON,), "Shorten it."),),
        advice=(Advice("go_now", "Go to the emergency department now."),),
        ask_next=(Question("q1", "numbness", "Where is it numb?", "choice", ("none", "saddle")),),
        safety_net="Come back if it gets worse.",
    )
    document = documents.assessment_document(assessment)
    assert document["flags"] == [
        {
            "id": "saddle_numbness",
            "urgency": "emergency_now",
            "from": "answer",
            "is_guess": False,
            "why": "You feel numb there.",
        }
    ]
    assert (document["urgency"], document["running"]) == ("emergency_now", "stop")
    assert document["patterns"][0]["confidence"] == 0.612
    assert document["patterns"][0]["reasons"] == [REASON_JSON]
    cause = document["causes"][0]
    assert (cause["id"], cause["weight"], cause["grade"]) == ("load_spike_session", 2.5, "moderate")
    assert document["advice"] == [{"id": "go_now", "text": "Go to the emergency department now."}]
    assert (document["ask_next"][0]["key"], document["ask_next"][0]["options"]) == ("numbness", ["none", "saddle"])
    assert document["safety_net"] == "Come back if it gets worse."
    json.dumps(document)


def test_a_plan_gives_each_step_one_size_and_each_exercise_its_dose():
    session = Session(
        date=MONDAY,
        kind=SessionKind.WALK_RUN,
        role="walk_run",
        distance_km=3.2,
        duration_min=32.0,
        bout="8 x 1 min",
        stage=4,
        cue="tall",
        steps=(
            Step(StepKind.WARM_UP, duration_s=300, say="brisk_walk"),
            Step(StepKind.RUN, duration_s=60, repeat=8),
            Step(StepKind.WALK, distance_m=150, repeat=8),
        ),
        exercises=(ExerciseSet("side_plank", 3, hold_s=20, per_side=True, rest_s=45),),
        reasons=(REASON,),
    )
    plan = Plan(
        PlanStatus.PLAN,
        (Week(MONDAY, 9.6, 12.0, (session,)),),
        notes=(Note.of("wish_not_met", "wish.runs"),),
        ceiling_km=3.2,
    )
    assert documents.plan_document(plan) == {
        "status": "plan",
        "blocked_by": [],
        "held_by": [],
        "ceiling_km": 3.2,
        "weeks": [
            {
                "start": "2026-05-11",
                "target_km": 9.6,
                "cap_km": 12.0,
                "longest_run_km": 3.2,
                "is_deload": False,
                "is_taper": False,
                "usual_share": None,
                "back_week": None,
                "sessions": [
                    {
                        "date": "2026-05-11",
                        "kind": "walk_run",
                        "title": "Walk-run, 8 x 1 min",
                        "stage": 4,
                        "cue": "Run tall, with a slight lean from the ankles.",
                        "distance_km": 3.2,
                        "duration_min": 32.0,
                        "steps": [
                            {
                                "kind": "warm_up",
                                "duration_s": 300.0,
                                "repeat": 1,
                                "effort": "easy",
                                "text": "Brisk walk",
                            },
                            {"kind": "run", "duration_s": 60.0, "repeat": 8, "effort": "easy"},
                            {"kind": "walk", "distance_m": 150.0, "repeat": 8, "effort": "easy"},
                        ],
                        "exercises": [
                            {
                                "id": "side_plank",
                                "sets": 3,
                                "reps": None,
                                "hold_s": 20,
                                "per_side": True,
                                "rest_s": 45,
                                "level": 1,
                            }
                        ],
                        "reasons": [REASON_JSON],
                    }
                ],
            }
        ],
        "notes": [
            {"id": "wish_not_met", "text": "Your days hold fewer runs than a week needs. The plan uses what fits."}
        ],
        "goal": None,
        "progress": None,
    }


def test_a_blocked_plan_says_by_what_and_has_no_week():
    block = Block(REASON, MONDAY, Reason.of("single-run-ceiling", (), "lifts.check_again"))
    document = documents.plan_document(Plan(PlanStatus.BLOCKED, blocked_by=(block,)))
    blocked = REASON_JSON | {"since": "2026-05-11", "lifts_when": "Answer the check again."}
    assert (document["status"], document["blocked_by"], document["weeks"]) == ("blocked", [blocked], [])


def test_a_race_that_comes_too_soon_gives_the_four_ways_on_with_their_dates():
    offers = GoalOffers(run_walk=True, shorter_km=6.04, reachable_on=date(2026, 7, 5))
    goal = GoalView(10.0, date(2026, 6, 7), GoalStatus.NOT_IN_TIME, offers)
    assert documents.goal_document(goal) == {
        "race_km": 10.0,
        "date": "2026-06-07",
        "status": "not_in_time",
        "instead": {
            "run_walk": True,
            "shorter_km": 6.0,
            "reachable_on": "2026-07-05",
            "go_along": "2026-06-07",
        },
    }


def test_an_error_names_path_and_offset_only_where_there_are_some():
    assert documents.error_document(RunbackError("No.")) == {"error": {"code": "error", "message": "No."}}
    assert documents.error_document(RunbackError("No.", path="/a", offset=0)) == {
        "error": {"code": "error", "message": "No.", "path": "/a", "offset": 0}
    }
