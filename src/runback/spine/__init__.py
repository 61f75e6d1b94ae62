"""Movement and strength become lumbar loads and muscle effort (issue 6)."""
