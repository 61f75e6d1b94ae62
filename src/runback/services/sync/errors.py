"""What can go wrong with a sync; apart from the client, so that a page need not load it."""

from runback.domain.errors import RunbackError
from runback.languages.saved import translate_later


class SyncProblem(RunbackError):
    """intervals.icu could not be reached, or its response is unusable; what was done before remains."""

    code = "sync_failed"


class WrongKey(SyncProblem):
    """The key is not known there (any more)."""

    code = "wrong_key"


class AskedToWait(SyncProblem):
    """Too many requests: ``wait_s`` is how long it asks to wait."""

    code = "asked_to_wait"

    def __init__(self, wait_s: float) -> None:
        super().__init__(_format_wait(wait_s))
        self.wait_s = wait_s


def _format_wait(seconds: float) -> str:
    if seconds >= 90:
        words = translate_later("intervals.icu asks to wait {count} minutes. The rest comes with the next sync.")
        return words.format(count=f"{seconds / 60:.0f}")
    words = translate_later("intervals.icu asks to wait {count} seconds. The rest comes with the next sync.")
    return words.format(count=f"{seconds:.0f}")


class SyncRuns(RunbackError):
    """Another sync of this home is under way."""

    code = "sync_runs"
