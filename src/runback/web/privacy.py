"""Every page is about the runner's health: no browser and no proxy keeps it, and no other site may use it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_NEVER = ("accelerometer", "bluetooth", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer",
          "microphone", "midi", "payment", "serial", "usb")  # fmt: skip
_OWN = ("publickey-credentials-create", "publickey-credentials-get", "screen-wake-lock")
PERMISSIONS = ", ".join([*(f"{name}=()" for name in _NEVER), *(f"{name}=(self)" for name in _OWN)])
"""What a page may ask of the device: to stay awake during an exercise, and a passkey."""


class NoStoreMiddleware:
    """Forbids using a response elsewhere, and keeping one that does not say how long it may be kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
