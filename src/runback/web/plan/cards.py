"""Weeks and sessions as a page shows them: steps in words, exercises by name, what became of each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from runback.domain.plan import ExerciseSet, Session, SessionKind, Step, StepKind, Week
from runback.domain.weights import format_weight
from runback.knowledge.exercises import Exercise, load_exercises
from runback.knowledge.routines import load_routines
from runback.knowledge.sentences import render_sentence
from runback.languages import cache_by_language
from runback.languages.catalogue import gettext, ngettext
from runback.languages.dates import format_day_month
from runback.web import words
from runback.web.plan.done import Done, Outcome

BESIDE = (SessionKind.WALK, SessionKind.MOBILITY, SessionKind.REST)


@dataclass(frozen=True, slots=True)
class ExerciseLine:
    """One exercise of a session in words; ``exercise`` is None for one the library does not name."""

    id: str
    name: str
    dose: str
    rest_s: int
    planned: ExerciseSet
    exercise: Exercise | None


@dataclass(frozen=True, slots=True)
class SessionCard:
    """One session, and what became of it; its words are made when they are asked for."""

    session: Session
    outcome: Outcome
    is_past: bool
    is_today: bool

    @property
    def title(self) -> str:
        """What it is called."""
        return render_sentence(self.session.title)

    @property
    def steps(self) -> tuple[str, ...]:
        """Its steps, a line each."""
        return tuple(describe_steps(self.session.steps))

    @property
    def exercises(self) -> tuple[ExerciseLine, ...]:
        """Its exercises in words."""
        return tuple(describe_exercise(planned) for planned in self.session.exercises)

    @property
    def amount(self) -> str:
        """Distance and time in one line, without what the title says."""
        session, title = self.session, self.title
        parts = [words.km(session.distance_km)] if session.distance_km else []
        parts += [words.minutes(session.duration_min)] if session.duration_min else []
        return ", ".join(part for part in parts if part not in title)


@dataclass(frozen=True, slots=True)
class DayCard:
    """One day: its ``main`` sessions, and what goes with them (walks, mobility, rest) in one line."""

    date: date
    is_today: bool
    main: tuple[SessionCard, ...]
    beside: tuple[SessionCard, ...]


@dataclass(frozen=True, slots=True)
class WeekCard:
    """One week of days; ``name`` is This week, Next week or the days. ``past`` days are before today.

    ``facts`` are the week in a few words each: its distance, share of the usual week, longest run, what sets it apart.
    """

    week: Week
    name: str
    end: date
    past: tuple[DayCard, ...]
    days: tuple[DayCard, ...]
    done: int
    due: int
    facts: tuple[str, ...]


def describe_week(week: Week, done: Done, today: date) -> WeekCard:
    """The week as days, in their order, with what was done beside the plan; of a week that is over no day is past."""
    planned = [(day, [one for one in week.sessions if one.date == day]) for day in week.days]
    beside_plan = [one for day, of_day in planned for one in done.unplanned(day, of_day)]
    sessions = (*week.sessions, *beside_plan)
    ordered = sorted(sessions, key=lambda one: (one.date, not one.is_run, one.role != "test_walk"))
    cards = [describe_session(session, done.of(session), today) for session in ordered]
    days = [_describe_day(day, list(group), today) for day, group in groupby(cards, key=lambda card: card.session.date)]
    end = week.start + timedelta(days=6)
    split = today if week.start <= today <= end else week.start
    due = [card for day in days if day.date < today for card in day.main if card.session not in beside_plan]
    return WeekCard(
        week=week,
        name=_name_week(week.start, end, today),
        end=end,
        past=tuple(day for day in days if day.date < split),
        days=tuple(day for day in days if day.date >= split),
        done=sum(card.outcome.is_done for card in due),
        due=len(due),
        facts=tuple(_week_facts(week)),
    )


def _week_facts(week: Week) -> Iterator[str]:
    if not week.target_km:
        yield gettext("no running")
        return
    yield words.km(week.target_km)
    if week.target_share is not None:
        yield gettext("{share} % of your usual week").format(share=f"{week.target_share * 100:.0f}")
    if week.longest_run_km and week.longest_run_km < week.target_km:
        yield gettext("longest run {distance}").format(distance=words.km(week.longest_run_km))
    race = next((session for session in week.sessions if session.kind is SessionKind.RACE), None)
    if race is not None:
        yield gettext("race over {distance}").format(distance=words.plain_km(race.distance_km or 0.0))
    if week.back_week is not None:
        yield gettext("week {back_week} of your return").format(back_week=week.back_week)
    if week.is_taper:
        yield gettext("shorter before your race")
    if week.is_deload:
        yield gettext("easy week")


def _describe_day(day: date, cards: Sequence[SessionCard], today: date) -> DayCard:
    main = tuple(card for card in cards if not is_secondary(card.session))
    beside = tuple(card for card in cards if is_secondary(card.session))
    return DayCard(day, day == today, main, beside)


def is_secondary(session: Session) -> bool:
    """Whether the session goes with a day rather than makes it: a walk, stretches, rest; a test walk makes it."""
    return session.kind in BESIDE and session.role != "test_walk"


def _name_week(start: date, end: date, today: date) -> str:
    monday = today - timedelta(days=today.weekday())
    names = {monday: gettext("This week"), monday + timedelta(days=7): gettext("Next week")}
    return names.get(start) or words.format_range(format_day_month(start), format_day_month(end))


def describe_session(session: Session, outcome: Outcome, today: date) -> SessionCard:
    """One session as a card."""
    return SessionCard(session, outcome, is_past=session.date < today, is_today=session.date == today)


def describe_steps(steps: Sequence[Step]) -> Iterator[str]:
    """Lines like ``8 times: 1 min run, 1 min walk``; neighbours with the same repeat are done in turn."""
    for repeat, group in groupby(steps, key=lambda step: step.repeat):
        lines = [_describe_step(step) for step in group]
        if repeat == 1:
            yield from (line[0].upper() + line[1:] for line in lines)
        else:
            yield gettext("{count} times: {steps}").format(count=repeat, steps=gettext(", then ").join(lines))


def _describe_step(step: Step) -> str:
    said = render_sentence(step)
    if step.kind is StepKind.DRILL and said:
        return said
    amount = words.seconds(step.duration_s) if step.duration_s is not None else _metres(step.distance_m or 0.0)
    kind = words.label_inside(step.kind.value)
    how = (said or (step.effort.replace("_", " ") if step.kind is StepKind.RUN else "")).rstrip(".")
    return f"{amount} {kind}" if how.lower() in ("", kind) else f"{amount} {kind} ({how[0].lower()}{how[1:]})"


def _metres(metres: float) -> str:
    return words.km(metres / 1000) if metres >= 1000 else f"{metres:.0f} m"


def describe_exercise(planned: ExerciseSet) -> ExerciseLine:
    """One exercise with its name and dose."""
    known = load_exercises().by_id.get(planned.id)
    name = known.name if known is not None else _stretch_names().get(planned.id) or words.label(planned.id)
    return ExerciseLine(planned.id, name, describe_dose(planned), planned.rest_s, planned, known)


@cache_by_language
def _stretch_names() -> Mapping[str, str]:
    """The names of the stretches, which are in the routines and not in the exercise library."""
    return {part.id: part.name for part in load_routines().mobility.parts}


def describe_dose(planned: ExerciseSet) -> str:
    """``3 sets of 12 on each side``, ``1 set of 10 with 12 kg`` or ``3 holds of 20 s``."""
    return _describe_sets(planned) + "".join(f" {part}" for part in _describe_rest_of_dose(planned))


def _describe_sets(planned: ExerciseSet) -> str:
    if planned.hold_s is None:
        return ngettext("{sets} set of {reps}", "{sets} sets of {reps}", planned.sets).format(
            sets=planned.sets, reps=planned.reps
        )
    holds = f"{planned.sets} x {planned.reps}" if planned.reps else f"{planned.sets}"
    text = ngettext("{holds} hold of {time}", "{holds} holds of {time}", planned.sets * (planned.reps or 1))
    return text.format(holds=holds, time=words.seconds(planned.hold_s))


def _describe_rest_of_dose(planned: ExerciseSet) -> Iterator[str]:
    if planned.per_side:
        yield gettext("on each side")
    if planned.load_kg:
        yield gettext("with {weight}").format(weight=format_weight(planned.load_kg))
