"""The end of a server whose home was erased."""

import os
import signal
import threading

from django.utils.html import escape, format_html, format_html_join

from runback.languages.catalogue import gettext
from runback.services.home.erase import STAYS, Erased

_DELAY_S = 1.0


def end_soon() -> None:
    """End this server once its last page is sent."""
    threading.Timer(_DELAY_S, os.kill, (os.getpid(), signal.SIGTERM)).start()


def farewell(done: Erased) -> str:
    """The last page: what is gone and what stays; it needs nothing from the server any more."""
    gone = format_html_join("", "<li>{}: {}</li>", ((name, files) for name, files, _ in done.gone))
    left = format_html_join(
        "", f"<li>{escape(gettext('Not of Runback, left:'))} {{}}</li>", ((path,) for path in done.left)
    )
    return format_html(
        '<!doctype html><html lang="en"><title>Erased</title><h1>Everything is erased</h1><ul>{}{}</ul>'
        "<p>{}</p><p>Runback has ended. You can close this page.</p>",
        gone,
        left,
        gettext(STAYS),
    )
