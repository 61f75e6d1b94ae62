"""Doing it: today's strength session, the seven-minute routine and the warm-up, each as a list and in the player."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from runback.domain.diary import SessionLog, StrengthLog
from runback.domain.errors import BadAnswer
from runback.domain.plan import ExerciseSet, Session, SessionKind
from runback.domain.runner import Runner
from runback.domain.weights import in_shown_weight, to_kg
from runback.knowledge.exercises import Exercise, load_exercises
from runback.knowledge.plan_rules import load_plan_rules
from runback.knowledge.routines import load_routines
from runback.knowledge.sentences import render_sentence
from runback.languages.catalogue import gettext, gettext_noop
from runback.plan.strength.seven_minutes import choose_stations
from runback.services import clock
from runback.services.training import diary
from runback.services.training.exercises import ExerciseChoice, choose_exercises
from runback.services.training.plans import current_plan
from runback.web.access import runner_of
from runback.web.numbers import with_point
from runback.web.plan.cards import ExerciseLine, describe_exercise
from runback.web.plan.forms import read_day
from runback.web.player import playlist
from runback.web.sent import find_conflict, is_queued, sent_once
from runback.web.strength.descriptions import Card, describe_card
from runback.web.undo import undoable

WEIGHTS = {"dumbbell", "kettlebell", "barbell"}
CHANGE_S = 4
"""Seconds between the parts of the warm-up."""

SIDES = {"left": gettext_noop("{name}, left"), "right": gettext_noop("{name}, right")}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a routine by the clock; ``note`` is the cue read with it, ``motion`` its exercise where it is one."""

    id: str
    name: str
    seconds: int
    drawing: str
    note: str
    muscles: tuple[str, ...] = ()
    has_sides: bool = False
    motion: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One exercise of today's session with its sets to tick; ``last_kg`` is the weight of the last time.

    ``ticked``, ``load`` and ``reps`` are what was entered, where the form comes back.
    """

    line: ExerciseLine
    card: Card
    sets: tuple[int, ...]
    is_logged: bool
    is_weighted: bool = False
    last_kg: float | None = None
    ticked: tuple[int, ...] = ()
    load: str = ""
    reps: str = ""


@require_http_methods(["GET", "POST"])
@undoable(back="plan")
@sent_once
def session(request: HttpRequest) -> HttpResponse:
    """Today's strength session; ticked sets are logged, and the plan answers."""
    runner = runner_of(request)
    today = clock.today(runner)
    if is_queued(request):
        return _keep_queued(request, runner, today)
    choice = choose_exercises(runner, today)
    planned = choice.session
    if not choice.is_open or planned is None:
        return render(request, "strength/closed.html", {"choice": choice, "what": "session"})
    if any(reason.rule == "seven_minute" for reason in planned.reasons):
        return redirect("strength-seven-minutes")
    error = ""
    if request.method == "POST":
        try:
            _save_session(request, runner, planned)
            return redirect(f"{reverse('plan-session', args=[today.isoformat(), 'strength'])}?saved=1")
        except BadAnswer as problem:
            error = problem.reason
    played = playlist.strength_playlist(
        planned, _lead(choice), choice.traits, choice.kit, frozenset(_logged(runner, planned.date))
    )
    page = {
        "planned": planned,
        "rows": _rows(runner, planned, choice, request.POST),
        "error": error,
        "pain_kept": request.POST.get("pain_during") or request.POST.get("pain_kept", ""),
        "effort": request.POST.get("effort", ""),
        "choice": choice,
        "playlist": played.as_json(),
    }
    return render(request, "strength/session.html", page, status=400 if error else 200)


def _keep_queued(request: HttpRequest, runner: Runner, today: date) -> HttpResponse:
    """Keeps a session that waited on a phone, on its own day, whatever the plan says by now."""
    day = _read_day(request, today)
    conflict = find_conflict(request, _done_strength(runner, day))
    if conflict is not None:
        return conflict
    sessions = (one for week in current_plan(runner, today).plan.weeks for one in week.sessions)
    planned = next((one for one in sessions if one.date == day and one.kind is SessionKind.STRENGTH), None)
    _save_session(request, runner, planned or Session(day, SessionKind.STRENGTH, "strength"))
    return redirect("plan")


def _read_day(request: HttpRequest, today: date) -> date:
    """The day that a form belongs to; a form sent at once belongs to today."""
    day = read_day(request.POST.get("day", "")) if is_queued(request) else today
    if day is None:
        raise BadAnswer("day", gettext("This form does not say which day it is for."))
    return day


def _done_strength(runner: Runner, day: date) -> list[SessionLog]:
    return [log for log in diary.list_sessions(runner, since=day, until=day) if log.kind is SessionKind.STRENGTH]


def _lead(choice: ExerciseChoice) -> list[playlist.Part]:
    """The march before the sets; after a run there is none, the plan gives its minutes to the exercises."""
    minutes = load_plan_rules().strength_time.march_min
    return [] if choice.run is not None else [_march(round(minutes * 60))]


def _march(seconds: int) -> playlist.Part:
    return playlist.Part(
        gettext("March on the spot"), gettext("Easy, arms swinging."), seconds, playlist.motion_of(playlist.MARCH)
    )


def _rows(runner: Runner, planned: Session, choice: ExerciseChoice, data: QueryDict) -> list[Row]:
    logged = _logged(runner, planned.date)
    before = diary.list_strength(runner, until=planned.date - timedelta(days=1))
    last_kg = {log.exercise_id: log.load_kg for log in before}
    lines = [describe_exercise(exercise) for exercise in planned.exercises]
    return [
        Row(
            line,
            describe_card(line.exercise, choice.traits),
            tuple(range(1, line.planned.sets + 1)),
            line.id in logged,
            is_weighted=bool(WEIGHTS & set(line.exercise.kit)),
            last_kg=last_kg.get(line.id),
            ticked=tuple(int(n) for n in data.getlist(f"set-{line.id}") if n.isdecimal()),
            load=data.get(f"load-{line.id}", ""),
            reps=data.get(f"reps-{line.id}", ""),
        )
        for line in lines
        if line.exercise is not None
    ]


def _logged(runner: Runner, day: date) -> set[str]:
    return {log.exercise_id for log in diary.list_strength(runner, since=day, until=day)}


def _save_session(request: HttpRequest, runner: Runner, planned: Session) -> None:
    """Logs the session and each exercise with ticked sets; raises ``BadAnswer`` before anything is saved.

    ``all`` ticks every planned set; ``pain_kept`` is the pain of a form that came back.
    """
    key = "pain_during" if request.POST.get("pain_during") else "pain_kept"
    pain = _read_number(request, key, gettext("Pain"), 10)
    effort = _read_number(request, "effort", gettext("Effort"), 10)
    asked = (*planned.exercises, *_read_others(request, planned))
    logs = [log for one in asked if (log := _read_log(request, planned.date, one, effort, pain)) is not None]
    if not logs:
        raise BadAnswer("sets", gettext("Which sets did you do? Tick them, or save all of them."))
    whole = None if pain is None else round(pain)
    session = SessionLog(planned.date, SessionKind.STRENGTH, pain_during=whole, effort_rpe=effort)
    diary.log_session_with_exercises(runner, session, logs)


def _read_others(request: HttpRequest, planned: Session) -> Iterator[ExerciseSet]:
    """Exercises that were done in place of planned ones."""
    known, ids = load_exercises().by_id, {one.id for one in planned.exercises}
    for key in request.POST:
        name = key.removeprefix("set-")
        if name != key and name in known and name not in ids:
            exercise = known[name]
            _, count, _ = next(iter(exercise.doses.values()))
            is_hold = exercise.unit == "hold_s"
            yield ExerciseSet(name, 1, None if is_hold else count, count if is_hold else None, exercise.per_side)


def _felt(request: HttpRequest, exercise_id: str) -> float | None:
    """The effort that "too hard" and "too easy" stand for: just beyond what the plan builds on."""
    rules = load_plan_rules()
    hard, easy = min(rules.legs_lead.rpe_high + 1, 10), rules.strength_steps.rpe_easy_below - 1
    return {"hard": float(hard), "easy": float(easy)}.get(request.POST.get(f"felt-{exercise_id}", ""))


def _read_log(
    request: HttpRequest, day: date, planned: ExerciseSet, effort: float | None, pain: float | None
) -> StrengthLog | None:
    """The log of the ticked sets; number and weight are as planned where nothing else was entered."""
    ticked = len(request.POST.getlist(f"set-{planned.id}"))
    sets = planned.sets if "all" in request.POST else ticked
    if not sets:
        return None
    reps = _read_number(request, f"reps-{planned.id}", gettext("Repetitions or seconds"), 600)
    load = _read_weight(request, f"load-{planned.id}", planned.load_kg)
    whole = None if pain is None else round(pain)
    felt = _felt(request, planned.id)
    effort = effort if felt is None else felt
    count = round(reps) if reps else planned.reps or planned.hold_s or 1
    return StrengthLog(day, planned.id, sets, count, load, effort, whole)


def _read_weight(request: HttpRequest, key: str, planned_kg: float | None) -> float | None:
    """Kilograms; as planned where nothing else was typed than what was shown."""
    typed = _read_number(request, key, gettext("Weight"), in_shown_weight(500))
    if typed is None or (planned_kg is not None and typed == in_shown_weight(planned_kg)):
        return planned_kg
    return to_kg(typed)


def _read_number(request: HttpRequest, key: str, name: str, most: float) -> float | None:
    text = request.POST.get(key, "").strip()
    if not text:
        return None
    try:
        value = float(with_point(text))
    except ValueError:
        raise BadAnswer(
            key,
            gettext("{name} is a number from 0 to {most}. You entered {text!r}.").format(
                name=name, most=f"{most:g}", text=text[:20]
            ),
        ) from None
    if not 0 <= value <= most:
        raise BadAnswer(
            key,
            gettext("{name} is a number from 0 to {most}. You entered {text}.").format(
                name=name, most=f"{most:g}", text=text[:20]
            ),
        )
    return value


@require_http_methods(["GET", "POST"])
@undoable(is_quiet=True)
@sent_once
def seven_minutes(request: HttpRequest) -> HttpResponse:
    """The seven-minute dumbbell routine by the clock, with the exercises that suit this runner."""
    runner = runner_of(request)
    today = clock.today(runner)
    choice = choose_exercises(runner, today)
    if not choice.is_open:
        return render(request, "strength/closed.html", {"choice": choice, "what": gettext("seven minutes")})
    routine = load_routines().seven_minute
    parts = list(_stations(routine.work_s, choice.traits))
    if request.method == "POST":
        day = _read_day(request, today)
        conflict = find_conflict(request, _done_strength(runner, day))
        if conflict is not None:
            return conflict
        try:
            pain = _read_number(request, "pain_during", gettext("Pain"), 10)
        except BadAnswer as problem:
            return HttpResponse(problem.reason, status=400, content_type="text/plain")
        kept = _save_routine(runner, day, parts, (routine.warm_up_s + 420) / 60, None if pain is None else round(pain))
        return redirect(f"{reverse('strength-seven-minutes')}?saved={kept.id}")
    lead = _march(routine.warm_up_s)
    page = {
        "today": today,
        "parts": parts,
        "playlist": playlist.clock_playlist("seven", today, [lead, *map(_played, parts)], routine.change_s).as_json(),
        "routine": routine,
        "saved": next((log for log in _done_strength(runner, today) if str(log.id) == request.GET.get("saved")), None),
        "has_kit": "dumbbell" in choice.kit,
    }
    return render(request, "strength/seven_minutes.html", page)


def _played(part: Part) -> playlist.Part:
    return playlist.Part(
        part.name, part.note, part.seconds, playlist.motion_of(part.motion or part.drawing), halves=part.has_sides
    )


def _stations(work_s: int, traits: frozenset[str]) -> Iterator[Part]:
    for station, one in choose_stations(traits):
        side = station.side if one.id == station.exercise else "both" if one.per_side else ""
        cue, has_sides = playlist.choose_cues(one, traits), side == "both"
        yield Part(
            one.id,
            gettext(SIDES[side]).format(name=one.name) if side in SIDES else one.name,
            work_s,
            one.drawing,
            cue,
            one.muscles,
            has_sides,
            one.id,
        )


def _save_routine(runner: Runner, day: date, parts: list[Part], minutes: float, pain: int | None) -> SessionLog:
    seconds = {part.id: part.seconds for part in parts}
    session = SessionLog(day, SessionKind.STRENGTH, duration_min=round(minutes, 1), pain_during=pain)
    exercises = [StrengthLog(day, exercise_id, 1, each, pain=pain) for exercise_id, each in seconds.items()]
    return diary.log_session_with_exercises(runner, session, exercises)


@require_GET
def warm_up(request: HttpRequest) -> HttpResponse:
    """The warm-up before a run by the clock: a brisk walk, then the drills that suit this runner."""
    runner = runner_of(request)
    choice = choose_exercises(runner, clock.today(runner))
    if not choice.is_open:
        return render(request, "strength/closed.html", {"choice": choice, "what": gettext("warm-up")})
    today = clock.today(runner)
    parts = list(list_drills(choice))
    page = {
        "parts": parts,
        "playlist": playlist.clock_playlist("warm-up", today, map(_played, parts), CHANGE_S).as_json(),
        "run": choice.run,
        "evidence": load_routines().warm_up.evidence,
        "hip_and_trunk": load_routines().hip_and_trunk,
        "moves": choose_hip_and_trunk(choice),
    }
    return render(request, "strength/warm_up.html", page)


def choose_hip_and_trunk(choice: ExerciseChoice) -> list[Exercise]:
    """The exercises for hip and trunk before a run that suit this runner; none unless new to running."""
    routine, known = load_routines().hip_and_trunk, load_exercises().by_id
    if choice.status not in routine.statuses:
        return []
    return [one for name in routine.exercises if (one := known[name]).is_for(choice.traits, choice.kit)]


def list_drills(choice: ExerciseChoice) -> Iterator[Part]:
    """Walk and drills of today's run as the plan has them; without a run today all that suit."""
    steps = () if choice.run is None else choice.run.steps
    walk = next((round(step.duration_s or 0) for step in steps if step.kind.value == "warm_up"), 180)
    yield Part(
        "walk", gettext("Brisk walk"), walk, "brisk_walk", gettext("Fast enough to feel warm, slow enough to talk.")
    )
    planned = {render_sentence(step) for step in steps}
    for drill in load_routines().warm_up.parts:
        if not choice.traits & set(drill.avoid) and (not steps or drill.text in planned):
            name, _, amount = drill.text.partition(", ")
            note = (
                gettext("{count} times").format(count=amount) if amount.isdecimal() else amount[:1].upper() + amount[1:]
            )
            yield Part(drill.id, name, drill.seconds, drill.id, note)
    march = next((round(step.duration_s or 0) for step in steps if step.say == "march"), 0)
    if march:
        yield Part("march", gettext("March on the spot"), march, "high_knee_march", gettext("Easy, arms swinging."))
