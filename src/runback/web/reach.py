"""Who can reach Runback besides this computer, and under which address."""

from django.conf import settings
from django.http import HttpRequest


def phone_origin(request: HttpRequest) -> str:
    """The address that a phone can use: public, or on the home network; empty where only this computer has one."""
    if settings.PUBLIC is not None:
        return str(settings.PUBLIC.origin)
    return f"http://{settings.LAN_ADDRESS}:{request.get_port()}" if settings.LAN_ADDRESS else ""
