"""The process that reads files for an import, one after another, until the import is over.

Run as ``python -m runback.services.imports.reader FOLDER LIMIT_S`` by ``pool``. It prints ``ready`` on
stdout once. Each line on stdin is a job, each line on stdout a result (``parcels``). It ends by itself
when stdin closes, as it does when the import is killed, and when one file takes longer than LIMIT_S.
"""

import faulthandler
import pickle
import shutil
import signal
import sys
from importlib import import_module
from pathlib import Path

from runback.services.imports.parcels import pack_refusal, pack_result, unpack_job
from runback.services.imports.reading import read_file, remember_known
from runback.services.loading import loading
from runback.services.processes import take_lines

KNOWN = "known"
_NEEDED = ("runback.history.read", "runback.history.meaning", "runback.store.originals", "runback.store.streams")
"""The modules that reading needs, loaded before the first file, so that its time limit is not spent on them."""


def main() -> None:
    """Read the files requested on stdin."""
    folder, limit_s = Path(sys.argv[1]), float(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is handled by the import, which then ends this process
    asked, answers = take_lines(lambda: shutil.rmtree(folder, ignore_errors=True))
    with loading():
        for name in _NEEDED:
            import_module(name)
    answers.write("ready\n")
    line = asked.get()
    remember_known(pickle.loads((folder / KNOWN).read_bytes()))  # noqa: S301 -- our own parent wrote it
    while True:
        # faulthandler ends the process without the interpreter lock, which a stuck C library may hold forever.
        faulthandler.dump_traceback_later(limit_s, exit=True)
        answers.write(f"{_answer(folder, line)}\n")
        faulthandler.cancel_dump_traceback_later()
        line = asked.get()


def _answer(folder: Path, line: str) -> str:
    """Read one file; returns the line with the result, or with the disk error."""
    try:
        number, job = unpack_job(folder, line)
        return pack_result(folder, number, read_file(job))
    except OSError as problem:
        return pack_refusal(line, problem)


if __name__ == "__main__":
    main()
