"""``runback rules check``: each kind of slip in a copy of the real rule book is found, with file, line and entry."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from shutil import copy

import pytest

from runback.knowledge import advice, rule_book
from runback.knowledge.reading import BrokenRuleBook, Problem
from runback.knowledge.rule_book import find_problems, load_rule_book
from runback.knowledge.sentence_calls import SentenceCall, find_sentence_calls

PACKAGE = Path(rule_book.__file__).parents[1]


PARSERS = {name: (file, lru_cache(parse)) for name, (file, parse) in rule_book.PARSERS.items()}
"""Each file that a test leaves as it is is read once for all tests."""


@pytest.fixture(autouse=True)
def _read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_book, "PARSERS", PARSERS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of every file of the rule book."""
    for file in (*(PACKAGE / "knowledge").glob("*.yaml"), PACKAGE / "report" / "poses.yaml"):
        copy(file, tmp_path)
    return tmp_path


def edit(folder: Path, file: str, old: str, new: str) -> int:
    """Replaces the first ``old``; returns the line on which ``new`` then is."""
    path = folder / file
    before, found, after = path.read_text(encoding="utf-8").partition(old)
    assert found, f"{old} is no longer in {file}"
    path.write_text(before + new + after, encoding="utf-8")
    return before.count("\n") + 1


def check(folder: Path) -> tuple[Problem, ...]:
    return find_problems(folder, calls=())


@dataclass(frozen=True)
class Slip:
    """One mistake of somebody who edits a file, and the message about it; ``lines_on`` is where in the new text."""

    file: str
    old: str
    new: str
    entry: str
    says: str
    lines_on: int = 0


LONG_RUN = 'title.long_run: "Long easy run, {distance_km:km}"'

SLIPS = {
    "a group that does not exist": Slip(
        "exercises.yaml", "group: squat", "group: squats", "sit_to_stand", "There is no group squats; use squat, lunge"
    ),
    "a drawing that does not exist": Slip(
        "exercises.yaml", "drawing: goblet_squat", "drawing: goblet", "goblet_squat", "There is no drawing goblet;"
    ),
    "a drawing of a self-test that does not exist": Slip(
        "self_tests.yaml", "drawing: single_leg_sit_to_stand", "drawing: chair", "sl_sit_to_stand", "no drawing chair"
    ),
    "a key that is there twice": Slip(
        "exercises.yaml", "  unit: reps\n", "  unit: reps\n  unit: reps\n", "unit", "The key unit is there twice", 1
    ),
    "an id that is there twice": Slip(
        "exercises.yaml",
        "- id: goblet_squat",
        "- id: sit_to_stand",
        "sit_to_stand",
        "sit_to_stand is in this list twice",
    ),
    "a rule that is there twice": Slip(
        "plan_rules.yaml", "gate_check:", "gate_triage:", "gate_triage", "The key gate_triage is there twice"
    ),
    "a statement that is there twice": Slip(
        "evidence.yaml",
        "- id: thirty-percent-two-week-ramp",
        "- id: load-too-much-too-soon",
        "load-too-much-too-soon",
        "in this list twice",
    ),
    "an evidence id named twice": Slip(
        "causes.yaml",
        "evidence: [single-session-spike]",
        "evidence: [single-session-spike, single-session-spike]",
        "load_spike_session",
        "in this list twice",
    ),
    "evidence that does not exist": Slip(
        "plan_rules.yaml",
        "evidence: [return-criteria-lbp]",
        "evidence: [return-criteria]",
        "gate_check",
        "There is no evidence return-criteria; use an id of evidence.yaml",
    ),
    "evidence of a red flag that does not exist": Slip(
        "red_flags.yaml", "    evidence:\n", "    evidence:\n      - made-up\n", "ces_saddle", "no evidence made-up;"
    ),
    "a rule without evidence": Slip(
        "advice.yaml",
        "evidence: [bsi-sacral-return, pars-young-athlete]",
        "evidence: []",
        "stop_running",
        "evidence cannot be []",
    ),
    "a form cue without its sentence": Slip(
        "plan_rules.yaml",
        "form_cues: [tall",
        "form_cues: [floppy",
        "form_cues",
        "The form cue floppy has no sentence cue.floppy; add it to sentences_en.yaml.",
    ),
    "a form cue that quotes a number": Slip(
        "sentences_en.yaml",
        "cue.tall: Run tall",
        "cue.tall: Run {degrees} tall",
        "cue.tall",
        "Nothing gives it {degrees}",
    ),
    "a title with a fact that titles do not have": Slip(
        "sentences_en.yaml",
        LONG_RUN,
        'title.long_run: "Long run, {pace}"',
        "title.long_run",
        "it may use bout, distance_km, duration_min",
    ),
    "a sentence that cannot be read": Slip(
        "sentences_en.yaml",
        LONG_RUN,
        'title.long_run: "Long run, {distance_km"',
        "title.long_run",
        "This sentence cannot be read",
    ),
    "a cause that quotes a number nobody knows": Slip(
        "causes.yaml",
        "You say that one run was much longer than usual.",
        "{last_run_km:g} km was much longer.",
        "load_spike_session.named",
        "needs {last_run_km}, and its condition does not compare that number",
    ),
    "a cause whose sentence cannot be read": Slip(
        "causes.yaml",
        "You say that one run was much longer than usual.",
        "{last_run_km km.",
        "load_spike_session.named",
        "This sentence cannot be read",
    ),
    "a pattern that quotes a number": Slip(
        "patterns.yaml",
        "It comes with spasm.",
        "It has hurt for {pain_days} days.",
        "muscular_acute_strain.spasm",
        "a pattern quotes no number",
    ),
    "an exercise of a routine that does not exist": Slip(
        "routines.yaml", "exercise: glute_bridge", "exercise: bridge", "seven_minute", "There is no exercise bridge;"
    ),
    "a swap of a routine that does not exist": Slip(
        "routines.yaml",
        "swap: {pregnancy: sit_to_stand}",
        "swap: {pregnancy: chair}",
        "seven_minute",
        "no exercise chair",
    ),
    "a stretch that the library does not have": Slip(
        "routines.yaml", "id: open_book", "id: closed_book", "closed_book", "There is no exercise closed_book;"
    ),
    "a harder exercise that does not exist": Slip(
        "exercises.yaml",
        "harder: sit_to_stand_slow",
        "harder: sit_to_stand_slower",
        "sit_to_stand",
        "no exercise sit_to_stand_slower;",
    ),
    "a trait of an exercise that does not exist": Slip(
        "exercises.yaml", "  avoid: []", "  avoid: [sore]", "sit_to_stand", "'sore' is not allowed for avoid"
    ),
    "a trait of a pattern that does not exist": Slip(
        "exercises.yaml", "  si_joint: [pelvic]", "  si_joint: [pelvis]", "si_joint", "'pelvis' is not allowed"
    ),
    "a trait of cross-training that does not exist": Slip(
        "plan_rules.yaml",
        "{trait: pelvic",
        "{trait: pelvis",
        "swaps",
        "There is no trait pelvis; use flexion_intolerant",
    ),
    "traits of a pattern that does not exist": Slip(
        "exercises.yaml", "  si_joint: [pelvic]", "  si_joints: [pelvic]", "si_joints", "There is no pattern si_joints;"
    ),
    "a condition on a pattern that does not exist": Slip(
        "advice.yaml",
        "pattern:sacral_stress_fracture|pars_stress",
        "pattern:sacral_fracture|pars_stress",
        "stop_running",
        "It asks for pattern:sacral_fracture, and there is no such pattern.",
    ),
    "a condition on an urgency that does not exist": Slip(
        "advice.yaml", "urgency:same_day_urgent", "urgency:same_day", "stop_running", "asks for urgency:same_day,"
    ),
    "a condition on an answer that does not exist": Slip(
        "patterns.yaml",
        "qualities:spasm",
        "qualities:cramp",
        "muscular_acute_strain.spasm",
        "names cramp, which is no answer to qualities; use ache, burning",
    ),
    "a condition on words that nobody hears": Slip(
        "red_flags.yaml", "- said:saddle_change", "- said:saddle", "ces_saddle", "asks for said:saddle,"
    ),
    "a question on a flag that does not exist": Slip(
        "questions.yaml", "'flag:radic_below_knee'", "'flag:radic_knee'", "leg_pain", "asks for flag:radic_knee,"
    ),
    "a question for a key that does not exist": Slip(
        "questions.yaml", "{id: age_years", "{id: age", "age", "age is no key of the answers file"
    ),
    "a red flag of a group that does not exist": Slip(
        "red_flags.yaml", "group: cauda_equina", "group: cauda", "ces_saddle", "There is no group cauda;"
    ),
    "a self-test that feeds an unknown cause": Slip(
        "self_tests.yaml", "feeds: [", "feeds: [weak_legs, ", "sl_sit_to_stand", "feeds the cause weak_legs"
    ),
    "words for a family that does not exist": Slip(
        "wording.yaml", "  infection_spinal:", "  infection:", "infection", "There is no family infection;"
    ),
    "a blank that no country fills": Slip(
        "wording.yaml",
        "Call {emergency} or",
        "Call {ambulance} or",
        "emergency_now.emergency_now_text",
        "fills the blank {ambulance}",
    ),
    "a hint that no rule uses": Slip(
        "causes.yaml", "  socks: [", "  gloves: ['gloves?']\n  socks: [", "gloves", "No condition asks for said:gloves"
    ),
    "a set of words that does not exist": Slip(
        "words.yaml", "- ['{place}', '{dead}']", "- ['{place}', '{deaf}']", "saddle_change", "There is no set deaf;"
    ),
    "an expression that is broken": Slip(
        "words.yaml", "- ['{place}', '{dead}']", "- ['{place}', '(dead']", "saddle_change", "This expression is broken"
    ),
    "a class that says an unknown concept": Slip(
        "second_screen.yaml", "says: [saddle_change]", "says: [saddle]", "ces_saddle", "There is no concept saddle;"
    ),
    "a field that does not exist": Slip(
        "causes.yaml",
        "  grade: moderate",
        "  certainty: moderate",
        "load_spike_session",
        "There is no field certainty here",
    ),
    "a field with the wrong value": Slip(
        "plan_rules.yaml",
        "pain_min: 5, morning_rise",
        "pain_min: five, morning_rise",
        "light_red",
        "pain_min cannot be 'five'",
    ),
    "a number that was left out": Slip(
        "plan_rules.yaml", "pain_min: 5, morning_rise", "morning_rise", "light_red", "pain_min is missing; add it."
    ),
    "a way to recover that shows an unknown exercise": Slip(
        "recovery.yaml", "exercises: [roller_extension]", "exercises: [roll]", "rolling", "There is no exercise roll;"
    ),
    "a way to recover by a rule that does not exist": Slip(
        "recovery.yaml", "rule: recovery_heat", "rule: recovery_warmth", "heat", "There is no rule recovery_warmth;"
    ),
    "a way to recover in a group that does not exist": Slip(
        "recovery.yaml", "id: heat\n  group: ease", "id: heat\n  group: easing", "heat", "There is no group easing;", 1
    ),
    "a way to recover without a dose": Slip(
        "recovery.yaml", "  rule: recovery_ice\n", "  rule: ''\n", "ice", "It needs either a dose or the rule", -3
    ),
    "a statement of a topic that does not exist": Slip(
        "evidence.yaml", "topic: load\n", "topic: loads\n", "load-too-much-too-soon", "There is no topic loads;"
    ),
    "a verdict on what no article says": Slip(
        "evidence.yaml",
        "verdict: not in the articles\n  product_use: Shows no such ratio.",
        "verdict: supported\n  product_use: Shows no such ratio.",
        "acwr-not-protective",
        "The verdict supported does not fit",
        -11,
    ),
    "a rule that is surer than its evidence": Slip(
        "plan_rules.yaml",
        "recovery_walk: {source: published, grade: moderate",
        "recovery_walk: {source: published, grade: high",
        "recovery_walk",
        "Its grade is high, and its best evidence is moderate;",
    ),
    "a convention that is sure": Slip(
        "plan_rules.yaml",
        "strength_by_pattern: {source: convention, grade: low",
        "strength_by_pattern: {source: convention, grade: moderate",
        "strength_by_pattern",
        "A rule that is convention cannot be moderate;",
    ),
    "a study behind what none has tested": Slip(
        "plan_rules.yaml",
        "deload: {source: convention",
        "deload: {source: published",
        "deload",
        "all its evidence is a convention;",
    ),
    "a contributor that is surer than its evidence": Slip(
        "causes.yaml",
        "evidence: [first-week-ten-miles]\n  grade: very low",
        "evidence: [first-week-ten-miles]\n  grade: moderate",
        "bmi",
        "Its grade is moderate, and its best evidence is very low;",
        1,
    ),
    "a file that is no YAML": Slip("questions.yaml", "questions:", "questions: [", "", "This is not YAML", 1),
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_a_slip_is_named_with_its_file_line_and_entry(folder: Path, slip: Slip) -> None:
    line = edit(folder, slip.file, slip.old, slip.new)
    found = [problem for problem in check(folder) if slip.says in problem.what]
    assert len(found) == 1, check(folder)
    problem = found[0]
    assert problem.id == slip.entry
    assert (problem.file, problem.line) == (slip.file, line + slip.lines_on)


def test_a_pose_that_was_renamed_is_missed_by_every_exercise_and_self_test_that_is_drawn_with_it(folder: Path) -> None:
    edit(folder, "poses.yaml", "\nfront_plank:", "\nplank:")
    assert [(problem.file, problem.id) for problem in check(folder)] == [
        ("self_tests.yaml", "front_plank"),
        ("exercises.yaml", "front_plank"),
    ]


def test_the_rule_book_has_no_problem() -> None:
    assert find_problems(calls=()) == ()


def test_the_copy_of_the_rule_book_has_no_problem(folder: Path) -> None:
    assert check(folder) == ()


def test_every_problem_is_listed_file_by_file_and_top_to_bottom(folder: Path) -> None:
    edit(folder, "advice.yaml", "urgency:same_day_urgent", "urgency:same_day")
    last = edit(folder, "exercises.yaml", "drawing: goblet_squat", "drawing: goblet")
    first = edit(folder, "exercises.yaml", "group: squat", "group: squats")
    edit(folder, "causes.yaml", "  grade: moderate", "  grade: fair")
    found = check(folder)
    assert [problem.file for problem in found] == ["causes.yaml", "advice.yaml", "exercises.yaml"]
    edit(folder, "exercises.yaml", "group: squats", "group: squat")
    edit(folder, "exercises.yaml", "  kit: [dumbbell]", "  kit: [anvil]")
    edit(folder, "causes.yaml", "  grade: fair", "  grade: moderate")
    assert [problem.file for problem in check(folder)] == ["advice.yaml", "exercises.yaml"]
    assert first < last


def test_several_slips_of_one_file_are_listed_together(folder: Path) -> None:
    last = edit(folder, "exercises.yaml", "group: hip", "group: hips")
    first = edit(folder, "exercises.yaml", "group: squat", "group: squats")
    assert check(folder)[0].id == "sit_to_stand"
    assert [problem.line for problem in check(folder)] == [first, last]


def test_a_file_that_is_gone_is_named(folder: Path) -> None:
    (folder / "advice.yaml").unlink()
    assert {problem.file for problem in check(folder)} == {"advice.yaml"}


def test_a_broken_rule_book_is_refused_with_everything_that_is_wrong(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(folder, "exercises.yaml", "drawing: goblet_squat", "drawing: goblet")
    edit(folder, "advice.yaml", "at_most: 10", "at_most: ten")
    problems = check(folder)
    text = (folder / "advice.yaml").read_text(encoding="utf-8")
    monkeypatch.setattr(advice, "load_advice", lambda: advice.parse_advice(text))
    monkeypatch.setattr(rule_book, "find_problems", lambda **_: problems)
    with pytest.raises(BrokenRuleBook) as broken:
        load_rule_book.__wrapped__()
    assert broken.value.problems == problems
    assert [line.split(",")[0] for line in broken.value.message.splitlines()] == ["advice.yaml", "exercises.yaml"]


def test_the_rule_book_of_the_product_loads() -> None:
    book = load_rule_book()
    assert len(book.exercises.exercises) >= 60
    assert "single-session-spike" in book.evidence


class TestWhatTheCodeSays:
    """Sentences are said by code: a sentence that is missing or gets too few facts is found at its call."""

    def test_calls_are_read_with_their_sentence_and_facts(self) -> None:
        source = (
            "because(rules.gate_age, age=12, least=16)\n"
            'because(rule, "ill.rest", last=day)\n'
            'block(reason, since, "lifts.day", day=day)\n'
            'Reason.of(rule, (), "check.two_patterns", first="a", second="b")\n'
            'because(rule)\nbecause(rules.x, **facts)\nReason.of(rule, (), AS_SAID, text="x")\n'
        )
        assert [(one.line, one.sentence, set(one.facts)) for one in find_sentence_calls(source, "plan/a.py")] == [
            (1, "gate_age", {"age", "least"}),
            (2, "ill.rest", {"last"}),
            (3, "lifts.day", {"day"}),
            (4, "check.two_patterns", {"first", "second"}),
        ]

    def test_a_sentence_with_a_missing_fact_is_reported_with_the_call(self, folder: Path) -> None:
        line = edit(
            folder, "sentences_en.yaml", 'gate_age: "You are {age:number}.', 'gate_age: "You are {age}, not {years}.'
        )
        said = SentenceCall("plan/course/gates.py", 134, "gate_age", frozenset({"age", "least"}))
        assert find_problems(folder, calls=[said]) == (
            Problem(
                "sentences_en.yaml", line, "gate_age",
                "It needs {years}, and plan/course/gates.py, line 134, gives age, least.",
            ),
        )  # fmt: skip

    def test_a_missing_sentence_that_the_code_uses_is_reported(self, folder: Path) -> None:
        said = SentenceCall("plan/course/holds.py", 12, "ill.unwritten", frozenset())
        (problem,) = find_problems(folder, calls=[said])
        assert (problem.file, problem.id) == ("sentences_en.yaml", "ill.unwritten")
        assert problem.what == "There is no such sentence, and plan/course/holds.py, line 12, says it; add it."

    def test_every_sentence_that_the_code_says_is_there_and_gets_its_facts(self) -> None:
        assert find_problems() == ()
