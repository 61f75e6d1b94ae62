"""Every page says distances and weights in the units of the runner who asks for it."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from runback.domain.distances import showing
from runback.domain.runner import Units, Weights
from runback.domain.weights import weighing
from runback.services.training.preferences import read_preferences
from runback.web.access import runner_of


class UnitsMiddleware:
    """Shows distances and weights in the runner's units; in kilometres and kilograms where nobody is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with showing(_units_of(request)), weighing(lambda: _weights_of(request)):
            return self.get_response(request)


def _units_of(request: HttpRequest) -> Units:
    if not request.user.is_authenticated:
        return Units.KM
    try:
        return runner_of(request).units
    except PermissionDenied:
        return Units.KM


def _weights_of(request: HttpRequest) -> Weights:
    if not request.user.is_authenticated:
        return Weights.KG
    try:
        return read_preferences(runner_of(request)).weights
    except PermissionDenied:
        return Weights.KG
