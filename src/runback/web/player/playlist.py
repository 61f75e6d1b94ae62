"""What the player plays: parts by the clock, and strength exercises with their sets.

``player.js`` reads a ``Playlist`` as JSON; the fields here are its whole contract.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django.conf import settings
from django.urls import reverse

from runback.domain.plan import ExerciseSet, Session, Step, StepKind
from runback.domain.weights import format_weight
from runback.knowledge.exercises import Exercise, load_exercises
from runback.knowledge.routines import load_routines
from runback.knowledge.sentences import render_sentence
from runback.languages.catalogue import gettext, pgettext
from runback.web import words

WALK = "brisk_walk"
RUN = "easy_run"
MARCH = "high_knee_march"


@dataclass(frozen=True, slots=True)
class Part:
    """One part by the clock; ``seconds`` is None where the runner says when it is over.

    ``motion`` is the address of the moving drawing ("" for none), ``halves`` whether the second half is for the
    other side, ``is_work`` False for changes and rests.
    """

    name: str
    note: str = ""
    seconds: int | None = None
    motion: str = ""
    halves: bool = False
    is_work: bool = True


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a strength session: the id of its exercise in ``moves``, sets, rest in seconds, weight in words."""

    move: str
    sets: int
    rest_s: int
    load: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """One exercise: ``count`` repetitions of ``rep_s`` seconds, or one hold of ``count`` seconds where ``is_hold``.

    ``easier`` and ``swap`` are the ids of other moves of the playlist, "" where there is none.
    """

    name: str
    note: str
    motion: str
    count: int
    is_hold: bool
    rep_s: int
    per_side: bool
    easier: str = ""
    swap: str = ""


@dataclass(frozen=True, slots=True)
class Playlist:
    """What is played, in this order: ``parts``, then ``slots``.

    ``id`` identifies a playlist that was started. ``keeps_going``: time runs on while the phone sleeps, as
    a run does; without it the player waits before the next set.
    """

    id: str
    keeps_going: bool
    parts: tuple[Part, ...] = ()
    slots: tuple[Slot, ...] = ()
    moves: Mapping[str, Move] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The playlist as ``player.js`` reads it."""
        return asdict(self)


def motion_of(name: str) -> str:
    """The address of the moving drawing of an exercise or a drawing id; it changes with the version."""
    return reverse("player-motion", args=[settings.STATIC_URL.strip("/").rpartition("/")[2], name])


def run_playlist(session: Session) -> Playlist:
    """A run or walk-run of the plan, step by step."""
    return Playlist(f"{session.kind}-{session.date}", keeps_going=True, parts=tuple(_run_parts(session.steps)))


def _run_parts(steps: Iterable[Step]) -> Iterator[Part]:
    """Neighbouring steps with the same repeat are done in turn."""
    for repeat, group in groupby(steps, key=lambda step: step.repeat):
        turn = [_run_part(step) for step in group]
        for _ in range(repeat):
            yield from turn


def _run_part(step: Step) -> Part:
    seconds = None if step.duration_s is None else round(step.duration_s)
    if step.kind is StepKind.DRILL:
        return _drill_part(render_sentence(step), seconds)
    is_walk = step.kind is not StepKind.RUN
    name = gettext("Walk") if is_walk else gettext("Run")
    if step.distance_m is not None:
        name = f"{name} {words.km(step.distance_m / 1000)}"
    return Part(name, render_sentence(step).capitalize(), seconds, motion_of(WALK if is_walk else RUN))


def _drill_part(said: str, seconds: int | None) -> Part:
    drill = next((part for part in load_routines().warm_up.parts if part.text == said), None)
    name, _, amount = said.partition(", ")
    note = gettext("{count} times").format(count=amount) if amount.isdecimal() else amount.capitalize()
    return Part(name.capitalize(), note, seconds, motion_of(drill.id if drill else MARCH))


def clock_playlist(name: str, day: date, parts: Iterable[Part], change_s: int) -> Playlist:
    """Parts with the same change between them: the warm-up, the seven minutes. No change follows the last."""
    found: list[Part] = []
    for part in parts:
        if found:
            found.append(Part(pgettext("player", "Change"), "", change_s, part.motion, is_work=False))
        found.append(part)
    return Playlist(f"{name}-{day}", keeps_going=False, parts=tuple(found))


def strength_playlist(
    session: Session, lead: Sequence[Part], traits: frozenset[str], kit: frozenset[str], done: frozenset[str]
) -> Playlist:
    """A strength session; exercises in ``done`` are logged already and left out."""
    book = load_exercises().by_id
    chosen = [exercise for exercise in session.exercises if exercise.id in book and exercise.id not in done]
    slots = tuple(
        Slot(one.id, one.sets, one.rest_s, format_weight(one.load_kg) if one.load_kg else "") for one in chosen
    )
    taken = frozenset(one.id for one in session.exercises)
    moves: dict[str, Move] = {}
    for planned in chosen:
        _add_moves(moves, book[planned.id], planned, _Suits(traits, kit, taken))
    return Playlist(f"strength-{session.date}", keeps_going=False, parts=tuple(lead), slots=slots, moves=moves)


@dataclass(frozen=True, slots=True)
class _Suits:
    traits: frozenset[str]
    kit: frozenset[str]
    taken: frozenset[str]

    def __call__(self, exercise: Exercise) -> bool:
        return exercise.is_for(self.traits, self.kit)


def _add_moves(moves: dict[str, Move], exercise: Exercise, planned: ExerciseSet | None, suits: _Suits) -> None:
    """The exercise with everything easier, and for a planned one what it may be swapped for."""
    easier = find_easier(exercise, suits)
    swap = None if planned is None else find_swap(exercise, suits)
    moves[exercise.id] = _describe_move(exercise, planned, suits, easier, swap)
    for other in (easier, swap):
        if other is not None and other.id not in moves:
            _add_moves(moves, other, None, suits)


def find_easier(exercise: Exercise, suits: _Suits) -> Exercise | None:
    """The next rung below on the same ladder that suits, else what the library names as easier."""
    book = load_exercises()
    ladder = book.ladders.get(exercise.ladder, ())
    below = next((one for one in reversed(ladder) if one.rung < exercise.rung and suits(one)), None)
    named = book.by_id.get(exercise.easier)
    return below or (named if named is not None and suits(named) and not named.hinge and not named.jump else None)


def find_swap(exercise: Exercise, suits: _Suits) -> Exercise | None:
    """Another ladder's easiest exercise of the same group that suits; never a hinge or a jump, which have gates."""
    others = (
        one
        for one in load_exercises().group(exercise.group)
        if one.ladder not in ("", exercise.ladder) and one.id not in suits.taken and not one.hinge and not one.jump
    )
    return min((one for one in others if suits(one)), key=lambda one: one.rung, default=None)


def _describe_move(
    exercise: Exercise, planned: ExerciseSet | None, suits: _Suits, easier: Exercise | None, swap: Exercise | None
) -> Move:
    first = next(iter(exercise.doses.values()))
    count = first[1] if planned is None else planned.hold_s or planned.reps or first[1]
    return Move(
        name=exercise.name,
        note=choose_cues(exercise, suits.traits),
        motion=motion_of(exercise.id),
        count=count,
        is_hold=exercise.unit == "hold_s",
        rep_s=exercise.rep_s,
        per_side=exercise.per_side,
        easier="" if easier is None else easier.id,
        swap="" if swap is None else swap.id,
    )


def choose_cues(exercise: Exercise, traits: frozenset[str]) -> str:
    """Two cues at most: what a trait changes comes before the general ones."""
    changes = [text for trait, text in exercise.careful.items() if trait in traits]
    return " ".join((changes or list(exercise.cues))[:2])
