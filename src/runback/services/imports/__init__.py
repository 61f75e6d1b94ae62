"""Bringing files into the history: find, read, write, undo."""
