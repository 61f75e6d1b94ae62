"""Form reports to and from the JSON in the database."""

from typing import Any

from runback.form.report import Estimate, Event, FormReport, Metric, Notice, NotMeasurable, Pass

Kept = dict[str, Any]
_FIELDS = ("value", "low", "high", "n", "unit", "error")


def report_json(report: FormReport) -> Kept:
    """The report as JSON; ``report_record`` reads it back."""
    return {
        "view": report.view,
        "frame_rate": report.frame_rate,
        "refused": None if report.refused is None else [report.refused.id, report.refused.text],
        "warnings": [[each.id, each.text] for each in report.warnings],
        "events": [
            [
                each.foot,
                float(each.contact_s),
                float(each.toe_off_s),
                {n: _part(e) for n, e in each.metrics.items()},
                each.clip,
            ]
            for each in report.events
        ],
        "metrics": {
            name: _part(each) if isinstance(each, NotMeasurable) else [_part(each.estimate), _part(each.asymmetry)]
            for name, each in report.metrics.items()
        },
        "passes": [[p.direction, float(p.from_s), float(p.to_s), p.steps, p.clip] for p in report.passes],
    }


def _part(part: Estimate | NotMeasurable) -> Kept:
    if isinstance(part, NotMeasurable):
        return {"reason": part.reason}
    kept: Kept = {name: getattr(part, name) for name in _FIELDS}
    return kept | {name: float(kept[name]) for name in ("value", "low", "high", "error")}


def report_record(kept: Kept) -> FormReport:
    """The saved report; one saved by an older version has no passes."""
    return FormReport(
        kept["view"],
        kept["frame_rate"],
        None if kept["refused"] is None else Notice(*kept["refused"]),
        tuple(Notice(*each) for each in kept["warnings"]),
        tuple(
            Event(foot, contact_s, toe_off_s, {name: Estimate(**each) for name, each in metrics.items()}, *clip)
            for foot, contact_s, toe_off_s, metrics, *clip in kept["events"]
        ),
        {name: _metric(each) for name, each in kept["metrics"].items()},
        tuple(Pass(*each) for each in kept.get("passes", ())),
    )


def _metric(kept: Any) -> Metric | NotMeasurable:
    if isinstance(kept, dict):
        return NotMeasurable(kept["reason"])
    estimate, asymmetry = kept
    difference = NotMeasurable(asymmetry["reason"]) if "reason" in asymmetry else Estimate(**asymmetry)
    return Metric(Estimate(**estimate), difference)
