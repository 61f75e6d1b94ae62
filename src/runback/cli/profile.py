"""``runback profile``: the runner's settings, and what they are used to."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from runback.cli.context import Usage, day_option, day_or_today, open_runner, print_json
from runback.languages.catalogue import gettext, gettext_noop

if TYPE_CHECKING:
    from runback.domain.runner import Runner


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("profile")(_profile)


def _option(name: str, help_text: str, metavar: str = "X") -> Any:
    return typer.Option(name, metavar=metavar, help=help_text, show_default=False)


class Settings:
    """The options of this command."""

    Zone = Annotated[str | None, _option("--zone", "Time zone, like Europe/Zurich.", "ZONE")]
    Country = Annotated[str | None, _option("--country", "Whose emergency numbers you see, like CH.", "CC")]
    Units = Annotated[Literal["km", "mi"] | None, typer.Option("--units", help="How distances are shown.")]
    Language = Annotated[
        Literal["en", "de", "es"] | None, typer.Option("--language", help="Of pages, messages and help.")
    ]
    Weights = Annotated[Literal["kg", "lb"] | None, typer.Option("--weights", help="How weights are shown.")]
    WeekStart = Annotated[Literal["mon", "sun"] | None, typer.Option("--week-start", help="First day.")]
    Clock = Annotated[Literal["24", "12"] | None, typer.Option("--clock", help="Hours of the clock.")]
    Reminder = Annotated[int | None, _option("--reminder-min", "Minutes before a session, 0 for none.", "MIN")]
    Equipment = Annotated[str | None, _option("--equipment", "What you can train with, like band,dumbbell.", "KIT")]
    Experience = Annotated[
        Literal["new", "returning", "regular", "competitive"] | None,
        typer.Option("--experience", help="What kind of runner you are."),
    ]
    WeeklyKm = Annotated[float | None, _option("--weekly-km", "Your usual week, before the break or the pain.")]
    Runs = Annotated[int | None, _option("--runs-per-week", "Runs in a usual week.", "N")]
    LongRun = Annotated[float | None, _option("--long-run-km", "Your usual long run.")]
    Longest = Annotated[float | None, _option("--longest-run-km", "The longest run of the last 30 days.")]
    EasyPace = Annotated[float | None, _option("--easy-pace", "Seconds a km at a pace you can talk at.", "S")]
    Height = Annotated[float | None, _option("--height-cm", "Your height.")]
    Weight = Annotated[float | None, _option("--weight-kg", "Your weight.")]
    Minutes = Annotated[
        str | None, _option("--minutes", "Minutes you have, like tue=45,sun=90; other days stay free.", "DAYS")
    ]
    LongRunDay = Annotated[
        Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] | None,
        typer.Option("--long-run-day", help="Best day for the longest run."),
    ]
    Times = Annotated[
        str | None, _option("--session-times", "When you start, for the calendar, like tue=06:30,sun=09:00.", "DAYS")
    ]
    GoalKm = Annotated[float | None, _option("--goal-km", "The race you want to run.")]
    GoalDate = Annotated[date | None, day_option("--goal-date", "The day of that race.")]


def _profile(
    context: typer.Context,
    zone: Settings.Zone = None,
    country: Settings.Country = None,
    units: Settings.Units = None,
    weights: Settings.Weights = None,
    language: Settings.Language = None,
    week_start: Settings.WeekStart = None,
    clock: Settings.Clock = None,
    reminder: Settings.Reminder = None,
    equipment: Settings.Equipment = None,
    experience: Settings.Experience = None,
    weekly_km: Settings.WeeklyKm = None,
    runs_per_week: Settings.Runs = None,
    long_run_km: Settings.LongRun = None,
    longest_km: Settings.Longest = None,
    easy_pace: Settings.EasyPace = None,
    height_cm: Settings.Height = None,
    weight_kg: Settings.Weight = None,
    minutes: Settings.Minutes = None,
    long_run_day: Settings.LongRunDay = None,
    times: Settings.Times = None,
    goal_km: Settings.GoalKm = None,
    goal_date: Settings.GoalDate = None,
    home: Usage.Home = None,
    as_of: Usage.AsOf = None,
    as_json: Usage.Json = False,
) -> None:
    """Show your settings and your usual running, or set what you name. Days already entered stay as they are."""
    runner = open_runner(context, home)
    from runback.services.home.runners import change_profile
    from runback.services.training.preferences import save_preferences
    from runback.services.training.profile import save_session_times

    today = day_or_today(runner, as_of)
    settings = {
        "zone": zone, "country": country, "units": units, "language": language, "week_start": week_start,
        "experience": experience,
    }  # fmt: skip
    running = {
        "runner_status": experience, "weekly_km": weekly_km, "runs_per_week": runs_per_week,
        "usual_long_run_km": long_run_km, "longest_run_30d_km": longest_km, "easy_pace_s_per_km": easy_pace,
        "height_cm": height_cm, "weight_kg": weight_kg,
        "wishes": _change_wishes(runner, minutes, long_run_day, equipment, (goal_km, goal_date)),
    }  # fmt: skip
    _correct(runner, running, today)
    if times is not None:
        save_session_times(runner, dict(_pairs("session_times", times)))
    save_preferences(runner, clock=clock, reminder_min=reminder, weights=weights)
    if any(value is not None for value in settings.values()):
        runner = change_profile(runner, **settings)
    document = _document(runner, today)
    if as_json:
        print_json(document)
        return
    for key, words in _WORDS.items():
        print(f"{gettext(words):<26}{_format_setting(key, document)}")


_WORDS = {
    "name": gettext_noop("Name"),
    "zone": gettext_noop("Time zone"),
    "country": gettext_noop("Country"),
    "units": gettext_noop("Distances"),
    "weights": gettext_noop("Weights"),
    "language": gettext_noop("Language"),
    "week_start": gettext_noop("Week starts"),
    "clock": gettext_noop("Clock, hours"),
    "reminder_min": gettext_noop("Reminder, minutes"),
    "emergency": gettext_noop("Emergency number"),
    "experience": gettext_noop("Experience"),
    "weekly_km": gettext_noop("Usual week, km"),
    "runs_per_week": gettext_noop("Runs a week"),
    "usual_long_run_km": gettext_noop("Usual long run, km"),
    "longest_run_30d_km": gettext_noop("Longest, 30 days"),
    "easy_pace_s_per_km": gettext_noop("Easy pace, s/km"),
    "height_cm": gettext_noop("Height, cm"),
    "weight_kg": gettext_noop("Weight"),
    "days": gettext_noop("Minutes a day"),
    "long_run_day": gettext_noop("Long run on"),
    "equipment": gettext_noop("Equipment"),
    "goal": gettext_noop("Goal"),
    "session_times": gettext_noop("Session times"),
}
_RUNNING = ("weekly_km", "runs_per_week", "usual_long_run_km", "longest_run_30d_km", "easy_pace_s_per_km")
_BODY = ("height_cm", "weight_kg")
_WISHES = ("days", "long_run_day", "equipment", "goal")


def _format_setting(key: str, document: dict[str, Any]) -> str:
    from runback.domain.distances import format_plain_distance
    from runback.domain.weights import format_weight

    value = document[key]
    if not value:
        return gettext("not set")
    if key == "weight_kg":
        text = format_weight(value)
    elif key == "goal":
        text = gettext("{distance} on {day}").format(
            distance=format_plain_distance(value["race_km"]), day=value["date"]
        )
    elif isinstance(value, dict):
        text = ", ".join(f"{day} {one}" for day, one in value.items())
    else:
        text = ", ".join(value) if isinstance(value, list) else str(value)
    return gettext("{value} (from your runs)").format(value=text) if key in document["from_history"] else text


def _document(runner: "Runner", today: date) -> dict[str, Any]:
    from runback.domain.intake import WEEKDAYS
    from runback.services.home.runners import country_of
    from runback.services.training.preferences import emergency_numbers, read_preferences
    from runback.services.training.profile import read_profile, read_session_times
    from runback.services.training.profile_history import known_running, read_running

    own = read_profile(runner, today)
    preferences = read_preferences(runner)
    known = known_running(read_running(runner, today, {}), own)
    wishes = own.get("wishes") or {}
    return {
        "name": runner.name,
        "zone": runner.zone,
        "country": country_of(runner),
        "units": str(runner.units),
        "weights": str(preferences.weights),
        "language": str(runner.language),
        "week_start": str(runner.week_start),
        "clock": preferences.clock,
        "reminder_min": preferences.reminder_min,
        "emergency": emergency_numbers(runner),
        "experience": known.get("runner_status"),
        **{key: known.get(key) for key in (*_RUNNING, *_BODY)},
        **{key: wishes.get(key) for key in _WISHES},
        "session_times": {WEEKDAYS[day]: f"{at:%H:%M}" for day, at in read_session_times(runner).items()},
        "from_history": [key for key in _RUNNING if known.get(key) is not None and own.get(key) != known[key]],
    }


def _correct(runner: "Runner", running: dict[str, Any], today: date) -> None:
    from runback.services.training.check_in import correct_answers

    given = {key: value for key, value in running.items() if value is not None}
    if given:
        correct_answers(runner, given, today)


def _change_wishes(
    runner: "Runner",
    minutes: str | None,
    long_run_day: str | None,
    equipment: str | None,
    goal: tuple[float | None, date | None],
) -> dict[str, Any] | None:
    """The runner's wishes with what is given changed; None where nothing is. Raises ``BadAnswer``."""
    from runback.domain.errors import BadAnswer
    from runback.services.training.profile import read_profile

    goal_km, goal_date = goal
    if (goal_km is None) != (goal_date is None):
        raise BadAnswer("goal", gettext("A goal has a distance and a day. Give --goal-km and --goal-date together."))
    changed: dict[str, Any] = {}
    if minutes is not None:
        changed["days"] = {day: _minutes(text) for day, text in _pairs("minutes", minutes)}
    if long_run_day is not None:
        changed["long_run_day"] = long_run_day
    if equipment is not None:
        changed["equipment"] = [kit.strip() for kit in equipment.split(",") if kit.strip()]
    if goal_date is not None:
        changed["goal"] = {"race_km": goal_km, "date": goal_date.isoformat()}
    return {**(read_profile(runner).get("wishes") or {}), **changed} if changed else None


def _minutes(text: str) -> int:
    from runback.domain.errors import BadAnswer

    if not text.isascii() or not text.isdecimal():
        raise BadAnswer(
            "minutes", gettext("{text!r} is not a number of minutes. Write it like tue=45,sun=90.").format(text=text)
        )
    return int(text)


def _pairs(key: str, text: str) -> Iterable[tuple[str, str]]:
    from runback.domain.errors import BadAnswer

    for pair in filter(None, (part.strip() for part in text.split(","))):
        day, sign, value = pair.partition("=")
        if not sign:
            raise BadAnswer(key, gettext("{pair!r} has no day. Write it like tue=45,sun=90.").format(pair=pair))
        yield day.strip().lower(), value.strip()
