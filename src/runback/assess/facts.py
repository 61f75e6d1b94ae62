"""The fact base: one place where answers, the runner's own words and the history meet."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from runback.assess.text import TextFinds, screen_text
from runback.domain.errors import BadAnswer
from runback.domain.intake import NUMBERS, Intake
from runback.domain.load import LoadReport, SpikeSize
from runback.knowledge.conditions import Condition, Word
from runback.knowledge.red_flags import RedFlags, load_red_flags
from runback.knowledge.second_screen import item_of, load_says, load_waiting
from runback.languages.catalogue import gettext

DAYS_PER_YEAR = 365.25
SPIKE_DAYS = 42
NO_FINDS = TextFinds({}, None)


@dataclass(frozen=True)
class FactBase:
    """What is known of one runner today. What is not in here is unknown.

    ``details`` has every answered item with its option (``vasc_dvt_pe.calf``), ``up``
    the items that count as yes; ``numbers`` the numeric answers and the derived
    ``onset_age_years`` and ``episode_days`` (the longest mentioned). ``finds`` is what the words
    say; what only the second screen heard never raises an item that was answered no. ``leading`` is the
    pattern in first place, where it is known.
    """

    book: RedFlags
    intake: Intake
    finds: TextFinds
    numbers: Mapping[str, float]
    details: frozenset[str]
    history: frozenset[str]
    leading: frozenset[str] = frozenset()
    up: frozenset[str] = field(default_factory=frozenset)

    @property
    def said(self) -> Mapping[str, str]:
        """Every concept of the runner's words, with its sentence."""
        return self.finds.said

    def holds(self, condition: Condition) -> bool:
        """Whether the condition is known to be true."""
        return condition.holds(self)

    def number(self, name: str) -> float | None:
        """A numeric answer or derived number, None where it is not known."""
        return self.numbers.get(name)

    def has(self, kind: str, values: frozenset[str]) -> bool:
        """Whether that kind (``conditions``) is known to have one of the values."""
        match kind:
            case "fact":
                return any(self.holds(self.book.facts[name]) for name in values)
            case "context":
                return any(
                    context == name or context.startswith(f"{name}_")
                    for context in self.intake.contexts
                    for name in values
                )
            case "flag":
                return not values.isdisjoint(self.up)
            case "detail":
                return not values.isdisjoint(self.details)
            case "said":
                return not values.isdisjoint(self.said)
            case "history":
                return not values.isdisjoint(self.history)
            case "pattern":
                return not values.isdisjoint(self.leading)
            case "given":
                return not values.isdisjoint(self.intake.answered)
        answer = getattr(self.intake, kind)
        return not values.isdisjoint(answer) if isinstance(answer, tuple) else answer in values

    def without_text(self) -> "FactBase":
        """The same facts as if nothing had been written."""
        return self._with_finds(NO_FINDS)

    def without_guesses(self) -> "FactBase":
        """The same facts with only what the lexicon found in the words."""
        return self._with_finds(replace(self.finds, guesses={}))

    def _with_finds(self, finds: TextFinds) -> "FactBase":
        facts = gather_facts(self.book, self.intake, history=self.history, finds=finds)
        return replace(facts, leading=self.leading)


def gather_facts(
    book: RedFlags, intake: Intake, *, history: frozenset[str] = frozenset(), finds: TextFinds | None = None
) -> FactBase:
    """The fact base of one intake, with every item that is up.

    Items raise each other (``raised_by``) until nothing changes, so order does not matter.
    Raises ``BadAnswer`` for an unknown red-flag id or option.
    """
    finds = screen_text(intake.text) if finds is None else finds
    denied = _find_denied(intake)
    finds = finds.without([kind for kind in finds.guesses if not denied.isdisjoint(asked_by_class(kind))])
    details = _read_details(book, intake)
    up = frozenset(item for item, _, option in (d.partition(".") for d in details) if _is_yes(book, item, option))
    certain = replace(finds, guesses={})
    blank = FactBase(book, intake, certain, _read_numbers(intake, finds.days), details, history)
    facts = _raise_items(replace(blank, up=up))
    if not finds.guesses:
        return facts
    facts = replace(facts, finds=finds)
    return _raise_items(replace(facts, up=facts.up | _find_guessed(facts)), never=denied)


def _find_guessed(facts: FactBase) -> frozenset[str]:
    """The items that a class which may wait some days raises."""
    waiting = load_waiting()
    return frozenset(item_of(kind) for kind in facts.finds.guesses if kind in waiting and facts.holds(waiting[kind]))


def _raise_items(facts: FactBase, *, never: frozenset[str] = frozenset()) -> FactBase:
    while True:
        quiet = (item for item in facts.book.items if item.id not in facts.up | never)
        raised = {item.id for item in quiet if any(map(facts.holds, item.raised_by))}
        if not raised:
            return facts
        facts = replace(facts, up=facts.up | raised)


def _find_denied(intake: Intake) -> frozenset[str]:
    """The items that were answered no, and not ticked as well."""
    return frozenset(item for item, option in intake.red_flag_answers.items() if option == "no") - {*intake.red_flags}


@cache
def asked_by_class(kind: str) -> frozenset[str]:
    """The items that ask about a class of the second screen: the one it names and those its first concept raises."""
    alone = Word("said", frozenset(load_says().get(kind, ())[:1]))
    return frozenset(item.id for item in load_red_flags().items if item.id == item_of(kind) or alone in item.raised_by)


def _is_yes(book: RedFlags, item_id: str, option: str) -> bool:
    return option not in ("no", "not_sure") or (option == "not_sure" and book.by_id[item_id].not_sure == "counts")


def _read_details(book: RedFlags, intake: Intake) -> frozenset[str]:
    for item_id in (*intake.red_flags, *intake.red_flag_answers):
        if item_id not in book.by_id:
            raise BadAnswer(
                "red_flags",
                gettext("{item_id!r} is not a red-flag question.").format(item_id=item_id),
                tuple(book.by_id),
            )
    for item_id, option in intake.red_flag_answers.items():
        if option not in book.by_id[item_id].answers:
            raise BadAnswer(
                "red_flag_answers",
                gettext("{option!r} does not answer {item_id}.").format(option=option, item_id=item_id),
                book.by_id[item_id].answers,
            )
    details = {f"{item_id}.{option}" for item_id, option in intake.red_flag_answers.items()}
    plain = {f"{item_id}.yes" for item_id in intake.red_flags if not _is_detailed(intake, item_id)}
    return frozenset(details | plain)


def _is_detailed(intake: Intake, item_id: str) -> bool:
    """Whether the item was answered with an option that says more than yes (a no or not sure beside a yes does not)."""
    return intake.red_flag_answers.get(item_id, "no") not in ("no", "yes", "not_sure")


def _read_numbers(intake: Intake, days_in_text: float | None) -> dict[str, float]:
    numbers = {key: value for key in NUMBERS if (value := getattr(intake, key)) is not None}
    lengths = [days for days in (intake.pain_days, days_in_text) if days is not None]
    if lengths:
        numbers["episode_days"] = max(lengths)
        if intake.age_years is not None:
            numbers["onset_age_years"] = intake.age_years - max(lengths) / DAYS_PER_YEAR
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
