"""Writes docs/evidence.md: ``python -m runback.knowledge.evidence_page docs/evidence.md``."""

import sys
from pathlib import Path

from runback.knowledge.evidence import Evidence, group_by_topic, load_evidence

HEAD = """# The evidence

Every rule of Runback rests on statements like these. Each shows what popular articles on running and back
pain say, what studies say, and how certain that is for low-back pain in runners
(high, moderate, low, very low; our own judgement). "Not verified here" means that we quote from memory and
have not opened the source; a convention is a habit or a rule of safety that no study stands behind. The line for
clinicians holds the numbers. This page is generated from the rule book; do not edit it.
"""


def render_evidence_page() -> str:
    """The whole page as Markdown, grouped by topic."""
    parts = [HEAD]
    for title, group in group_by_topic(load_evidence().values()):
        parts.append(f"\n## {title}\n")
        parts.extend(_render_entry(entry) for entry in group)
    return "".join(parts)


def _render_entry(entry: Evidence) -> str:
    seen = (
        " · a convention, not studied" if entry.is_convention else "" if entry.is_verified else " · not verified here"
    )
    measured = f"\n- Measure: {entry.measure}" if entry.measure else ""
    return (
        f"\n### {entry.id}\n\n{entry.claim.rstrip('.')}.\n\n"
        f"- Articles say: {entry.articles_say or 'nothing on this.'}\n"
        f"- Studies say: {entry.studies_say}\n"
        f"- Articles and studies: {entry.verdict}\n"
        f"- For clinicians: {entry.for_clinicians}{measured}\n"
        f"- Certainty: {entry.grade}{seen}\n"
        f"- How it was read: {entry.how_read}\n"
        f"- Source: {entry.source.rstrip('.')}.{_render_links(entry)}\n"
        f"- What Runback does: {entry.product_use}\n"
    )


def _render_links(entry: Evidence) -> str:
    links = [f"<https://doi.org/{doi}>" for doi in entry.doi] or [f"<{url}>" for url in entry.url]
    return "".join(f" {link}" for link in links)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render_evidence_page(), encoding="utf-8")
