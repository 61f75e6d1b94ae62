"""The spine on the report, only where it was asked for: modelled loads of the runner's stride, or a made-up one."""

from runback.domain.errors import UnusableInput
from runback.domain.runner import Runner
from runback.report.paper.record import Section
from runback.services.sharing.report.facts import ReportFacts
from runback.services.spine.job import SpineQuestion
from runback.services.spine.own_stride import find_own_stride
from runback.services.spine.questions import Answer, ask_spine

SPEED_M_S = 3
"""The speed of the made-up stride; the page of the spine has others."""


class NoWeight(UnusableInput):
    """The model needs a body weight."""

    code = "no_weight"


def model_spine(runner: Runner, facts: ReportFacts) -> Answer:
    """The model's answer at full strength; takes some seconds. Raises ``NoWeight`` and what ``ask_spine`` raises."""
    weight = None if facts.check is None else facts.check.intake.weight_kg
    if weight is None:
        raise NoWeight("The spine model needs your weight. Answer it in the check (weight_kg), then try again.")
    is_own = find_own_stride(runner) is not None
    return ask_spine(runner, SpineQuestion(mass_kg=float(weight), speed_m_s=SPEED_M_S, is_own=is_own))


def describe_spine(answer: Answer) -> Section:
    """Peak compression of each level with its band, and whose stride it was."""
    whose = (
        "The runner's own stride" if answer.question.is_own else f"A made-up stride at {answer.question.speed_m_s} m/s"
    )
    rows = tuple(
        (one.level, f"{one.compression_peak_bw:.1f} ({one.low:.1f} to {one.high:.1f})") for one in answer.result.levels
    )
    note = (
        f"{whose}, {answer.question.mass_kg:g} kg. From a model, not measured in the runner; the range holds other "
        "reasonable ways to model it."
    )
    return Section("Modelled load on the spine", head=("Level", "Peak compression, body weights"), rows=rows, note=note)
