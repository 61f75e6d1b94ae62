"""``runback form``: how somebody runs, from keypoints, a video or the watch."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runback.cli.context import Usage, day_or_today, open_runner, print_json
from runback.languages import localize_decimal
from runback.languages.catalogue import gettext, gettext_noop
from runback.languages.saved import translate_saved

if TYPE_CHECKING:
    from runback.form.report import Estimate, FormReport
    from runback.form.watch import WatchReport

_form = typer.Typer(help="Measure running form.", no_args_is_help=True, rich_markup_mode=None)

NAMES = {
    "cadence_spm": gettext_noop("Cadence"),
    "contact_time_ms": gettext_noop("Ground contact"),
    "flight_time_ms": gettext_noop("Flight"),
    "vertical_oscillation_pct_leg": gettext_noop("Bounce"),
    "trunk_lean_deg": gettext_noop("Trunk lean"),
    "shank_angle_contact_deg": gettext_noop("Shin at contact"),
    "knee_flexion_contact_deg": gettext_noop("Knee bend at contact"),
    "overstride_pct_leg": gettext_noop("Foot ahead of hips at contact"),
    "foot_angle_contact_deg": gettext_noop("Foot angle at contact"),
    "step_width_cm": gettext_noop("Step width"),
    "step_width_pct_leg": gettext_noop("Step width"),
    "pelvic_drop_midstance_deg": gettext_noop("Pelvic drop in mid-stance"),
    "elbow_angle_deg": gettext_noop("Elbow angle"),
    "vertical_oscillation_cm": gettext_noop("Bounce"),
    "vertical_ratio_pct": gettext_noop("Bounce over step length"),
    "contact_balance_left_pct": gettext_noop("Left foot's share of contact"),
    "step_length_cm": gettext_noop("Step length"),
    "power_w": gettext_noop("Power"),
}


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(_form, name="form")


@_form.command("keypoints")
def _keypoints(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="Keypoint CSVs; several of one run are pooled.", show_default=False),
    ],
    units: Annotated[str, typer.Option("--units", metavar="m|px", help="Metres or pixels.")] = "m",
    home: Usage.Home = None,
    as_json: Usage.Json = False,
) -> None:
    """Measure form from keypoint CSVs: time_s, then <point>_x and <point>_y, x forward, y up."""
    from runback.domain.errors import UnusableInput
    from runback.form.keypoints import read_keypoints
    from runback.form.measure import measure_clips

    if units not in ("m", "px"):
        raise typer.BadParameter(gettext("{units!r} is not m or px.").format(units=units), param_hint="--units")
    clips = []
    for file in files:
        try:
            data = file.read_bytes()
        except OSError as problem:
            raise UnusableInput(
                gettext("{file} cannot be read: {reason}.").format(file=file, reason=problem.strerror),
                path=str(file),
            ) from None
        clips.append(read_keypoints(data, "m" if units == "m" else "px", str(file)))
    show_report(measure_clips(clips), as_json)


def show_report(report: "FormReport", as_json: bool) -> None:
    """Print a form report for a program or for a person."""
    if as_json:
        from runback.export.form_documents import form_document

        print_json(form_document(report))
        return
    from runback.form.report import NotMeasurable

    if report.refused is not None:
        print(translate_saved(report.refused.text))
    for warning in report.warnings:
        print(gettext("Note: {text}").format(text=translate_saved(warning.text)))
    if len(report.passes) > 1:
        steps = ", ".join(str(each.steps) for each in report.passes)
        words = gettext("{count} passes were put together, of {steps} steps.")
        print(words.format(count=len(report.passes), steps=steps))
    for name, metric in report.metrics.items():
        if not isinstance(metric, NotMeasurable):
            print(f"  {gettext(NAMES[name]):30s} {_format_number(metric.estimate)}")
        elif report.refused is None:
            words = gettext("not measurable: {reason}").format(reason=translate_saved(metric.reason))
            print(f"  {gettext(NAMES[name]):30s} {words}")


def _format_number(number: "Estimate") -> str:
    value, low, high = (localize_decimal(f"{one:.1f}") for one in (number.value, number.low, number.high))
    words = gettext("{value:>6} {unit}  (90 % sure from {low} to {high})")
    return words.format(value=value, unit=translate_saved(number.unit), low=low, high=high)


@_form.command("watch")
def _watch(
    context: typer.Context,
    activity: Annotated[
        str | None,
        typer.Option("--activity", metavar="ID", help="One run; without it, every month.", show_default=False),
    ] = None,
    home: Usage.Home = None,
    as_of: Usage.AsOf = None,
    as_json: Usage.Json = False,
) -> None:
    """Measure form from the watch: cadence, contact, bounce and step length, with speed taken out."""
    runner = open_runner(context, home)
    from runback.services.form import watch

    if activity is not None:
        report = watch.measure_activity(runner, activity)
    else:
        report = watch.measure_history(runner, day_or_today(runner, as_of))
    if as_json:
        from runback.export.form_documents import watch_document

        print_json(watch_document(report))
        return
    show_report(report.form, as_json=False)
    _print_changes(report)


def _print_changes(report: "WatchReport") -> None:
    from runback.form.report import Estimate

    for name, drift in report.drift.items():
        if isinstance(drift, Estimate) and not drift.low < 0 < drift.high:
            words = gettext("{name}: changed by {change} over this run, at one speed")
            print(words.format(name=gettext(NAMES[name]), change=_format_change(drift)))
    if report.speed_mps:
        words = gettext("Months are compared at {pace} min/km, your usual speed.")
        print("\n" + words.format(pace=localize_decimal(f"{1000 / 60 / report.speed_mps:.1f}")))
    for name, change in (report.change or {}).items():
        if isinstance(change, Estimate):
            if change.low < 0 < change.high:
                words = gettext("{name}: no change beyond measurement error")
            else:
                words = gettext("{name}: changed by {change}")
            print("  " + words.format(name=gettext(NAMES[name]), change=_format_change(change)))


def _format_change(change: "Estimate") -> str:
    return localize_decimal(f"{change.value:+.1f} {translate_saved(change.unit)}")


@_form.command("video")
def _video(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE",
            help="Clips from the side or from behind; several of one run are pooled.",
            show_default=False,
        ),
    ],
    slower: Annotated[
        float | None,
        typer.Option(
            "--slow-motion",
            metavar="TIMES",
            min=1,
            max=32,
            help="How many times slower than real time they play; 1 for normal speed. Detected when not given.",
            show_default=False,
        ),
    ] = None,
    home: Usage.Home = None,
    as_json: Usage.Json = False,
) -> None:
    """Measure form from videos, filmed from the side or from behind with a still, level camera."""
    from runback.services.form.video import measure_videos

    show_report(measure_videos(files, slower=slower), as_json)
