"""The model in its process: strides are opened once and cached, and requests are answered from them."""

from collections import OrderedDict
from dataclasses import dataclass

from runback.services.spine.job import OwnStride, SpineJob, SpineQuestion
from runback.services.spine.questions import Answer
from runback.spine.made_stride import make_ground, make_stride
from runback.spine.paper import compare_with_paper
from runback.spine.result import Finding, Preview, SpineResult
from runback.spine.settings import Person, Settings
from runback.spine.simulation import Simulation, open_simulation, open_stride
from runback.spine.stride import prepare_stride

KEPT = 6


@dataclass(slots=True)
class _Opened:
    simulation: Simulation
    before: SpineResult
    label: str
    paper: tuple[Finding, ...] | None = None


class SpineModel:
    """The ``KEPT`` most recently used strides, each solved at full strength and ready for the next request."""

    def __init__(self) -> None:
        self._opened: OrderedDict[tuple[object, ...], _Opened] = OrderedDict()

    def __len__(self) -> int:
        return len(self._opened)

    def answer(self, job: SpineJob) -> Answer | Preview:
        """The answer, for a preview the stride alone.

        Raises the spine's ``UnusableMotion``, ``UnusableForces``, ``UnusableModel``, ``BadSetting``.
        """
        opened = self._open(job)
        if job.is_preview:
            return opened.simulation.preview(job.question.weak)
        if job.with_paper and opened.paper is None:
            opened.paper = compare_with_paper(opened.simulation)
        weak = job.question.weak
        result = opened.simulation.solve(weak) if weak else opened.before
        return Answer(job.question, opened.label, result, opened.before, opened.paper)

    def _open(self, job: SpineJob) -> _Opened:
        question = job.question
        stamp = job.own.stamp if job.own else ("made", question.speed_m_s)
        key = (*stamp, question.lean_deg, question.mass_kg)
        if key not in self._opened:
            self._opened[key] = _prepare(question, job.own)
        self._opened.move_to_end(key)
        while len(self._opened) > KEPT:
            self._opened.popitem(last=False)
        return self._opened[key]


def _prepare(question: SpineQuestion, own: OwnStride | None) -> _Opened:
    person, chosen = Person(question.mass_kg), Settings(lean_deg=question.lean_deg)
    if own is None:
        speed = float(question.speed_m_s)
        movement, ground = make_stride(speed), make_ground(speed, question.mass_kg)
        opened = open_stride(prepare_stride(movement, person, ground=ground, settings=chosen))
    else:
        opened = open_simulation(own.movement, person, ground=own.ground, model=own.body, settings=chosen)
    return _Opened(opened, opened.solve({}), opened.stride.label)
