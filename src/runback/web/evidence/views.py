"""One statement of evidence: what articles say, what studies say, and how sure that is."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from runback.knowledge.evidence import load_evidence


@require_GET
def show(request: HttpRequest, evidence_id: str) -> HttpResponse:
    """The statement with that id."""
    found = load_evidence().get(evidence_id)
    if found is None:
        raise Http404
    return render(request, "evidence/show.html", {"evidence": found})
