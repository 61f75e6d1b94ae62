"""Assessments that were saved as JSON, by this version or an older one."""

from typing import Any

from pydantic import TypeAdapter

from runback.domain.assessment import Assessment
from runback.domain.reason import AS_SAID

_GUESSED = "This was guessed from your words and may be wrong"
"""What marked a guess up to 0.2."""

_ASSESSMENT: TypeAdapter[Assessment] = TypeAdapter(Assessment)


def assessment_from_json(kept: Any) -> Assessment:
    """The assessment of these JSON values, as ``TypeAdapter(Assessment).dump_python(mode="json")`` gives them.

    Up to 0.1 a reason contained its finished sentence (``because``); it stays as it was. Up to 0.2 a guess was marked
    by its sentence alone. Raises pydantic's ``ValidationError`` for anything else.
    """
    return _ASSESSMENT.validate_python(renew_reasons(kept))


def renew_reasons(kept: Any) -> Any:
    """The same JSON values with every reason of 0.1 and every guess of 0.2 in today's form; all else as it is."""
    if isinstance(kept, list | tuple):
        return [renew_reasons(one) for one in kept]
    if not isinstance(kept, dict):
        return kept
    if kept.keys() == {"rule", "evidence", "because"}:
        facts = [["text", kept["because"]]]
        return {"rule": kept["rule"], "evidence": kept["evidence"], "say": AS_SAID, "facts": facts}
    if "is_guess" not in kept and _GUESSED in str(kept.get("why", "")):
        return {**kept, "is_guess": True}
    return {key: renew_reasons(value) for key, value in kept.items()}
