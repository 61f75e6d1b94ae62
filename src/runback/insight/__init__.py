"""Insights from a runner's diary: whether a change helps, and whether tomorrow is likely to be worse. No Django."""
