"""The manifest, the service worker, and the page of what waits on this phone."""

import json

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from runback.languages.catalogue import gettext
from runback.web.again import is_sign_in_needed
from runback.web.reach import phone_origin
from runback.web.signin.links import new_token

SHELL = (
    "runback/app.css", "runback/drawing.css", "runback/player.css", "runback/app.js", "runback/outbox.js",
    "runback/player.js", "runback/mark.svg", "django_htmx/htmx-2.min.js", "today/today.css", "today/before.css",
    "plan/plan.css", "strength/sets.js",
)  # fmt: skip
"""Static files of the pages that open without a connection."""

PAGES = ("today", "plan", "pain", "strength-session", "strength-seven-minutes", "strength-warm-up", "player-run",
         "today-before", "history-add")  # fmt: skip
"""Pages that open without a connection, as they were last seen."""

_ICONS = (("icon-192.png", 192, "any"), ("icon-512.png", 512, "any"), ("icon-maskable.png", 512, "maskable"))


@login_not_required
@require_GET
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to install Runback."""
    icons = [
        {"src": static(f"runback/{name}"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for name, size, purpose in _ICONS
    ]
    manifest = {
        "id": "/",
        "name": "Runback",
        "short_name": "Runback",
        "description": gettext("Back to running with a sore lower back."),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#FBFAF7",
        "theme_color": "#FBFAF7",
        "icons": icons,
        "shortcuts": [
            {"name": gettext("Log pain"), "url": "/#pain-card"},
            {"name": gettext("Plan"), "url": reverse("plan")},
        ],
    }
    return JsonResponse(manifest, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


@login_not_required
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; its text changes with the version, which is how browsers find an update."""
    worker_settings = {
        "version": settings.STATIC_URL.strip("/").rpartition("/")[2],
        "home": settings.SESSION_COOKIE_NAME,
        "static": settings.STATIC_URL,
        "shell": [static(name) for name in SHELL],
        "pages": [reverse(name) for name in (*PAGES, "offline")],
        "offline": reverse("offline"),
        "icon": static("runback/icon-192.png"),
        "sign_out": reverse("sign-out"),
    }
    answer = render(
        request,
        "offline/worker.js",
        {"settings": json.dumps(worker_settings)},
        content_type="text/javascript; charset=utf-8",
    )
    answer["Cache-Control"] = "no-cache"
    return answer


@login_not_required
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """What waits on this phone, and the page shown instead of one that was never opened; it has no data of a runner."""
    return render(request, "offline/show.html")


@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """How Runback comes onto a phone; a tap on the button shows a code that signs a phone in once."""
    origin, link = phone_origin(request), ""
    if request.method == "POST" and origin:
        if is_sign_in_needed(request):
            return redirect(f"{reverse('sign-in-again')}?next={reverse('phone')}")
        link = f"{origin}{reverse('sign-in-enter', args=[new_token(request.user.pk or 0)])}"
    code = SafeString(_draw_code(link)) if link else ""
    page = {"origin": origin, "is_public": settings.PUBLIC is not None, "link": link, "code": code}
    return render(request, "offline/phone.html", page)


def _draw_code(link: str) -> str:
    """The link as a QR code, an ``<svg>`` of black on white whatever the theme: cameras want that."""
    code: str = segno.make(link, micro=False, error="m").svg_inline(
        dark="#000",
        light="#fff",
        border=4,
        scale=6,
        omitsize=True,
        title=gettext("Code that signs your phone in"),
        svgclass="qr",
    )
    return code


@login_not_required
@require_safe
def ping(request: HttpRequest) -> HttpResponse:
    """Says that Runback can be reached."""
    return HttpResponse(status=204)
