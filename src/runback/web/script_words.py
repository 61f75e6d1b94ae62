"""The texts of the scripts: a page carries them in its language, and its script reads them there by their names."""

from collections.abc import Mapping

from runback.languages.catalogue import gettext, gettext_noop, pgettext, pgettext_noop

_COMMON = {
    "some_seconds": gettext_noop("{count} seconds"),
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "page": {
        "failed": gettext_noop("That did not work. Runback may have stopped. Reload the page."),
        "refused": gettext_noop("Runback could not use it. Enter it again."),
        "with_pain": gettext_noop("{name}, pain {score}"),
        "kept": gettext_noop("{name}: kept on this phone. It is sent when Runback can be reached."),
        "log_waits": gettext_noop("{count} log waits on this phone."),
        "logs_wait": gettext_noop("{count} logs wait on this phone."),
        "age": gettext_noop("This page is from {time}."),
        "offline": gettext_noop("Offline."),
        "hurts": gettext_noop(
            "You logged more pain or a new sign. Do not run on this page: wait until Runback has seen it."
        ),
        "old": gettext_noop(
            "This page is of another day. Do not run on it: your pain this morning may change what is right."
        ),
        "conflict": gettext_noop("Runback already has one for that day: {said}"),
        "keep_both": gettext_noop("Keep both"),
        "remove": gettext_noop("Delete"),
    },
    "player": _COMMON
    | {
        "rest": pgettext_noop("player", "Rest"),
        "left": gettext_noop("{name}, left"),
        "right": gettext_noop("{name}, right"),
        "sides": gettext_noop("Change sides"),
        "sides_now": gettext_noop("Change sides."),
        "back": gettext_noop("Welcome back. Go on when you are ready."),
        "paused": gettext_noop("Paused."),
        "done": gettext_noop("Done"),
        "done_said": gettext_noop("Done."),
        "easier_next": gettext_noop("Noted. Next time is easier."),
        "easier": gettext_noop("Now the easier {name}."),
        "less": gettext_noop("Now a third less."),
        "harder": gettext_noop("Noted. Your plan makes it harder sooner."),
        "no_other": gettext_noop("There is no other exercise of this kind for you now."),
        "other": gettext_noop("Now {name}."),
        "is_next": gettext_noop("{name}: {next} is next"),
        "next_one": gettext_noop("Next: {name}"),
        "last": gettext_noop("This is the last one."),
        "next": gettext_noop("Next"),
        "pause": pgettext_noop("player", "Pause"),
        "resume": gettext_noop("Resume"),
        "start": gettext_noop("Start"),
        "again": gettext_noop("Start again"),
        "part": gettext_noop("Part {number} of {count}"),
        "place": gettext_noop("Exercise {number} of {count}, set {set} of {sets}"),
        "since": gettext_noop("since you began"),
        "of": gettext_noop("of {count}"),
        "seconds": gettext_noop("seconds"),
        "minutes": gettext_noop("minutes"),
        "times": gettext_noop("{count} times"),
    },
    "self-test": _COMMON
    | {
        "stopped": gettext_noop("Stopped at {count} seconds."),
        "counted": gettext_noop("Time. {count} counted."),
        "time": gettext_noop("Time."),
        "go": pgettext_noop("timer", "Go."),
        "seconds_left": gettext_noop("{count} seconds left"),
        "stop": gettext_noop("Stop timer"),
        "ready": gettext_noop("Get ready. It starts in {count} seconds."),
    },
    "sets": {
        "rest_said": gettext_noop("Rest {count} seconds."),
        "rest": gettext_noop("Rest {count} s"),
        "over": gettext_noop("Rest is over."),
    },
    "form": {
        "large": gettext_noop("This is more than 500 MB. Trim each video to about ten seconds."),
        "sent": gettext_noop("Sent {percent} %"),
        "failed": gettext_noop("The video could not be sent. Reload the page and try again."),
        "gone": gettext_noop("The video could not be sent. Is Runback still running?"),
    },
    "drop": {
        "failed": gettext_noop("The files could not be sent. Reload the page and try again."),
        "too_much": gettext_noop(
            "This is too much for one upload. Send fewer files, or use the command: runback import."
        ),
        "sending": gettext_noop("Sending: {sent} of {count} files, {done} of {size} MB"),
        "empty": gettext_noop("There are no files in it."),
    },
    "spine": {
        "range": gettext_noop("{low} to {high}"),
        "moment": gettext_noop("{percent} % of the stride"),
        "play": gettext_noop("Play"),
        "stop": pgettext_noop("player", "Stop"),
    },
}
"""By script, in English."""

_IN_CONTEXT = {("player", "rest"), ("player", "pause"), ("spine", "stop"), ("self-test", "go")}


def script_texts(script: str) -> dict[str, str]:
    """The texts of a script in the current language, by name."""
    return {name: _translate(script, name, text) for name, text in WORDS[script].items()}


def _translate(script: str, name: str, text: str) -> str:
    if (script, name) not in _IN_CONTEXT:
        return gettext(text)
    return pgettext("timer" if script == "self-test" else "player", text)
