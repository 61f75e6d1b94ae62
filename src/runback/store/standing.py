"""What functions read from a runner's rows, cached while the rows are unchanged (docs/decisions/0419).

Inside ``standing(runner)`` one statement reads the stamps of the runner's rows, and a function that is ``read_once``
answers from memory where its rows are unchanged since its last answer. Elsewhere it simply reads.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar

from runback.domain.runner import Runner
from runback.languages import current
from runback.store.models import (
    ActivityRow,
    CheckRow,
    ClearanceRow,
    DaysOffRow,
    FormClipRow,
    LimitRow,
    MoveRow,
    OutcomeRow,
    PainRow,
    RaceRow,
    SelfTestRow,
    SessionRow,
    ShoeRow,
    StrengthRow,
)
from runback.store.models.runner import OwnedRow
from runback.store.owned import Stamp, stamp_rows

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")
Kind = type[OwnedRow]
Stamps = Mapping[Kind, Stamp]
"""The stamps of a runner's rows, by their kind."""

_Answer = tuple[list[Stamp], Any]
"""The stamps of the rows, and the answer."""

KINDS: tuple[Kind, ...] = (
    SessionRow,
    PainRow,
    StrengthRow,
    SelfTestRow,
    ClearanceRow,
    MoveRow,
    DaysOffRow,
    RaceRow,
    LimitRow,
    FormClipRow,
    ActivityRow,
    ShoeRow,
    CheckRow,
    OutcomeRow,
)
_MOST = 256
"""How many results of each function are cached: the most recently used."""


READINGS: dict[str, tuple[Kind, ...]] = {}
"""Every function that is ``read_once``, by name, and the kinds of rows it reads."""


class _Kept:
    """The last answers of one function."""

    def __init__(self) -> None:
        self._answers: dict[object, _Answer] = {}
        self._lock = Lock()

    def find(self, place: object) -> _Answer | None:
        with self._lock:
            known = self._answers.pop(place, None)
            if known is not None:
                self._answers[place] = known  # a dictionary keeps the order of entering
            return known

    def keep(self, place: object, answer: _Answer) -> None:
        with self._lock:
            self._answers.pop(place, None)
            self._answers[place] = answer
            while len(self._answers) > _MOST:
                del self._answers[next(iter(self._answers))]


@dataclass(slots=True)
class _Standing:
    """The stamps of a runner's rows at the start, and what was read since."""

    runner: Runner
    stamps: Stamps
    fresh: dict[tuple[_Kept, object], _Answer] = field(default_factory=dict)

    def find(self, kept: _Kept, place: object) -> _Answer | None:
        return self.fresh.get((kept, place)) or kept.find(place)

    def keep(self) -> None:
        """Keep what was read, unless a row changed meanwhile: it may be from before or after."""
        if self.fresh and _read_stamps(self.runner) == self.stamps:
            for (kept, place), answer in self.fresh.items():
                kept.keep(place, answer)


_now: ContextVar[_Standing | None] = ContextVar("standing", default=None)


@contextmanager
def standing(runner: Runner, *, again: bool = False) -> Iterator[Stamps]:
    """The stamps of the runner's rows, taken to be valid until the end: nothing inside may change a row.

    Inside another one of the same runner it is that; ``again`` looks at the rows once more.
    """
    known = _now.get()
    is_same = known is not None and known.runner == runner
    stamps = _read_stamps(runner) if again or known is None or not is_same else known.stamps
    if known is not None and is_same and known.stamps == stamps:
        yield stamps
        return
    one = _Standing(runner, stamps)
    token = _now.set(one)
    try:
        yield one.stamps
    finally:
        _now.reset(token)
    one.keep()


def _read_stamps(runner: Runner) -> dict[Kind, Stamp]:
    return dict(zip(KINDS, stamp_rows(KINDS, runner), strict=True))


def read_once(*kinds: Kind) -> Callable[[Callable[_Given, _Result]], Callable[_Given, _Result]]:
    """A function that reads its arguments (a runner, then hashable ones), the language and rows of these kinds alone.

    Its answers are shared and must not be changed.
    """

    def wrap(read: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
        kept = _Kept()
        READINGS[read.__qualname__] = kinds

        @wraps(read)
        def ask(*given: _Given.args, **named: _Given.kwargs) -> _Result:
            now = _now.get()
            if now is None or now.runner != given[0]:
                return read(*given, **named)
            place = current(), given, tuple(named.items())
            stamps = [now.stamps[kind] for kind in kinds]
            known = now.find(kept, place)
            if known is None or known[0] != stamps:
                known = stamps, read(*given, **named)
                now.fresh[kept, place] = known
            answer: _Result = known[1]
            return answer

        return ask

    return wrap
