"""Templates of sentences that are in the rule book next to their rule, by sentence id.

``cause.<id>.<rule>`` and ``pattern.<id>.<feature>`` are the ``because`` of causes.yaml and patterns.yaml,
``pattern.<id>`` is a pattern's description and ``pattern_label.<id>`` its name.
"""

from collections.abc import Mapping

from runback.knowledge.causes import load_causes
from runback.knowledge.patterns import load_patterns
from runback.languages import cache_by_language


@cache_by_language
def cause_templates() -> Mapping[str, str]:
    """The template of every rule of causes.yaml; raises ``BrokenRuleBook``."""
    causes = load_causes().causes.values()
    return {f"cause.{cause.id}.{rule.id}": rule.because for cause in causes for rule in cause.rules}


@cache_by_language
def pattern_templates() -> Mapping[str, str]:
    """The template of every feature, description and label of patterns.yaml; raises ``BrokenRuleBook``."""
    patterns = load_patterns().patterns.values()
    features = {f"pattern.{one.id}.{feature.id}": feature.because for one in patterns for feature in one.features}
    labels = {f"pattern_label.{one.id}": one.label for one in patterns}
    return features | labels | {f"pattern.{one.id}": one.description for one in patterns}
