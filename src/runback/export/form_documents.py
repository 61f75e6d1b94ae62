"""Form reports as the JSON of `runback form ...` (interface 1)."""

from typing import Any

from runback.form.report import Estimate, Event, FormReport, Metric, NotMeasurable, Pass
from runback.form.watch import WatchReport

Document = dict[str, Any]


def form_document(report: FormReport) -> Document:
    """The document of `runback form keypoints|video|watch`."""
    has_clips = any(each.clip for each in report.passes)
    return {
        "view": report.view,
        "fps": None if report.frame_rate is None else round(report.frame_rate, 3),
        "refused": None if report.refused is None else {"id": report.refused.id, "text": report.refused.text},
        "warnings": [{"id": warning.id, "text": warning.text} for warning in report.warnings],
        "passes": [_pass(each) | ({"clip": each.clip} if has_clips else {}) for each in report.passes],
        "events": [_event(event) | ({"clip": event.clip} if has_clips else {}) for event in report.events],
        "metrics": {name: _metric(each) for name, each in report.metrics.items()},
    }


def _pass(each: Pass) -> Document:
    return {
        "direction": each.direction,
        "from_s": round(each.from_s, 3),
        "to_s": round(each.to_s, 3),
        "steps": each.steps,
    }


def _event(event: Event) -> Document:
    return {
        "foot": event.foot,
        "contact_s": round(event.contact_s, 4),
        "toe_off_s": round(event.toe_off_s, 4),
        "metrics": {name: _estimate(each) for name, each in event.metrics.items()},
    }


def _metric(metric: Metric | NotMeasurable) -> Document:
    if isinstance(metric, NotMeasurable):
        return {"not_measurable": metric.reason}
    return _estimate(metric.estimate) | {"asymmetry": _part(metric.asymmetry)}


def _part(part: Estimate | NotMeasurable) -> Document:
    return {"not_measurable": part.reason} if isinstance(part, NotMeasurable) else _estimate(part)


def _estimate(estimate: Estimate) -> Document:
    numbers = {"value": estimate.value, "low": estimate.low, "high": estimate.high}
    rounded: Document = {name: round(number, 3) + 0.0 for name, number in numbers.items()}
    return rounded | {"n": estimate.n, "unit": estimate.unit, "error": round(estimate.error, 3)}


def watch_document(report: WatchReport) -> Document:
    """The document of `runback form watch`: the form, with drift or months if there are any."""
    document = form_document(report.form)
    document["drift"] = {name: _part(each) for name, each in report.drift.items()}
    if report.speed_mps is not None:
        document["speed_mps"] = round(report.speed_mps, 3)
        document["per_mps"] = {name: round(each, 3) + 0.0 for name, each in (report.per_mps or {}).items()}
        document["months"] = [
            {"month": month.month, "runs": month.runs, "metrics": {n: _estimate(e) for n, e in month.metrics.items()}}
            for month in report.months
        ]
        document["change"] = {name: _part(each) for name, each in (report.change or {}).items()}
    return document
