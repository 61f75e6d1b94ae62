"""Set our plan beside three programmes week by week; writes docs/plan-comparison.md.

usage: PYTHONPATH=src:. python benchmarks/plan_comparison.py [--check]
"""

import sys
from pathlib import Path
from typing import Any

import yaml

from runback.domain.intake import read_intake
from runback.domain.plan import SessionKind, StepKind, Week
from runback.plan import PlanRequest, make_plan
from tests.plan.made_up import START, clear_assessment

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "plan-comparison.md"
UNITS = {"bout_min": "longest run without a walk, min", "week_km": "km a week"}
EQUAL = 0.1
WHY = {
    "asteroid": (
        "The same bouts and the same pace, one stage a week at most. Ours asks for two green sessions and a green "
        "morning before each step, so a sore week makes it slower."
    ),
    "ten_percent": (
        "Ours takes 10 % as a limit and not as a target, has an easier week every fourth, keeps any 14 days within "
        "30 % of the 14 before, and lets no run pass 110 % of the longest of 30 days."
    ),
    "couch_to_5k": (
        "Slower in every week: ours is made for a back that has hurt and goes one stage a week, so 30 minutes "
        "without a walk come in week ten or later. The other goes from 5 to 20 minutes at once in week five; ours "
        "never more than doubles a bout."
    ),
}


def measure(week: Week, what: str) -> float:
    """What a week of ours holds."""
    runs = [s for s in week.sessions if s.is_run]
    if what == "week_km":
        return week.target_km
    bouts = [
        step.duration_s / 60
        for s in runs
        if s.kind is SessionKind.WALK_RUN
        for step in s.steps
        if step.kind is StepKind.RUN and step.duration_s
    ]
    return max(bouts, default=30.0)


def compare(programme: dict[str, Any]) -> list[tuple[int, float, float, str]]:
    """Week, theirs, ours, and which is faster."""
    intake = read_intake(programme["runner"])
    plan = make_plan(PlanRequest(intake, clear_assessment(), START, START, weeks=len(programme["weeks"])))
    rows = []
    for number, (theirs, week) in enumerate(zip(programme["weeks"], plan.weeks, strict=True), 1):
        ours = measure(week, programme["measure"])
        word = "equal" if abs(ours - theirs) <= EQUAL * theirs else "faster" if ours > theirs else "slower"
        rows.append((number, float(theirs), ours, word))
    return rows


def page() -> str:
    """The whole page."""
    lines = ["# Our plan beside three programmes", ""]
    lines += ["Made by benchmarks/plan_comparison.py from programmes.yaml; every run of ours is taken as green."]
    lines += ["K: written down from memory, not checked against a source. Equal: within 10 %.", ""]
    for programme in yaml.safe_load((ROOT / "benchmarks" / "programmes.yaml").read_text(encoding="utf-8")):
        lines += [f"## {programme['name']} ({programme['known']})", "", programme["note"], ""]
        lines += [f"| week | theirs: {UNITS[programme['measure']]} | ours | ours is |", "|---|---|---|---|"]
        lines += [f"| {n} | {theirs:g} | {round(ours, 2):g} | {word} |" for n, theirs, ours, word in compare(programme)]
        lines += ["", WHY[programme["id"]], ""]
    return "\n".join(lines)


def main() -> None:
    """Write the page, or with --check fail where it is out of date."""
    text = page()
    if "--check" in sys.argv:
        sys.exit(PAGE.read_text(encoding="utf-8") != text)
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
