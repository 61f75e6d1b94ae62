"""Asking the spine simulation: strides opened once and kept, questions answered from them.

Everything heavy (MuJoCo, SciPy) is imported inside the functions, so that no other page pays for it.
"""

import shutil
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Timer
from typing import TYPE_CHECKING

from django.conf import settings

from runback.domain.errors import BadAnswer
from runback.domain.runner import Runner

if TYPE_CHECKING:
    from runback.spine.paper import Finding
    from runback.spine.result import SpineResult
    from runback.spine.simulation import Simulation

WEAK_GROUPS = ("deep_es", "multifidus", "psoas", "quadratus_lumborum", "all_deep")
SPEEDS_M_S = (2, 3, 4, 5)
MAX_OWN_BYTES = 20_000_000
PARTS: Mapping[str, tuple[str, ...]] = {
    "movement": (".mot", ".sto", ".csv"),
    "ground": (".mot", ".sto"),
    "body": (".osim",),
}
"""What a runner can send: the movement, the push of the ground, the own scaled body; and the kinds of file."""
_KEPT = 6
_WARM_AFTER_S = 8.0


@dataclass(frozen=True, slots=True)
class SpineQuestion:
    """What is asked: whose stride (one's own file or the made-up one), and what is changed about it."""

    mass_kg: float = 70.0
    speed_m_s: int = 4
    lean_deg: float = 0.0
    is_own: bool = False
    weak: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """The result asked for, the same stride at full strength, and the paper's table once it was worked out."""

    question: SpineQuestion
    label: str
    result: "SpineResult"
    before: "SpineResult"
    paper: "tuple[Finding, ...] | None"


@dataclass(slots=True)
class _Opened:
    simulation: "Simulation"
    before: "SpineResult"
    label: str
    paper: "tuple[Finding, ...] | None" = None


_opened: OrderedDict[tuple[object, ...], _Opened] = OrderedDict()
_lock = Lock()


def ask_spine(runner: Runner, question: SpineQuestion, *, with_paper: bool = False) -> Answer:
    """The answer; the first question of a process also loads the model (a second or two).

    Raises the spine's ``UnusableMotion`` for a file of the runner's that cannot be used, ``BadSetting`` for numbers
    outside their ranges, and ``BadAnswer`` when the runner's own stride is asked for and there is none.
    """
    opened = _open(runner, question)
    if with_paper and opened.paper is None:
        from runback.spine.paper import compare_with_paper

        opened.paper = compare_with_paper(opened.simulation)
    result = opened.simulation.solve(question.weak) if question.weak else opened.before
    return Answer(question, opened.label, result, opened.before, opened.paper)


@dataclass(frozen=True, slots=True)
class OwnStride:
    """A runner's own files: the movement, and where sent the ground's push and the body."""

    movement: Path
    ground: Path | None = None
    body: Path | None = None

    @property
    def name(self) -> str:
        """The movement's file name."""
        return self.movement.name

    @property
    def stamp(self) -> tuple[object, ...]:
        """What changes when any of the files does."""
        files = (self.movement, self.ground, self.body)
        return tuple((str(one), one.stat().st_mtime_ns) if one else None for one in files)


def _open(runner: Runner, question: SpineQuestion) -> _Opened:
    own = find_own_stride(runner) if question.is_own else None
    if question.is_own and own is None:
        raise BadAnswer("own", "There is no file of yours. Send one first.")
    stamp = own.stamp if own else ("made", question.speed_m_s)
    key = (*stamp, question.lean_deg, question.mass_kg)
    with _lock:
        if key not in _opened:
            _opened[key] = _prepare(question, own)
        _opened.move_to_end(key)
        while len(_opened) > _KEPT:
            _opened.popitem(last=False)
        return _opened[key]


def _prepare(question: SpineQuestion, own: OwnStride | None) -> _Opened:
    from runback.spine.made_stride import make_ground, make_stride
    from runback.spine.settings import Person, Settings
    from runback.spine.simulation import open_simulation, open_stride
    from runback.spine.stride import prepare_stride

    person, chosen = Person(question.mass_kg), Settings(lean_deg=question.lean_deg)
    if own is None:
        speed = float(question.speed_m_s)
        movement, ground = make_stride(speed), make_ground(speed, question.mass_kg)
        opened = open_stride(prepare_stride(movement, person, ground=ground, settings=chosen))
    else:
        opened = open_simulation(own.movement, person, ground=own.ground, model=own.body, settings=chosen)
    return _Opened(opened, opened.solve({}), opened.stride.label)


def is_loaded() -> bool:
    """Whether a question can be answered without loading the model first."""
    return bool(_opened)


def warm_up_soon(seconds: float = _WARM_AFTER_S) -> None:
    """Loads the model in the background a while after the server stands, so that the first question need not wait."""
    timer = Timer(seconds, _warm_up)
    timer.daemon = True
    timer.start()


def _warm_up() -> None:
    question = SpineQuestion()
    with _lock:
        if not _opened:
            key = ("made", question.speed_m_s, question.lean_deg, question.mass_kg)
            _opened[key] = _prepare(question, None)


def _folder(runner: Runner) -> Path:
    return Path(settings.HOME) / "spine" / str(runner.id)


def find_own_stride(runner: Runner) -> OwnStride | None:
    """The runner's own files, if a movement is among them."""
    return _look_into(_folder(runner))


def _look_into(folder: Path) -> OwnStride | None:
    found = {part: next(iter(sorted((folder / part).glob("*"))), None) for part in PARTS}
    movement = found.pop("movement") or _loose_movement(folder)
    return None if movement is None else OwnStride(movement, **found)


def _loose_movement(folder: Path) -> Path | None:
    """A movement as homes before the ground and the body could be sent have it."""
    return next((one for one in sorted(folder.glob("*")) if one.is_file()), None)


def keep_own_stride(runner: Runner, mass_kg: float, files: Mapping[str, tuple[str, Iterable[bytes]]]) -> None:
    """Keep files as the runner's own stride, in place of those before, if a simulation can be made of them.

    ``files`` is a part of ``PARTS`` to a clean file name and its bytes; the movement must be among them. Raises
    ``BadAnswer``, with the part as its key, for another kind of file or one over 20 MB, and the spine's errors for what
    cannot be used; the files before then stay.
    """
    waiting = _folder(runner).parent / f"{runner.id}.new"
    shutil.rmtree(waiting, ignore_errors=True)
    try:
        for part, (name, chunks) in files.items():
            _take_in(waiting / part, part, name, chunks)
        own = _look_into(waiting)
        if own is None:
            raise BadAnswer("movement", "Send a movement file.")
        _prepare(SpineQuestion(mass_kg=mass_kg, is_own=True), own)
        remove_own_stride(runner)
        waiting.replace(_folder(runner))
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _take_in(folder: Path, part: str, name: str, chunks: Iterable[bytes]) -> None:
    if Path(name).suffix.lower() not in PARTS[part]:
        kinds = PARTS[part]
        listed = kinds[0] if len(kinds) == 1 else f"{', '.join(kinds[:-1])} or {kinds[-1]}"
        raise BadAnswer(part, f"Send a {listed} file. {name} is another kind.")
    folder.mkdir(parents=True, mode=0o700)
    size = 0
    with (folder / name).open("wb") as out:
        for chunk in chunks:
            size += len(chunk)
            if size > MAX_OWN_BYTES:
                raise BadAnswer(part, "This file is larger than 20 MB. Cut a few strides out of it.")
            out.write(chunk)


def remove_own_stride(runner: Runner) -> None:
    """Remove the runner's own files."""
    shutil.rmtree(_folder(runner), ignore_errors=True)


def made_stride_csv(speed_m_s: int) -> str:
    """The made-up stride as a file for ``runback spine --kinematics``."""
    from runback.spine.made_stride import stride_file

    return stride_file(float(speed_m_s)).read_text(encoding="utf-8")
