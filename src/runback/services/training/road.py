"""The road: where the runner is between the start and the usual week, in the words of every page and command."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from runback.domain.plan import GoalStatus, Plan, Progress
from runback.knowledge.sentences import render_by_id
from runback.load.measure import monday_of
from runback.services.training.today import TodayView

DOTS_MAX = 20
"""More weeks than this are a line of words alone."""


@dataclass(frozen=True, slots=True)
class Road:
    """``title`` names the goal with its dates, ``where`` the place in words; ``dots`` are done, here or ahead.

    ``milestone`` is what comes next before the goal, with its date; empty where the plan foresees none.
    """

    title: str
    where: str
    dots: tuple[str, ...]
    milestone: str
    lines: tuple[str, ...]


def describe_road(view: TodayView) -> Road | None:
    """The road of that day; None while blocked or without a check."""
    progress = view.progress
    if progress is None or view.plan is None:
        return None
    where, dots = _place(progress, view.plan.plan, view.today)
    goal = view.plan.plan.goal
    race = goal if goal is not None and goal.status is GoalStatus.ON_THE_WAY and goal.date >= view.today else None
    title = _title(progress) if race is None else render_by_id("road.to_race", (("km", race.race_km), *_day(race.date)))
    ahead = sorted(_milestones(progress, has_race=race is not None))
    first = ahead[0] if ahead and (race is None or ahead[0][0] <= race.date) else None
    lines = tuple(text for place in ahead if place is not first for text in place[1:])
    return Road(title, where, dots, "" if first is None else first[1], lines)


def _day(day: date) -> tuple[tuple[str, str]]:
    return (("day", day.isoformat()),)


def _title(progress: Progress) -> str:
    usual = progress.usual_km
    if usual is None or not usual:
        return _half_hour(progress)
    facts = {"usual": round(usual, 1)}
    if progress.now.say == "now.usual":
        return render_by_id("road.at_usual", facts.items())
    if progress.usual_from is None or progress.usual_until is None:
        return render_by_id("road.usual", facts.items())
    dated = facts | {"first": progress.usual_from.isoformat(), "last": progress.usual_until.isoformat()}
    return render_by_id("road.usual_dated", dated.items())


def _half_hour(progress: Progress) -> str:
    if progress.stage is None:
        return render_by_id("road.new", ())
    if progress.continuous_from is None:
        return render_by_id("road.half_hour", ())
    return render_by_id("road.half_hour_dated", (("day", progress.continuous_from.isoformat()),))


def _place(progress: Progress, plan: Plan, today: date) -> tuple[str, tuple[str, ...]]:
    """The place on the road in words, and as dots: walk-run steps, else the weeks of the return."""
    step = _step_of(progress, plan, today)
    if step is not None:
        return render_by_id("road.stage", zip(("stage", "stages"), step, strict=True)), _dots(*step)
    week = next((week for week in plan.weeks if week.start == monday_of(today)), None)
    if week is None or week.back_week is None or progress.usual_from is None:
        return "", ()
    weeks = week.back_week + max(0, (progress.usual_from - monday_of(today)).days // 7)
    words = render_by_id("road.week", (("week", week.back_week), ("weeks", weeks)))
    return words, _dots(week.back_week, weeks)


def _step_of(progress: Progress, plan: Plan, today: date) -> tuple[int, int] | None:
    """The walk-run step and how many there are; before the first run those of the next planned run."""
    if progress.stage is not None and progress.stages is not None:
        return progress.stage, progress.stages
    runs = sorted(
        (s for week in plan.weeks for s in week.sessions if s.is_run and s.date >= today), key=lambda s: s.date
    )
    for reason in runs[0].reasons if runs else ():
        if reason.say == "run.table":
            facts = dict(reason.facts)
            return int(facts["stage"]), int(facts["stages"])
    return None


def _dots(here: int, count: int) -> tuple[str, ...]:
    if count > DOTS_MAX:
        return ()
    return tuple("done" if n < here else "here" if n == here else "ahead" for n in range(1, count + 1))


def _milestones(progress: Progress, *, has_race: bool) -> Iterator[tuple[date, str]]:
    """What comes before the goal, from the plan's own outlook: half an hour without walking, the usual week."""
    is_title = not has_race and not progress.usual_km
    if progress.stage is not None and progress.continuous_from is not None and not is_title:
        yield progress.continuous_from, render_by_id("road.half_hour_next", _day(progress.continuous_from))
    if has_race and progress.usual_from is not None and progress.usual_until is not None:
        facts = (("week", progress.usual_from.isoformat()), ("last", progress.usual_until.isoformat()))
        yield progress.usual_from, render_by_id("road.usual_week", facts)
