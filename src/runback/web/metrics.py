"""Metrics for monitoring a server with Prometheus; off unless RUNBACK_METRICS_TOKEN is set.

Counts and times by the name of a page, and how much work waits; no name, id, address or entry of anybody. Of several
processes each keeps its counts in a folder that they share (PROMETHEUS_MULTIPROC_DIR, which ``serving`` sets).
"""

import hmac
import logging
import os
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from runback.services.turns import open_clips, open_imports
from runback.store.models import ReminderRow
from runback.store.wall import lifted
from runback.web.logs import page_name

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

_BUCKETS_S = (0.025, 0.05, 0.1, 0.2, 0.3, 0.6, 1.0, 2.5, 10.0)
_log = logging.getLogger("runback.request")


class _Figures:
    """The counters of this process; made when the first request comes, for the library is not always there."""

    def __init__(self) -> None:
        from prometheus_client import Counter, Histogram

        self.requests = Counter("runback_requests", "Requests answered", ["page", "method", "status"])
        self.seconds = Histogram("runback_request_seconds", "Seconds until answered", ["page"], buckets=_BUCKETS_S)


class ObserveMiddleware:
    """Counts and times each request, and logs it with RUNBACK_LOG=json: its page, and not who asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._figures = _Figures() if settings.METRICS_TOKEN else None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        response = self.get_response(request)
        seconds = time.monotonic() - began
        page, method = page_name(request), request.method if request.method in ("GET", "POST", "HEAD") else "other"
        if self._figures is not None:
            self._figures.requests.labels(page, method, str(response.status_code)).inc()
            self._figures.seconds.labels(page).observe(seconds)
        if settings.LOG_AS_JSON:
            entry = {"page": page, "method": method, "status": response.status_code, "ms": round(seconds * 1000)}
            _log.info("answered", extra=entry)
        return response


class _Waiting:
    """What waits now, asked of the database each time the figures are read."""

    def collect(self) -> "Iterator[Metric]":
        """The gauges."""
        from prometheus_client.core import GaugeMetricFamily

        with lifted():
            counts = {
                "imports": open_imports().count(),
                "clips": open_clips().count(),
                "reminders": ReminderRow.objects.filter(is_over=False).count(),
            }
        gauge = GaugeMetricFamily("runback_waiting", "Work that waits, of all runners together", labels=["kind"])
        for kind, count in counts.items():
            gauge.add_metric([kind], count)
        yield gauge


@login_not_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The metrics, for a request with ``Authorization: Bearer TOKEN``; a 404 for anyone else."""
    sent = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(
        sent.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()
    ):
        raise Http404
    from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    waiting = CollectorRegistry()
    waiting.register(_Waiting())
    counted = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    return HttpResponse(generate_latest(counted) + generate_latest(waiting), content_type=CONTENT_TYPE_LATEST)
