"""A planned session as a FIT workout file for the watch, written with Garmin's own encoder.

Field meanings: Garmin FIT Profile, messages file_id, workout and workout_step.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time
from itertools import groupby
from typing import Any

from garmin_fit_sdk import Encoder, Profile

from runback.domain.errors import UnusableInput
from runback.domain.plan import ExerciseSet, Session, SessionKind, Step, StepKind
from runback.domain.runner import Weights
from runback.domain.weights import shown_weights
from runback.knowledge.sentences import render_sentence
from runback.languages.catalogue import gettext, gettext_noop, pgettext
from runback.languages.dates import format_day_month

_SPORTS = {
    SessionKind.RUN: ("running", "generic"),
    SessionKind.WALK_RUN: ("running", "generic"),
    SessionKind.RACE: ("running", "generic"),
    SessionKind.WALK: ("walking", "generic"),
    SessionKind.STRENGTH: ("training", "strength_training"),
    SessionKind.MOBILITY: ("training", "flexibility_training"),
    SessionKind.CROSS: ("training", "cardio_training"),
}
_INTENSITIES = {
    StepKind.RUN: "active",
    StepKind.WALK: "recovery",
    StepKind.DRILL: "warmup",
    StepKind.WARM_UP: "warmup",
    StepKind.COOL_DOWN: "cooldown",
}
_WORDS = {
    StepKind.RUN: gettext_noop("Run"),
    StepKind.WALK: gettext_noop("Walk"),
    StepKind.DRILL: gettext_noop("Drill"),
    StepKind.WARM_UP: gettext_noop("Warm up"),
    StepKind.COOL_DOWN: gettext_noop("Cool down"),
}
# in bytes, including the terminating zero byte of a FIT string
_NAME_LENGTH = 48
_NOTES_LENGTH = 200


def write_workout(session: Session, exercise_names: Mapping[str, str] | None = None) -> bytes:
    """The session as the bytes of a FIT workout file.

    Times are in seconds, distances in metres. Consecutive steps with the same ``repeat``
    become one repeat block; each exercise becomes its sets, left and right separately, with the rest between.
    The name starts with the date, so that sessions can be distinguished in a watch's list.
    ``exercise_names`` maps exercise ids to the names shown on the watch.

    Raises ``UnusableInput`` for a rest day or a session without steps and exercises.
    """
    names = exercise_names or {}
    steps = [*_session_steps(session.steps), *_strength_steps(session.exercises, names)]
    if session.kind not in _SPORTS or not steps:
        raise UnusableInput(
            gettext("{session} on {day} has nothing a watch could guide.").format(
                session=render_sentence(session.title), day=session.date
            )
        )
    sport, sub_sport = _SPORTS[session.kind]
    encoder = Encoder()
    created = datetime.combine(session.date, time(), UTC)
    serial = session.date.toordinal() * 10 + list(SessionKind).index(session.kind)
    _put(
        encoder,
        "FILE_ID",
        type="workout",
        manufacturer="development",
        product=1,
        time_created=created,
        serial_number=serial,
    )
    _put(
        encoder,
        "WORKOUT",
        sport=sport,
        sub_sport=sub_sport,
        num_valid_steps=len(steps),
        wkt_name=_cut(f"{format_day_month(session.date)}: {render_sentence(session.title)}"),
    )
    for index, step in enumerate(steps):
        _put(encoder, "WORKOUT_STEP", message_index=index, **step)
    return bytes(encoder.close())


def _put(encoder: Encoder, kind: str, **fields: Any) -> None:
    encoder.on_mesg(Profile["mesg_num"][kind], fields)


def _cut(text: str, length: int = _NAME_LENGTH) -> str:
    return text.encode()[: length - 1].decode(errors="ignore")  # the cut may be inside a multi-byte character


def _session_steps(steps: Iterable[Step]) -> list[dict[str, Any]]:
    written: list[dict[str, Any]] = []
    for repeat, block in groupby(steps, key=lambda step: step.repeat):
        first = len(written)
        written.extend(_one_step(step) for step in block)
        if repeat > 1:
            written.append(_repeat_from(first, repeat))
    return written


def _one_step(step: Step) -> dict[str, Any]:
    # scaled subfields are written through duration_value: milliseconds, centimetres
    length: dict[str, Any] = (
        {"duration_type": "time", "duration_value": round(step.duration_s * 1000)}
        if step.duration_s is not None
        else {"duration_type": "distance", "duration_value": round((step.distance_m or 0) * 100)}
    )
    named = {
        "wkt_step_name": _cut(gettext(_WORDS[step.kind])),
        "intensity": _INTENSITIES[step.kind],
        "target_type": "open",
    }
    notes = render_sentence(step) or step.effort
    return length | named | ({"notes": _cut(notes, _NOTES_LENGTH)} if notes else {})


def _repeat_from(first: int, times: int) -> dict[str, Any]:
    return {"duration_type": "repeat_until_steps_cmplt", "duration_value": first, "target_value": times}


def _strength_steps(exercises: Iterable[ExerciseSet], names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    count = 0
    for exercise in exercises:
        block = list(_sets_of(exercise, names.get(exercise.id, exercise.id.replace("_", " ")), count))
        count += len(block)
        yield from block


def _sets_of(exercise: ExerciseSet, name: str, first: int) -> Iterator[dict[str, Any]]:
    """One set (on each side, if there are two), the rest after it, and the number of repeats."""
    sides = (gettext("{name}, left"), gettext("{name}, right")) if exercise.per_side else ("{name}",)
    for side in sides:
        yield _one_set(exercise, side.format(name=name))
    rest = {"wkt_step_name": pgettext("player", "Rest"), "intensity": "rest", "target_type": "open"}
    yield {"duration_type": "time", "duration_value": exercise.rest_s * 1000} | rest
    if exercise.sets > 1:
        yield _repeat_from(first, exercise.sets)


def _one_set(exercise: ExerciseSet, name: str) -> dict[str, Any]:
    if exercise.hold_s is not None:
        length = {"duration_type": "time", "duration_value": exercise.hold_s * 1000 * (exercise.reps or 1)}
        how = gettext("{count} x {seconds} s hold").format(count=exercise.reps or 1, seconds=exercise.hold_s)
    else:
        length = {"duration_type": "reps", "duration_value": exercise.reps}
        how = gettext("{count} repetitions").format(count=exercise.reps)
    unit = "kilogram" if shown_weights() is Weights.KG else "pound"
    load = {"exercise_weight": exercise.load_kg, "weight_display_unit": unit} if exercise.load_kg else {}
    return length | load | {"wkt_step_name": _cut(name), "intensity": "active", "target_type": "open", "notes": how}
