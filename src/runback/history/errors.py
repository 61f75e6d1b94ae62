"""What can be wrong with a file of a runner's history."""

from runback.domain.errors import RunbackError, UnusableInput


class UnreadableFile(UnusableInput):
    """A file that should tell an activity but cannot be read; ``offset`` is the byte of the trouble."""

    code = "unreadable_file"


class NotAnActivity(RunbackError):
    """A sound file that holds no activity, such as a course or a table of contents."""

    code = "not_an_activity"
