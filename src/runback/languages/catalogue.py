"""Translations of sentences in Python code, from the ``<language>/LC_MESSAGES/django.mo`` that pages use too.

They work without Django. Outside a request or a command with a language, everything is in English.
"""

import gettext as standard
from functools import cache
from pathlib import Path

from runback.languages import current

FOLDER = Path(__file__).parent


@cache
def load_catalogue(language: str) -> standard.NullTranslations:
    """The messages of a language; none for English."""
    return standard.translation("django", FOLDER, [language], fallback=True)


def gettext(message: str) -> str:
    """The message in the current language; in English if it has no translation."""
    return load_catalogue(current()).gettext(message)


def ngettext(one: str, many: str, count: float) -> str:
    """The message for that count; ``one`` where English uses the singular."""
    return load_catalogue(current()).ngettext(one, many, count if count == int(count) else 2)  # type: ignore[arg-type]


def pgettext(context: str, message: str) -> str:
    """The message where its English words have more than one meaning; ``context`` says which."""
    return load_catalogue(current()).pgettext(context, message)


def gettext_noop(message: str) -> str:
    """The English message as it is: marks a constant that is translated where it is shown."""
    return message


def pgettext_noop(context: str, message: str) -> str:
    """The English message as it is, for ``pgettext`` where it is shown."""
    return message
