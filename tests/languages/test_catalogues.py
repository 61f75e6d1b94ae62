"""The catalogues of German and Spanish have every marked sentence, complete and with its placeholders."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from runback.languages import ENGLISH, LANGUAGES
from scripts.catalogues import (
    KEYWORDS,
    _key,
    catalogue_file,
    compile_catalogue,
    extract,
    find_faults,
    read_catalogue,
    read_template,
)

SOURCE = Path(__file__).parents[2] / "src" / "runback"
SAYS = {"gettext", "ngettext", "pgettext", "label", "label_inside", "label_of"}
OTHERS = [language for language in LANGUAGES if language != ENGLISH]


@pytest.fixture(scope="module")
def found() -> Catalog:
    return extract()


@pytest.mark.parametrize("language", OTHERS)
def test_every_marked_sentence_is_translated_with_its_places_and_nothing_is_left_over(
    language: str, found: Catalog
) -> None:
    assert find_faults(read_catalogue(language), found) == []


@pytest.mark.parametrize("language", OTHERS)
def test_what_programs_read_is_what_the_translations_say(language: str) -> None:
    compiled = catalogue_file(language).with_suffix(".mo").read_bytes()
    assert compiled == compile_catalogue(read_catalogue(language)), "Run: python -m scripts.catalogues"


def _catalogue(message: str, said: str, **flags: object) -> Catalog:
    made = Catalog(locale="de", fuzzy=False)
    made.add(message, said, **flags)
    return made


FOUND = _catalogue("{name}: <strong>%(score)s</strong> of 10, 5 %%", "")


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("", "There is no translation"),
        ("<strong>%(score)s</strong> von 10, 5 %%", "other places"),
        ("{names}: <strong>%(score)s</strong> von 10, 5 %%", "other places"),
        ("{name}: %(score)s von 10, 5 %%", "other places"),
        ("{name}: <strong>%(scores)s</strong> von 10, 5 %%", "other places"),
        ("{name}: <strong>%(score)s</strong> von 10, 5 %", "other places"),
    ],
)
def test_a_translation_without_words_or_with_other_places_is_found(said: str, fault: str) -> None:
    (found,) = find_faults(_catalogue("{name}: <strong>%(score)s</strong> of 10, 5 %%", said), FOUND)
    assert fault in found


def test_a_translation_that_is_unsure_missing_or_left_over_is_found() -> None:
    unsure = _catalogue("Rest", "Pause", flags=("fuzzy",))
    assert find_faults(unsure, _catalogue("Rest", "")) == [
        "The translation of ('Rest', None) is marked as unsure.",
    ]
    assert find_faults(_catalogue("Rest", "Pause"), _catalogue("Run", "")) == [
        "Nothing says ('Rest', None) any more.",
        "There is no translation of ('Run', None).",
    ]


def test_one_sentence_with_two_meanings_needs_two_translations() -> None:
    found = _catalogue("May", "")
    found.add("May", context="short month")
    assert find_faults(_catalogue("May", "Mai"), found) == ["There is no translation of ('May', 'short month')."]


@pytest.mark.parametrize(
    ("template", "messages"),
    [
        ('{% translate "Go on" %}', [("Go on", None)]),
        ('{% translate "100 % sure" %}', [("100 %% sure", None)]),
        ('{% translate "Back" context "body" %}', [("Back", "body")]),
        ("{% blocktranslate with day=one.day|day %}Since {{ day }}{% endblocktranslate %}", [("Since %(day)s", None)]),
        (
            "{% blocktranslate count n=runs %}{{ n }} run{% plural %}{{ n }} runs{% endblocktranslate %}",
            [(("%(n)s run", "%(n)s runs"), None)],
        ),
        ('{% include "scale.html" with legend=_("How bad?") %}', [("How bad?", None)]),
        ("{{ title }}", []),
    ],
)
def test_a_template_says_the_messages_that_django_asks_for(template: str, messages: list[object]) -> None:
    assert list(read_template(template)) == messages


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    """The parsed modules of the package by their path in it."""
    return {
        file.relative_to(SOURCE).as_posix(): ast.parse(file.read_text(encoding="utf-8"))
        for file in SOURCE.rglob("*.py")
    }


def calls_at_import(node: ast.AST) -> Iterator[ast.Call]:
    """The calls outside of functions, which run once, in whatever language is on then."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from calls_at_import(child)


def test_no_text_is_translated_when_a_module_is_imported(trees: dict[str, ast.Module]) -> None:
    """It would stay in the language of the first request."""
    early = []
    for file, tree in trees.items():
        for call in calls_at_import(tree):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name in SAYS or (name.startswith("say_") and name != "translate_later"):
                early.append(f"{file}:{call.lineno} {name}")
    assert early == []


def test_no_sentence_is_marked_inside_an_f_string(trees: dict[str, ast.Module]) -> None:
    """Babel does not read those, so it would never be translated."""
    hidden = []
    for file, tree in trees.items():
        joined = (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr))
        for call in (node for each in joined for node in ast.walk(each) if isinstance(node, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name in (*KEYWORDS, "translate_later") and isinstance(call.args[-1], ast.Constant):
                hidden.append(f"{file}:{call.lineno}")
    assert hidden == []


def test_no_message_is_a_piece_of_a_sentence(found: Catalog) -> None:
    """What begins or ends with a comma is glued to something, and another language has another order."""
    ids = (message.id for message in found if message.id)
    forms = (form for one in ids for form in (one if isinstance(one, tuple) else (one,)))
    assert [form for form in forms if form.strip() != ", then" and (form[0] in ",;" or form[-1] == ",")] == []


MARKS = set(KEYWORDS)
LOGGING = {"debug", "info", "warning", "error", "exception"}
SENTENCE = re.compile(r"[A-Z][a-z']*,? [a-z]")
FOR_OPERATORS = ("web/environment.py", "web/logs.py", "web/metrics.py")
"""What only who runs the server reads, beside the log: in English."""


def unmarked_sentences(node: ast.AST) -> Iterator[ast.Constant]:
    """The texts that begin like a sentence and are in no marking or logging call and in no docstring."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        if isinstance(child, ast.Call):
            name = child.func.attr if isinstance(child.func, ast.Attribute) else getattr(child.func, "id", "")
            if name in MARKS | LOGGING:
                continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str) and SENTENCE.match(child.value):
            yield child
        yield from unmarked_sentences(child)


def test_every_sentence_of_a_pages_module_is_marked_wherever_it_is(
    found: Catalog, trees: dict[str, ast.Module]
) -> None:
    marked = {_key(message)[0] for message in found if message.id}
    unmarked = [
        f"{file}:{text.lineno}: {text.value}"
        for file, tree in trees.items()
        if file.startswith("web/") and file not in FOR_OPERATORS
        for text in unmarked_sentences(tree)
        if text.value not in marked
    ]
    assert unmarked == []


def test_a_sentence_in_a_constant_or_a_label_is_found_without_its_mark() -> None:
    module = '''"""A docstring says this."""
KEPT = "No, that is not so"
SAID = gettext_noop("No, that is so")
field = CharField(label="Your key", help_text=gettext_lazy("Copy it here"))
log.error("It could not be sent")
'''
    assert [text.value for text in unmarked_sentences(ast.parse(module))] == ["No, that is not so", "Your key"]
