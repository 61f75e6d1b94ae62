"""Loading many modules at the start of a process."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Import modules without garbage collection, then freeze all objects, so that they are never scanned again.

    Modules create hundreds of thousands of permanent objects. Python's collector scans them again and again
    while they are created (a quarter of a command's start-up time), and later in every full collection. Use it only
    once per process: earlier garbage that has not been collected is frozen too.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
