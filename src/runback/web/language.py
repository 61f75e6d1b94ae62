"""Every page is in the language of the runner who asks for it."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from runback import languages
from runback.domain.errors import NotFound
from runback.domain.runner import Runner
from runback.services.home.runners import runner_of_user, take_first_language
from runback.web.access import keep_runner, runner_of


class LanguageMiddleware:
    """Speaks the language of the signed-in runner's settings; that of the browser where nobody is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        with languages.using(language), translation.override(language):
            response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", language)
        return response


def language_of(request: HttpRequest) -> str:
    """The language of a request: one that is ready, English for any other."""
    return languages.ready_or_english(_asked_by(request))


def language_of_account(user_id: int) -> str:
    """The language somebody is written to: that of their settings; that of this request where they have none."""
    try:
        return languages.ready_or_english(runner_of_user(user_id).language)
    except NotFound:  # a clinician or an administrator
        return languages.current()


def _runner_of(request: HttpRequest, of_browser: str) -> Runner:
    """The runner; a new one speaks the language of the first browser that asks for a page."""
    runner = runner_of(request)
    first = languages.ready_or_english(of_browser)
    if runner.language != languages.ENGLISH or first == languages.ENGLISH:
        return runner
    return keep_runner(request, take_first_language(runner, first))


def _asked_by(request: HttpRequest) -> str:
    of_browser = translation.get_language_from_request(request)
    if not request.user.is_authenticated:
        return of_browser
    try:
        return str(_runner_of(request, of_browser).language)
    except PermissionDenied:  # a clinician or an administrator has no settings
        return of_browser
