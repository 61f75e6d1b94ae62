"""The cached answers of functions whose result depends on their arguments alone."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, ParamSpec, TypeVar

from runback.languages import current

T = TypeVar("T")
_Given = ParamSpec("_Given")

_MOST = 128


class LastAnswers(Generic[_Given, T]):
    """One answer of ``work`` for each key and language, the ``_MOST`` most recently used.

    Arguments are compared by value, so an answer never belongs to other facts.
    """

    def __init__(self, work: Callable[_Given, T]) -> None:
        self._work = work
        self._kept: dict[Hashable, tuple[Any, Any, T]] = {}
        self._lock = Lock()

    def of(self, key: Hashable, *given: _Given.args, **named: _Given.kwargs) -> T:
        """What ``work`` makes of these arguments; ``key`` says whose they are."""
        place = (key, current())
        with self._lock:
            known = self._kept.pop(place, None)
        answer = known[2] if known is not None and known[:2] == (given, named) else self._work(*given, **named)
        with self._lock:
            self._kept[place] = (given, named, answer)
            while len(self._kept) > _MOST:
                del self._kept[next(iter(self._kept))]
        return answer
