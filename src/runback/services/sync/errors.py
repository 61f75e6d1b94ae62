"""What can go wrong with a sync; apart from the client, so that a page need not load it."""

from runback.domain.errors import RunbackError


class SyncProblem(RunbackError):
    """intervals.icu could not be asked, or its answer cannot be used; what was done before stays."""

    code = "sync_failed"


class WrongKey(SyncProblem):
    """The key is not known there (any more)."""

    code = "wrong_key"


class AskedToWait(SyncProblem):
    """Too many requests: ``wait_s`` is how long it asks to be left alone."""

    code = "asked_to_wait"

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"intervals.icu asks to wait {_in_words(wait_s)}. The rest comes with the next sync.")
        self.wait_s = wait_s


def _in_words(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 90 else f"{seconds:.0f} seconds"


class SyncRuns(RunbackError):
    """Another sync of this home is under way."""

    code = "sync_runs"
