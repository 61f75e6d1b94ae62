"""How the check's work compares with plainer work on the same input, as ratios; needs nothing but this project.

usage: python -m benchmarks.check_speed [--repeats 5]

Peers: PyYAML reading the same files; every expression of the lexicon searched in the text without scopes or a quick
look first; and the lexicon for the second screen and for a whole assessment.
"""

import argparse
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from time import process_time

import yaml

from runback.assess import assess
from runback.assess.scopes import read_sentences
from runback.assess.second_screen import hear_more
from runback.assess.text import screen_by_lexicon, screen_in
from runback.domain.intake import read_intake
from runback.knowledge.rule_book import PARSERS, read_file
from runback.knowledge.words import load_words

TESTS = Path(__file__).parents[1] / "tests" / "assess"


def measure(work: Callable[[], object], repeats: int) -> float:
    """The median processor time of the work, in seconds."""
    times = []
    for _ in range(repeats):
        start = process_time()
        work()
        times.append(process_time() - start)
    return median(times)


def main() -> None:
    """Prints one line a comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    files = [(read_file(None, file), parse) for file, parse in PARSERS.values()]
    texts = [
        case["text"] for case in yaml.load((TESTS / "own_words.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    ][:60]
    cases = yaml.load((TESTS / "judging_cases.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)[:60]

    read = measure(lambda: [parse(text) for text, parse in files], repeats)
    plain = measure(lambda: [yaml.load(text, Loader=yaml.CSafeLoader) for text, _ in files], repeats)
    print(f"rule book, read and checked / PyYAML alone: {read / plain:.1f}")
    lexicon = measure(lambda: [screen_by_lexicon(text) for text in texts], repeats)
    print(f"own words by lexicon / every expression: {lexicon / measure(lambda: _search_all(texts), repeats):.2f}")
    again = measure(lambda: [list(hear_more(read_sentences(text))) for text in texts], repeats)
    print(f"second screen / lexicon: {again / lexicon:.2f}")
    whole = measure(lambda: _assess_all(cases), repeats)
    alone = measure(lambda: [screen_by_lexicon(case["answers"].get("text", "")) for case in cases], repeats)
    print(f"whole assessment / lexicon on its text: {whole / alone:.1f}")


def _search_all(texts: list[str]) -> list[re.Match[str] | None]:
    parts = [part for one in load_words().concepts.values() for pattern in one.patterns for part in pattern]
    return [part.expression.search(text.lower()) for text in texts for part in parts]


def _assess_all(cases: list[dict[str, dict[str, object]]]) -> None:
    for case in cases:
        screen_in.cache_clear()
        assess(read_intake(case["answers"]), as_of=date(2026, 11, 22))


if __name__ == "__main__":
    main()
