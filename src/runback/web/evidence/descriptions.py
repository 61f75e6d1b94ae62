"""Where Runback uses a statement of evidence, in words and links."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from runback.knowledge.citations import Citation
from runback.knowledge.rule_book import index_citations
from runback.languages.catalogue import gettext, gettext_noop

SECTIONS = {
    "plan_rules": gettext_noop("Rules of the plan"),
    "advice": gettext_noop("Advice after a check"),
    "recovery": gettext_noop("Recovery"),
    "learn": gettext_noop("Learn"),
    "routines": gettext_noop("Warm-up, stretches and seven minutes"),
    "exercises": gettext_noop("Exercises"),
    "self_tests": gettext_noop("Self-tests"),
    "causes": gettext_noop("What may contribute"),
    "patterns": gettext_noop("Patterns of pain"),
    "red_flags": gettext_noop("Warning signs"),
    "experiments": gettext_noop("What helps me"),
    "forecast": gettext_noop("Tomorrow morning"),
}
"""The sections of the rule book that rest on evidence, as the page calls them, in its order."""

_PAGES: Mapping[str, Callable[[str], str]] = {
    "exercises": lambda entry_id: reverse("strength-exercise", args=[entry_id]),
    "recovery": lambda entry_id: f"{reverse('recovery')}#{entry_id}",
    "learn": lambda entry_id: reverse("learn-lesson", args=[entry_id]),
    "self_tests": lambda _: reverse("self_tests"),
}
"""Where an entry of a section has a page that anybody may open."""


@dataclass(frozen=True, slots=True)
class Use:
    """One place that rests on a statement; ``url`` is "" where it has no page of its own."""

    says: str
    url: str


def describe_uses(evidence_id: str) -> list[tuple[str, list[Use]]]:
    """The sections that rest on a statement, each with its entries, once each."""
    found = index_citations().get(evidence_id, ())
    return [(gettext(title), uses) for section, title in SECTIONS.items() if (uses := list(_uses_in(section, found)))]


def _uses_in(section: str, found: Iterable[Citation]) -> Iterable[Use]:
    page = _PAGES.get(section)
    uses = (Use(one.says, page(one.id) if page else "") for one in found if one.section == section)
    return dict.fromkeys(uses)
