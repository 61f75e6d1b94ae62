"""The account of a session together with its runner: every page asks for both."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User

from runback.store.compiled import Compiled

_ACCOUNT = Compiled(lambda user_id: User.objects.select_related("runner").filter(pk=user_id))


class AccountBackend(ModelBackend):
    """Django's own, but that the runner's row comes with the account in one statement."""

    def get_user(self, user_id: int) -> User | None:
        """The account with that id, None where it is gone or stopped."""
        user = _ACCOUNT.first(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
