"""The same answers give the same assessment, whether they go through the pages' forms or in an answers file."""

from datetime import date
from typing import Any

from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runback.assess import assess
from runback.domain.assessment import Assessment, Question
from runback.domain.intake import LISTS, read_intake
from runback.knowledge.questions import load_questions
from runback.web.check.asking import save_screen
from runback.web.check.contexts import COUNTED, TICKED
from runback.web.check.draft import NONE, Draft
from runback.web.check.forms import WeekForm
from runback.web.check.heard import WORDS
from runback.web.check.running_form import RunningForm
from runback.web.check.screens import RUNNING, WEEK, find_screen, next_step

DAY = date(2026, 5, 14)
MOST = 40
TEXTS = (
    "",
    "Worse when sitting, a dull ache.",
    "I cannot feel the seat when I sit down.",
    "Each week it comes earlier in the run.",
    "It wakes me every night and no position helps.",
)
OTHER_WORDS = ("My back aches.", "I cannot feel the seat when I sit down.")
"""After a no to the question about an emergency in the words: changed, or left as they were."""

PLAIN_NUMBERS = {"age_years": (10, 90), "pain_days": (0, 400), "morning_stiffness_min": (0, 120)}


def judge(answers: dict[str, Any]) -> Assessment:
    return assess(read_intake(answers), as_of=DAY)


def post(**values: Any) -> QueryDict:
    """What a browser sends."""
    data = QueryDict(mutable=True)
    for key, value in values.items():
        data.setlist(key, [str(one) for one in value] if isinstance(value, list) else [str(value)])
    return data


class Runner:
    """A runner who answers at random, and writes down each answer as the answers file has it."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.file: dict[str, Any] = {}

    def answer(self, question: Question, *, is_optional: bool) -> list[Any]:
        """What this runner sends for a question; an empty list for an optional one that is left out."""
        if question.key == "red_flags":
            return self._answer_sign(question)
        if is_optional and self.draw(st.booleans()):
            return []
        if question.kind == "choices":
            ticked = self.draw(st.lists(st.sampled_from(LISTS[question.key]), max_size=4, unique=True))
            ticked.sort(key=LISTS[question.key].index)
            self.file[question.key] = ticked
            return ticked or [NONE]
        if question.kind == "number":
            low, high = self._bounds(question.key)
            self.file[question.key] = self.draw(st.integers(low, high))
            if question.key == "pain_now" and "pain_worst" in self.file:  # a form takes more pain now as the worst
                self.file["pain_worst"] = max(self.file["pain_worst"], self.file["pain_now"])
        else:
            self.file[question.key] = self.draw(st.sampled_from(question.options))
        value = self.file[question.key]
        if question.key == "leg_dominant":
            self.file[question.key] = value == "true"
        return [value]

    def _bounds(self, key: str) -> tuple[int, int]:
        if key == "pain_worst":
            return self.file.get("pain_now", 0), 10
        return PLAIN_NUMBERS.get(key, (0, 10))

    def _answer_sign(self, question: Question) -> list[str]:
        exact, plain = self.file.setdefault("red_flag_answers", {}), self.file.setdefault("red_flags", [])
        if question.kind != "choices":
            calm = st.sampled_from(("no",) * 6 + question.options)
            exact[question.id] = self.draw(calm)
            if question.id in plain:
                plain.remove(question.id)
            return [exact[question.id]]
        ticked = self.draw(st.one_of(st.just([]), st.just([]), st.lists(st.sampled_from(question.options), max_size=2)))
        exact.update({item: "no" for item in question.options if item not in ticked})
        plain += sorted(set(ticked))
        return sorted(set(ticked)) or [NONE]

    def word_answers(self, texts: tuple[str, ...]) -> dict[str, Any]:
        """The own words, empty ones are left out."""
        text = self.draw(st.sampled_from(texts))
        self.file |= {"text": text} if text else {}
        return {"text": text} if text else {}

    def running_data(self) -> QueryDict:
        """The running page."""
        sent: dict[str, Any] = {}
        for key, high in (("weekly_km", 80), ("weeks_off", 60), ("last_run_km", 30), ("longest_run_30d_km", 30)):
            if self.draw(st.booleans()):
                sent[key] = self.file[key] = self.draw(st.integers(0, high))
        for key in ("runner_status", "pain_next_morning"):
            if self.draw(st.booleans()):
                options = next(form.options for form in load_questions() if form.id == key)
                sent[key] = self.file[key] = self.draw(st.sampled_from(sorted(options)))
        if self.draw(st.booleans()):
            sent["pain_running"] = self.file["pain_running"] = self.draw(st.integers(0, 10))
        if self.draw(st.booleans()):
            sent["height_cm"] = self.file["height_cm"] = self.draw(st.integers(150, 200))
            sent["weight_kg"] = self.file["weight_kg"] = self.draw(st.integers(45, 120))
        return post(**sent, **self._context_data())

    def _context_data(self) -> dict[str, Any]:
        is_male = self.file.get("sex") == "male"
        sent, contexts = {}, []
        for heading, options in TICKED.items():
            if not (is_male and "missed_periods" in options):
                ticked = self.draw(st.lists(st.sampled_from(list(options)), max_size=2, unique=True))
                sent["about_" + heading.lower().replace(" ", "_")] = ticked
                contexts += ticked
        counted = self.draw(st.sampled_from(COUNTED))
        if counted.name not in ("pregnant", "postpartum"):
            sent[counted.name] = [self.draw(st.integers(max(counted.low, 1), counted.high))]
            contexts.append(f"{counted.name}_{sent[counted.name][0]}{counted.tail}")
        self.file["contexts"] = contexts
        return sent


def walk(runner: Runner) -> Draft:
    """The check from its first screen to its end, through the forms."""
    draft = Draft(answers=runner.word_answers(TEXTS))
    for _ in range(MOST):
        assessment = judge(draft.answers)
        step = next_step(draft, assessment)
        if step is None:
            return draft
        if step == RUNNING:
            form = RunningForm(runner.running_data(), initial={}, is_male=runner.file.get("sex") == "male")
            assert form.is_valid(), form.errors
            draft.answers |= {key: value for key, value in form.answers().items() if value is not None}
            draft.pages.append(RUNNING)
        elif step == WEEK:
            week = WeekForm(post(tue=45, sat=60, equipment=["band"], long_run_day="sat"))
            assert week.is_valid()
            runner.file["wishes"] = {
                "days": {"tue": 45, "sat": 60}, "equipment": ["band"], "long_run_day": "sat",
            }  # fmt: skip
            draft.answers["wishes"] = week.wishes()
            draft.pages.append(WEEK)
        elif step == WORDS:
            draft.answers |= runner.word_answers(OTHER_WORDS)
            draft.pages.append(WORDS)
        else:
            answer_screen(runner, draft, assessment, step)
    raise AssertionError("the check never ended")


def answer_screen(runner: Runner, draft: Draft, assessment: Assessment, step: str) -> None:
    screen = find_screen(draft, assessment, step)
    assert screen is not None, step
    sent = {
        question.id: runner.answer(question, is_optional=question.id in screen.optional)
        for question in screen.questions
    }
    assert save_screen(draft, screen, post(**{key: values for key, values in sent.items() if values})) == {}, sent


@given(st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_the_forms_and_the_file_give_the_same_answers_and_the_same_assessment(data):
    runner = Runner(data.draw)
    draft = walk(runner)
    through_forms, from_file = read_intake(draft.answers), read_intake(runner.file)
    for name in from_file.__dataclass_fields__:
        theirs, ours = getattr(from_file, name), getattr(through_forms, name)
        if name == "red_flags":
            assert set(ours) == set(theirs)
        elif name != "answered":
            assert ours == theirs, name
    assert judge(draft.answers) == judge(runner.file)
