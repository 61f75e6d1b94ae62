"""Every warning sign of the check: how it was answered and when, or that it was not asked."""

from collections.abc import Sequence

from runback.domain.assessment import Assessment, Flag, FlagSource
from runback.domain.intake import Intake
from runback.knowledge.red_flags import Item, load_red_flags
from runback.report.paper.record import Section
from runback.services.sharing.report.wording import say_day, shorten
from runback.services.training.check_in import SavedCheck

TITLE = "Warning signs: asked and answered"
_NOT_ASKED = "Not asked"
_OTHER_SOURCES = {
    FlagSource.RULE: "From several answers together",
    FlagSource.TEXT: "From the runner's own words",
    FlagSource.HISTORY: "From the training history",
    FlagSource.EARLIER: "From an earlier check, not cleared since",
}


_GUESS = " (a guess, asked about next)"


def describe_signs(checks: Sequence[SavedCheck], assessment: Assessment | None) -> Section:
    """The answers of the newest check that asked each sign (checks oldest first), grouped by answer."""
    if not checks:
        return Section(TITLE, ("No check was done, so no warning sign was asked.",))
    latest = checks[-1].intake
    flags = () if assessment is None else assessment.flags
    raised = {flag.id for flag in flags if flag.source in _OTHER_SOURCES}
    groups: dict[str, list[str]] = {}
    for item in load_red_flags().items:
        if item.id in raised and _answer_of(item, checks) == _NOT_ASKED:
            continue
        groups.setdefault(_answer_of(item, checks), []).append(_name(item, latest))
    if not any(check.intake.red_flag_answers for check in checks):
        groups.pop(_NOT_ASKED, None)
    answered = [f"{answer}: {'; '.join(names)}." for answer, names in sorted(groups.items(), key=_rank)]
    yes = tuple(line for line in answered if line.startswith("Yes"))
    not_asked = " ".join(line for line in answered if line.startswith(_NOT_ASKED))
    lines = [line for line in answered if line not in (*yes, not_asked)]
    lines += _raised_otherwise(flags)
    note = f"{not_asked} {_note(checks)}".strip()
    return Section(TITLE, tuple(lines), note=note, stands_out=yes)


def _raised_otherwise(flags: Sequence[Flag]) -> list[str]:
    """The signs that no single question raised, by where they come from, each in its first sentence."""
    found: dict[str, list[str]] = {}
    for flag in flags:
        if flag.source in _OTHER_SOURCES:
            start = f"{_OTHER_SOURCES[flag.source]}{_GUESS if flag.is_guess else ''}"
            found.setdefault(start, []).append(shorten(flag.why.split(". ")[0].rstrip("."), 200))
    return [f"{start}: {'; '.join(dict.fromkeys(whys))}." for start, whys in found.items()]


def _rank(group: tuple[str, list[str]]) -> tuple[int, str]:
    """Yes first, then what is not sure, then no, and what was not asked last."""
    starts = ("Yes", "Not sure", "No (", _NOT_ASKED)
    return next(place for place, start in enumerate(starts) if group[0].startswith(start)), group[0]


def _name(item: Item, intake: Intake) -> str:
    return item.male.short if item.male is not None and intake.sex == "male" else item.short


def _answer_of(item: Item, checks: Sequence[SavedCheck]) -> str:
    for check in reversed(checks):
        told = _told(item, check.intake)
        if told:
            return f"{told} ({say_day(check.made_on)})"
    return _NOT_ASKED


def _told(item: Item, intake: Intake) -> str:
    """How a check answered an item; empty where it did not ask it."""
    exact = intake.red_flag_answers.get(item.id)
    if exact in ("no", "not_sure"):
        return "No" if exact == "no" else "Not sure"
    if exact is not None or item.id in intake.red_flags:
        label = next((option.label for option in item.options if option.id == exact), "")
        return f"Yes, {label[0].lower()}{label[1:]}" if label else "Yes"
    return ""


def _note(checks: Sequence[SavedCheck]) -> str:
    """A list of signs without single answers says what is there, not what was asked."""
    if any(check.intake.red_flag_answers for check in checks):
        return "A sign is asked only where it can still change the result. What was not asked is not a no."
    if not any("red_flags" in check.intake.answered for check in checks):
        return "No warning sign was asked."
    found = "names the signs above" if any(check.intake.red_flags for check in checks) else "names no warning sign"
    return (
        f"The list of answers of {say_day(checks[-1].made_on)} {found}. "
        f"It does not record which of the {len(load_red_flags().items)} signs were asked."
    )
