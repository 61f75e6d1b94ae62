"""The runner's page about who can see their record, who looked, and what clinicians wrote."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from runback.domain.errors import BadAnswer
from runback.languages.catalogue import gettext
from runback.services.people import sharing
from runback.services.people.consent import ConsentKind, agree, consent_text, list_consents
from runback.services.people.groups import group_of
from runback.web.access import runner_of


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Grants, open invitations, looks and notes."""
    return _show(request)


def _show(request: HttpRequest, status: int = 200, **more: object) -> HttpResponse:
    runner = runner_of(request)
    context = {
        "grants": sharing.list_grants(runner),
        "views": sharing.list_views(runner),
        "notes": sharing.list_notes(runner),
        "group": group_of(runner),
        "consents": list_consents(runner),
        "text": consent_text(ConsentKind.CLINICIAN),
        **more,
    }
    return render(request, "people/sharing.html", context, status=status)


@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Makes an invitation for a runner who agrees to what it opens, and shows its link, this once."""
    runner, text = runner_of(request), consent_text(ConsentKind.CLINICIAN)
    if request.POST.get("agree") != text.version:
        return _show(request, 400, error=gettext("Read what a clinician sees, and tick that you agree."))
    try:
        token = sharing.invite(runner)
        agree(runner, text)
    except BadAnswer as problem:
        return _show(request, 400, error=problem.reason)
    path = reverse("clinic-invitation", args=[token])
    address = settings.PUBLIC.origin + path if settings.PUBLIC else request.build_absolute_uri(path)
    return _show(request, address=address)


@require_POST
def end(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Ends a grant, or takes an invitation back."""
    sharing.revoke(runner_of(request), grant_id)
    return redirect("sharing")
