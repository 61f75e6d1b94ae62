"""``runback profile``: the runner's settings."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from runback.cli.context import Usage, open_runner, print_json

if TYPE_CHECKING:
    from runback.domain.runner import Runner


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("profile")(_profile)


def _profile(
    context: typer.Context,
    zone: Annotated[
        str | None, typer.Option("--zone", metavar="ZONE", help="Time zone, like Europe/Zurich.", show_default=False)
    ] = None,
    country: Annotated[
        str | None,
        typer.Option("--country", metavar="CC", help="Whose emergency numbers you see, like CH.", show_default=False),
    ] = None,
    units: Annotated[Literal["km", "mi"] | None, typer.Option("--units", help="How distances are shown.")] = None,
    language: Annotated[Literal["en", "de", "es"] | None, typer.Option("--language", help="Of the pages.")] = None,
    week_start: Annotated[Literal["mon", "sun"] | None, typer.Option("--week-start", help="First day.")] = None,
    experience: Annotated[
        Literal["new", "returning", "regular", "competitive"] | None,
        typer.Option("--experience", help="What kind of runner you are."),
    ] = None,
    home: Usage.Home = None,
    as_json: Usage.Json = False,
) -> None:
    """Show your settings, or set those you name. Days already entered stay as they are."""
    runner = open_runner(context, home)
    from runback.services.home.runners import change_profile

    settings = {
        "zone": zone,
        "country": country,
        "units": units,
        "language": language,
        "week_start": week_start,
        "experience": experience,
    }
    if any(value is not None for value in settings.values()):
        runner = change_profile(runner, **settings)
    document = _document(runner)
    if as_json:
        print_json(document)
        return
    for key, value in document.items():
        print(f"{_WORDS[key]:<15}{value or 'not set'}")


_WORDS = {
    "name": "Name",
    "zone": "Time zone",
    "country": "Country",
    "units": "Distances",
    "language": "Language",
    "week_start": "Week starts",
    "experience": "Experience",
}


def _document(runner: "Runner") -> dict[str, Any]:
    from runback.services.home.runners import country_of

    return {
        "name": runner.name,
        "zone": runner.zone,
        "country": country_of(runner),
        "units": str(runner.units),
        "language": str(runner.language),
        "week_start": str(runner.week_start),
        "experience": None if runner.experience is None else str(runner.experience),
    }
