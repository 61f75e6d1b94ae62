"""Running form: from keypoints or watch dynamics to gait events and metrics, each with an interval or a reason."""
