"""What is printed comes from files and diaries: signs that command a terminal are shown and not obeyed."""

import sys
from typing import Any, TextIO

_COMMANDS = [*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0)]
_SHOWN = {code: f"\\u{code:04x}" for code in _COMMANDS}
"""All control characters but tab and line feed, as JSON writes them, so that a JSON document stays what it is."""


def shown(text: str) -> str:
    """The text with its control characters made visible."""
    return text.translate(_SHOWN)


class _Shown:
    """A text stream that makes control characters visible."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        self._stream.write(shown(text))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def show_control_characters() -> None:
    """From now on let stdout obey no control character."""
    sys.stdout = _Shown(sys.stdout)
