"""``runback spine``: lumbar loads and muscle effort of a recorded stride."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runback.cli.context import Usage, print_json

if TYPE_CHECKING:
    from runback.spine.result import SpineResult


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("spine")(_spine)


def _parse_weakness(text: str) -> tuple[str, float]:
    name, _, number = text.partition("=")
    try:
        return name.strip(), float(number)
    except ValueError:
        raise typer.BadParameter(f"--weak takes GROUP=FRACTION, such as deep_es=0.5. You entered {text!r}.") from None


def _spine(
    kinematics: Annotated[Path, typer.Option("--kinematics", metavar="FILE", help="OpenSim .mot or .sto, or .csv.")],
    mass_kg: Annotated[float, typer.Option("--mass-kg", metavar="M", help="Body mass in kg.")],
    grf: Annotated[
        Path | None, typer.Option("--grf", metavar="FILE", help="Ground reaction, .mot or .sto.", show_default=False)
    ] = None,
    model: Annotated[
        Path | None, typer.Option("--model", metavar="FILE", help="Your own scaled .osim.", show_default=False)
    ] = None,
    weak: Annotated[
        list[str] | None,
        typer.Option("--weak", metavar="GROUP=FRACTION", help="Lost strength, 0 to 1; repeat it.", show_default=False),
    ] = None,
    height_m: Annotated[
        float | None, typer.Option("--height-m", metavar="H", help="Height in m.", show_default=False)
    ] = None,
    lowpass_hz: Annotated[
        float | None, typer.Option("--lowpass-hz", metavar="HZ", help="Filter; 0 for none.", show_default=False)
    ] = None,
    lean_deg: Annotated[float, typer.Option("--lean-deg", metavar="DEG", help="Lean forward by so much.")] = 0.0,
    power: Annotated[int, typer.Option("--power", help="Effort squared (2) or cubed (3).")] = 2,
    home: Usage.Home = None,
    as_json: Usage.Json = False,
) -> None:
    """Show what a recorded stride asks of the lower back, and what changes when deep muscles are weak."""
    del home  # the spine keeps nothing; accepted because every command takes it
    weakness = dict(_parse_weakness(one) for one in weak or [])
    from runback.spine.settings import Settings
    from runback.spine.simulation import simulate

    result = simulate(
        kinematics,
        mass_kg,
        ground=grf,
        model=model,
        weak=weakness,
        height_m=height_m,
        settings=Settings(lowpass_hz=lowpass_hz, lean_deg=lean_deg, power=power),
    )
    if as_json:
        from runback.spine.document import result_document

        print_json(result_document(result))
    else:
        _print_result(result)


def _print_result(result: "SpineResult") -> None:
    from runback.spine.names import MUSCLE_GROUPS

    print("Peak load of each level in body weights (band over modelling choices)")
    for one in result.levels:
        change = "" if one.compression_change_pct is None else f"   {one.compression_change_pct:+5.1f} % against full"
        print(
            f"  {one.level:7s} compression {one.compression_peak_bw:5.2f} ({one.low:.2f} to {one.high:.2f})"
            f"   forward shear {one.shear_peak_bw:5.2f}{change}"
        )
    print("Peak muscle force, both sides")
    for group in MUSCLE_GROUPS:
        effort = next(one for one in result.muscles if one.group == group and one.side == "both")
        change = f"  {effort.change_pct:+6.1f} %" if result.weak and effort.change_pct is not None else ""
        print(f"  {group.replace('_', ' '):26s} {effort.force_peak_n:7.0f} N{change}")
    verdict = result.feasibility
    print(
        "The muscles can do this movement." if verdict.is_feasible else "The muscles cannot do this movement.",
        f"Largest moment left over: {verdict.lumbar_reserve_nm:.1f} Nm at the back, {verdict.legs_reserve_nm:.0f} Nm "
        "at the legs.",
    )
    for note in result.notes:
        print(f"  ! {note.text}")
    print("What this can and cannot tell you")
    for sentence in result.limits:
        print(f"  - {sentence}")
