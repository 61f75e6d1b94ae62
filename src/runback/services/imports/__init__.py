"""Importing files into the history: finding, reading, writing and undoing."""
