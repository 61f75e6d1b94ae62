"""Whether this server works: one word for programs that watch it, and more for ``runback doctor``.

The doctor signs its question with the key of the home, so that no one else learns what the proxy sent.
"""

import hashlib
import hmac

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

QUESTION, SIGNATURE = "question", "signature"


def sign(key: str, question: str) -> str:
    """The signature that only a program with the home's key can make."""
    return hmac.new(key.encode(), f"doctor:{question}".encode(), hashlib.sha256).hexdigest()


@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 where the database answers, 503 where not; for the doctor also how the request arrived."""
    is_ok = _database_answers()
    state: dict[str, object] = {"ok": is_ok}
    question = request.GET.get(QUESTION, "")
    if hmac.compare_digest(request.GET.get(SIGNATURE, "").encode(), sign(settings.SECRET_KEY, question).encode()):
        state |= {
            "answer": sign(settings.SECRET_KEY, f"{question}:answer"),
            "is_secure": request.is_secure(),
            "host": request.get_host(),
        }
    return JsonResponse(state, status=200 if is_ok else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True
