"""Errors that carry what a person needs: what is wrong, where, and what to do."""

from collections.abc import Sequence

from runback.languages.catalogue import gettext


class RunbackError(Exception):
    """Base of every error Runback raises on purpose.

    ``message`` says what is wrong and what to do. ``path`` names the file and
    ``offset`` the byte where the trouble starts, when there is one. ``code`` is
    a stable word for programs (interface.md, exit code 3).
    """

    code = "error"

    def __init__(self, message: str, *, path: str | None = None, offset: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.offset = offset


class UnusableInput(RunbackError):
    """Something given to Runback cannot be used; nothing was changed."""

    code = "unusable_input"


class BadAnswer(UnusableInput):
    """An answer that is not allowed: names the key, the reason and what is allowed."""

    code = "bad_answer"

    def __init__(self, key: str, reason: str, allowed: Sequence[str] = ()) -> None:
        is_listed = all(value in reason for value in allowed)
        listed = "" if is_listed else " " + gettext("Allowed: {allowed}.").format(allowed=", ".join(allowed))
        super().__init__(f"{key}: {reason}{listed}")
        self.key = key
        self.reason = reason
        self.allowed = tuple(allowed)


class UnusableHome(RunbackError):
    """The data home cannot be opened or written."""

    code = "unusable_home"


class NotFound(RunbackError):
    """The requested item does not exist, or belongs to another runner."""

    code = "not_found"
