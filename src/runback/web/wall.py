"""Each request begins in front of the wall (``store.wall``) and sees the rows of whom ``web.access`` opens it for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from runback.store import wall


class WallMiddleware:
    """Closes the wall before a page is made, and lifts it for what the server does between requests.

    ``/health/`` reads no rows, and has to say by itself that the database is gone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == reverse("health"):
            return self.get_response(request)
        wall.close()
        try:
            return self.get_response(request)
        finally:
            wall.lift()
