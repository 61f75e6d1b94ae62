"""A pose process that finds what a test wants, and a run without cadence: used by the services and the web."""

import sys

import numpy as np
import pytest

from runback.services.activities import list_activities
from runback.services.imports import batches
from tests.tracks import gpx


@pytest.fixture
def pose_finds(tmp_path, monkeypatch, settings):
    """A pose process that finds this track in every video."""

    settings.FORM_IN_BACKGROUND = False
    folder = tmp_path / "pose-part"
    folder.mkdir()
    monkeypatch.setenv("RUNBACK_POSE_PYTHON", sys.executable)
    monkeypatch.setenv("RUNBACK_POSE_SCRIPT", str(folder / "find_pose.py"))

    def find(track):
        np.savez(
            folder / "track.npz",
            time_s=track.time_s,
            keypoints=track.landmarks,
            shift_px=track.shift_px,
            width=track.width,
            height=track.height,
            capture_rate=track.capture_rate,
        )
        (folder / "find_pose.py").write_text(
            f"import shutil, sys; shutil.copy({str(folder / 'track.npz')!r}, sys.argv[2])"
        )

    return find


@pytest.fixture
def walked(ada, tmp_path):
    """An imported GPX run without cadence."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "run.gpx").write_bytes(gpx())
    batches.import_paths(ada, [folder])
    return list_activities(ada)[0]
