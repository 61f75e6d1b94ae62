"""``runback spine``: the JSON of interface.md, the words for a person, and wrong usage."""

import json
import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from runback.cli import spine
from runback.domain.errors import UnusableInput
from runback.spine.names import LEVELS, MUSCLE_GROUPS
from tests.spine.files import made_up_run, write_mot
from tests.spine.subjects import find_subject


def run(*arguments: str) -> str:
    app = typer.Typer()
    spine.add_to(app)
    app.command("other")(lambda: None)
    result = CliRunner().invoke(app, ["spine", *arguments])
    if isinstance(result.exception, UnusableInput):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_json_has_the_keys_of_the_interface(tmp_path: Path) -> None:
    path = write_mot(tmp_path / "run.mot", made_up_run())
    document = json.loads(run("--kinematics", str(path), "--mass-kg", "70", "--weak", "deep_es=0.5", "--json"))
    assert {"levels", "muscles", "moments", "timing", "weak", "feasible", "warnings"} <= set(document)
    assert [one["level"] for one in document["levels"]] == list(LEVELS)
    assert {"level", "compression_peak_bw", "shear_peak_bw", "low", "high"} <= set(document["levels"][0])
    assert {(one["group"], one["side"]) for one in document["muscles"]} == {
        (group, side) for group in MUSCLE_GROUPS for side in ("left", "right", "both")
    }
    moments = document["moments"]
    assert set(moments) == {"time_s", "lumbar_extension_nm", "lumbar_bending_nm", "lumbar_rotation_nm"}
    assert {len(values) for values in moments.values()} == {document["timing"]["frames"]} == {101}
    for plane, ends in document["moments_band"].items():
        for low, value, high in zip(ends["low"], moments[plane], ends["high"], strict=True):
            assert low <= value <= high
    assert document["filter"] == {"loads_hz": 15.0, "moments_hz": 0.0}  # sines have no noise
    for one in document["levels"]:
        assert one["low"] <= one["compression_peak_bw"] <= one["high"]
        assert one["shear_low"] <= one["shear_peak_bw"] <= one["shear_high"]
    assert all(one["force_low_n"] <= one["force_peak_n"] <= one["force_high_n"] for one in document["muscles"])
    assert document["weak"] == {"deep_es": 0.5}
    assert {"frames", "model_s", "stride_s", "resolve_s"} == set(document["timing"])


@pytest.mark.corpus
def test_a_person_reads_levels_muscles_and_limits() -> None:
    subject = find_subject("rajagopal_walk")
    text = run(
        "--kinematics", str(subject.kinematics), "--mass-kg", "85.07", "--grf", str(subject.ground),
        "--model", str(subject.model), "--weak", "psoas=1",
    )  # fmt: skip
    assert re.search(r"L4-L5 +compression +1\.4", text)
    assert "With weak psoas the superficial longissimus does not compensate" in text
    assert "not a diagnosis" in text


def test_mass_zero_is_an_input_error(tmp_path: Path) -> None:
    path = write_mot(tmp_path / "run.mot", made_up_run())
    with pytest.raises(UnusableInput, match="You entered 0"):
        run("--kinematics", str(path), "--mass-kg", "0")


def test_a_weakness_that_is_no_number_is_wrong_usage(tmp_path: Path) -> None:
    app = typer.Typer()
    spine.add_to(app)
    app.command("other")(lambda: None)
    path = write_mot(tmp_path / "run.mot", made_up_run())
    result = CliRunner().invoke(app, ["spine", "--kinematics", str(path), "--mass-kg", "70", "--weak", "psoas"])
    assert result.exit_code == 2
    assert "GROUP=FRACTION" in result.output


def test_the_guide_names_every_option() -> None:
    guide = (Path(__file__).resolve().parents[2] / "docs" / "spine.md").read_text()
    app = typer.Typer(add_completion=False)
    spine.add_to(app)
    command = typer.main.get_command(app)
    for option in (name for one in command.params for name in one.opts if name.startswith("--")):
        assert f"`{option}" in guide or option in {"--home", "--help"}, option
