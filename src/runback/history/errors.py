"""What can be wrong with a file of a runner's history."""

from runback.domain.errors import RunbackError, UnusableInput


class UnreadableFile(UnusableInput):
    """A file that should hold an activity but cannot be read; ``offset`` is the byte at which reading fails."""

    code = "unreadable_file"


class NotAnActivity(RunbackError):
    """A valid file without an activity, such as a course or a list of files."""

    code = "not_an_activity"
