"""Set our plan beside three programmes week by week; writes docs/plan-comparison.md.

usage: PYTHONPATH=src:. python benchmarks/plan_comparison.py [--check]
"""

import sys
from pathlib import Path
from typing import Any

import yaml

from runback.domain.intake import read_intake
from runback.domain.plan import Session, StepKind, Week
from runback.plan import DatedCheck, PlanRequest, make_plan
from tests.plan.made_up import START, clear_assessment

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "plan-comparison.md"
UNITS = {"bout_min": "longest run without a walk, min", "week_km": "km a week"}
EQUAL = 0.1
WHY = {
    "asteroid": (
        "Faster in every week. The trial's column starts at its first stage, the lowest of the three it let people "
        "start from. Ours puts this runner, with pain of 2 of 10, on the second stage (30 seconds), and two green "
        "sessions there open the third (45 seconds) at the end of week one. From then on both go one stage a week at "
        "most, with the same bouts up to three minutes. The trial ended there; ours goes on to 4 and 6 minutes in "
        "weeks six and seven. The trial's runners had a trainer beside them. Ours waits at a stage after a sore run or "
        "a sore morning."
    ),
    "ten_percent": (
        "Ours takes 10 % as a limit and not as a target, has a smaller week after three that rose, and lets no run "
        "pass 110 % of the longest of 30 days. It stops rising where its long run, two fifths of the week, is 70 % of "
        "the half marathon that this runner trains for."
    ),
    "couch_to_5k": (
        "Faster in the first four weeks and the last three, slower in weeks five and six. A runner without pain or "
        "worry starts with one-minute runs and gains three stages in two weeks at most, so 30 minutes without a walk "
        "come in week seven instead of nine. The other goes from 5 to 20 minutes in week five; ours never "
        "more than doubles a bout from one week to the next."
    ),
}


def measure(week: Week, what: str) -> float:
    """What a week of ours holds."""
    if what == "week_km":
        return week.target_km
    return max((_longest_bout_min(session) for session in week.sessions if session.is_run), default=0.0)


def _longest_bout_min(session: Session) -> float:
    """The longest stretch without a walk; a run by distance is one stretch."""
    bouts = [step.duration_s for step in session.steps if step.kind is StepKind.RUN]
    return max(((session.running_min or 0.0) if bout is None else bout / 60 for bout in bouts), default=0.0)


def compare(programme: dict[str, Any]) -> list[tuple[int, float, float, str]]:
    """Week, theirs, ours, and which is faster."""
    intake = read_intake(programme["runner"])
    found = clear_assessment()
    check = DatedCheck(START, intake, found)
    plan = make_plan(PlanRequest((check,), found, START, START, weeks=len(programme["weeks"])))
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
    for programme in yaml.load((ROOT / "benchmarks" / "programmes.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader):
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
