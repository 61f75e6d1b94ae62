"""Scores the check on case vignettes in this process: full answers, without ticked items, text alone, questions, time.

Usage: python -m benchmarks.check_vignettes [VIGNETTES.yaml]

Without a file: the team's cases, or the judging set of the tests.
"""

import argparse
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import yaml

from benchmarks.data import ROOT, find_shared
from runback.assess import assess
from runback.assess.text import screen_in
from runback.domain.assessment import Assessment, Urgency
from runback.domain.intake import read_intake
from tests.assess.simulation import answer_all

JUDGING = ROOT / "tests" / "assess" / "judging_cases.yaml"
TODAY = date(2026, 11, 22)
KEPT = {
    "all answers": lambda key: True,
    "without ticks": lambda key: key != "red_flags",
    "text alone": lambda key: key in ("age_years", "sex", "text"),
}


def score_cases(cases: list[dict[str, Any]], *, is_kept: Callable[[str], bool]) -> dict[str, str]:
    """The rows of one table, of the answers whose key is kept; prints each case that is not as expected."""
    results = [(case, _run(case, is_kept)) for case in cases]
    emergencies = [(c, r) for c, r in results if c["expect"]["urgency"] == "emergency_now"]
    calm = [(c, r) for c, r in results if c["expect"]["urgency"] == "self_care_ok"]
    patterned = [(c, r) for c, r in results if c["expect"]["patterns"]]
    caused = [(c, r) for c, r in calm if c["expect"]["causes"]]
    under = [c for c, r in results if r.urgency.rank < min(_ranks(c))]
    over = [c for c, r in results if r.urgency.rank > max(_ranks(c))]
    for case in (*under, *over):
        print(f"  not as expected: {case['id']} {case['title']}")
    return {
        "accepted": f"{len(results) - len(under) - len(over)} of {len(results)}",
        "under-triaged": str(len(under)),
        "over-triaged": str(len(over)),
        "emergencies raised to today": f"{sum(r.urgency.rank >= 2 for _, r in emergencies)} of {len(emergencies)}",
        "self-care raised at all": f"{sum(r.urgency is not Urgency.SELF_CARE_OK for _, r in calm)} of {len(calm)}",
        "pattern among the first two": f"{sum(_has_pattern(c, r) for c, r in patterned)} of {len(patterned)}",
        "cause among the first three": f"{sum(_has_cause(c, r) for c, r in caused)} of {len(caused)}",
    }


def _run(case: Mapping[str, Any], is_kept: Callable[[str], bool]) -> Assessment:
    answers = {key: value for key, value in case["answers"].items() if is_kept(key)}
    return assess(read_intake(answers), as_of=TODAY)


def _ranks(case: Mapping[str, Any]) -> list[int]:
    return [Urgency(name).rank for name in case["expect"]["acceptable_urgency"]]


def _has_pattern(case: Mapping[str, Any], result: Assessment) -> bool:
    return bool({fit.id for fit in result.patterns[:2]} & set(case["expect"]["patterns"]))


def _has_cause(case: Mapping[str, Any], result: Assessment) -> bool:
    return bool({fit.id for fit in result.causes[:3]} & set(case["expect"]["causes"]))


def _time_ms(case: Mapping[str, Any]) -> float:
    intake = read_intake(case["answers"])
    screen_in.cache_clear()
    start = perf_counter()
    assess(intake, as_of=TODAY)
    return (perf_counter() - start) * 1000


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("vignettes", type=Path, nargs="?", metavar="VIGNETTES.yaml")
    path = parser.parse_args().vignettes or find_shared("knowledge", "vignettes.yaml") or JUDGING
    cases = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    print(f"{len(cases)} cases of {path.name}")
    for label, is_kept in KEPT.items():
        print(label)
        for name, value in score_cases(cases, is_kept=is_kept).items():
            print(f"  {name:38} {value}")
    calm = [case for case in cases if case["expect"]["urgency"] == "self_care_ok"]
    print(f"questions, median of self-care cases      {median(answer_all(c['answers'], TODAY)[0] for c in calm):g}")
    times = [_time_ms(case) for case in cases]
    print(f"one assessment                            median {median(times):.1f} ms, slowest {max(times):.1f} ms")


if __name__ == "__main__":
    main()
