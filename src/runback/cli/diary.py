"""``runback log``: one entry in the diary."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

import typer

from runback.cli.context import Usage, day_option, day_or_today, open_runner, print_json
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext, pgettext, pgettext_noop

Moment = Literal["morning", "now", "during_run", "after_run", "evening"]
LegWord = Literal["none", "above_knee", "below_knee", "tingling", "weakness"]
Kind = Literal["run", "walk_run", "walk", "strength", "mobility", "cross", "rest", "race"]

On = Annotated[date | None, day_option("--on", "The day, today when not given.")]
Leg = Annotated[LegWord, typer.Option("--leg", help="What you feel in a leg.")]
Note = Annotated[str, typer.Option("--note", help="Your own words.")]

_MOMENTS = {
    "morning": pgettext_noop("moment", "morning"),
    "now": pgettext_noop("moment", "now"),
    "during_run": pgettext_noop("moment", "during a run"),
    "after_run": pgettext_noop("moment", "after a run"),
    "evening": pgettext_noop("moment", "evening"),
}
_KINDS = {
    "run": pgettext_noop("session", "Run"),
    "walk_run": pgettext_noop("session", "Walk-run"),
    "walk": pgettext_noop("session", "Walk"),
    "strength": pgettext_noop("session", "Strength"),
    "mobility": pgettext_noop("session", "Mobility"),
    "cross": pgettext_noop("session", "Cross-training"),
    "rest": pgettext_noop("session", "Rest"),
    "race": pgettext_noop("session", "Race"),
}
_WHYS = {
    "ill": pgettext_noop("days off", "ill"),
    "travel": pgettext_noop("days off", "travelling"),
    "busy": pgettext_noop("days off", "no time"),
}

_ENTRIES = {
    "pain": pgettext_noop("diary entry", "pain"),
    "session": pgettext_noop("diary entry", "session"),
    "strength": pgettext_noop("diary entry", "exercise"),
    "clearance": pgettext_noop("diary entry", "clearance"),
    "days_off": pgettext_noop("diary entry", "days off"),
    "race": pgettext_noop("diary entry", "race"),
}

log = typer.Typer(help="Add an entry to the diary.", no_args_is_help=True, rich_markup_mode=None)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(log, name="log")


@log.command("pain")
def _pain(
    context: typer.Context,
    score: Annotated[int, typer.Argument(help="0 (none) to 10 (worst).")],
    moment: Annotated[Moment, typer.Option("--moment", help="When you felt it.")] = "now",
    leg: Leg = "none",
    at: Annotated[str | None, typer.Option("--at", help="When, like 2026-05-14T07:30.", show_default=False)] = None,
    note: Note = "",
    home: Usage.Home = None,
    as_of: Usage.AsOf = None,
    as_json: Usage.Json = False,
) -> None:
    """Log how much it hurts, 0 to 10."""
    runner = open_runner(context, home)
    from runback.domain.diary import LegSymptom, PainMoment
    from runback.export.documents import pain_document
    from runback.services.training import diary

    instant = None if at is None else _read_instant(at, runner.zone)
    entry = diary.log_pain(runner, score, PainMoment(moment), instant, leg=LegSymptom(leg), note=note, today=as_of)
    words = gettext("Pain {score} ({moment}) on {day}.")
    text = words.format(score=entry.score, moment=pgettext("moment", _MOMENTS[moment]), day=entry.day)
    _show(pain_document(entry), text, as_json)


def _read_instant(text: str, zone: str) -> datetime:
    from zoneinfo import ZoneInfo

    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            gettext("{text!r} is not a time like 2026-05-14T07:30.").format(text=text), param_hint="--at"
        ) from None
    return instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(zone))


def _show(document: Any, sentence: str, as_json: bool) -> None:
    if as_json:
        print_json(document)
    else:
        print(sentence)


@log.command("session")
def _session(
    context: typer.Context,
    kind: Annotated[Kind, typer.Argument(help="What kind of session.")],
    on: On = None,
    missed: Annotated[bool, typer.Option("--missed", help="It was not done.", show_default=False)] = False,
    distance_km: Annotated[float | None, typer.Option("--distance-km")] = None,
    duration_min: Annotated[float | None, typer.Option("--duration-min")] = None,
    pain_before: Annotated[int | None, typer.Option("--pain-before", help="0 to 10.")] = None,
    pain_during: Annotated[int | None, typer.Option("--pain-during", help="0 to 10, the worst.")] = None,
    pain_rising: Annotated[
        bool, typer.Option("--pain-rising", help="The pain kept rising.", show_default=False)
    ] = False,
    sharp: Annotated[bool, typer.Option("--sharp", help="It was sharp.", show_default=False)] = False,
    limp: Annotated[bool, typer.Option("--limp", help="You limped.", show_default=False)] = False,
    leg: Leg = "none",
    painkillers: Annotated[bool, typer.Option("--painkillers", help="Taken before.", show_default=False)] = False,
    effort: Annotated[float | None, typer.Option("--effort", help="How hard, 0 to 10.")] = None,
    activity: Annotated[str | None, typer.Option("--activity", metavar="ID", help="The recorded activity.")] = None,
    note: Note = "",
    home: Usage.Home = None,
    as_of: Usage.AsOf = None,
    as_json: Usage.Json = False,
) -> None:
    """Log a session done or missed."""
    runner = open_runner(context, home)
    from runback.domain.diary import LegSymptom, SessionLog
    from runback.domain.plan import SessionKind
    from runback.export.documents import session_log_document
    from runback.services.training import diary

    entry = SessionLog(
        day=on or day_or_today(runner, as_of),
        kind=SessionKind(kind),
        done=not missed,
        distance_km=distance_km,
        duration_min=duration_min,
        pain_before=pain_before,
        pain_during=pain_during,
        pain_rising=pain_rising,
        sharp=sharp,
        limp=limp,
        leg=LegSymptom(leg),
        painkillers=painkillers,
        effort_rpe=effort,
        note=note,
        activity_id=activity,
    )
    saved = diary.log_session(runner, entry, as_of)
    words = gettext("{session}, {day}: missed.") if missed else gettext("{session}, {day}: done.")
    text = words.format(session=pgettext("session", _KINDS[kind]), day=saved.day)
    _show(session_log_document(saved), text, as_json)


@log.command("strength")
def _strength(
    context: typer.Context,
    exercise: Annotated[str, typer.Argument(help="The exercise's id, as the plan names it.")],
    sets: Annotated[int, typer.Option("--sets")],
    reps: Annotated[int, typer.Option("--reps", help="Repetitions a set, or seconds held.")],
    load_kg: Annotated[float | None, typer.Option("--load-kg")] = None,
    effort: Annotated[float | None, typer.Option("--effort", help="How hard, 0 to 10.")] = None,
    pain: Annotated[int | None, typer.Option("--pain", help="0 to 10.")] = None,
    on: On = None,
    home: Usage.Home = None,
    as_of: Usage.AsOf = None,
    as_json: Usage.Json = False,
) -> None:
    """Log one exercise as done."""
    runner = open_runner(context, home)
    from runback.domain.diary import StrengthLog
    from runback.export.documents import strength_log_document
    from runback.services.training import diary

    entry = StrengthLog(on or day_or_today(runner, as_of), exercise, sets, reps, load_kg, effort, pain)
    saved = diary.log_strength(runner, entry, as_of)
    text = gettext("{exercise}, {day}: {sets} x {reps}.").format(exercise=exercise, sets=sets, reps=reps, day=saved.day)
    _show(strength_log_document(saved), text, as_json)


@log.command("shoe")
def _shoe(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What you call the pair.")],
    bought_on: Annotated[date | None, day_option("--bought-on", "When you bought it.")] = None,
    retired_on: Annotated[date | None, day_option("--retired-on", "When you stopped running in it.")] = None,
    start_km: Annotated[float | None, typer.Option("--start-km", help="Kilometres run in it before Runback.")] = None,
    default: Annotated[bool, typer.Option("--default", help="Count new runs for it.", show_default=False)] = False,
    home: Usage.Home = None,
    as_of: Usage.AsOf = None,
    as_json: Usage.Json = False,
) -> None:
    """Log a pair of shoes, or change its details."""
    runner = open_runner(context, home)
    from runback.export.documents import shoe_document
    from runback.services.training import diary
    from runback.services.training.default_shoe import choose_default

    saved = diary.log_shoe(runner, name, bought_on=bought_on, retired_on=retired_on, start_km=start_km)
    if default:
        choose_default(runner, saved.id, day_or_today(runner, as_of))
    _show(shoe_document(saved), gettext("{name} is among your shoes.").format(name=saved.name), as_json)


@log.command("clearance")
def _clearance(
    context: typer.Context,
    by: Annotated[str, typer.Option("--by", help="Who said so: name and role.")],
    until: Annotated[date, day_option("--until", "The last day it holds.")],
    flag: Annotated[
        list[str] | None,
        typer.Option("--flag", metavar="ID", help="What it is about; can be repeated. Without it, lists what is set."),
    ] = None,
    on: On = None,
    note: Note = "",
    home: Usage.Home = None,
    as_of: Usage.AsOf = None,
    as_json: Usage.Json = False,
) -> None:
    """Log a clinician's clearance to run."""
    runner = open_runner(context, home)
    from runback.domain.diary import Clearance
    from runback.export.documents import clearance_document
    from runback.services.training import diary

    day = day_or_today(runner, as_of)
    entry = Clearance(by, on or day, until, _find_cleared(runner, day, flag or ()), note)
    saved = diary.record_clearance(runner, entry, as_of)
    text = gettext("Clearance by {name}, until {day}.").format(name=saved.by, day=saved.until)
    _show(clearance_document(saved), text, as_json)


def _find_cleared(runner: Runner, day: date, ids: Sequence[str]) -> tuple[str, ...]:
    """The ids with the others of their concerns; raises ``BadAnswer`` with what is open where none is given."""
    from runback.domain.errors import BadAnswer
    from runback.services.training import concerns
    from runback.services.training.plans import NeedsCheck, current_plan

    try:
        view = current_plan(runner, day)
    except NeedsCheck:
        view = None
    if ids:
        return tuple(ids) if view is None else concerns.complete_ids(runner, view, ids)
    standing = () if view is None else concerns.list_concerns(runner, view)
    raise BadAnswer(
        "--flag",
        gettext("Say what the clinician looked at.") if standing else gettext("There is nothing to clear now."),
        [f"{concern.ids[0]} ({concern.text})" for concern in standing],
    )


@log.command("days-off")
def _days_off(
    context: typer.Context,
    first: Annotated[date, day_option("--first", "The first day.")],
    last: Annotated[date | None, day_option("--last", "The last day, the first when not given.")] = None,
    why: Annotated[Literal["ill", "travel", "busy"], typer.Option("--why", help="What it is.")] = "busy",
    home: Usage.Home = None,
    as_of: Usage.AsOf = None,
    as_json: Usage.Json = False,
) -> None:
    """Enter days on which you cannot train; the plan works around them."""
    runner = open_runner(context, home)
    from runback.domain.adjust import DaysOff, DaysOffWhy
    from runback.services.training import adjust

    off = adjust.add_days_off(runner, day_or_today(runner, as_of), DaysOff(first, last or first, DaysOffWhy(why)))
    document = {"first": off.first.isoformat(), "last": off.last.isoformat(), "why": str(off.why), "id": off.id}
    words = gettext("No training from {first} to {last} ({why}).")
    text = words.format(first=off.first, last=off.last, why=pgettext("days off", _WHYS[why]))
    _show(document, text, as_json)


@log.command("race")
def _race(
    context: typer.Context,
    day: Annotated[date, day_option("--date", "The day of the race.")],
    race_km: Annotated[float, typer.Option("--race-km", help="Its distance in km.")],
    priority: Annotated[
        Literal["a", "b"], typer.Option("--priority", help="a: the plan tapers for it. b: a race on the way.")
    ] = "a",
    home: Usage.Home = None,
    as_of: Usage.AsOf = None,
    as_json: Usage.Json = False,
) -> None:
    """Enter a race; the plan prepares for it, and for the days after."""
    runner = open_runner(context, home)
    from runback.domain.adjust import Priority, Race
    from runback.domain.distances import format_plain_distance
    from runback.services.training import adjust

    race = adjust.add_race(runner, day_or_today(runner, as_of), Race(day, race_km, Priority(priority)))
    document = {"date": race.date.isoformat(), "race_km": race.race_km, "priority": str(race.priority), "id": race.id}
    text = gettext("Race: {distance} on {day}.").format(distance=format_plain_distance(race.race_km), day=race.date)
    _show(document, text, as_json)


@log.command("limit")
def _limit(
    context: typer.Context,
    by: Annotated[str, typer.Option("--by", help="Who set it: name and role.")] = "",
    on: On = None,
    until: Annotated[date | None, day_option("--until", "The last day it holds; open when not given.")] = None,
    run_minutes: Annotated[float | None, typer.Option("--run-minutes", help="No run longer than that.")] = None,
    run_km: Annotated[float | None, typer.Option("--run-km", help="No run longer than that.")] = None,
    week_km: Annotated[float | None, typer.Option("--week-km", help="No more running a week than that.")] = None,
    no_hills: Annotated[bool, typer.Option("--no-hills", help="No hills.")] = False,
    no_speed: Annotated[bool, typer.Option("--no-speed", help="No fast running.")] = False,
    no_running: Annotated[bool, typer.Option("--no-running", help="No running at all.")] = False,
    without: Annotated[list[str] | None, typer.Option("--without", metavar="ID", help="No such exercise.")] = None,
    added: Annotated[list[str] | None, typer.Option("--add", metavar="ID", help="An exercise to add.")] = None,
    recheck: Annotated[date | None, day_option("--recheck", "When they want to see you again.")] = None,
    remove: Annotated[int | None, typer.Option("--remove", metavar="ID", help="Delete a limit.")] = None,
    show: Annotated[bool, typer.Option("--list", help="Show the limits there are.")] = False,
    home: Usage.Home = None,
    as_of: Usage.AsOf = None,
    as_json: Usage.Json = False,
) -> None:
    """Enter what a clinician limits or adds; the plan keeps to it and says who set it."""
    runner = open_runner(context, home)
    from runback.domain.adjust import Limit
    from runback.export.documents import limit_document
    from runback.services.training import adjust

    today = day_or_today(runner, as_of)
    if remove is not None:
        adjust.remove_limit(runner, remove, today)
        return _show({"removed": remove}, gettext("Limit {id} is deleted.").format(id=remove), as_json)
    if show:
        limits = adjust.list_limits(runner)
        line = gettext("{id}: {name}, from {day}")
        lines = [line.format(id=one.id, name=one.by, day=one.first) for one in limits] or [gettext("No limits.")]
        return _show([limit_document(one) for one in limits], "\n".join(lines), as_json)
    limit = Limit(
        by, on or today, until, run_minutes, run_km, week_km, no_hills, no_speed,
        tuple(without or ()), tuple(added or ()), recheck, no_running,
    )  # fmt: skip
    saved = adjust.add_limit(runner, today, limit)
    text = gettext("Limit {id} by {name}, from {day}.").format(id=saved.id, name=saved.by, day=saved.first)
    return _show(limit_document(saved), text, as_json)


@log.command("undo")
def _undo(context: typer.Context, home: Usage.Home = None, as_json: Usage.Json = False) -> None:
    """Take back the entry that was logged last."""
    runner = open_runner(context, home)
    from runback.services.training.take_back import take_back_last

    taken = take_back_last(runner)
    document = {"kind": taken.kind, "id": taken.id, "day": taken.day.isoformat()}
    words = gettext("Taken back: {entry}, {day}.")
    _show(document, words.format(entry=pgettext("diary entry", _ENTRIES[taken.kind]), day=taken.day), as_json)
