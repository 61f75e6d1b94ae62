"""The spine on the report, only if it was requested: modelled loads of the runner's stride, or a made-up one."""

from runback.domain.errors import UnusableInput
from runback.domain.runner import Runner
from runback.languages import localize_decimal
from runback.languages.catalogue import gettext, gettext_noop, pgettext
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
        raise NoWeight(
            gettext("The spine model needs your weight. Answer it in the check (weight_kg), then try again.")
        )
    is_own = find_own_stride(runner) is not None
    return ask_spine(runner, SpineQuestion(mass_kg=float(weight), speed_m_s=SPEED_M_S, is_own=is_own))


def describe_spine(answer: Answer) -> Section:
    """Peak compression of each level with its band, and whose stride it was."""
    question = answer.question
    note = gettext(_OWN if question.is_own else _MADE_UP).format(
        speed=localize_decimal(f"{question.speed_m_s}"), weight=localize_decimal(f"{question.mass_kg:g}")
    )
    spread = gettext("{value} ({low} to {high})")
    rows = tuple(
        (
            one.level,
            localize_decimal(
                spread.format(
                    value=localize_decimal(f"{one.compression_peak_bw:.1f}"),
                    low=localize_decimal(f"{one.low:.1f}"),
                    high=localize_decimal(f"{one.high:.1f}"),
                )
            ),
        )
        for one in answer.result.levels
    )
    head = (pgettext("spine", "Level"), gettext("Peak compression, body weights"))
    return Section(gettext("Modelled load on the spine"), head=head, rows=rows, note=note)


_OWN = gettext_noop(
    "The runner's own stride, {weight} kg. From a model, not measured in the runner; the range holds other "
    "reasonable ways to model it."
)
_MADE_UP = gettext_noop(
    "A made-up stride at {speed} m/s, {weight} kg. From a model, not measured in the runner; the range holds other "
    "reasonable ways to model it."
)
