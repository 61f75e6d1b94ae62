"""How the benchmarks take time: the best of a few rounds, so that a busy machine matters little."""

import subprocess
import sys
import time
from collections.abc import Callable


def best_s(call: Callable[[], object], rounds: int = 5) -> float:
    """Processor seconds of the quickest of so many calls."""
    return min(_once(call) for _ in range(rounds))


def _once(call: Callable[[], object]) -> float:
    begun = time.process_time()
    call()
    return time.process_time() - begun


def run_python(*arguments: str) -> str:
    """What this Python prints with these arguments, in a separate process."""
    return subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True).stdout


def best_command_s(*arguments: str, rounds: int = 5) -> float:
    """Seconds by the clock of the quickest of so many runs of this Python with these arguments."""
    spent = []
    for _ in range(rounds):
        begun = time.perf_counter()
        run_python(*arguments)
        spent.append(time.perf_counter() - begun)
    return min(spent)
