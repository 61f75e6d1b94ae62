"""``runback spine``: lumbar loads and muscle effort of a recorded stride."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runback.cli.context import Usage, print_json
from runback.languages import localize_decimal
from runback.languages.catalogue import gettext
from runback.languages.saved import translate_saved

if TYPE_CHECKING:
    from runback.spine.result import LevelLoad, SpineResult


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command("spine")(_spine)


def _parse_weakness(text: str) -> tuple[str, float]:
    name, _, number = text.partition("=")
    try:
        return name.strip(), float(number)
    except ValueError:
        raise typer.BadParameter(
            gettext("--weak takes GROUP=FRACTION, such as deep_es=0.5. You entered {text!r}.").format(text=text)
        ) from None


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
        typer.Option(
            "--weak", metavar="GROUP=FRACTION", help="Lost strength, 0 to 1; may be repeated.", show_default=False
        ),
    ] = None,
    height_m: Annotated[
        float | None, typer.Option("--height-m", metavar="H", help="Height in m.", show_default=False)
    ] = None,
    lowpass_hz: Annotated[
        float | None, typer.Option("--lowpass-hz", metavar="HZ", help="Filter; 0 for none.", show_default=False)
    ] = None,
    lean_deg: Annotated[
        float, typer.Option("--lean-deg", metavar="DEG", help="How far the runner leans forward.")
    ] = 0.0,
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

    print(gettext("Peak load of each level in body weights (range over modelling choices)"))
    for one in result.levels:
        numbers = (f"{one.compression_peak_bw:.2f}", f"{one.low:.2f}", f"{one.high:.2f}", f"{one.shear_peak_bw:.2f}")
        peak, low, high, shear = map(localize_decimal, numbers)
        line = gettext("compression {peak} ({low} to {high}), forward shear {shear}")
        print(f"  {one.level:7s} " + line.format(peak=peak, low=low, high=high, shear=shear) + _format_change(one))
    print(gettext("Peak muscle force, both sides"))
    for group in MUSCLE_GROUPS:
        effort = next(muscle for muscle in result.muscles if muscle.group == group and muscle.side == "both")
        change = f"  {effort.change_pct:+6.1f} %" if result.weak and effort.change_pct is not None else ""
        print(f"  {group.replace('_', ' '):26s} {effort.force_peak_n:7.0f} N{localize_decimal(change)}")
    verdict = result.feasibility
    if verdict.is_feasible:
        print(gettext("The muscles can do this movement."))
    else:
        print(gettext("The muscles cannot do this movement."))
    words = gettext("Largest moment left over: {back} Nm at the back, {legs} Nm at the legs.")
    back = localize_decimal(f"{verdict.lumbar_reserve_nm:.1f}")
    print(words.format(back=back, legs=f"{verdict.legs_reserve_nm:.0f}"))
    for note in result.notes:
        print(f"  ! {translate_saved(note.text)}")
    print(gettext("What this can and cannot tell you"))
    for sentence in result.limits:
        print(f"  - {translate_saved(sentence)}")


def _format_change(level: "LevelLoad") -> str:
    if level.compression_change_pct is None:
        return ""
    pct = localize_decimal(f"{level.compression_change_pct:+.1f}")
    return "   " + gettext("{pct} % compared with full strength").format(pct=pct)
