"""Text is packed on its way to the browser (docs/decisions/0328)."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

PACKED = ("text/", "application/json", "application/manifest+json", "application/javascript", "image/svg+xml")


class PackingMiddleware(GZipMiddleware):
    """Packs pages, scripts, style sheets and drawings; archives, pictures and downloads go as they are."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_download = response.headers.get("Content-Disposition", "").startswith("attachment")
        if is_download or not response.headers.get("Content-Type", "").startswith(PACKED):
            return response
        packed: HttpResponseBase = super().process_response(request, response)
        return packed
