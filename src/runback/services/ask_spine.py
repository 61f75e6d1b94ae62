"""Asking the spine simulation: strides opened once and kept, questions answered from them.

Everything heavy (MuJoCo, SciPy) is imported inside the functions, so that no other page pays for it.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
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
KINDS = (".mot", ".sto", ".csv")
_KEPT = 6


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: whose stride (one's own file or the made-up one), and what is changed about it."""

    mass_kg: float = 70.0
    speed_m_s: int = 4
    lean_deg: float = 0.0
    is_own: bool = False
    weak: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """The result asked for, the same stride at full strength, and the paper's table once it was worked out."""

    question: Question
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


def ask_spine(runner: Runner, question: Question, *, with_paper: bool = False) -> Answer:
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


def _open(runner: Runner, question: Question) -> _Opened:
    own = find_own_stride(runner) if question.is_own else None
    if question.is_own and own is None:
        raise BadAnswer("own", "There is no file of yours. Send one first.")
    stamp = (str(own), own.stat().st_mtime_ns) if own else ("made", question.speed_m_s)
    key = (*stamp, question.lean_deg, question.mass_kg)
    with _lock:
        if key not in _opened:
            _opened[key] = _prepare(question, own)
        _opened.move_to_end(key)
        while len(_opened) > _KEPT:
            _opened.popitem(last=False)
        return _opened[key]


def _prepare(question: Question, own: Path | None) -> _Opened:
    from runback.spine.made_stride import make_ground, make_stride
    from runback.spine.motion import read_movement
    from runback.spine.settings import Person, Settings
    from runback.spine.simulation import open_stride
    from runback.spine.stride import prepare_stride

    person, chosen = Person(question.mass_kg), Settings(lean_deg=question.lean_deg)
    if own is None:
        speed = float(question.speed_m_s)
        movement, ground = make_stride(speed), make_ground(speed, question.mass_kg)
    else:
        movement, ground = read_movement(own), None
    opened = open_stride(prepare_stride(movement, person, ground=ground, settings=chosen))
    return _Opened(opened, opened.solve({}), movement.label)


def is_loaded() -> bool:
    """Whether a question can be answered without loading the model first."""
    return bool(_opened)


def _folder(runner: Runner) -> Path:
    return Path(settings.HOME) / "spine" / str(runner.id)


def find_own_stride(runner: Runner) -> Path | None:
    """The runner's own kinematics file, if there is one."""
    folder = _folder(runner)
    return next(iter(sorted(folder.iterdir())), None) if folder.is_dir() else None


def keep_own_stride(runner: Runner, name: str, chunks: Iterable[bytes]) -> None:
    """Keep a kinematics file as the runner's own, in place of the one before, if it can be read.

    ``name`` is a clean file name. Raises ``BadAnswer`` for another kind of file or one over 20 MB, and
    ``UnusableMotion`` for what cannot be read; the file before then stays.
    """
    from runback.spine.errors import UnusableMotion
    from runback.spine.motion import read_movement

    if Path(name).suffix.lower() not in KINDS:
        raise BadAnswer("file", f"Send a .mot, .sto or .csv file. {name} is another kind.")
    waiting = _folder(runner).parent / f"{runner.id}.new"
    waiting.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = waiting / name
    try:
        _write_bounded(path, chunks)
        read_movement(path)
    except (UnusableMotion, BadAnswer):
        path.unlink()
        raise
    remove_own_stride(runner)
    _folder(runner).mkdir(exist_ok=True, mode=0o700)
    path.replace(_folder(runner) / name)


def _write_bounded(path: Path, chunks: Iterable[bytes]) -> None:
    size = 0
    with path.open("wb") as out:
        for chunk in chunks:
            size += len(chunk)
            if size > MAX_OWN_BYTES:
                raise BadAnswer("file", "This file is larger than 20 MB. Cut a few strides out of it.")
            out.write(chunk)


def remove_own_stride(runner: Runner) -> None:
    """Remove the runner's own kinematics file."""
    folder = _folder(runner)
    if folder.is_dir():
        for path in folder.iterdir():
            path.unlink()


def made_stride_csv(speed_m_s: int) -> str:
    """The made-up stride as a file for ``runback spine --kinematics``."""
    from runback.spine.made_stride import stride_file

    return stride_file(float(speed_m_s)).read_text(encoding="utf-8")
