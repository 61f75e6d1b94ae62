"""Every warning sign of the check: how it was answered and when, or that it was not asked."""

from collections.abc import Sequence

from runback.domain.assessment import Assessment, Flag, FlagSource
from runback.domain.intake import Intake
from runback.knowledge.red_flags import Item, load_red_flags
from runback.languages.catalogue import gettext, gettext_noop, pgettext
from runback.report.paper.record import Section
from runback.services.sharing.report.wording import format_day, inside_a_sentence, shorten
from runback.services.training.check_in import SavedCheck

TITLE = gettext_noop("Warning signs: asked and answered")
_YES, _NOT_SURE, _NO, _NOT_ASKED = range(4)
"""The groups of answers in their order."""
_OTHER_SOURCES = {
    FlagSource.RULE: gettext_noop("From several answers together"),
    FlagSource.TEXT: gettext_noop("From the runner's own words"),
    FlagSource.HISTORY: gettext_noop("From the training history"),
    FlagSource.EARLIER: gettext_noop("From an earlier check, not cleared since"),
}


_GUESS = gettext_noop("{source} (a guess, asked about next)")


def describe_signs(checks: Sequence[SavedCheck], assessment: Assessment | None) -> Section:
    """The answers of the newest check that asked each sign (checks oldest first), grouped by answer."""
    if not checks:
        return Section(gettext(TITLE), (gettext("No check was done, so no warning sign was asked."),))
    latest = checks[-1].intake
    flags = () if assessment is None else assessment.flags
    raised = {flag.id for flag in flags if flag.source in _OTHER_SOURCES}
    groups: dict[tuple[int, str], list[str]] = {}
    for item in load_red_flags().items:
        answer = _answer_of(item, checks)
        if item.id in raised and answer[0] == _NOT_ASKED:
            continue
        groups.setdefault(answer, []).append(_name(item, latest))
    if not any(check.intake.red_flag_answers for check in checks):
        groups = {answer: names for answer, names in groups.items() if answer[0] != _NOT_ASKED}
    answered = [(rank, f"{text}: {'; '.join(names)}.") for (rank, text), names in sorted(groups.items())]
    yes = tuple(line for rank, line in answered if rank == _YES)
    not_asked = " ".join(line for rank, line in answered if rank == _NOT_ASKED)
    lines = [line for rank, line in answered if rank in (_NOT_SURE, _NO)]
    lines += _raised_otherwise(flags)
    note = f"{not_asked} {_note(checks)}".strip()
    return Section(gettext(TITLE), tuple(lines), note=note, stands_out=yes)


def _raised_otherwise(flags: Sequence[Flag]) -> list[str]:
    """The signs that no single question raised, by where they come from, each in its first sentence."""
    found: dict[str, list[str]] = {}
    for flag in flags:
        if flag.source in _OTHER_SOURCES:
            source = gettext(_OTHER_SOURCES[flag.source])
            start = gettext(_GUESS).format(source=source) if flag.is_guess else source
            found.setdefault(start, []).append(shorten(flag.why.split(". ")[0].rstrip("."), 200))
    return [f"{start}: {'; '.join(dict.fromkeys(whys))}." for start, whys in found.items()]


def _name(item: Item, intake: Intake) -> str:
    return item.male.short if item.male is not None and intake.sex == "male" else item.short


def _answer_of(item: Item, checks: Sequence[SavedCheck]) -> tuple[int, str]:
    """The group of the newest answer, and the answer with its day."""
    for check in reversed(checks):
        answer = _answer_in(check.intake, item)
        if answer is not None:
            return answer[0], f"{answer[1]} ({format_day(check.made_on)})"
    return _NOT_ASKED, gettext("Not asked")


def _answer_in(intake: Intake, item: Item) -> tuple[int, str] | None:
    """How a check answered an item; None where it did not ask it."""
    exact = intake.red_flag_answers.get(item.id)
    if exact == "no":
        return _NO, pgettext("answer", "No")
    if exact == "not_sure":
        return _NOT_SURE, pgettext("answer", "Not sure")
    if exact is not None or item.id in intake.red_flags:
        label = next((option.label for option in item.options if option.id == exact), "")
        yes = gettext("Yes, {answer}").format(answer=inside_a_sentence(label)) if label else pgettext("answer", "Yes")
        return _YES, yes
    return None


def _note(checks: Sequence[SavedCheck]) -> str:
    """A list of signs without single answers says what is there, not what was asked."""
    if any(check.intake.red_flag_answers for check in checks):
        return gettext("A sign is asked only where it can still change the result. What was not asked is not a no.")
    if not any("red_flags" in check.intake.answered for check in checks):
        return gettext("No warning sign was asked.")
    if any(check.intake.red_flags for check in checks):
        note = gettext(
            "The list of answers of {day} names the signs above. "
            "It does not record which of the {count} signs were asked."
        )
    else:
        note = gettext(
            "The list of answers of {day} names no warning sign. "
            "It does not record which of the {count} signs were asked."
        )
    return note.format(day=format_day(checks[-1].made_on), count=len(load_red_flags().items))
