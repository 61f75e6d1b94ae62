"""The real pose process, where it is installed."""

import os
import sys
from pathlib import Path

import pytest


@pytest.fixture
def real_pose(monkeypatch):
    python = Path(os.environ.get("RUNBACK_POSE_PYTHON", Path(sys.prefix) / "pose" / "bin" / "python"))
    if not python.exists():
        pytest.skip("the pose part is not installed (make pose)")
    monkeypatch.setenv("RUNBACK_POSE_PYTHON", str(python))
