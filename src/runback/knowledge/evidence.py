"""The evidence: what popular articles say, what studies say, and how sure that is."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from runback.knowledge.reading import Entry, parse_yaml, read_text

FILE = "evidence.yaml"
Grade = Literal["high", "moderate", "low", "very low"]


class Evidence(Entry):
    """One statement with both sides and its certainty for low-back pain in runners.

    ``articles_say`` is None where popular articles are silent. ``studies_say`` is for the runner, in plain words;
    ``for_clinicians`` holds numbers, designs and limits, ``measure`` the number studied. ``mark``: S source seen,
    K from memory, S+K main finding seen and details from memory, C a convention that no study stands behind.
    ``doi`` and ``url`` lead to the source.
    """

    id: str
    topic: str
    claim: str
    articles_say: str | None = None
    measure: str | None = None
    studies_say: str = Field(min_length=1)
    for_clinicians: str = Field(min_length=1)
    source: str = Field(min_length=1)
    doi: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    grade: Grade
    mark: Literal["S", "K", "S+K", "C"]
    verdict: str
    product_use: str

    @property
    def is_verified(self) -> bool:
        """Whether no study is quoted from memory alone; what is from memory is shown "not verified here"."""
        return self.mark != "K"

    @property
    def is_convention(self) -> bool:
        """Whether it is a habit or a rule of safety that no study stands behind."""
        return self.mark == "C"


@cache
def load_evidence() -> Mapping[str, Evidence]:
    """Every statement by id, in the order of the file; raises ``BrokenRuleBook``."""
    return parse_evidence(read_text(FILE))


def parse_evidence(text: str) -> Mapping[str, Evidence]:
    """The statements of a YAML text by id, checked like the product's own."""
    entries = parse_yaml(text, FILE, tuple[Evidence, ...])
    return MappingProxyType({entry.id: entry for entry in entries})
