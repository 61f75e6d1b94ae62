"""Which stored files belong to more than one runner: an original is in the home once, whoever imported it."""

from collections.abc import Iterable

from runback.store.models import OriginalRow
from runback.store.wall import lifted


@lifted()
def shared_originals(sha256s: Iterable[str]) -> set[str]:
    """Those of these checksums that any runner of the home still has a row for: their files must stay."""
    return set(OriginalRow.objects.filter(sha256__in=set(sha256s)).values_list("sha256", flat=True))
