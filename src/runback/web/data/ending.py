"""The end of a server whose home was erased or replaced; the last page needs nothing more from it."""

import os
import signal
import threading

from django.utils.html import format_html, format_html_join

from runback.languages import current
from runback.languages.catalogue import gettext
from runback.services.home.erase import STAYS, Erased
from runback.services.home.restore import Restored

_DELAY_S = 1.0


def end_soon() -> None:
    """End this server once its last page is sent."""
    threading.Timer(_DELAY_S, os.kill, (os.getpid(), signal.SIGTERM)).start()


def farewell(done: Erased) -> str:
    """What is gone and what stays."""
    files = format_html(gettext("{name}: {count} files"), name="{}", count="{}")
    gone = format_html_join("", "<li>" + files + "</li>", ((name, count) for name, count, _ in done.gone))
    kept = format_html(gettext("Not of Runback, left: {path}"), path="{}")
    left = format_html_join("", "<li>" + kept + "</li>", ((path,) for path in done.left))
    return _page(gettext("Everything is erased"), format_html("<ul>{}{}</ul><p>{}</p>", gone, left, gettext(STAYS)))


def restored(done: Restored) -> str:
    """What is there now, and what to do."""
    sentence = gettext("The backup of {made_at}, {count} files, is in {home}")
    text = format_html("<p>" + sentence + "</p>", made_at=done.made_at, count=done.files, home=done.home)
    then = gettext(
        "Runback has ended. Start it again the way you started it, and sign in with the new link. "
        "You can close this page."
    )
    return _page(gettext("Your backup is back"), text, then)


def _page(title: str, text: str, then: str = "") -> str:
    return format_html(
        '<!doctype html><html lang="{0}"><meta name="viewport" content="width=device-width"><title>{1}</title>'
        "<h1>{1}</h1>{2}<p>{3}</p>",
        current(),
        title,
        text,
        then or gettext("Runback has ended. You can close this page."),
    )
