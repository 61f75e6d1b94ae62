"""The player: what it plays is what the plan says, in its order, and what suits the runner."""

from datetime import date

import pytest

from runback.domain.plan import ExerciseSet, Session, SessionKind, Step, StepKind
from runback.knowledge.exercises import load_exercises
from runback.knowledge.routines import load_routines
from runback.web.player.playlist import Part, clock_playlist, run_playlist, strength_playlist
from tests.web.conftest import TODAY

DAY = date(2026, 5, 14)
NOTHING: frozenset[str] = frozenset()


def strength(*exercises, traits=NOTHING, kit=NOTHING, done=NOTHING):
    session = Session(DAY, SessionKind.STRENGTH, "strength", exercises=exercises)
    return strength_playlist(session, [], frozenset(traits), frozenset(kit), frozenset(done))


def test_a_walk_run_alternates_as_often_as_it_says():
    steps = (
        Step(StepKind.WARM_UP, duration_s=300, say="brisk_walk"),
        Step(StepKind.RUN, duration_s=60, repeat=3, say="easy_flat"),
        Step(StepKind.WALK, duration_s=90, repeat=3, say="walk"),
        Step(StepKind.COOL_DOWN, duration_s=180, say="walk"),
    )
    playlist = run_playlist(Session(DAY, SessionKind.WALK_RUN, "walk_run", 2.0, 20, steps))

    assert [(part.name, part.seconds) for part in playlist.parts] == [
        ("Walk", 300), ("Run", 60), ("Walk", 90), ("Run", 60), ("Walk", 90), ("Run", 60), ("Walk", 90), ("Walk", 180),
    ]  # fmt: skip
    assert playlist.keeps_going
    moving = {(part.name, part.motion.rpartition("/")[2]) for part in playlist.parts}
    assert moving == {("Walk", "brisk_walk.svg"), ("Run", "easy_run.svg")}


def test_a_distance_ends_when_the_runner_says():
    run = Step(StepKind.RUN, distance_m=3000, say="easy_flat")
    (part,) = run_playlist(Session(DAY, SessionKind.RUN, "easy_run", 3.0, 20, (run,))).parts

    assert (part.name, part.seconds) == ("Run 3.0 km", None)


def test_every_drill_of_the_warm_up_moves():
    steps = [Step(StepKind.DRILL, duration_s=one.seconds, text=one.text) for one in load_routines().warm_up.parts]
    parts = run_playlist(Session(DAY, SessionKind.RUN, "easy_run", 3.0, 20, tuple(steps))).parts

    assert [part.motion.rpartition("/")[2] for part in parts] == [f"{d.id}.svg" for d in load_routines().warm_up.parts]


def test_a_change_comes_between_two_parts_and_none_after_the_last():
    parts = clock_playlist("seven", DAY, [Part("A", seconds=30), Part("B", seconds=30)], 12).parts

    assert [(part.name, part.seconds, part.is_work) for part in parts] == [
        ("A", 30, True), ("Change", 12, False), ("B", 30, True),
    ]  # fmt: skip


def test_a_move_has_the_dose_of_the_plan():
    playlist = strength(ExerciseSet("goblet_squat", 3, reps=9, rest_s=90, load_kg=12), kit={"dumbbell"})
    (slot,) = playlist.slots
    move = playlist.moves["goblet_squat"]

    assert (slot.sets, slot.rest_s, slot.load) == (3, 90, "12 kg")
    assert (move.count, move.is_hold, move.rep_s) == (9, False, 4)


def test_what_is_logged_already_is_not_played_again():
    sets = [ExerciseSet("glute_bridge", 2, reps=12), ExerciseSet("calf_raise", 2, reps=12)]

    assert [slot.move for slot in strength(*sets, done={"glute_bridge"}).slots] == ["calf_raise"]


@pytest.mark.parametrize("traits", [NOTHING, {"bone_stress"}, {"pregnancy"}, {"flexion_intolerant", "radicular"}])
def test_whatever_is_offered_instead_suits_the_runner_and_is_in_the_playlist(traits):
    book = load_exercises()
    traits = frozenset(traits)
    for one in book.exercises:
        if not one.is_for(traits, NOTHING) or one.group in ("mobility", "yoga", "thoracic"):
            continue
        playlist = strength(ExerciseSet(one.id, 2, reps=8), traits=traits)
        for name, move in playlist.moves.items():
            other = book.by_id[name]
            assert other.is_for(traits, NOTHING)
            assert {move.easier, move.swap} - {""} <= playlist.moves.keys()
            if move.easier:
                easier = book.by_id[move.easier]
                assert easier.id == other.easier or (easier.ladder, easier.rung < other.rung) == (other.ladder, True)
        swap = playlist.moves[one.id].swap
        if swap:
            assert book.by_id[swap].ladder != one.ladder
            assert not book.by_id[swap].hinge
            assert not book.by_id[swap].jump


@pytest.mark.django_db
def test_a_moving_drawing_is_kept_for_good_and_an_unknown_one_is_not_found(client, ada):
    answer = client.get("/player/motion/1/goblet_squat.svg")

    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "<animate" in answer.content.decode()
    assert client.get("/player/motion/1/cartwheel.svg").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["blocked", "emergency"])
def test_no_run_is_played_when_the_check_asks_to_be_seen(client, state, request):
    request.getfixturevalue(state)

    assert client.get("/player/run/")["Location"] == "/"


@pytest.mark.django_db
def test_todays_run_is_played_and_one_tap_logs_it(client, ada, checked, move_clock_to):
    from runback.services.training import diary
    from runback.services.training.plans import current_plan

    sessions = (one for week in current_plan(ada, TODAY).plan.weeks for one in week.sessions)
    day = min(one.date for one in sessions if one.is_run)
    move_clock_to(day)
    page = client.get("/player/run/")
    assert page.context["playlist"]["parts"]
    token = str(page.context["csrf_token"])
    data = {"done": "yes", "leg": "none", "distance_km": "3.0", "duration_min": "25", "pain_during": "2"}
    kind = page.context["session"].kind.value
    client.post(f"/plan/{day}/{kind}/", data | {"csrfmiddlewaretoken": token})

    (log,) = diary.list_sessions(ada)
    assert (log.distance_km, log.duration_min, log.pain_during) == (3.0, 25.0, 2)
