"""The process with the spine model: it answers one question at a time and ends when it is idle.

Run as ``python -m runback.services.spine.worker FOLDER IDLE_S LIMIT_S`` by ``process``. It says ``ready`` once. A
number on stdin says that FOLDER/number.job waits, the same on stdout that FOLDER/number.answer has the result.
It ends after IDLE_S without a question, when the server is gone, and when one question takes longer than LIMIT_S.
"""

import faulthandler
import pickle
import shutil
import signal
import sys
from pathlib import Path
from queue import Empty
from typing import TYPE_CHECKING

from runback.domain.errors import RunbackError
from runback.services.processes import take_lines
from runback.services.spine.process import describe

if TYPE_CHECKING:
    from runback.services.spine.model import SpineModel


def main() -> None:
    """Handle the requests on stdin."""
    folder, idle_s, limit_s = Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which this process follows
    asked, answers = take_lines(lambda: shutil.rmtree(folder, ignore_errors=True))
    from runback.services.spine.model import SpineModel

    model = SpineModel()
    answers.write("ready\n")
    while True:
        try:
            number = asked.get(timeout=idle_s)
        except Empty:
            shutil.rmtree(folder, ignore_errors=True)
            return
        faulthandler.dump_traceback_later(limit_s, exit=True)
        _answer(model, folder, number)
        faulthandler.cancel_dump_traceback_later()
        answers.write(f"{number}\n")


def _answer(model: "SpineModel", folder: Path, number: str) -> None:
    waiting = folder / f"{number}.job"
    job = pickle.loads(waiting.read_bytes())  # noqa: S301 -- our own server wrote it
    waiting.unlink()
    try:
        outcome: object = model.answer(job)
    except RunbackError as problem:
        outcome = describe(problem)
    (folder / f"{number}.answer").write_bytes(pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL))


if __name__ == "__main__":
    main()
