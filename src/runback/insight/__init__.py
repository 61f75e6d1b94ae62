"""What a runner's own diary shows: whether one change helps, and whether tomorrow is likely to be worse. No Django."""
