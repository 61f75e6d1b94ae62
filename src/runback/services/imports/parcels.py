"""What an import and its readers hand each other: one line each, what is large in a file of a folder that both know.

A job's line is ``NUMBER`` or ``NUMBER CONTENT``, a result's ``NUMBER ERRNO`` or ``NUMBER ERRNO CONTENT``, where content
is a pickle in base 64. Without content the file ``NUMBER.job`` or ``NUMBER.read`` holds it. Making and removing two
files for every one that is read would cost as much as decoding it.
"""

import binascii
import os
import pickle
from pathlib import Path
from typing import Any, cast

from runback.services.imports.reading import FileJob, ReadFile

_LONGEST_JOB = 1500
"""Bytes of a job in a line: what waits for a reader that is stuck has to fit into a pipe (16 kB on macOS)."""

_LONGEST_RESULT = 1 << 20
"""Bytes of a result in a line; whoever waits for it takes lines in all the time."""


def pack_job(folder: Path, number: int, job: FileJob) -> str:
    """The line that hands a job over. Raises ``OSError``."""
    return " ".join((str(number), *_pack(folder / f"{number}.job", job, _LONGEST_JOB)))


def unpack_job(folder: Path, line: str) -> tuple[int, FileJob]:
    """The number and the job of such a line; its file is removed. Raises ``OSError``."""
    number, *content = line.split()
    return int(number), cast("FileJob", _unpack(folder / f"{number}.job", content))


def forget_job(folder: Path, number: int) -> None:
    """Remove what may be left of a job that its reader did not get to."""
    (folder / f"{number}.job").unlink(missing_ok=True)


def pack_result(folder: Path, number: int, result: ReadFile) -> str:
    """The line that hands a result over. Raises ``OSError``."""
    return " ".join((str(number), "0", *_pack(folder / f"{number}.read", result, _LONGEST_RESULT)))


def pack_refusal(job_line: str, problem: OSError) -> str:
    """The line that says that the disk refused while that job was done."""
    return f"{job_line.split(maxsplit=1)[0]} {problem.errno or 5}"


def unpack_result(folder: Path, line: str) -> ReadFile:
    """The result of such a line; its file is removed. Raises ``OSError``, also where the reader met one."""
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
