"""Which context names the rule book understands: every one used in one of its conditions."""

import re
from functools import cache
from importlib.resources import files

from runback.knowledge.red_flags import load_red_flags

_NAMES = re.compile(r"context:([\w|]+)")


@cache
def known_contexts() -> frozenset[str]:
    """Context names without their number (``postpartum`` for postpartum_8w), from every file of the rule book."""
    named = {
        name
        for file in files(__package__).iterdir()
        if file.name.endswith(".yaml")
        for group in _NAMES.findall(file.read_text(encoding="utf-8"))
        for name in group.split("|")
    }
    return frozenset(named) | frozenset(load_red_flags().contexts)
