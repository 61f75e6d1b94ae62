"""The evidence: what popular articles say, what studies say, and how sure that is."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from runback.knowledge.reading import Entry, parse_yaml, read_text
from runback.knowledge.sentences import find_template
from runback.languages import cache_by_language

FILE = "evidence.yaml"
Grade = Literal["high", "moderate", "low", "very low"]
Verdict = Literal["supported", "partly supported", "not shown", "contradicted", "not in the articles"]
"""What studies make of what the articles say."""

TOPICS = (
    "load",
    "detraining",
    "return-to-run",
    "pain-monitoring",
    "strength",
    "exercise",
    "stretch",
    "warmup",
    "form",
    "surface",
    "shoes",
    "recovery",
    "context",
    "history",
    "epidemiology",
    "natural-history",
    "mechanism",
    "care",
    "screening",
    "safety",
    "red-flags",
    "anchor",
    "regulatory",
)
"""The topics in the order of the pages; their titles are the sentences ``topic.<id>``."""


class Evidence(Entry):
    """One statement with both sides and its certainty for low-back pain in runners.

    ``claim``, ``articles_say``, ``studies_say``, ``verdict`` and ``product_use`` are for the runner, in plain words;
    ``for_clinicians`` holds numbers, designs and limits, ``measure`` the number studied. ``articles_say`` is None
    where popular articles are silent, and ``verdict`` then says so. ``product_use`` is what Runback does about it.
    ``mark``: S source seen, K from memory, S+K main finding seen and details from memory, C a convention that no
    study supports. ``doi`` and ``url`` lead to the source.
    """

    id: str
    topic: str
    claim: str = Field(min_length=1)
    articles_say: str | None = Field(default=None, min_length=1)
    measure: str | None = None
    studies_say: str = Field(min_length=1)
    for_clinicians: str = Field(min_length=1)
    source: str = Field(min_length=1)
    doi: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    grade: Grade
    mark: Literal["S", "K", "S+K", "C"]
    verdict: Verdict
    product_use: str = Field(min_length=1)

    @field_validator("topic")
    @classmethod
    def _is_a_topic(cls, topic: str) -> str:
        if topic not in TOPICS:
            raise ValueError(f"There is no topic {topic}; use {', '.join(TOPICS)}.")
        return topic

    @model_validator(mode="after")
    def _is_silent_on_both_sides(self) -> Self:
        if (self.articles_say is None) != (self.verdict == "not in the articles"):
            raise ValueError(f"The verdict {self.verdict} does not fit what the articles say; correct one of them.")
        return self

    @property
    def is_verified(self) -> bool:
        """Whether no study is quoted from memory alone; what is from memory is shown "not verified here"."""
        return self.mark != "K"

    @property
    def how_read(self) -> str:
        """What of the source was read, in words."""
        return find_template(f"how_read.{self.mark}")

    @property
    def is_convention(self) -> bool:
        """Whether it is a habit or a safety rule without a study behind it."""
        return self.mark == "C"


@cache_by_language
def load_evidence() -> Mapping[str, Evidence]:
    """Every statement by id, in the order of the file; raises ``BrokenRuleBook``."""
    return parse_evidence(read_text(FILE))


def parse_evidence(text: str) -> Mapping[str, Evidence]:
    """The statements of a YAML text by id, checked like the product's own."""
    entries = parse_yaml(text, FILE, tuple[Evidence, ...])
    return MappingProxyType({entry.id: entry for entry in entries})


def topic_title(topic: str) -> str:
    """The title of a topic."""
    return find_template(f"topic.{topic}")


def group_by_topic(entries: Iterable[Evidence]) -> list[tuple[str, list[Evidence]]]:
    """The titles of the topics in the order of the pages, each with its statements; topics without any left out."""
    found = list(entries)
    groups = ((topic_title(topic), [entry for entry in found if entry.topic == topic]) for topic in TOPICS)
    return [(title, members) for title, members in groups if members]
