"""``runback form``: how somebody runs, from keypoints, a video or the watch."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runback.cli.context import Usage, day_or_today, open_runner, print_json

if TYPE_CHECKING:
    from runback.form.report import FormReport
    from runback.form.watch import WatchReport

_form = typer.Typer(help="Measure running form.", no_args_is_help=True, rich_markup_mode=None)

NAMES = {
    "cadence_spm": "Cadence",
    "contact_time_ms": "Ground contact",
    "flight_time_ms": "Flight",
    "vertical_oscillation_pct_leg": "Bounce",
    "trunk_lean_deg": "Trunk lean",
    "shank_angle_contact_deg": "Shin at contact",
    "knee_flexion_contact_deg": "Knee bend at contact",
    "overstride_pct_leg": "Foot ahead of hips at contact",
    "foot_angle_contact_deg": "Foot angle at contact",
    "step_width_cm": "Step width",
    "step_width_pct_leg": "Step width",
    "pelvic_drop_midstance_deg": "Pelvic drop in mid-stance",
    "elbow_angle_deg": "Elbow angle",
    "vertical_oscillation_cm": "Bounce",
    "vertical_ratio_pct": "Bounce over step length",
    "contact_balance_left_pct": "Left foot's share of contact",
    "step_length_cm": "Step length",
    "power_w": "Power",
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
        raise typer.BadParameter(f"{units!r} is not m or px.", param_hint="--units")
    clips = []
    for file in files:
        try:
            data = file.read_bytes()
        except OSError as problem:
            raise UnusableInput(f"{file} cannot be read: {problem.strerror}.", path=str(file)) from None
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
        print(report.refused.text)
    for warning in report.warnings:
        print(f"Note: {warning.text}")
    if len(report.passes) > 1:
        steps = ", ".join(str(each.steps) for each in report.passes)
        print(f"{len(report.passes)} passes were put together, of {steps} steps.")
    for name, metric in report.metrics.items():
        if isinstance(metric, NotMeasurable):
            if report.refused is None:
                print(f"  {NAMES[name]:30s} not measurable: {metric.reason}")
            continue
        number = metric.estimate
        band = f"90 % sure from {number.low:.1f} to {number.high:.1f}"
        print(f"  {NAMES[name]:30s} {number.value:6.1f} {number.unit}  ({band})")


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
            print(f"Over this run, at one speed, {NAMES[name].lower()} changed by {drift.value:+.1f} {drift.unit}.")
    if report.speed_mps:
        print(f"\nMonths are compared at {1000 / 60 / report.speed_mps:.1f} min/km, your usual speed.")
    for name, change in (report.change or {}).items():
        if isinstance(change, Estimate):
            is_told = not change.low < 0 < change.high
            word = (
                f"changed by {change.value:+.1f} {change.unit}"
                if is_told
                else "shows no change beyond measurement error"
            )
            print(f"  {NAMES[name]} {word}.")


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
