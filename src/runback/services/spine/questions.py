"""Asking the spine simulation; the answers come from a process of its own (``process``)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runback.domain.errors import BadAnswer
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.services.spine import process
from runback.services.spine.job import OwnStride, SpineJob, SpineQuestion
from runback.services.spine.own_stride import find_own_stride

if TYPE_CHECKING:
    from runback.spine.result import Finding, Preview, SpineResult

WEAK_GROUPS = ("deep_es", "multifidus", "psoas", "quadratus_lumborum", "all_deep")
SPEEDS_M_S = (2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Answer:
    """The requested result, the same stride at full strength, and the paper's table once it is computed."""

    question: SpineQuestion
    label: str
    result: "SpineResult"
    before: "SpineResult"
    paper: "tuple[Finding, ...] | None"


def ask_spine(runner: Runner, question: SpineQuestion, *, with_paper: bool = False) -> Answer:
    """The answer; the first one also starts the process and loads the model (some seconds).

    Raises the spine's refusals as ``UnusableInput`` with their code (``unusable_motion``, ``bad_setting``, ...),
    ``BadAnswer`` when the runner's own stride is requested and there is none, and ``SpineStopped``.
    """
    answer: Answer = process.SPINE.ask(SpineJob(question, _own_stride(runner, question), with_paper))
    return answer


def preview_spine(runner: Runner, question: SpineQuestion) -> "Preview":
    """The stride of the answer without its band, for a picture that follows a slider; raises as ``ask_spine``."""
    preview: Preview = process.SPINE.ask(SpineJob(question, _own_stride(runner, question), is_preview=True))
    return preview


def _own_stride(runner: Runner, question: SpineQuestion) -> OwnStride | None:
    own = find_own_stride(runner) if question.is_own else None
    if question.is_own and own is None:
        raise BadAnswer("own", gettext("There is no file of yours. Send one first."))
    return own


def is_loaded() -> bool:
    """Whether a question can be answered without loading the model first."""
    return process.SPINE.is_loaded
