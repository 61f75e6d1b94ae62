"""The end of a server whose home was erased."""

import os
import signal
import threading

from django.utils.html import format_html, format_html_join

from runback.languages import current
from runback.languages.catalogue import gettext
from runback.services.home.erase import STAYS, Erased

_DELAY_S = 1.0


def end_soon() -> None:
    """End this server once its last page is sent."""
    threading.Timer(_DELAY_S, os.kill, (os.getpid(), signal.SIGTERM)).start()


def farewell(done: Erased) -> str:
    """The last page: what is gone and what stays; it needs nothing from the server any more."""
    files = format_html(gettext("{name}: {count} files"), name="{}", count="{}")
    gone = format_html_join("", "<li>" + files + "</li>", ((name, count) for name, count, _ in done.gone))
    kept = format_html(gettext("Not of Runback, left: {path}"), path="{}")
    left = format_html_join("", "<li>" + kept + "</li>", ((path,) for path in done.left))
    return format_html(
        '<!doctype html><html lang="{}"><title>{}</title><h1>{}</h1><ul>{}{}</ul><p>{}</p><p>{}</p>',
        current(),
        gettext("Erased"),
        gettext("Everything is erased"),
        gone,
        left,
        gettext(STAYS),
        gettext("Runback has ended. You can close this page."),
    )
