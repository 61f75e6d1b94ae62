"""The one place where a request is given its runner. Services take it from there: another's row is a 404."""

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import HttpRequest

from runback.domain.runner import Runner
from runback.store.mapping_history import runner_record


def runner_of(request: HttpRequest) -> Runner:
    """The runner who is signed in; raises ``PermissionDenied`` for an account without one."""
    known = getattr(request, "_runner", None)
    if known is not None:
        return known  # type: ignore[no-any-return]
    try:
        runner = runner_record(request.user.runner)  # type: ignore[union-attr]
    except (AttributeError, ObjectDoesNotExist):
        raise PermissionDenied("This account has no runner.") from None
    request._runner = runner  # type: ignore[attr-defined]
    return runner
