"""How a cohort counts injuries and exposures: the definitions of study.yaml."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

MEASURES = ("single_run", "acwr", "week_to_week")


@cache
def definitions() -> dict[str, Any]:
    """The definitions of study.yaml."""
    return dict(yaml.load((files("runback.cohort") / "study.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader))
