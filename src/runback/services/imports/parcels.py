"""The messages between an import and its readers: one line each, with large content in a file of a shared folder.

A job's line is ``NUMBER`` or ``NUMBER CONTENT``, a result's ``NUMBER ERRNO`` or ``NUMBER ERRNO CONTENT``, where content
is a base64-encoded pickle. Without content, it is in the file ``NUMBER.job`` or ``NUMBER.read``. Two extra files for
every file that is read would cost as much as decoding it.
"""

import binascii
import os
import pickle
from pathlib import Path
from typing import Any, cast

from runback.services.imports.reading import FileJob, ReadFile

_LONGEST_JOB = 1500
"""Most bytes of a job in a line: what is queued for a stuck reader has to fit into a pipe (16 kB on macOS)."""

_LONGEST_RESULT = 1 << 20
"""Most bytes of a result in a line; the import reads these lines all the time."""


def pack_job(folder: Path, number: int, job: FileJob) -> str:
    """The line for a job. Raises ``OSError``."""
    return " ".join((str(number), *_pack(folder / f"{number}.job", job, _LONGEST_JOB)))


def unpack_job(folder: Path, line: str) -> tuple[int, FileJob]:
    """The number and the job in such a line; its file is removed. Raises ``OSError``."""
    number, *content = line.split()
    return int(number), cast("FileJob", _unpack(folder / f"{number}.job", content))


def forget_job(folder: Path, number: int) -> None:
    """Remove the file of a job that its reader never started, if there is one."""
    (folder / f"{number}.job").unlink(missing_ok=True)


def pack_result(folder: Path, number: int, result: ReadFile) -> str:
    """The line for a result. Raises ``OSError``."""
    return " ".join((str(number), "0", *_pack(folder / f"{number}.read", result, _LONGEST_RESULT)))


def pack_refusal(job_line: str, problem: OSError) -> str:
    """The line for a job that failed because of a disk error."""
    return f"{job_line.split(maxsplit=1)[0]} {problem.errno or 5}"


def unpack_result(folder: Path, line: str) -> ReadFile:
    """The result in such a line; its file is removed. Raises ``OSError``, including one raised in the reader."""
    number, code, *content = line.split()
    if int(code):
        raise OSError(int(code), os.strerror(int(code)))
    return cast("ReadFile", _unpack(folder / f"{number}.read", content))


def _pack(path: Path, value: object, longest: int) -> tuple[str, ...]:
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    if len(data) > longest:
        path.write_bytes(data)
        return ()
    return (binascii.b2a_base64(data, newline=False).decode(),)


def _unpack(path: Path, content: list[str]) -> Any:
    if content:
        return pickle.loads(binascii.a2b_base64(content[0]))  # noqa: S301 -- our own process wrote it
    value = pickle.loads(path.read_bytes())  # noqa: S301 -- our own process wrote it
    path.unlink()
    return value
