"""Sentences from facts: formats of fields, and the templates next to their rules."""

import subprocess
import sys

import pytest

from runback.domain.reason import AS_SAID, Fact, Reason
from runback.knowledge.reading import BrokenRuleBook
from runback.knowledge.reason_templates import cause_templates, pattern_templates
from runback.knowledge.sentences import fields_of, find_template, load_sentences, render_sentence


def test_a_cause_says_the_runners_own_numbers() -> None:
    facts: tuple[tuple[str, Fact], ...] = (("weekly_km", 18.5),)
    reason = Reason("cause.load_spike_weekly.new_runner", (), "cause.load_spike_weekly.new_runner", facts)
    assert render_sentence(reason) == "18.5 km a week is a lot for a new runner."


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0.0, "on the day the pain began"),
        (1.0, "1 day before the pain began"),
        (12.0, "12 days before the pain began"),
    ],
)
def test_the_days_before_the_pain_are_written_as_people_say_them(days: float, words: str) -> None:
    facts = {"spike_run_km": 13.0, "spike_ratio": 1.5, "spike_longest_km": 8.7, "spike_days_before": days}
    rule = next(name for name in cause_templates() if name.endswith(".log_some"))

    assert render_sentence(Reason.of(rule, (), rule, **facts)).endswith(f"{words}.")


def test_a_pattern_says_what_speaks_for_it() -> None:
    rule = "pattern.muscular_acute_strain.spasm"
    assert render_sentence(Reason(rule, (), rule)) == "It comes with spasm."


def test_two_patterns_are_named_by_their_labels() -> None:
    reason = Reason.of("mixed", (), "check.two_patterns", first="si_joint", second="hip_referred")
    labels = [find_template(f"pattern_label.{one}") for one in ("si_joint", "hip_referred")]
    assert render_sentence(reason) == f"“{labels[0]}” and “{labels[1]}” fit about equally well."


def test_kept_text_is_shown_unchanged() -> None:
    assert render_sentence(Reason.of("old", (), AS_SAID, text="Braces {stay}.")) == "Braces {stay}."


@pytest.mark.parametrize("sentence_id", ["nonsense", "cause.nonsense.rule", "pattern_label.nonsense"])
def test_a_sentence_that_is_not_there_is_named(sentence_id: str) -> None:
    with pytest.raises(BrokenRuleBook, match=sentence_id):
        render_sentence(Reason("rule", (), sentence_id))


def test_a_fact_that_is_not_given_is_named() -> None:
    with pytest.raises(BrokenRuleBook, match="weekly_km"):
        render_sentence(Reason("rule", (), "cause.load_spike_weekly.new_runner"))


def test_no_sentence_is_both_in_the_language_file_and_in_the_rule_book() -> None:
    assert not load_sentences().keys() & (cause_templates().keys() | pattern_templates().keys())


def test_patterns_quote_no_number() -> None:
    assert all(not fields_of(template) for template in pattern_templates().values())


def test_the_sentences_of_the_plan_do_not_read_causes_and_patterns() -> None:
    code = (
        "import sys; from runback.knowledge.sentences import load_sentences; load_sentences();"
        "sys.exit(bool({'runback.knowledge.causes', 'runback.knowledge.patterns'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
