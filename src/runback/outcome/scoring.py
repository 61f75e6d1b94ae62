"""``score_answers``: the score of one questionnaire by its published rule, missing items included."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from runback.domain.errors import BadAnswer
from runback.knowledge.instruments import Instrument, load_instruments
from runback.languages.catalogue import gettext

DIGITS = 2


@dataclass(frozen=True, slots=True)
class Score:
    """A score in points of ``max``; None if too few items were answered.

    ``answered`` counts items. ``low`` and ``high`` are the possible scores given the unanswered items.
    """

    instrument: str
    score: float | None
    max: int
    answered: int
    valid: bool
    low: float | None
    high: float | None


def find_instrument(name: str) -> Instrument:
    """The instrument with that id; raises ``BadAnswer``, with the reason, for one that may not be distributed."""
    book = load_instruments()
    if name in book.by_id:
        return book.by_id[name]
    barred = next((one for one in book.not_shipped if one.id == name), None)
    if barred is not None:
        raise BadAnswer(
            "instrument", gettext("{name} is not part of Runback. {why}").format(name=barred.name, why=barred.why)
        )
    raise BadAnswer("instrument", gettext("There is no instrument {name!r}.").format(name=name), tuple(book.by_id))


def score_answers(instrument: Instrument, answers: object) -> Score:
    """The score of these answers (interface.md, `outcomes score`).

    rmdq: ``{"items": [true|false|null x 24]}``, the number of ticked sentences; null is one left blank.
    psfs: ``{"activities": [{"name", "score"}]}``, 3 to 5, the mean. peg: ``{"pain", "enjoyment", "activity"}`` and
    nprs: ``{"pain"}``, the mean. start_back: ``{"total": 0 to 9, "distress": 0 to 5}``, a clinician's total. Scores of
    items are 0 to 10 unless stated otherwise; None is not answered. Raises ``BadAnswer`` with the key
    and what is allowed.
    """
    if not isinstance(answers, Mapping):
        raise BadAnswer(
            "answers", gettext("The answers to {id} are one object of keys and values.").format(id=instrument.id)
        )
    if instrument.rule == "count":
        return _count(instrument, _read_ticks(instrument, answers))
    if not instrument.items:
        return _average(instrument, _read_activities(instrument, answers))
    _require_keys(answers, [item.id for item in instrument.items])
    values = [_read_number(item.id, answers.get(item.id), item.max) for item in instrument.items]
    return _average(instrument, values[:1] if instrument.rule == "given" else values)


def _require_keys(answers: Mapping[Any, Any], known: Sequence[str]) -> None:
    if unknown := [str(key) for key in answers if key not in known]:
        raise BadAnswer(unknown[0], gettext("There is no such answer."), known)


def _read_ticks(instrument: Instrument, answers: Mapping[Any, Any]) -> list[bool | None]:
    _require_keys(answers, ["items"])
    items, count = answers.get("items"), len(instrument.items)
    if not isinstance(items, list | tuple) or len(items) != count:
        given = (
            gettext("{items} were given").format(items=len(items))
            if isinstance(items, list | tuple)
            else gettext("there is no list")
        )
        raise BadAnswer(
            "items",
            gettext("The {count} sentences need {count} answers in their order; {given}.").format(
                count=count, given=given
            ),
        )
    for number, item in enumerate(items, start=1):
        if item is not None and not isinstance(item, bool):
            raise BadAnswer(
                f"items, number {number}",
                gettext("{item!r} is not an answer.").format(item=item),
                ("true", "false", "null"),
            )
    return list(items)


def _read_activities(instrument: Instrument, answers: Mapping[Any, Any]) -> list[float | None]:
    _require_keys(answers, ["activities"])
    activities = answers.get("activities")
    least, most = instrument.items_min, instrument.items_max
    if not isinstance(activities, list | tuple) or not least <= len(activities) <= most:
        raise BadAnswer("activities", gettext("Name {least} to {most} activities.").format(least=least, most=most))
    scores = []
    for number, activity in enumerate(activities, start=1):
        key = f"activities, number {number}"
        if not isinstance(activity, Mapping) or not str(activity.get("name") or "").strip():
            raise BadAnswer(key, gettext('An activity is an object like {"name": "run 30 minutes", "score": 4}.'))
        _require_keys(activity, ["name", "score"])
        scores.append(_read_number(key, activity.get("score")))
    return scores


def _read_number(key: str, value: Any, most: int = 10) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise BadAnswer(
            key,
            gettext("{value!r} is not a number from 0 to {most}.").format(value=value, most=most),
            (f"0 to {most}",),
        )
    return float(value)


def _count(instrument: Instrument, ticks: Sequence[bool | None]) -> Score:
    """The number of ticks; a sentence left blank counts as not applying (Roland and Morris 1983)."""
    answered, ticked = sum(tick is not None for tick in ticks), sum(tick is True for tick in ticks)
    return _score(instrument, answered, ticked, ticked, ticked + len(ticks) - answered)


def _average(instrument: Instrument, values: Sequence[float | None]) -> Score:
    given = [value for value in values if value is not None]
    total, missing = sum(given), len(values) - len(given)
    mean = total / len(given) if given else 0.0
    low, high = ((total + missing * end) / len(values) for end in (0, instrument.max))
    return _score(instrument, len(given), mean, low, high)


def _score(instrument: Instrument, answered: int, score: float, low: float, high: float) -> Score:
    """The score, None if fewer items were answered than its rule requires."""
    if answered < instrument.needed:
        return Score(instrument.id, None, instrument.max, answered, False, None, None)
    return Score(
        instrument.id,
        round(score, DIGITS),
        instrument.max,
        answered,
        True,
        round(low, DIGITS),
        round(high, DIGITS),
    )
