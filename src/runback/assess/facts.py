"""The fact base: one place where answers, the runner's own words and the history meet."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from runback.assess.text import TextFinds, screen_text
from runback.domain.errors import BadAnswer
from runback.domain.intake import NUMBERS, Intake
from runback.domain.load import LoadReport, SpikeSize
from runback.knowledge.conditions import ALWAYS, AtLeast, Chosen, Compared, Condition, Named, Not
from runback.knowledge.red_flags import RedFlags

DAYS_PER_YEAR = 365.25
SPIKE_DAYS = 42
NOTHING_SAID = TextFinds({}, None)


@dataclass(frozen=True)
class FactBase:
    """What is known of one runner today. What is not in here is unknown.

    ``details`` holds every answered item with its option (``vasc_dvt_pe.calf``), ``up``
    the items that count as yes; ``numbers`` the numeric answers and the derived
    ``onset_age_years`` and ``episode_days`` (the longest told); ``guessed`` what of
    ``said`` only the second screen heard.
    """

    book: RedFlags
    intake: Intake
    said: Mapping[str, str]
    numbers: Mapping[str, float]
    details: frozenset[str]
    history: frozenset[str]
    up: frozenset[str] = field(default_factory=frozenset)
    guessed: frozenset[str] = frozenset()

    def holds(self, condition: Condition) -> bool:
        """Whether the condition is known to be true."""
        if isinstance(condition, AtLeast):
            return self._count_holds(condition)
        if isinstance(condition, Not):
            return not self.holds(condition.part)
        if isinstance(condition, Compared):
            return self._compares(condition)
        if isinstance(condition, Chosen):
            answer = getattr(self.intake, condition.key)
            return bool(condition.values & set(answer)) if isinstance(answer, tuple) else answer in condition.values
        return self._knows(condition)

    def _count_holds(self, group: AtLeast) -> bool:
        if group is ALWAYS:
            return True
        needed, left = group.number, len(group.parts)
        for part in group.parts:
            if needed <= 0 or needed > left:
                break
            needed -= self.holds(part)
            left -= 1
        return needed <= 0

    def _compares(self, condition: Compared) -> bool:
        value = self.numbers.get(condition.key)
        if value is None:
            return False
        match condition.sign:
            case ">=":
                return value >= condition.bound
            case "<=":
                return value <= condition.bound
            case ">":
                return value > condition.bound
        return value < condition.bound

    def _knows(self, named: Named) -> bool:
        match named.kind:
            case "flag":
                return named.name in self.up
            case "detail":
                return named.name in self.details
            case "fact":
                return self.holds(self.book.facts[named.name])
            case "said":
                return named.name in self.said
            case "history":
                return named.name in self.history
            case "given":
                return named.name in self.intake.answered
        return any(context == named.name or context.startswith(f"{named.name}_") for context in self.intake.contexts)

    def without_text(self) -> "FactBase":
        """The same facts as if nothing had been written."""
        return gather_facts(self.book, self.intake, history=self.history, finds=NOTHING_SAID)


def gather_facts(
    book: RedFlags, intake: Intake, *, history: frozenset[str] = frozenset(), finds: TextFinds | None = None
) -> FactBase:
    """The fact base of one intake, with every item that is up.

    Items raise each other (``raised_by``) until nothing changes, so order does not matter.
    Raises ``BadAnswer`` for an unknown red-flag id or option.
    """
    finds = screen_text(intake.text) if finds is None else finds
    details = _read_details(book, intake)
    up = frozenset(item for item, _, option in (d.partition(".") for d in details) if _is_yes(book, item, option))
    facts = FactBase(book, intake, finds.said, _read_numbers(intake, finds.days), details, history, up, finds.guessed)
    while True:
        raised = {item.id for item in book.items if item.id not in facts.up and any(map(facts.holds, item.raised_by))}
        if not raised:
            return facts
        facts = replace(facts, up=facts.up | raised)


def _is_yes(book: RedFlags, item_id: str, option: str) -> bool:
    return option not in ("no", "not_sure") or (option == "not_sure" and book.by_id[item_id].not_sure == "counts")


def _read_details(book: RedFlags, intake: Intake) -> frozenset[str]:
    for item_id in (*intake.red_flags, *intake.red_flag_answers):
        if item_id not in book.by_id:
            raise BadAnswer("red_flags", f"{item_id!r} is not a red-flag question.", tuple(book.by_id))
    for item_id, option in intake.red_flag_answers.items():
        if option not in book.by_id[item_id].answers:
            raise BadAnswer("red_flag_answers", f"{option!r} does not answer {item_id}.", book.by_id[item_id].answers)
    details = {f"{item_id}.{option}" for item_id, option in intake.red_flag_answers.items()}
    plain = {f"{item_id}.yes" for item_id in intake.red_flags if not _is_detailed(intake, item_id)}
    return frozenset(details | plain)


def _is_detailed(intake: Intake, item_id: str) -> bool:
    """Whether the item was answered with an option that says more than yes (a no or not sure beside a yes does not)."""
    return intake.red_flag_answers.get(item_id, "no") not in ("no", "yes", "not_sure")


def _read_numbers(intake: Intake, told_days: float | None) -> dict[str, float]:
    numbers = {key: value for key in NUMBERS if (value := getattr(intake, key)) is not None}
    told = [days for days in (intake.pain_days, told_days) if days is not None]
    if told:
        numbers["episode_days"] = max(told)
        if intake.age_years is not None:
            numbers["onset_age_years"] = intake.age_years - max(told) / DAYS_PER_YEAR
    return numbers


def read_history(load: LoadReport | None) -> frozenset[str]:
    """What the running history adds: ``load_spike`` for a moderate or large spike in the last six weeks."""
    if load is None:
        return frozenset()
    recent = [
        spike
        for spike in load.spikes
        if 0 <= (load.as_of - spike.date).days <= SPIKE_DAYS and spike.size is not SpikeSize.SMALL
    ]
    return frozenset({"load_spike"}) if recent else frozenset()
