"""What happens often, as ratios: the command line, the rule book, a text of the check, a plan, a stride of the spine.

usage: python -m benchmarks.starts

Each line has its bound; exit status 1 where one is broken. Needs no data but the project's own.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from random import Random

import yaml

from benchmarks.clock import best_command_s, best_s, run_python
from benchmarks.data import ROOT
from benchmarks.random_runners import random_request
from runback.assess.scopes import read_sentences
from runback.assess.second_screen import hear_more
from runback.assess.text import screen_by_lexicon
from runback.knowledge.second_screen import load_second_screen
from runback.plan import make_plan
from runback.spine.made_stride import make_ground, make_stride
from runback.spine.settings import Person
from runback.spine.simulation import open_stride
from runback.spine.stride import prepare_stride

SPEED_M_S = 3.0
LOAD_BOOK = """
import time
from runback.knowledge.rule_book import load_rule_book
begun = time.process_time()
load_rule_book()
print(time.process_time() - begun)
"""


@dataclass(frozen=True)
class Ratio:
    """One figure: what, beside what, how many times as long, and the most it may be."""

    what: str
    beside: str
    times: float
    most: float


def start_command_line() -> Ratio:
    """``runback --help`` beside a Python that does nothing."""
    helped = best_command_s("-m", "runback.cli.main", "--help")
    return Ratio("runback --help", "python -c pass", helped / best_command_s("-c", "pass"), 20.0)


def load_rule_book() -> Ratio:
    """Reading, validating and cross-checking all rules beside only parsing their YAML with libyaml."""
    texts = [path.read_text("utf-8") for path in files("runback.knowledge").iterdir() if path.name.endswith(".yaml")]
    parsed = best_s(lambda: [yaml.load(text, Loader=yaml.CSafeLoader) for text in texts])
    loaded = min(float(run_python("-c", LOAD_BOOK)) for _ in range(5))
    return Ratio("the rule book, checked", "its YAML parsed alone", loaded / parsed, 4.0)


def listen_again() -> Ratio:
    """The second screen beside the lexicon, over texts of the tests."""
    texts: list[str] = []
    for path in sorted((ROOT / "tests" / "assess").glob("own_words*.yaml")):
        texts += _texts_in(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))
    load_second_screen()
    first = best_s(lambda: [screen_by_lexicon(text) for text in texts], rounds=2)
    second = best_s(lambda: [list(hear_more(read_sentences(text))) for text in texts], rounds=2)
    return Ratio(f"{len(texts)} texts, second screen", "the lexicon", second / first, 3.0)


def _texts_in(held: object) -> Iterator[str]:
    if isinstance(held, dict):
        yield from (value for key, value in held.items() if key == "text" and isinstance(value, str))
        for value in held.values():
            yield from _texts_in(value)
    elif isinstance(held, list):
        for value in held:
            yield from _texts_in(value)


def plan_twelve_weeks() -> Ratio:
    """Plans of twelve weeks beside plans of one week, for the same made-up runners."""
    asked = [random_request(Random(f"starts {seed}"), 12) for seed in range(20)]

    def plan(weeks: int) -> None:
        for request in asked:
            make_plan(replace(request, weeks=weeks))

    plan(1)
    return Ratio(
        "20 plans of twelve weeks", "of one week", best_s(lambda: plan(12), 3) / best_s(lambda: plan(1), 3), 14.0
    )


def solve_stride() -> Ratio:
    """Lumbar loads of a made-up stride beside the time the stride takes to run."""
    movement = make_stride(SPEED_M_S)
    duration = float(movement.time_s[-1] - movement.time_s[0])

    def solve() -> None:
        ground = make_ground(SPEED_M_S, 70.0)
        open_stride(prepare_stride(movement, Person(70.0), ground=ground)).solve()

    solve()
    return Ratio("a made-up stride of the spine", f"running it ({duration:.1f} s)", best_s(solve, 3) / duration, 0.5)


def main() -> int:
    """Print every ratio beside its bound."""
    broken = False
    for measure in (start_command_line, load_rule_book, listen_again, plan_twelve_weeks, solve_stride):
        ratio = measure()
        too_long = ratio.times > ratio.most
        broken |= too_long
        note = "  TOO LONG" if too_long else ""
        print(f"{ratio.what:32} {ratio.times:6.2f} times {ratio.beside} (at most {ratio.most:g}){note}")
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
