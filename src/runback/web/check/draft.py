"""A check that is under way: the answers so far and the questions they belong to, kept with the runner.

``answers`` has the shape of the answers file, so that what is assessed while asking is
what is saved at the end. The questions are remembered, so that each can be changed later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from math import isfinite, nan
from typing import Any

from django.http import HttpRequest

from runback.domain.assessment import Question
from runback.domain.errors import BadAnswer
from runback.domain.intake import ALL, NUMBERS, read_intake
from runback.languages.catalogue import gettext, gettext_noop
from runback.services import clock
from runback.services.training.check_draft import read_draft, store_draft
from runback.services.training.check_in import change_answers, correct_answers
from runback.web.access import runner_of

NONE = "none_of_these"
CARRIED_OVER = ("age_years", "sex", "wishes")
SKIP = "skip"
DAYS_IN = {
    gettext_noop("days"): 1,
    gettext_noop("weeks"): 7,
    gettext_noop("months"): 30.4375,
    gettext_noop("years"): 365.25,
}
"""The units in which a runner may say how long ago the episode began."""

_RESUMED_FOR = timedelta(days=7)
"""After a week the answers are out of date, as those of a check are."""


@dataclass
class Draft:
    """``asked`` maps a question's id to it in the order asked; ``skipped`` are ids left out.

    ``follows`` is the check that a follow-up continues: it keeps the days of that check. ``pages`` are the pages of
    several questions that are done (running); ``heard`` are answers that the runner's own words suggest, to be
    confirmed; ``wanted`` are questions to ask whatever the assessment needs; ``warned`` says that an emergency in
    the words is saved already.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, dict[str, Any]] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    check_id: int | None = None
    follows: int | None = None
    pages: list[str] = field(default_factory=list)
    heard: dict[str, Any] = field(default_factory=dict)
    wanted: list[str] = field(default_factory=list)
    warned: bool = False
    begun_on: str = ""

    @property
    def is_under_way(self) -> bool:
        """Whether it has not been saved as a check yet."""
        return self.check_id is None

    def question(self, question_id: str) -> Question | None:
        """A question asked before."""
        known = self.asked.get(question_id)
        return None if known is None else Question(**{**known, "options": tuple(known["options"])})

    def questions(self) -> list[Question]:
        """Every question asked before, in order."""
        found = (self.question(question_id) for question_id in self.asked)
        return [question for question in found if question is not None]

    def value(self, question: Question) -> Any:
        """What was answered, None where nothing was."""
        if question.key == "red_flags":
            flags = dict.fromkeys(self.answers.get("red_flags", ()), "yes") | self.answers.get("red_flag_answers", {})
            if question.kind == "choices":
                present = [option for option in question.options if flags.get(option, "no") != "no"]
                return present if any(option in flags for option in question.options) else None
            return flags.get(question.id)
        if question.key == "self_tests":
            return self.answers.get("self_tests", {}).get(question.id)
        if question.key == "mistakes":
            return self.answers.get("mistakes", {}).get(ALL)
        return self.answers.get(question.key)

    def save(self, question: Question, value: Any) -> None:
        """Saves an answer; raises ``BadAnswer`` and then changes nothing."""
        changed = _with_answer(self.answers, question, value)
        read_intake(changed)
        self.answers = changed
        self.asked[question.id] = asdict(question)
        self.skipped = [each for each in self.skipped if each != question.id]

    def end(self, check_id: int) -> None:
        """Saved as that check. What it called a mistake is settled: changing it afterwards asks again."""
        self.check_id = check_id
        self.answers = {key: value for key, value in self.answers.items() if key != "mistakes"}

    def skip(self, question: Question) -> None:
        """Leaves a question out."""
        self.answers = _without_answer(self.answers, question)
        self.asked[question.id] = asdict(question)
        if question.id not in self.skipped:
            self.skipped.append(question.id)


def _with_answer(answers: dict[str, Any], question: Question, value: Any) -> dict[str, Any]:
    if question.key == "red_flags":
        return answers | _with_flags(answers, question, value)
    if question.key == "self_tests":
        return answers | {"self_tests": answers.get("self_tests", {}) | {question.id: value}}
    if question.key == "mistakes":
        return answers | {"mistakes": answers.get("mistakes", {}) | {ALL: value}}
    worst = answers.get("pain_worst")
    if question.key == "pain_now" and worst is not None and value > worst:
        answers = answers | {"pain_worst": value}
    return answers | {question.key: value}


def _with_flags(answers: dict[str, Any], question: Question, value: Any) -> dict[str, Any]:
    """Warning signs as the answers file has them: a plain yes in ``red_flags``, all else in ``red_flag_answers``.

    A ticked sign is a plain yes, so that the check can ask which of its options fits; a more exact answer given
    before stays.
    """
    exact = dict(answers.get("red_flag_answers", {}))
    plain = [item for item in answers.get("red_flags", ()) if item not in (question.id, *question.options)]
    if question.kind != "choices":
        return {"red_flags": plain, "red_flag_answers": exact | {question.id: value}}
    for item in question.options:
        if item not in value:
            exact[item] = "no"
        elif exact.get(item, "no") == "no":
            exact.pop(item, None)
            plain.append(item)
    return {"red_flags": plain, "red_flag_answers": exact}


def _without_answer(answers: dict[str, Any], question: Question) -> dict[str, Any]:
    return {key: value for key, value in answers.items() if key != question.key or key == "red_flags"}


def load_draft(request: HttpRequest) -> Draft | None:
    """The runner's last check on these pages, under way or just saved; None without one, or one of a week ago."""
    kept = read_draft(runner_of(request))
    if kept is None:
        return None
    draft = Draft(**kept | {"asked": {one["id"]: one for one in _asked(kept)}})
    is_old = clock.today(runner_of(request)) - date.fromisoformat(draft.begun_on) > _RESUMED_FOR
    return None if draft.is_under_way and is_old else draft


def _asked(kept: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """The questions asked, in order; drafts of version 0.2 had them by id."""
    asked = kept["asked"]
    return asked.values() if isinstance(asked, dict) else asked


def save_draft(request: HttpRequest, draft: Draft) -> None:
    """Saves the check under way."""
    draft.begun_on = draft.begun_on or clock.today(runner_of(request)).isoformat()
    store_draft(runner_of(request), asdict(draft) | {"asked": list(draft.asked.values())})  # PostgreSQL sorts keys


def correct(request: HttpRequest, changed: Mapping[str, Any]) -> bool:
    """Corrects answers outside a check, also in the draft; whether there is a check. Raises ``BadAnswer``."""
    runner = runner_of(request)
    check = correct_answers(runner, changed, clock.today(runner))
    draft = load_draft(request)
    if draft is not None:
        draft.answers = change_answers(draft.answers, changed)
        draft.check_id = check.id if check is not None and draft.check_id is not None else draft.check_id
        save_draft(request, draft)
    return check is not None


def read_value(question: Question, values: list[str]) -> Any:
    """The value that a question's form sent; raises ``BadAnswer`` in the words of the page."""
    if question.kind == "choices":
        return read_choices(question, values)
    value = values[0].strip() if values else ""
    if question.key == "pain_days":
        return _read_days(question, value, values[1] if len(values) > 1 else "days")
    if not value:
        raise BadAnswer(question.key, gettext("Choose an answer, or skip the question."))
    if question.options and value not in question.options:
        raise BadAnswer(question.key, gettext("Choose one of the answers."), question.options)
    if question.kind == "number" or question.key in NUMBERS:
        return _read_number(question, value)
    if question.key == "leg_dominant":
        return value in ("yes", "true")
    return value


def read_choices(question: Question, values: list[str]) -> list[str]:
    """What was ticked; nothing at all, or "none of these" beside something, is no answer."""
    ticked = [item for item in values if item and item != NONE]
    if unknown := set(ticked) - set(question.options):
        raise BadAnswer(
            question.key,
            gettext("{value!r} is not one of the answers.").format(value=sorted(unknown)[0]),
            question.options,
        )
    if ticked and NONE in values:
        raise BadAnswer(
            question.key, gettext("You ticked \u201cNone of these\u201d and something else. Untick one of them.")
        )
    if not ticked and NONE not in values:
        raise BadAnswer(question.key, gettext("Tick all that apply, or \u201cNone of these\u201d."))
    return ticked


def _read_days(question: Question, value: str, unit: str) -> int:
    """Days from a number of days, weeks, months or years."""
    if unit not in DAYS_IN:
        raise BadAnswer(question.key, gettext("{unit!r} is not one of the units.").format(unit=unit), tuple(DAYS_IN))
    if not value:
        raise BadAnswer(question.key, gettext("Enter a number, or skip the question."))
    return round(_read_number(question, value) * DAYS_IN[unit])


def _read_number(question: Question, value: str) -> float:
    try:
        number = float(value.replace(",", "."))
    except ValueError:
        number = nan
    if not isfinite(number):
        raise BadAnswer(question.key, gettext("Enter a number. You entered {value!r}.").format(value=value[:20]))
    return int(number) if number.is_integer() else number
