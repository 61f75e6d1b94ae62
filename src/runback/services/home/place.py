"""Where the data home is."""

import os
import sys
from pathlib import Path


def resolve_home(option: Path | None = None) -> Path:
    """The data home: the option, else RUNBACK_HOME, else this platform's data folder (absolute)."""
    named = option or os.environ.get("RUNBACK_HOME") or _platform_folder()
    return Path(named).expanduser().absolute()


def _platform_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("Runback" if sys.platform in ("darwin", "win32") else "runback", appauthor=False)
