"""The adaptive check: which questions can still change the outcome, best first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from runback.assess.facts import FactBase
from runback.assess.other_languages import is_understood
from runback.assess.triage import Triage
from runback.domain.assessment import Flag, FlagSource, Question, Urgency
from runback.domain.intake import Intake
from runback.knowledge.conditions import AtLeast, Comparison, Condition, Not, Word, numbers_of, words_of
from runback.knowledge.questions import FormQuestion, load_questions
from runback.knowledge.red_flags import Item, load_red_flags
from runback.knowledge.sentences import render_by_id
from runback.languages.catalogue import gettext, gettext_noop

_PLAIN = {"yes": gettext_noop("Yes"), "no": gettext_noop("No"), "not_sure": gettext_noop("Not sure")}
SCREEN_WHY = gettext_noop("One of these would change what is wise to do.")
ALWAYS_WHY = gettext_noop("This is asked every time: it must not be missed.")
YES_NO = ("yes", "no", "not_sure")
_MISTAKE = {"yes": gettext_noop("Yes, that was a mistake"), "no": gettext_noop("No, it was so")}
_SIGNS_GIVEN = Word("given", frozenset({"red_flags"}))


def ask_next(facts: FactBase, result: Triage, *, to_the_end: bool = False) -> tuple[Question, ...]:
    """The questions that can still change the outcome, the next one first.

    What the runner's own words raised is asked at once. Cauda-equina items come after
    age and sex, until answered. A question that cannot change the urgency any further is left out, so
    an emergency from the answers asks nothing more, unless an explanation could lower it
    (``to_the_end`` asks on: a follow-up must know whether the emergency is still there).
    Where the runner's own words are in a language that is not read, each red flag is asked about separately.
    """
    is_emergency = result.urgency is Urgency.EMERGENCY_NOW and not to_the_end
    asked = [] if is_emergency and not result.is_in_words_alone else [*_confirm_words(facts, result)]
    if is_emergency:
        asked += _ask_explaining(facts, result)
    else:
        asked += _ask_form(facts, "first")
        asked += _ask_always(facts)
        asked += _ask_form(facts, "before")
        asked += _ask_screens(facts, result.urgency)
        asked += _ask_alone(facts, result.urgency)
        asked += _ask_details(facts, result)
        if result.urgency is Urgency.SELF_CARE_OK:
            asked += _ask_form(facts, "after")
    if not is_understood(facts.intake.text):
        asked = [one for question in asked for one in _ask_one_by_one(facts, question)]
    return tuple(
        {question.id: question for question in reversed(asked)}[key] for key in dict.fromkeys(q.id for q in asked)
    )


def label_options(question: Question) -> Mapping[str, str]:
    """The label of each option of a question, for a form."""
    items = load_red_flags().by_id
    if question.key == "mistakes":
        return {key: gettext(text) for key, text in _MISTAKE.items()}
    if question.id in items:
        own = {option.id: option.label for option in items[question.id].options}
        return {key: own.get(key) or (gettext(_PLAIN[key]) if key in _PLAIN else key) for key in question.options}
    if question.key == "red_flags":
        return {key: items[key].short for key in question.options}
    return next((form.options for form in load_questions() if form.id == question.id), {})


def ask_about_mistakes(
    intake: Intake, result: Triage, standing: Iterable[tuple[Flag, date]], day: date
) -> tuple[Question, ...]:
    """Whether what other checks of the same day found urgent was a mistake; nothing where that is answered."""
    shown = {flag.id for flag in result.flags if flag.source is FlagSource.EARLIER}
    asked = [flag for flag, since in standing if since == day and flag.id in shown and intake.mistake(flag.id) is None]
    if not asked:
        return ()
    signs = [flag for flag in asked if flag.id in load_red_flags().by_id] or asked
    said = ", ".join(gettext("“{sign}”").format(sign=_name_sign(flag)) for flag in signs)
    text = gettext("Earlier today you reported {signs}. Was that a mistake?").format(signs=said)
    help_text = gettext("If it was so, it counts until a clinician has seen you, however you feel now.")
    return (Question("mistakes", "mistakes", text, "yes_no", tuple(_MISTAKE), help_text),)


def _name_sign(flag: Flag) -> str:
    """A sign in a few words, the runner's own where they described it."""
    item = load_red_flags().by_id.get(flag.id)
    return item.short if item and flag.source is not FlagSource.TEXT else flag.why.split(". ")[0].rstrip(".")


def ask_item(item: Item, *, why: str = "") -> Question:
    """The question of one red-flag item, answered in ``red_flag_answers``."""
    own = tuple(option.id for option in item.options)
    skips = "rather_not_say" in own
    options = ("yes", *own, "no", "not_sure") if skips or not own else (*own, "no", "not_sure")
    return Question(item.id, "red_flags", item.question, "choice" if own else "yes_no", options, item.help, why)


def ask_form(key: str) -> Question | None:
    """The question of one key of the answers file; None where the flow never asks it."""
    return next((_ask_structured(form) for form in load_questions() if form.id == key and form.asked), None)


def _ask_one_by_one(facts: FactBase, question: Question) -> Iterator[Question]:
    """The items of a question about several red flags, each as itself; any other question as it is."""
    if question.key != "red_flags" or question.kind != "choices":
        yield question
        return
    for item_id in question.options:
        yield ask_item(facts.book.by_id[item_id], why=render_by_id("check.words_not_read", ()))


def _is_answered(facts: FactBase, item: Item) -> bool:
    return item.id in facts.intake.red_flags or item.id in facts.intake.red_flag_answers


def _confirm_words(facts: FactBase, result: Triage) -> Iterator[Question]:
    for flag in result.flags:
        item = facts.book.asked_about(flag.id)
        if item and flag.source is FlagSource.TEXT and not _is_answered(facts, item):
            yield ask_item(item, why=flag.why)


def _ask_form(facts: FactBase, stage: str) -> Iterator[Question]:
    for form in load_questions():
        if form.asked and form.stage == stage and form.id not in facts.intake.answered and facts.holds(form.ask_when):
            yield _ask_structured(form, facts.intake.sex)


def _ask_explaining(facts: FactBase, result: Triage) -> Iterator[Question]:
    """What could still explain an emergency that rests on explainable flags alone.

    Sore legs after a race are not the nerves of both legs when the questions about these were asked: then they are.
    """
    deciding = {flag.id for flag in result.flags if flag.urgency is Urgency.EMERGENCY_NOW}
    explaining = [e for e in facts.book.explanations if deciding & set(e.of) and _could_hold(facts, e.when)]
    if deciding - {flag_id for explanation in explaining for flag_id in explanation.of}:
        return
    if any(word == _SIGNS_GIVEN for e in explaining for word in words_of(e.when)) and not facts.holds(_SIGNS_GIVEN):
        yield from _ask_always(facts)
    keys = {word.kind for explanation in explaining for word in words_of(explanation.when)}
    keys |= {compared.name for explanation in explaining for compared in numbers_of(explanation.when)}
    for form in load_questions():
        if form.asked and form.id in keys and form.id not in facts.intake.answered:
            yield _ask_structured(form)


def _could_hold(facts: FactBase, condition: Condition) -> bool:
    """Whether answers that are still missing could make the condition true."""
    match condition:
        case AtLeast(number, parts):
            return sum(_could_hold(facts, part) for part in parts) >= number
        case Not(part):
            return not facts.holds(part)
        case Comparison(name):
            return facts.holds(condition) or facts.number(name) is None
        case Word(kind):
            is_open = kind not in facts.intake.answered and any(form.id == kind for form in load_questions())
            return condition == _SIGNS_GIVEN or is_open or facts.holds(condition)


def _ask_structured(form: FormQuestion, sex: str | None = None) -> Question:
    help_text = form.help or form.unit
    return Question(form.id, form.id, form.text, form.kind, tuple(form.options_for(sex)), help_text, form.why)


def _ask_always(facts: FactBase) -> Iterator[Question]:
    together: dict[str, list[Item]] = {}
    for item in facts.book.items:
        if item.ask == "always" and not _is_answered(facts, item):
            yield ask_item(item, why=gettext(ALWAYS_WHY))
        if item.ask == "together" and not _is_answered(facts, item):
            together.setdefault(facts.book.groups[item.group].screen, []).append(item)
    for text, items in together.items():
        yield _ask_together(facts, text, items, why=gettext(ALWAYS_WHY))


def _ask_screens(facts: FactBase, urgency: Urgency) -> Iterator[Question]:
    screens: dict[str, list[Item]] = {}
    for item in facts.book.items:
        relevant = item.worst.rank > urgency.rank and not _is_answered(facts, item) and item.id not in facts.up
        if item.ask == "screen" and relevant and facts.holds(item.ask_when):
            screens.setdefault(facts.book.groups[item.group].screen, []).append(item)
    for text, items in screens.items():
        yield _ask_together(facts, text, items, why=gettext(SCREEN_WHY))


def _ask_together(facts: FactBase, text: str, items: Sequence[Item], *, why: str) -> Question:
    """Several items as one question where each that fits is ticked; one item alone is asked as itself."""
    if len(items) == 1:
        return ask_item(items[0], why=why)
    group = next(key for key, group in facts.book.groups.items() if group.screen == text)
    return Question(f"screen_{group}", "red_flags", text, "choices", tuple(item.id for item in items), "", why)


def _ask_alone(facts: FactBase, urgency: Urgency) -> Iterator[Question]:
    for item in facts.book.items:
        wanted = item.ask == "alone" and item.worst.rank > urgency.rank and not _is_answered(facts, item)
        if wanted and item.id not in facts.up and facts.holds(item.ask_when):
            yield ask_item(item, why=gettext(SCREEN_WHY))


def _ask_details(facts: FactBase, result: Triage) -> Iterator[Question]:
    """A plain yes to an item whose options would say more."""
    for item in facts.book.items:
        plain = f"{item.id}.yes" in facts.details and item.id not in facts.intake.red_flag_answers
        if plain and item.options and item.worst.rank > result.urgency.rank:
            yield ask_item(item, why=gettext("You said yes. Which fits best?"))
