"""The end of a server whose home was erased or replaced; the last page needs nothing from it any more."""

import os
import signal
import threading

from django.utils.html import format_html, format_html_join

from runback.services.home.erase import STAYS, Erased
from runback.services.home.restore import Restored

_DELAY_S = 1.0


def end_soon() -> None:
    """End this server once its last page is sent."""
    threading.Timer(_DELAY_S, os.kill, (os.getpid(), signal.SIGTERM)).start()


def farewell(done: Erased) -> str:
    """What is gone and what stays."""
    gone = format_html_join("", "<li>{}: {} files</li>", ((name, files) for name, files, _ in done.gone))
    left = format_html_join("", "<li>Not of Runback, left: {}</li>", ((path,) for path in done.left))
    return _page("Everything is erased", format_html("<ul>{}{}</ul><p>{}</p>", gone, left, STAYS), "")


def restored(done: Restored) -> str:
    """What is there now, and what to do."""
    text = format_html("<p>The backup of {}, {} files, is in {}</p>", done.made_at, done.files, done.home)
    return _page("Your backup is back", text, " Start it again the way you started it, and sign in with the new link.")


def _page(title: str, text: str, then: str) -> str:
    return format_html(
        '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>{0}</title>'
        "<h1>{0}</h1>{1}<p>Runback has ended.{2} You can close this page.</p>",
        title,
        text,
        then,
    )
