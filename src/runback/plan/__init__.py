"""Results to weeks of sessions that keep every safety rule."""
