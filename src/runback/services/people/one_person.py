"""What only a home of one person may do: read folders of the machine, and store that person's key for a service."""

from runback.domain.errors import UnusableInput
from runback.domain.runner import Runner
from runback.languages.catalogue import gettext
from runback.services.home.runners import user_id_of
from runback.services.people.accounts import has_others


class NotForMany(UnusableInput):
    """The home belongs to more than one person."""

    code = "not_for_many"


def is_single_person(runner: Runner) -> bool:
    """Whether nobody else has an account in the home."""
    return not has_others(user_id_of(runner))


def require_single_person(runner: Runner) -> None:
    """Raises ``NotForMany`` where others have an account in the home."""
    if not is_single_person(runner):
        raise NotForMany(
            gettext(
                "Several people use this home. Folders of this computer and personal keys are for a home of one runner."
            )
        )
