"""Loading many modules at the start of a process."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Load modules without looking for garbage among them; what is there at the end is never looked at again.

    Modules make hundreds of thousands of objects that all stay. Python's collector goes through them again and again
    while they grow (a quarter of the time that a command takes to start), and later with every full collection. Only
    for what happens once in a process: garbage of before that has not been collected stays too.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
