"""Each request works behind the wall (``store.wall``), and sees the rows of the runner who is signed in."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from runback.store import wall
from runback.store.owned import owner_id
from runback.web.access import runner_of


class WallMiddleware:
    """Closes the wall before a page is made, and lifts it for what the server does between requests.

    ``/health/`` reads no rows, and has to notice on its own that the database is gone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response, self._health = get_response, ""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self._health = self._health or reverse("health")  # addresses are not known before the first request
        if request.path_info == self._health:
            return self.get_response(request)
        wall.close(_own_rows(request))
        try:
            return self.get_response(request)
        finally:
            wall.lift()


def _own_rows(request: HttpRequest) -> tuple[int, ...]:
    if not request.user.is_authenticated:
        return ()
    try:
        return (owner_id(runner_of(request)),)
    except PermissionDenied:
        return ()
