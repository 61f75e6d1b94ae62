"""The shelf of evidence, and each statement on a page: what articles say, what studies say, how sure that is."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from runback.knowledge.evidence import Evidence, group_by_topic, load_evidence
from runback.web.evidence.descriptions import describe_uses
from runback.web.evidence.forms import ShelfForm


@require_GET
def shelf(request: HttpRequest) -> HttpResponse:
    """Every statement by topic, or those with the words and choices asked for."""
    form = ShelfForm(request.GET)
    entries = load_evidence().values()
    chosen = form.choose(entries)
    context = {
        "form": form,
        "groups": group_by_topic(chosen),
        "found": len(chosen),
        "total": len(entries),
        "is_asked": any(form.data.get(name) for name in form.fields),
    }
    return render(request, "evidence/shelf.html", context)


@require_GET
def show(request: HttpRequest, evidence_id: str) -> HttpResponse:
    """One statement for a runner, and where Runback uses it."""
    context = {"evidence": _find(evidence_id), "uses": describe_uses(evidence_id)}
    return render(request, "evidence/show.html", context)


@require_GET
def show_to_clinicians(request: HttpRequest, evidence_id: str) -> HttpResponse:
    """The same statement with the numbers, designs and limits, for people who read studies."""
    return render(request, "evidence/clinicians.html", {"evidence": _find(evidence_id)})


def _find(evidence_id: str) -> Evidence:
    found = load_evidence().get(evidence_id)
    if found is None:
        raise Http404
    return found
