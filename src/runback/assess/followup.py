"""What to ask again after a check: at the weekly check-in, and whenever symptoms change.

Cauda-equina questions are asked again at every check-in while anything is wrong in a leg (red_flags.yaml,
evidence notes). Once a week, within days where pain of weeks stayed unclear, or when something got worse or is
new, every red-flag question is asked again, except what does not change in a week (``lasts``).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from runback.assess.facts import gather_facts
from runback.assess.patterns import MIXED, fit_patterns
from runback.assess.questions import ask_form, ask_next
from runback.assess.triage import triage
from runback.domain.assessment import Question
from runback.domain.diary import LegSymptom, PainEntry, PainMoment, SessionLog
from runback.domain.intake import Intake, read_intake
from runback.knowledge.plan_rules import load_plan_rules
from runback.knowledge.questions import load_follow_up
from runback.knowledge.red_flags import Item, load_red_flags
from runback.languages import localize_decimal
from runback.languages.catalogue import gettext, gettext_noop

PAIN_RISE = 2
NERVE_GROUPS = ("neuro_deficit", "cord")
NOW_KEYS = ("pain_now", "pain_running", "trend", "locations", "leg_pain", "numbness", "weakness", "night_pain", "text")
LEG_KEYS = ("leg_pain", "numbness", "weakness")
_FELT = {
    LegSymptom.ABOVE_KNEE: ("leg_pain", "above_knee"),
    LegSymptom.BELOW_KNEE: ("leg_pain", "below_knee"),
    LegSymptom.TINGLING: ("numbness", "leg"),
    LegSymptom.WEAKNESS: ("weakness", "mild"),
}
_LEG = frozenset({"thigh_back", "thigh_front", "leg_below_knee", "foot", "both_legs"})
_UNCLEAR = ("check.no_pattern", "check.two_patterns")
_WORSE = {
    "leg_pain": ("none", "above_knee", "below_knee", "both"),
    "numbness": ("none", "leg", "foot", "both", "saddle"),
    "weakness": ("none", "mild", "quad", "calf", "foot_drop", "both"),
}
_CHANGE_TEXTS = {
    "leg_pain": gettext_noop("The leg pain changed."),
    "numbness": gettext_noop("Numbness or tingling is new or has moved."),
    "weakness": gettext_noop("A leg is weaker."),
}
_TREND_TEXTS = {
    "same": gettext_noop("It is no longer getting better."),
    "worsening": gettext_noop("It is getting worse."),
}


_WEEKLY = gettext_noop("A week has passed since the last check.")
_SOON = gettext_noop("It had lasted for weeks without getting better, so it is asked again after a few days.")


def needs_soon(intake: Intake) -> bool:
    """Whether to ask again within days: pain of weeks, no better, without a clear pattern or with worry or low mood."""
    rule = load_follow_up()
    is_of_weeks = rule.unclear_after_days < (intake.pain_days or 0) < rule.unclear_until_days
    if not is_of_weeks or intake.trend == "improving":
        return False
    fits = fit_patterns(intake)
    is_unclear = fits[0].id == MIXED or any(reason.say in _UNCLEAR for fit in fits for reason in fit.reasons)
    return is_unclear or len(intake.outlook) >= rule.outlook_from


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What to ask again, and why; nothing where ``because`` is empty.

    ``items`` are the red-flag ids and ``keys`` the keys of the answers file whose old answers
    no longer count; ``questions`` ask them, the next one first.
    """

    because: tuple[str, ...]
    items: tuple[str, ...]
    keys: tuple[str, ...]
    questions: tuple[Question, ...]

    @property
    def is_due(self) -> bool:
        """Whether there is anything to ask."""
        return bool(self.because)


def has_leg_symptoms(intake: Intake) -> bool:
    """Whether the runner reported any pain, numbness or weakness in a leg, in answers or own words."""
    facts = gather_facts(load_red_flags(), intake)
    answers = (intake.leg_pain, intake.numbness, intake.weakness)
    nerve = any(facts.book.by_id[item].group in (*NERVE_GROUPS, "cauda_equina") for item in facts.up)
    return nerve or any(answer not in (None, "none") for answer in answers) or bool(_LEG.intersection(intake.locations))


def find_changes(before: Intake, now: Intake) -> tuple[str, ...]:
    """What is new or worse between two check-ins, a sentence each; better is no change that asks anything."""
    found = []
    if before.pain_now is not None and now.pain_now is not None and now.pain_now - before.pain_now >= PAIN_RISE:
        found.append(
            gettext("The pain rose from {before} to {now}.").format(
                before=localize_decimal(f"{before.pain_now:g}"), now=localize_decimal(f"{now.pain_now:g}")
            )
        )
    if before.locations and set(now.locations) - set(before.locations):
        found.append(gettext("It hurts in a new place."))
    for key, order in _WORSE.items():
        old, new = getattr(before, key), getattr(now, key)
        if new is not None and order.index(new) > order.index(old or order[0]):
            found.append(gettext(_CHANGE_TEXTS[key]))
    if is_turned(before.trend, now.trend):
        found.append(gettext(_TREND_TEXTS[now.trend or ""]))
    return (*found, *(gettext("New: {sign}.").format(sign=sign) for sign in _find_new_signs(before, now)))


def is_turned(before: str | None, now: str | None) -> bool:
    """Whether the trend is less good than it was; "about the same" is no change where it was not asked before."""
    order = ("improving", "same", "worsening")
    return now in _TREND_TEXTS and order.index(now) > order.index(before or "same")


def _find_new_signs(before: Intake, now: Intake) -> Iterator[str]:
    """The warning signs that were not there before, in a few words each; what is only guessed is asked about.

    A sign that the days gone by or the trend raised is none: nobody answered it, and the trend has its own sentence.
    """
    book = load_red_flags()
    later = replace(before, pain_days=now.pain_days, trend=now.trend)
    known = frozenset().union(*(gather_facts(book, one).without_guesses().up for one in (before, later)))
    new = gather_facts(book, now).without_guesses().up - known
    return (item.short.rstrip(".") for item in book.items if item.id in new)


def find_changes_in_diary(
    before: Intake, pain: Iterable[PainEntry], sessions: Iterable[SessionLog] = ()
) -> tuple[str, ...]:
    """What is new or worse in the diary since the check, a sentence each.

    Pain at rest is compared with the pain of the check. Pain on a run counts from where the pain rule
    stops a run (rule light_red), when it is 2 above what was answered about runs.
    """
    entries, logs = tuple(pain), tuple(sessions)
    resting = [float(entry.score) for entry in entries if entry.moment is not PainMoment.DURING_RUN]
    old = replace(before, red_flags=(), red_flag_answers={}, text="")
    now = replace(old, pain_now=max(resting, default=before.pain_now))
    for leg in (*(entry.leg for entry in entries), *(log.leg for log in logs)):
        now = _feel_leg(now, leg)
    running = [entry.score for entry in entries if entry.moment is PainMoment.DURING_RUN]
    running += [log.pain_during for log in logs if log.pain_during is not None]
    worst, usual = max(running, default=0), max(before.pain_running or 0, before.pain_now or 0)
    is_red = worst >= max(usual + PAIN_RISE, load_plan_rules().light_red.pain_min)
    return (
        *find_changes(old, now),
        *((gettext("The pain on a run rose to {worst}.").format(worst=worst),) if is_red else ()),
    )


def _feel_leg(intake: Intake, leg: LegSymptom) -> Intake:
    """The intake with a leg symptom of the diary, where it is worse than what was known."""
    if leg is LegSymptom.NONE:
        return intake
    key, value = _FELT[leg]
    order = _WORSE[key]
    return (
        replace(intake, **{key: value})  # type: ignore[arg-type]
        if order.index(value) > order.index(getattr(intake, key) or order[0])
        else intake
    )


def plan_follow_up(before: Intake, *, made_on: date, as_of: date, changes: Sequence[str] = ()) -> FollowUp:
    """What to ask again ``as_of`` a day, given the last check, made on ``made_on``.

    ``changes`` are sentences of ``find_changes`` (or "I want to report a change").
    """
    days, rule = (as_of - made_on).days, load_follow_up()
    weekly = days >= rule.weekly_days
    soon = not weekly and days >= rule.soon_days and needs_soon(before)
    if not changes and not weekly and not soon and not (as_of > made_on and has_leg_symptoms(before)):
        return FollowUp((), (), (), ())
    book = load_red_flags()
    if weekly or soon or changes:
        items = [item for item in book.items if not item.lasts]
        because = (*changes, *((gettext(_WEEKLY),) if weekly else ()), *((gettext(_SOON),) if soon else ()))
        keys: tuple[str, ...] = NOW_KEYS
    else:
        items = [item for item in book.items if item.group == "cauda_equina"]
        because, keys = (gettext("While a leg is affected, these are asked at every check-in."),), ()
    ids = tuple(item.id for item in items)
    return FollowUp(because, ids, keys, _ask(forget_answers(before, ids, keys), items, keys, before))


def forget_answers(intake: Intake, items: Sequence[str], keys: Sequence[str] = ()) -> Intake:
    """The intake as if these red-flag items and keys had never been answered."""
    blank = Intake()
    return replace(
        intake,
        **{key: getattr(blank, key) for key in keys},
        red_flags=tuple(item for item in intake.red_flags if item not in items),
        red_flag_answers={key: value for key, value in intake.red_flag_answers.items() if key not in items},
        answered=intake.answered - set(keys),
    )


def carry_answers(answers: Mapping[str, Any], follow_up: FollowUp, days: int) -> dict[str, Any]:
    """The answers file of a follow-up ``days`` after the check: what still counts of the old one.

    The episode is ``days`` older. What the old words raised and what lasts stays up, though the
    words themselves no longer count.
    """
    before = read_intake(dict(answers))
    kept = {key: value for key, value in answers.items() if key not in (*follow_up.keys, "mistakes")}
    facts = gather_facts(load_red_flags(), before).without_guesses()
    heard = facts.up - facts.without_text().up
    kept["red_flags"] = sorted({*before.red_flags, *heard} - set(follow_up.items))
    flag_answers = answers.get("red_flag_answers") or {}
    kept["red_flag_answers"] = {item: flag_answers[item] for item in flag_answers if item not in follow_up.items}
    if before.pain_days is not None:
        kept["pain_days"] = before.pain_days + days
    return kept


def _ask(blank: Intake, items: Sequence[Item], keys: Sequence[str], before: Intake) -> tuple[Question, ...]:
    facts = gather_facts(load_red_flags(), blank)
    ids = {item.id for item in items}
    flags = [
        question
        for question in ask_next(facts, triage(facts), to_the_end=True)
        if question.key == "red_flags" and (question.id in ids or ids.intersection(question.options))
    ]
    forms = [question for key in keys if key in before.answered and (question := ask_form(key))]
    return (*forms, *flags)
