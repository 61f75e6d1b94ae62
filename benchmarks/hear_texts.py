"""Scores how free text alone is heard: by the lexicon, and with the second screen.

Usage: python -m benchmarks.hear_texts [TEXTS.yaml ...] [--show]

Without a file: the half of author e's texts that was used for mending, the half kept for judging, the newest lot of
what may wait some days, and harmless one-liners. ``--show`` prints what was missed or raised too high; not for a set
that is kept for judging.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from benchmarks.data import ROOT
from runback.assess import assess
from runback.assess.facts import gather_facts
from runback.assess.other_languages import languages_to_read
from runback.assess.text import screen_by_lexicon
from runback.assess.triage import triage
from runback.domain.assessment import Urgency
from runback.domain.intake import Intake, read_intake
from runback.knowledge.red_flags import load_red_flags
from runback.knowledge.words import reading_in

TODAY = date(2026, 11, 30)
TEXTS = ROOT / "tests" / "assess"
WORDS = ROOT / "benchmarks" / "words"
SETS = (
    WORDS / "author_e.yaml",
    TEXTS / "unseen_texts.yaml",
    TEXTS / "harmless_texts.yaml",
    WORDS / "lot_o.yaml",
    WORDS / "lot_j_one_liners.yaml",
)
LOWEST = {"emergency_now": "same_day_urgent"}
HIGHEST = {"same_day_urgent": "emergency_now", "clinician_within_days": "same_day_urgent"}


def score_texts(cases: Sequence[dict[str, Any]], *, show: bool) -> dict[str, str]:
    """The rows of the table of one set; an emergency is heard when it is raised to today."""
    heard = [(case, assess_text(case)) for case in cases]
    accepted = [case for case, urgency in heard if is_accepted(case, urgency)]
    under = [case for case, urgency in heard if urgency.rank < _lowest(case)]
    over = [case for case, urgency in heard if urgency.rank > _highest(case)]
    if show:
        for label, missed in (("missed", under), ("too high", over)):
            for case in missed:
                print(f"  {label}: {case['want']}: {case['text']}")
    rows = {"accepted": f"{len(accepted)} of {len(heard)}"}
    for urgency in Urgency:
        of = [(case, got) for case, got in heard if case["urgency"] == urgency]
        if of and urgency is Urgency.SELF_CARE_OK:
            rows["self-care raised at all"] = f"{sum(got.rank > 0 for _, got in of)} of {len(of)}"
            rows["self-care raised to emergency"] = str(sum(got.rank == Urgency.EMERGENCY_NOW.rank for _, got in of))
        elif of:
            rows[f"{urgency} heard"] = (
                f"{sum(got.rank >= _lowest(case) for case, got in of)} of {len(of)}, by the lexicon alone "
                f"{sum(_by_lexicon(case).rank >= _lowest(case) for case, _ in of)}"
            )
    rows["kinds missed"] = ", ".join(f"{kind} {n}" for kind, n in Counter(c["want"] for c in under).items()) or "none"
    return rows


def is_accepted(case: dict[str, Any], urgency: Urgency) -> bool:
    """Whether the urgency is that of the case or one step higher; an emergency is at least raised to today."""
    return _lowest(case) <= urgency.rank <= _highest(case)


def _intake(case: dict[str, Any]) -> Intake:
    known = {"age_years": case.get("age"), "sex": case.get("sex"), "text": case["text"]}
    return read_intake({key: value for key, value in known.items() if value is not None})


def assess_text(case: dict[str, Any]) -> Urgency:
    """The urgency of a case (text, and age and sex where they are known) by its words alone."""
    return assess(_intake(case), as_of=TODAY).urgency


def _by_lexicon(case: dict[str, Any]) -> Urgency:
    return max((_hear_in(case, language) for language in languages_to_read(case["text"])), key=lambda got: got.rank)


def _hear_in(case: dict[str, Any], language: str) -> Urgency:
    with reading_in(language):
        finds = screen_by_lexicon(case["text"])
    return triage(gather_facts(load_red_flags(), _intake(case), finds=finds)).urgency


def _lowest(case: dict[str, Any]) -> int:
    return Urgency(LOWEST.get(case["urgency"], case["urgency"])).rank


def _highest(case: dict[str, Any]) -> int:
    return Urgency(HIGHEST.get(case["urgency"], case["urgency"])).rank


def _read(path: Path) -> list[dict[str, Any]]:
    cases = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    harmless = {"want": "none", "urgency": "self_care_ok"}
    return [{"text": case, **harmless} if isinstance(case, str) else case for case in cases]


def main() -> None:
    """Prints a table a set."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("texts", type=Path, nargs="*", metavar="TEXTS.yaml")
    parser.add_argument("--show", action="store_true", help="print the texts that are not as expected")
    arguments = parser.parse_args()
    for path in arguments.texts or SETS:
        print(path.name)
        for name, value in score_texts(_read(path), show=arguments.show).items():
            print(f"  {name:36} {value}")


if __name__ == "__main__":
    main()
