"""The one place where a request is given its runner. Services take it from there: another's row is a 404."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from runback.domain.errors import NotFound
from runback.domain.runner import Runner
from runback.services.home.runners import runner_of_user


def runner_of(request: HttpRequest) -> Runner:
    """The runner who is signed in; raises ``PermissionDenied`` for an account without one."""
    known = vars(request).get("_runner")
    if isinstance(known, Runner):
        return known
    if request.user.pk is None:
        raise PermissionDenied("Sign in first.")
    try:
        runner = runner_of_user(request.user.pk)
    except NotFound as problem:
        raise PermissionDenied(problem.message) from None
    vars(request)["_runner"] = runner
    return runner
