"""A planned session as the workout text that intervals.icu reads: one line per step, with blocks for repeats.

The text follows the site's workout builder: a line starts with a dash, then the text shown on the watch, the length and
the intensity; ``m`` is minutes, ``mtr`` metres. A repeated block has an empty line before and after it. Nothing in it
reveals the runner's health.
"""

import re
from collections.abc import Iterable
from itertools import groupby

from runback.domain.plan import Step, StepKind
from runback.knowledge.sentences import render_sentence

_WORDS = {
    StepKind.RUN: "Run",
    StepKind.WALK: "Walk",
    StepKind.DRILL: "Drill",
    StepKind.WARM_UP: "Warm up",
    StepKind.COOL_DOWN: "Cool down",
}
_INTENSITIES = {
    StepKind.RUN: "active",
    StepKind.WALK: "recovery",
    StepKind.DRILL: "warmup",
    StepKind.WARM_UP: "warmup",
    StepKind.COOL_DOWN: "cooldown",
}
_FIRST_CLAUSE = re.compile(r"[^,.:;]*")
_WORDS_ONLY = re.compile(r"[A-Za-z' -]+")
"""The characters allowed in the text: a digit, a colon or a per cent sign would be read as a length or a target."""


def write_workout_text(steps: Iterable[Step]) -> str:
    """The steps as workout text; times in hours, minutes and seconds, distances in kilometres or metres."""
    blocks = []
    for repeat, block in groupby(steps, key=lambda step: step.repeat):
        lines = [_line(step) for step in block]
        blocks.append("\n".join([f"{repeat}x", *lines] if repeat > 1 else lines))
    return "\n\n".join(blocks)


def count_blocks(steps: Iterable[Step]) -> int:
    """How many steps the site shows at the top level: a repeated block counts as one."""
    grouped = [(repeat, len(list(block))) for repeat, block in groupby(steps, key=lambda step: step.repeat)]
    return sum(1 if repeat > 1 else count for repeat, count in grouped)


def _line(step: Step) -> str:
    length = _distance(step.distance_m) if step.distance_m is not None else _time(step.duration_s or 0)
    return f"- {_cue(step)} {length} intensity={_INTENSITIES[step.kind]}"


def _cue(step: Step) -> str:
    """The kind of the step and, for running, the first words of its instruction."""
    word = _WORDS[step.kind]
    found = _FIRST_CLAUSE.match(render_sentence(step))
    how = found.group().strip() if found else ""
    return f"{word} {how.lower()}" if step.kind is StepKind.RUN and _WORDS_ONLY.fullmatch(how) else word


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return "".join(f"{count}{unit}" for count, unit in ((hours, "h"), (minutes, "m"), (rest, "s")) if count) or "1s"


def _distance(metres: float) -> str:
    whole = max(round(metres), 1)
    return f"{whole / 1000:g}km" if whole >= 1000 else f"{whole}mtr"
