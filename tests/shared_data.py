"""The one way from a test to the real files of ../shared; absent, the test skips with the reason."""

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared"


def shared_path(*parts: str) -> Path:
    """The path of a file or folder under shared/ (``RUNBACK_SHARED`` names another place)."""
    root = Path(os.environ.get("RUNBACK_SHARED", _BESIDE))
    path = root.joinpath(*parts)
    if not path.exists():
        pytest.skip(
            f"real data is absent: {'/'.join(('shared', *parts))} lies beside the project on the team's machines"
        )
    return path
