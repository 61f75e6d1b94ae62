"""Signs that only the runner's own words describe: asked about, an emergency with the number to call beside it.

A no never ends what the words say. The words themselves can be changed by the runner.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from runback.assess.stated_answers import read_stated_answers
from runback.domain.assessment import Assessment, Flag, FlagSource, Question, Urgency
from runback.domain.runner import Runner
from runback.knowledge.red_flags import load_red_flags
from runback.services import clock
from runback.services.training.check_in import assess_answers, save_check
from runback.web.access import runner_of
from runback.web.check.draft import Draft, save_draft
from runback.web.check.outcome import Outcome, describe_outcome

WORDS = "words"


def next_about_words(draft: Draft, assessment: Assessment) -> str | None:
    """The screen about an emergency found only in the words; None if an answer shows one, or nothing is left to ask.

    First the question of each sign, then, where every one was answered no and no answer could still explain it, the
    words themselves.
    """
    flags = _emergencies(assessment)
    if not flags or any(flag.source is not FlagSource.TEXT for flag in flags):
        return None
    if question := find_question(assessment):
        return question.id
    if any(question.key != "red_flags" for question in assessment.ask_next):
        return None
    asked = [flag for flag in flags if _item_about(flag)]
    return WORDS if asked and may_change_words(draft, assessment) and asked == _denied(draft, asked) else None


def may_change_words(draft: Draft, assessment: Assessment) -> bool:
    """Whether a sign in the words was answered no, and the words were not shown for it yet."""
    return WORDS not in draft.pages and bool(_denied(draft, assessment.flags))


def _denied(draft: Draft, flags: Iterable[Flag]) -> list[Flag]:
    """The flags that rest on the words alone, are no guess, and were answered no."""
    given = draft.answers.get("red_flag_answers", {})
    return [flag for flag in flags if _is_in_words(flag) and given.get(_item_about(flag)) == "no"]


def _item_about(flag: Flag) -> str | None:
    """The id of the item whose question is about a flag; None where nothing asks about it."""
    item = load_red_flags().asked_about(flag.id)
    return item.id if item else None


def _is_in_words(flag: Flag) -> bool:
    return flag.source is FlagSource.TEXT and not flag.is_guess


def find_question(assessment: Assessment) -> Question | None:
    """The question about the first emergency flag that nothing has answered yet."""
    open_ids = {question.id: question for question in assessment.ask_next}
    items = map(_item_about, _emergencies(assessment))
    return next((open_ids[item] for item in items if item in open_ids), None)


@dataclass(frozen=True, slots=True)
class EmergencyFound:
    """Whom to call and the sign; ``is_asked_about``: it was found in the words, and the screen asks if it is true."""

    outcome: Outcome
    why: str
    is_asked_about: bool


def keep_warning(runner: Runner, draft: Draft, assessment: Assessment) -> bool:
    """Saves an emergency at once, and says whether it did: it counts even if the question is never answered.

    Later answers of this check withdraw what it had saved; another check of the day would be asked first.
    """
    fresh = [flag.id for flag in _emergencies(assessment) if flag.source is not FlagSource.EARLIER]
    if draft.warned or not fresh:
        return False
    save_check(runner, draft.answers, clock.today(runner))
    draft.warned = True
    draft.answers = draft.answers | {"mistakes": draft.answers.get("mistakes", {}) | dict.fromkeys(fresh, "yes")}
    return True


def describe_warning(runner: Runner, assessment: Assessment, screen_id: str = "") -> EmergencyFound | None:
    """Whom to call and why, on every screen of a check that has found an emergency; None where it has not."""
    flags = _emergencies(assessment)
    if not flags:
        return None
    asked = (flag for flag in flags if flag.source is FlagSource.TEXT and _item_about(flag) == screen_id)
    flag = next(asked, None)
    return EmergencyFound(describe_outcome(assessment, runner), (flag or flags[0]).why, is_asked_about=flag is not None)


def ask_words(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Shows the runner's own words, so that the runner can reword them."""
    runner = runner_of(request)
    if request.method == "POST":
        text = request.POST.get("text", "").strip()[:4000]
        draft.answers = {key: value for key, value in draft.answers.items() if key != "text"}
        if text:
            draft.answers["text"] = text
        draft.heard = read_stated_answers(text)
        draft.pages = [*(page for page in draft.pages if page != WORDS), WORDS]
        draft.check_id = None
        save_draft(request, draft)
        return redirect("check-question")
    assessment = assess_answers(runner, draft.answers, clock.today(runner))
    page = {
        "draft": draft,
        "text": draft.answers.get("text", ""),
        "whys": [flag.why for flag in assessment.flags if _item_about(flag) and _is_in_words(flag)],
        "is_emergency": bool(_emergencies(assessment)),
        "outcome": describe_outcome(assessment, runner),
    }
    return render(request, "check/words.html", page)


def _emergencies(assessment: Assessment) -> list[Flag]:
    return [flag for flag in assessment.flags if flag.urgency is Urgency.EMERGENCY_NOW]
