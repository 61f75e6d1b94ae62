"""The screens of the check: which questions are on one, and which screen comes next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from runback.assess.questions import ask_form, ask_item
from runback.domain.assessment import Assessment, Question, Urgency
from runback.knowledge.questions import load_questions
from runback.knowledge.red_flags import load_red_flags
from runback.languages.catalogue import gettext, gettext_noop
from runback.web.check.draft import Draft
from runback.web.check.heard import WORDS, may_change_words, next_about_words

RUNNING = "running"
WEEK = "week"


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that belong together; those of ``beside`` are optional, each shown with the question it names."""

    title: str
    questions: tuple[str, ...]
    beside: Mapping[str, str] = field(default_factory=dict)


GROUPS = {
    "about": Group(gettext_noop("About you"), ("age_years", "sex")),
    "beginning": Group(gettext_noop("How it began"), ("onset", "pain_days")),
    "pain": Group(
        gettext_noop("Your pain"),
        ("pain_now", "trend", "pain_worst", "leg_pain", "leg_dominant"),
        {"pain_worst": "pain_now", "leg_dominant": "leg_pain"},
    ),
    "nerves": Group(gettext_noop("Numbness and weakness"), ("numbness", "weakness", "screen_neuro_deficit")),
    "night": Group(gettext_noop("Nights and mornings"), ("night_pain", "morning_stiffness_min")),
    "movement": Group(gettext_noop("What makes it worse, and what better?"), ("aggravated_by", "eased_by")),
    "how_it_goes": Group(gettext_noop("How it goes"), ("not_improving", "energy_signs", "outlook")),
    "cauda_equina": Group(
        gettext_noop("First, the most important"), ("ces_saddle", "ces_sexual", "screen_cauda_equina")
    ),
}
_GROUP_OF = {question: group for group, one in GROUPS.items() for question in one.questions}


@dataclass(frozen=True, slots=True)
class Screen:
    """What is asked together at one address; ``title`` is empty for a question of its own."""

    id: str
    title: str
    questions: tuple[Question, ...]
    optional: tuple[str, ...] = ()

    @property
    def may_skip(self) -> bool:
        """Whether the runner may continue without an answer; warning signs are always answered."""
        return all(question.key not in ("red_flags", "mistakes") for question in self.questions)


def next_step(draft: Draft, assessment: Assessment) -> str | None:
    """The id of the next screen, None where the check is at its end."""
    if assessment.urgency is Urgency.EMERGENCY_NOW:
        return next_about_words(draft, assessment) or _next_explaining(draft, assessment)
    return next(iter(steps_left(draft, assessment)), None)


def _next_explaining(draft: Draft, assessment: Assessment) -> str | None:
    """The screen that could still explain the emergency (sore legs after a race); None where nothing can."""
    left = (question.id for question in assessment.ask_next if question.id not in draft.skipped)
    return next((_GROUP_OF.get(question, question) for question in left), None)


def steps_left(draft: Draft, assessment: Assessment) -> list[str]:
    """The screens still to come, as far as they are known, in order."""
    steps = [WORDS] if may_change_words(draft, assessment) else []
    steps += [_GROUP_OF.get(question.id, question.id) for question in pending(draft, assessment)]
    if draft.follows is None:
        if RUNNING not in draft.pages and assessment.urgency.rank <= Urgency.CLINICIAN_WITHIN_DAYS.rank:
            steps.append(RUNNING)
        if WEEK not in draft.pages and assessment.is_clear:
            steps.append(WEEK)
    return list(dict.fromkeys(steps))


def steps_done(draft: Draft) -> list[str]:
    """The screens that were answered or skipped, in order."""
    return [*dict.fromkeys(_GROUP_OF.get(question, question) for question in draft.asked), *draft.pages]


def pending(draft: Draft, assessment: Assessment) -> list[Question]:
    """The questions that are still to be asked, those the runner wants to answer first."""
    wanted = (ask_form(key) for key in draft.wanted if key not in draft.answers)
    asked = [*(question for question in wanted if question is not None), *assessment.ask_next]
    return [question for question in asked if question.id not in draft.skipped]


def find_screen(draft: Draft, assessment: Assessment, screen_id: str) -> Screen | None:
    """The screen of that id, which may be a group's or a single question's; None where there is nothing to ask.

    A group whose questions are partly answered asks the rest; one that is answered shows all of them again.
    """
    waiting = {question.id: question for question in pending(draft, assessment)}
    known = {question.id: question for question in draft.questions()} | waiting
    group = GROUPS.get(screen_id)
    if group is None:
        question = known.get(screen_id) or _offered(screen_id)
        return None if question is None else Screen(screen_id, "", (question,))
    if not known.keys() & set(group.questions):
        return None
    found = tuple(_choose(group, waiting if waiting.keys() & set(group.questions) else known))
    is_alone = len(found) == 1
    return Screen(screen_id, "" if is_alone else gettext(group.title), found, () if is_alone else tuple(group.beside))


def _choose(group: Group, known: dict[str, Question]) -> Iterator[Question]:
    for question_id in group.questions:
        is_secondary = group.beside.get(question_id) in known
        question = known.get(question_id) or (_offered(question_id) if is_secondary else None)
        if question is not None:
            yield question


def _offered(key: str) -> Question | None:
    """A question that the check would not ask on its own now, of the form or about one warning sign."""
    item = load_red_flags().by_id.get(key)
    if item is not None:
        return ask_item(item)
    form = next((question for question in load_questions() if question.id == key), None)
    if form is None:
        return None
    return Question(form.id, form.id, form.text, form.kind, tuple(form.options), form.help or form.unit, form.why)


def previous_step(draft: Draft, screen_id: str) -> str | None:
    """The screen before this one, None for the first."""
    done: Sequence[str] = steps_done(draft)
    if screen_id in done:
        place = done.index(screen_id)
        return done[place - 1] if place else None
    return done[-1] if done else None
