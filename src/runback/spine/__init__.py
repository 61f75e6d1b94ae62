"""From movement and strength to lumbar loads and muscle effort (issue 6)."""
