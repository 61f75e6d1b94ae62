"""The page that sets our plan beside three programmes is the one its script makes, and what it says is true."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.plan_comparison import PAGE, ROOT, compare, page

PROGRAMMES: dict[str, dict[str, Any]] = {
    one["id"]: one
    for one in yaml.load((ROOT / "benchmarks" / "programmes.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
}
FASTER_THAN_THE_TRIAL = (
    "longest bout of weeks 1 to 7 in minutes: 0.75 1 1.5 2 3 4 6, the trial from its first stage 0.25 0.5 0.75 1 1.5"
    " 2 3; rules 2.1 (stage 2 at a pain of 2) and 2.3 (two green sessions a stage)"
)
FASTER_THAN_COUCH_TO_5K = (
    "longest bout of weeks 1 to 9 in minutes: 1.5 2 4 6 12 15 30 33.5 37, the programme 1 1.5 3 5 20 25 25 28 30;"
    " rules 2.1 (stage 4 without pain) and 2.3 (three stages in two weeks)"
)


def test_the_comparison_page_is_up_to_date() -> None:
    assert Path(PAGE).read_text(encoding="utf-8") == page(), "run benchmarks/plan_comparison.py"


@pytest.mark.parametrize(
    "programme",
    [
        pytest.param("asteroid", marks=pytest.mark.xfail(strict=True, reason=FASTER_THAN_THE_TRIAL)),
        "ten_percent",
        pytest.param("couch_to_5k", marks=pytest.mark.xfail(strict=True, reason=FASTER_THAN_COUCH_TO_5K)),
    ],
)
def test_no_week_of_ours_is_faster(programme: str) -> None:
    assert [number for number, _, _, word in compare(PROGRAMMES[programme]) if word == "faster"] == []


@pytest.mark.parametrize("programme", ["asteroid", "couch_to_5k"])
def test_a_bout_is_at_most_twice_that_of_the_week_before(programme: str) -> None:
    bouts = [ours for _, _, ours, _ in compare(PROGRAMMES[programme])]
    assert all(later <= 2 * earlier for earlier, later in pairwise(bouts))


def test_the_chronic_runner_gains_one_stage_a_week() -> None:
    # the bouts of stages 3 to 9 of the table for new runners
    bouts = [ours for _, _, ours, _ in compare(PROGRAMMES["asteroid"])]
    assert bouts == [0.75, 1, 1.5, 2, 3, 4, 6]
